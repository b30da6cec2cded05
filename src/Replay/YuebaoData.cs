using Huoqi.Kernel;

namespace Huoqi.Replay;

/// <summary>The real data of the replay: published yields and daily sums, read strictly from two CSV files.</summary>
public static class YuebaoData
{
    public const string YieldsFile = "mfd_day_share_interest.csv";
    public const string FlowsFile = "group_by_date.csv";

    /// <summary>First day the files may speak of; a date outside the period is a mistake in the file.</summary>
    public static readonly DateOnly FirstDay = new(2013, 7, 1);

    /// <summary>Last day the files may speak of.</summary>
    public static readonly DateOnly LastDay = new(2014, 8, 31);

    /// <summary>The folder carried with the program: beside it, or in the repository it was built from.</summary>
    public static string DefaultFolder()
    {
        string beside = Path.Combine(AppContext.BaseDirectory, "data", "yuebao");
        if (Directory.Exists(beside))
        {
            return beside;
        }

        for (DirectoryInfo? at = new(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, "Huoqi.slnx")))
            {
                return Path.Combine(at.FullName, "data", "yuebao");
            }
        }

        throw new UserErrorException(
            $"The folder data/yuebao is not beside the program ({AppContext.BaseDirectory}); build the program again.");
    }

    /// <summary>Reads both files; the days come back in order, without gap, each known to both files.</summary>
    public static IReadOnlyList<YuebaoDay> Read(string folder)
    {
        string flowsFile = Path.Combine(folder, FlowsFile);
        string yieldsFile = Path.Combine(folder, YieldsFile);
        List<(DateOnly Date, int IncomePer10k, int SevenDayYield)> yields = ReadYields(yieldsFile);
        List<YuebaoDay> days = ReadFlows(flowsFile);
        if (days.Count == 0)
        {
            throw new UserErrorException($"{flowsFile} has no day; restore it from the project's data/yuebao folder.");
        }

        for (int i = 0; i < Math.Max(days.Count, yields.Count); i++)
        {
            // Both lists are free of gaps, so they differ only in where they begin or end.
            if (i >= yields.Count || (i < days.Count && days[i].Date < yields[i].Date))
            {
                throw Lacks(yieldsFile, days[i].Date, flowsFile);
            }

            if (i >= days.Count || yields[i].Date < days[i].Date)
            {
                throw Lacks(flowsFile, yields[i].Date, yieldsFile);
            }

            days[i] = days[i] with
            {
                IncomePer10k = yields[i].IncomePer10k,
                SevenDayYield = yields[i].SevenDayYield,
            };
        }

        return days;
    }

    private static List<(DateOnly Date, int IncomePer10k, int SevenDayYield)> ReadYields(string file)
    {
        using YuebaoTable table = YuebaoTable.Open(file, "mfd_date", "mfd_daily_yield", "mfd_7daily_yield");
        List<(DateOnly Date, int IncomePer10k, int SevenDayYield)> yields = [];
        while (table.Read())
        {
            DateOnly date = table.Date(0, "yyyyMMdd", "20130701");
            CheckOrder(table, date, yields.Count == 0 ? null : yields[^1].Date);
            yields.Add((date, table.Scaled(1, places: 4), table.Scaled(2, places: 3)));
        }

        return yields;
    }

    private static List<YuebaoDay> ReadFlows(string file)
    {
        using YuebaoTable table = YuebaoTable.Open(
            file, "report_date", "tBalance", "yBalance", "total_purchase_amt", "direct_purchase_amt",
            "purchase_bal_amt", "purchase_bank_amt", "total_redeem_amt", "consume_amt", "transfer_amt", "tftobal_amt",
            "tftocard_amt", "share_amt");
        List<YuebaoDay> days = [];
        while (table.Read())
        {
            DateOnly date = table.Date(0, "yyyy/M/d", "2013/7/1");
            CheckOrder(table, date, days.Count == 0 ? null : days[^1].Date);
            days.Add(new(
                date, ClosingFen: table.Fen(1), OpeningFen: table.Fen(2), TotalPurchaseFen: table.Fen(3),
                DirectPurchaseFen: table.Fen(4), FromWalletFen: table.Fen(5), FromCardFen: table.Fen(6),
                TotalRedeemFen: table.Fen(7), ConsumeFen: table.Fen(8), TransferFen: table.Fen(9),
                ToWalletFen: table.Fen(10), ToCardFen: table.Fen(11), IncomeFen: table.Fen(12),
                IncomePer10k: 0, SevenDayYield: 0));
        }

        return days;
    }

    private static void CheckOrder(YuebaoTable table, DateOnly date, DateOnly? before)
    {
        if (date < FirstDay || date > LastDay)
        {
            throw table.Refused(
                0, $"the day {date:yyyy-MM-dd} is outside {FirstDay:yyyy-MM-dd} to {LastDay:yyyy-MM-dd}");
        }

        if (before is null || date == before.Value.AddDays(1))
        {
            return;
        }

        throw date == before
            ? table.Refused(0, $"the day {date:yyyy-MM-dd} is there twice")
            : date < before
            ? table.Refused(0, $"the day {date:yyyy-MM-dd} comes after {before:yyyy-MM-dd}, days must be in order")
            : table.Refused(0, $"the day {before.Value.AddDays(1):yyyy-MM-dd} is missing before {date:yyyy-MM-dd}");
    }

    private static UserErrorException Lacks(string file, DateOnly day, string other) =>
        new($"{file} lacks the day {day:yyyy-MM-dd} that {other} has; the two files must tell the same days.");
}
