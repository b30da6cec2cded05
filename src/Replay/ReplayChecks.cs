using System.Diagnostics;
using Huoqi.Kernel;
using Huoqi.Ledger;

namespace Huoqi.Replay;

/// <summary>Holds the books a replay has made against the published figures, the model and themselves.</summary>
internal static class ReplayChecks
{
    /// <summary>Measures every figure that a replay can measure, and gathers the report.</summary>
    public static async Task<ReplayReport> ReportAsync(
        Installation installation, ReplayHouse house, ReplayOutcome outcome, IReadOnlyList<YuebaoDay> data,
        Action<string> say, CancellationToken cancel)
    {
        FigureSheet figures = new(outcome.Plan);

        // A pool keeps what a crash of the server has cut, and the checks read without the retry of the acts.
        installation.App.Clear();
        installation.Owner.Clear();
        say("Reading the books …");
        BookFigures books = await BookFigures.ReadAsync(installation, house, outcome.Plan, cancel);
        List<ReportDay> days = ReportDays(outcome, books);
        MeasureDays(figures, outcome, books, days);
        IReadOnlyList<ReportPerson> people = await SampleAsync(house, outcome, books, cancel);
        figures.Set(FigureSheet.SampledPeopleEqual, people.Count(p => p.DaysEqual == days.Count));
        Reconciliation reported = Reconciliation.Of([.. data.Take(outcome.Plan.Days.Count)]);
        figures.Set(FigureSheet.ReportedBreaks, reported.Breaks.Count);
        figures.Set(FigureSheet.ReportedBreakAmount, reported.Breaks.Sum(broken => broken.DifferenceFen) / 100m);

        say("Verifying the books …");
        (IReadOnlyList<ReportCheck> checks, long findings) = await BookFigures.VerifyAsync(installation, cancel);
        figures.Set(FigureSheet.VerifyFindings, findings);

        // Verify derives every holder's share of every day by itself, and holds each posted entry and each day against
        // them; SQL here adds up what was posted. A day is exact only when both agree.
        bool incomeProved = checks.Any(check => check is { Check: "income", Passed: true });
        figures.Set(FigureSheet.IncomeDaysExact, incomeProved ? books.DaysExact(outcome.ModelDays) : 0);
        figures.Set(FigureSheet.PlantedFenFound, await BookFigures.PlantAsync(installation, cancel) ? 1 : 0);
        MeasureActs(figures, outcome, books);
        return new(Facts(outcome, installation), figures.Figures, days, reported,
            [.. outcome.ActsPlanned.Select(kind => new ReportActs(kind.Key, kind.Value.Count, kind.Value.Fen))], checks,
            people);
    }

    private static List<ReportDay> ReportDays(ReplayOutcome outcome, BookFigures books)
    {
        List<ReportDay> days = [];
        IncomePer10k[] window = new IncomePer10k[7];
        for (int i = 0; i < outcome.Plan.Days.Count; i++)
        {
            YuebaoDay reported = outcome.Plan.Days[i];
            window[i % 7] = new(reported.IncomePer10k);
            int? yield = i < 6 ? null : (int)SevenDayYield.CarriedDaily(window).Thousandths;
            days.Add(new(reported.Date, books.ClosingFen[i], reported.ClosingFen, books.PeopleIncomeFen[i],
                reported.IncomeFen, yield, reported.SevenDayYield, outcome.ModelDays[i].Acts));
        }

        return days;
    }

    private static void MeasureDays(
        FigureSheet figures, ReplayOutcome outcome, BookFigures books, IReadOnlyList<ReportDay> days)
    {
        figures.Set(FigureSheet.YieldDaysEqual, days.Count(day => day.SevenDayYield == day.PublishedSevenDayYield));
        long income = days.Sum(day => day.IncomeFen);
        long reportedIncome = days.Sum(day => day.ReportedIncomeFen);
        figures.Set(FigureSheet.IncomeTotalDifference,
            Math.Round((income - reportedIncome) * 100m / reportedIncome, 6));
        figures.Set(FigureSheet.IncomeDaysWithinOnePercent,
            days.Count(day => Math.Abs(day.IncomeFen - day.ReportedIncomeFen) * 100 <= day.ReportedIncomeFen));
        long closing = books.FinalClosingFen - days[^1].ReportedClosingFen;
        figures.Set(FigureSheet.ClosingDifference, (closing - (income - reportedIncome)) / 100m);
    }

