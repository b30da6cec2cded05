using System.Text;

namespace Huoqi.Verify;

/// <summary>A key as read, without what only the hash needs.</summary>
internal readonly record struct KeyRow(long Entry, long Owner, short Act, short Status)
{
    /// <summary>Reads a row of <see cref="Selects.Keys"/>.</summary>
    public static KeyRow Read(CopyRows row) => new(row.Int64(0), row.Int64(1), row.Int16(2), row.Int16(5));
}

/// <summary>A step of a fund's earning days, as the key of its request names it: "code-yyyy-mm-dd".</summary>
internal readonly record struct FundStep(string Fund, int Day)
{
    private const int DayLength = 10;

    /// <summary>Reads the key of a row of <see cref="Selects.Keys"/>; false when it is of another form.</summary>
    public static bool TryRead(CopyRows row, out FundStep step)
    {
        string key = Encoding.UTF8.GetString(row.Bytes(3));
        int dash = key.Length - DayLength - 1;
        DateOnly day = default;
        bool isStep = dash > 0 && key[dash] == '-'
            && DateOnly.TryParseExact(key.AsSpan(dash + 1), "yyyy-MM-dd", out day);
        step = isStep ? new(key[..dash], day.DayNumber) : default;
        return isStep;
    }
}

/// <summary>An entry as read, without what only the hash needs; day numbers.</summary>
internal readonly record struct EntryRow(
    long Entry, short Act, long Owner, int BusinessDay, long Reverses, int FirstDay, int LastDay)
{
    /// <summary>Reads a row of <see cref="Selects.Entries"/>.</summary>
    public static EntryRow Read(CopyRows row) =>
        new(row.Int64(0), row.Int16(1), row.Int64(2), row.Day(3), row.IsNull(4) ? 0 : row.Int64(4),
            row.Day(5), row.Day(6));
}

/// <summary>A transfer as read.</summary>
internal readonly record struct TransferRow(
    long Entry, short Line, long Debit, long Credit, long Amount, long DebitAfter, long CreditAfter, int EarnsFrom,
    int Window, long DebitPrevious, long CreditPrevious)
{
    public const int NoWindow = -1;

    /// <summary>The row's place, as other lines of its accounts name it.</summary>
    public long Place => unchecked((Entry << 15) + Line);

    /// <summary>The row's key in words; made only for a finding.</summary>
    public string Key => $"entry {Entry} line {Line}";

    /// <summary>Reads a row of <see cref="Selects.Transfers"/>.</summary>
    public static TransferRow Read(CopyRows row) =>
        new(row.Int64(0), row.Int16(1), row.Int64(2), row.Int64(3), row.Int64(4), row.Int64(5), row.Int64(6),
            row.Day(7), row.IsNull(8) ? NoWindow : row.Int32(8), row.Int64(9), row.Int64(10));
}

/// <summary>A published day as read; fen and 0.01 units.</summary>
internal readonly record struct DayRow(
    long Entry, int Asset, int Day, long Total, long Earning, long CutRemainder, long CutAccount, long Part,
    long PartUnits)
{
    public string Key => $"asset {Asset} day {IncomeBook.Text(Day)} (entry {Entry})";

    /// <summary>Reads a row of <see cref="Selects.Days"/>.</summary>
    public static DayRow Read(CopyRows row) =>
        new(row.Int64(0), row.Int16(1), row.Day(2), row.Int64(3), row.Int64(4), row.Int64(5), row.Int64(6),
            row.Int64(7), row.Int64(8));
}

/// <summary>The rows of a group under its hash, each kind with its letter.</summary>
internal static class ChainedRows
{
    public static void Add(this ChainBytes chain, in KeyRow key, CopyRows row)
    {
        chain.Tag('K');
        chain.Number(key.Owner);
        chain.Number(key.Act);
        chain.Text(row.Bytes(3));
        chain.Bytes(row.Bytes(4));
        chain.Number(key.Status);
        chain.Number(key.Entry);
        chain.Number(row.Int16(6));
    }

    public static void Add(this ChainBytes chain, in EntryRow entry, CopyRows row)
    {
        chain.Tag('E');
        chain.Number(entry.Entry);
        chain.Number(entry.Act);
        chain.Number(entry.Owner);
        chain.Number(entry.BusinessDay);
        chain.Number(entry.Reverses);
        chain.Number(entry.FirstDay);
        chain.Number(entry.LastDay);
        chain.Text(row.Bytes(7));
    }

    public static void Add(this ChainBytes chain, in TransferRow line)
    {
        chain.Tag('T');
        chain.Number(line.Entry);
        chain.Number(line.Line);
        chain.Number(line.Debit);
        chain.Number(line.Credit);
        chain.Number(line.Amount);
        chain.Number(line.DebitAfter);
        chain.Number(line.CreditAfter);
        chain.Number(line.EarnsFrom);
        chain.Number(line.Window);
    }

    public static void Add(this ChainBytes chain, in DayRow day)
    {
        chain.Tag('D');
        chain.Number(day.Entry);
        chain.Number(day.Asset);
        chain.Number(day.Day);
        chain.Number(day.Total);
        chain.Number(day.Earning);
        chain.Number(day.CutRemainder);
        chain.Number(day.CutAccount);
        chain.Number(day.Part);
        chain.Number(day.PartUnits);
    }
}
