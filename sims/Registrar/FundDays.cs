using System.Globalization;
using Huoqi.Partner;

namespace Huoqi.Registrar;

/// <summary>
/// The published days of each fund. A published day never changes: a correction is a further version that names the
/// difference. Dividend lines per holder stand beside the days.
/// </summary>
internal sealed class FundDays(Holdings holdings)
{
    private const int IncomeDecimals = 4;
    private const int YieldDecimals = 3;
    private const int PageMax = 10_000;

    private readonly Dictionary<(string FundCode, string Day), List<DayVersion>> _days = [];
    private readonly Dictionary<(string FundCode, string Day), long> _queries = [];
    private readonly Dictionary<(string FundCode, string Day), List<DividendLine>> _dividends = [];
    private readonly Dictionary<(string FundCode, string Day, string Account), string> _paid = [];

    public long Count => _days.Count;

    /// <summary>Loads days from CSV (mfd_date as yyyyMMdd, mfd_daily_yield, mfd_7daily_yield) as version 1.</summary>
    public void Load(string fundCode, IEnumerable<string> lines)
    {
        int lineNo = 0;
        foreach (string line in lines)
        {
            lineNo++;
            string[] cells = line.Split(',');
            if (lineNo == 1 && line == "mfd_date,mfd_daily_yield,mfd_7daily_yield")
            {
                continue;
            }

            if (cells.Length != 3 || !DateOnly.TryParseExact(
                cells[0], "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly day))
            {
                throw new InvalidDataException($"line {lineNo} of the published days is not date,income,yield");
            }

            DayVersion version = new(1, Pad(cells[1], IncomeDecimals, lineNo), Pad(cells[2], YieldDecimals, lineNo));
            _days.Add((fundCode, Days.Format(day)), [version]);
        }
    }

    /// <summary>All versions of a day; throws 404 while the day is not published.</summary>
    public FundDayWire Of(string fundCode, DateOnly day, RegistrarFaults faults)
    {
        string text = Days.Format(day);
        bool withheld = faults.WithheldDays?.Contains(text, StringComparer.Ordinal) == true
            || IsLate(fundCode, text, faults);
        return !withheld && _days.TryGetValue((fundCode, text), out List<DayVersion>? versions)
            ? new(fundCode, text, [.. versions])
            : throw new RejectedException(404, "day-not-published", $"fund {fundCode} has not published {text}");
    }

    /// <summary>Publishes a day or its next version; the same version with the same figures is taken again.</summary>
    public FundDayWire Publish(string fundCode, PublishWire wire, JournalFile<RegistrarEvent> journal)
    {
        Check(wire);
        List<DayVersion> versions = _days.GetValueOrDefault((fundCode, wire.Day)) ?? [];
        if (wire.Version <= versions.Count)
        {
            return versions[wire.Version - 1] == ToVersion(wire)
                ? new(fundCode, wire.Day, [.. versions])
                : throw new RejectedException(409, "version-differs", $"version {wire.Version} has other figures");
        }

        if (wire.Version != versions.Count + 1)
        {
            throw new RejectedException(409, "version-skipped", $"the next version is {versions.Count + 1}");
        }

        RegistrarEvent entry = new(Published: wire, FundCode: fundCode);
        journal.Append(entry);
        Apply(entry);
        return new(fundCode, wire.Day, [.. _days[(fundCode, wire.Day)]]);
    }

    /// <summary>Posts dividend lines, each once per account and day, and adds them to the holdings.</summary>
    public DividendPage Pay(string fundCode, DividendsWire wire, JournalFile<RegistrarEvent> journal)
    {
        _ = Wire.Day(wire.Day, "day");
        List<DividendLine> fresh = [];
        HashSet<string> seen = new(StringComparer.Ordinal);
        foreach (DividendLine line in wire.Lines)
        {
            _ = Wire.Name(line.Account, "account");
            _ = Wire.Signed(line.Income, decimals: 2, "income");
            if (!seen.Add(line.Account))
            {
                throw Wire.Malformed($"account {line.Account} stands twice");
            }

            string? paid = _paid.GetValueOrDefault((fundCode, wire.Day, line.Account));
            if (paid is not null && paid != line.Income)
            {
                throw new RejectedException(409, "dividend-differs", $"account {line.Account} was given {paid}");
            }

            if (paid is null)
            {
                fresh.Add(line);
            }
        }

        if (fresh.Count > 0)
        {
            RegistrarEvent entry = new(Dividends: new(wire.Day, fresh), FundCode: fundCode);
            journal.Append(entry);
            Apply(entry);
        }

        return Dividends(fundCode, wire.Day, after: 0, limit: 0);
    }

    /// <summary>A page of a day's dividend lines with the total of all of them.</summary>
    public DividendPage Dividends(string fundCode, string day, long after, int limit)
    {
        List<DividendLine> lines = _dividends.GetValueOrDefault((fundCode, day)) ?? [];
        long start = Math.Min(after, lines.Count);
        List<DividendLine> page = lines.GetRange(
            (int)start, (int)Math.Min(Math.Min(limit, PageMax), lines.Count - start));
        long totalFen = lines.Sum(line => Wire.Signed(line.Income, decimals: 2, "income"));
        return new(day, page, start + page.Count, Holdings.Format(totalFen));
    }

    /// <summary>Takes a published version or dividend lines into memory.</summary>
    public void Apply(RegistrarEvent entry)
    {
        if (entry.Published is PublishWire published)
        {
            (string FundCode, string Day) key = (entry.FundCode, published.Day);
            List<DayVersion> versions = _days.GetValueOrDefault(key) ?? [];
            if (published.Version != versions.Count + 1)
            {
                throw new InvalidDataException($"{published.Day}: version {published.Version} without those before it");
            }

            _days[key] = [.. versions, ToVersion(published)];
        }

        if (entry.Dividends is DividendsWire dividends)
        {
            (string FundCode, string Day) key = (entry.FundCode, dividends.Day);
            _dividends[key] = [.. _dividends.GetValueOrDefault(key) ?? [], .. dividends.Lines];
            foreach (DividendLine line in dividends.Lines)
            {
                _paid.Add((entry.FundCode, dividends.Day, line.Account), line.Income);
                long income = Wire.Signed(line.Income, decimals: 2, "income");
                holdings.Move(entry.FundCode, line.Account, income);
            }
        }
    }

    private bool IsLate(string fundCode, string day, RegistrarFaults faults)
    {
        if (!Dice.Strikes(faults.LateDayPerMillion, faults.Seed, "late-day", day))
        {
            return false;
        }

        long queries = _queries.GetValueOrDefault((fundCode, day)) + 1;
        _queries[(fundCode, day)] = queries;
        return queries <= faults.LateDayQueries;
    }

    private static void Check(PublishWire wire)
    {
        _ = Wire.Day(wire.Day, "day");
        _ = Wire.Signed(wire.IncomePer10k, IncomeDecimals, "incomePer10k");
        _ = Wire.Signed(wire.SevenDayYield, YieldDecimals, "sevenDayYield");
        if (wire.DividendTotal is not null)
        {
            _ = Wire.Signed(wire.DividendTotal, decimals: 2, "dividendTotal");
        }

        if (wire.Version < 1 || wire.Version > 1 != wire.Difference is not null)
        {
            throw Wire.Malformed("version 1 has no difference, every later version names one");
        }

        if (wire.Difference is not null)
        {
            _ = Wire.Signed(wire.Difference, decimals: 2, "difference");
        }
    }

    private static DayVersion ToVersion(PublishWire wire) =>
        new(wire.Version, wire.IncomePer10k, wire.SevenDayYield, wire.DividendTotal, wire.Difference);

    // The file drops zeros at the end: 1.467 is 1.4670.
    private static string Pad(string cell, int decimals, int lineNo)
    {
        int point = cell.IndexOf('.', StringComparison.Ordinal);
        string padded = point < 0
            ? cell + "." + new string('0', decimals)
            : cell.PadRight(point + 1 + decimals, '0');
        return Decimals.TryParse(padded, decimals, signed: true, out long _)
            ? padded
            : throw new InvalidDataException($"line {lineNo} of the published days has the figure {cell}");
    }
}