    private static void MeasureActs(FigureSheet figures, ReplayOutcome outcome, BookFigures books)
    {
        figures.Set(FigureSheet.Acts, books.ActsDone);
        figures.Set(FigureSheet.PeopleWithTenActs, outcome.ActsOfPerson.Count(acts => acts >= 10));
        figures.Set(FigureSheet.TopShareOpening, outcome.TopShareOpening / 100m);
        figures.Set(FigureSheet.TopShareClosing, outcome.TopShareClosing / 100m);
        if (outcome.ResumedAfter is null)
        {
            figures.Set(FigureSheet.WallTime, Math.Round((decimal)outcome.Elapsed.TotalSeconds, 1));
        }

        using Process self = Process.GetCurrentProcess();
        figures.Set(FigureSheet.PeakMemory, Math.Round(self.PeakWorkingSet64 / 1_000_000m, 1));
    }

    /// <summary>Holds the sampled people's earning days and balances against the naive model.</summary>
    private static async Task<IReadOnlyList<ReportPerson>> SampleAsync(
        ReplayHouse house, ReplayOutcome outcome, BookFigures books, CancellationToken cancel)
    {
        List<ReportPerson> people = [];
        foreach ((int person, PersonDay[] model) in outcome.Sample)
        {
            short shard = house.Ledger.ShardOf(person);
            IReadOnlyList<HoldingDay> days =
                await HoldingDays.OfAsync(house.Reads, shard, person, house.Fund.Asset, books.Days, cancel);
            int equal = 0;
            for (int i = 0; i < Math.Min(days.Count, model.Length); i++)
            {
                equal += days[i].Units == model[i].EarningUnits && days[i].Fen == model[i].IncomeFen ? 1 : 0;
            }

            IReadOnlyList<LedgerQueries.Balance> balances =
                await house.Reads.AllAsync(new LedgerQueries.BalancesOf(shard, person), cancel);
            long available = balances.FirstOrDefault(b => b.Account.Code == AccountCode.UnitsAvailable)?.Amount ?? 0;
            long wallet = balances.FirstOrDefault(b => b.Account.Code == AccountCode.UserBalance)?.Amount ?? 0;
            PersonDay last = model[^1];
            bool balancesEqual = available == last.AvailableUnits && wallet == last.WalletFen
                && await WasEqualAsync(house, shard, person, books.Days, model, middle: model.Length / 2, cancel);
            people.Add(new(person, outcome.ActsOfPerson[person - 1], days.Sum(day => day.Fen), available,
                last.UnconfirmedUnits, wallet, balancesEqual ? equal : Math.Min(equal, model.Length - 1)));
        }

        return people;
    }

    /// <summary>Whether the balances as of a day in the middle are the model's of that evening.</summary>
    private static async Task<bool> WasEqualAsync(
        ReplayHouse house, short shard, int person, IReadOnlyList<EarningDay> days, PersonDay[] model, int middle,
        CancellationToken cancel)
    {
        DateOnly date = days[middle].Day;
        long units = await BalanceAsOf.OfAsync(house.Reads, shard,
            AccountKey.Of(person, AccountCode.UnitsAvailable, house.Fund.Asset), date, days, cancel);
        long wallet = await BalanceAsOf.OfAsync(house.Reads, shard,
            AccountKey.Of(person, AccountCode.UserBalance), date, days, cancel);
        return units == model[middle].AvailableUnits && wallet == model[middle].WalletFen;
    }

    private static List<KeyValuePair<string, string>> Facts(ReplayOutcome outcome, Installation installation)
    {
        double seconds = outcome.Elapsed.TotalSeconds;
        long acts = outcome.ActsPlanned.Values.Sum(kind => kind.Count);
        return
        [
            new("People", $"{outcome.Plan.People:N0}"),
            new("Days", $"{outcome.Plan.Days[0].Date:yyyy-MM-dd} to {outcome.Plan.Days[^1].Date:yyyy-MM-dd}"),
            new("Seed", $"{outcome.Plan.Seed}"),
            new("Acts", $"{acts:N0}"),
            new("Acts answered in this run", $"{outcome.ActsAnswered:N0}"),
            new("Acts per second", $"{outcome.ActsAnswered / seconds:N0}"),
            new("Wall time", $"{seconds:N1} s"),
            new("Shards", $"{installation.ShardCount}"),
            new("Database", $"PostgreSQL {installation.ServerVersion}"),
            new("Run", outcome.ResumedAfter is { } day ? $"resumed after {day:yyyy-MM-dd}" : "in one go"),
        ];
    }
}
