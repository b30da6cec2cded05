using Huoqi.Funds;
using Huoqi.Kernel;
using Huoqi.Ledger;
using Huoqi.Wallet;

namespace Huoqi.Workers;

/// <summary>What a step came to.</summary>
/// <param name="IsDone">Whether it is over; else somebody's answer lacks, and it runs again.</param>
/// <param name="Figures">What it came to, or what it waits for, for people.</param>
internal readonly record struct StepEnd(bool IsDone, string Figures);

/// <summary>A step of every date.</summary>
/// <param name="Name">Its name, stored.</param>
/// <param name="Due">When it becomes due, from the beginning of the date in Beijing.</param>
/// <param name="RunAsync">Does it; safe to repeat.</param>
/// <param name="MayBeLeft">Whether the date may end without it: the next date's step does what was left.</param>
internal sealed record DayStep(
    string Name, TimeSpan Due, Func<DateOnly, CancellationToken, Task<StepEnd>> RunAsync, bool MayBeLeft = false);

/// <summary>
/// The steps of a date, in their order: in the morning yesterday's income and what the registrar confirmed, at the
/// cut-off the orders leave, after midnight the day is sealed and its books are closed.
/// </summary>
internal sealed class DaySteps
{
    /// <summary>The last step of the morning.</summary>
    public const string SettleMerchants = "settle merchants";

    // Who asked before the cut-off or midnight may be writing still.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(3);

    private static readonly TimeSpan Cutoff = BeijingTime.Cutoff.ToTimeSpan() + Grace;
    private static readonly TimeSpan Evening = BeijingTime.Evening.ToTimeSpan();
    private static readonly TimeSpan DayEnd = TimeSpan.FromDays(1) + Grace;

    private readonly WorkersParts _parts;
    private readonly Fund _fund;
    private readonly GeneralLedger _ledger;
    private readonly IReads _reads;
    private readonly RegistrarExchange _exchange;
    private readonly SettleBankOrders _bankOrders;

    public DaySteps(WorkersParts parts)
    {
        _parts = parts;
        _fund = parts.Wallet.Fund;
        _ledger = parts.Wallet.Ledger;
        _reads = parts.Wallet.Reads;
        _exchange = new(_ledger, _reads, parts.Registrar);
        _bankOrders = new(parts.Wallet, parts.Bank);
        All =
        [
            new("publish", TimeSpan.Zero, PublishAsync, MayBeLeft: true),
            new("adjust late orders", TimeSpan.Zero, AdjustAsync),
            new("confirm", TimeSpan.Zero, ConfirmAsync, MayBeLeft: true),
            new("pay redemptions", TimeSpan.Zero, PayRedemptionsAsync, MayBeLeft: true),
            new("post income", TimeSpan.Zero, PostIncomeAsync, MayBeLeft: true),
            new("clear", TimeSpan.Zero, async (date, _) =>
                Done($"{await new DailyClearing(parts.Wallet).RunAsync(date)} shards")),
            new(SettleMerchants, TimeSpan.Zero, SettleMerchantsAsync),
            new("redeem advanced", Cutoff, RedeemAdvancedAsync),
            new("send", Cutoff, SendAsync, MayBeLeft: true),
            .. parts.Evening.Select(work => new DayStep(
                work.Name, Evening, (date, cancel) => EveningAsync(work, date, cancel), MayBeLeft: true)),
            new("deliver", DayEnd, DeliverAsync, MayBeLeft: true),
            new("sealed", DayEnd, SealAsync),
            new(CloseSteps.CloseBooks, DayEnd, CloseBooksAsync),
        ];
    }

    /// <summary>Every step, in order.</summary>
    public IReadOnlyList<DayStep> All { get; }

    private static StepEnd Done(string figures) => new(true, figures);

    private static StepEnd Waits(string why) => new(false, why);

    /// <summary>Publishes every sealed day that is not published, up to yesterday, as far as its figures are
    /// known. What is written down is what the journal says of yesterday; verify compares them.</summary>
    private async Task<StepEnd> PublishAsync(DateOnly date, CancellationToken cancel)
    {
        while (true)
        {
            IReadOnlyList<LedgerQueries.FundProgress> progress =
                await _reads.AllAsync(new LedgerQueries.FundProgressOf(_fund.Asset), cancel);
            DateOnly day = progress.Min(shard => shard.PublishedThrough).AddDays(1);
            if (day >= date || day > progress.Min(shard => shard.SealedThrough))
            {
                return await PublishedAsync(date.AddDays(-1), cancel);
            }

            DayFigures? known = await _parts.Figures.OfAsync(day, cancel);
            if (known is null)
            {
                return Waits($"the fund company has not published {day:yyyy-MM-dd}");
            }

            PublishedDay published = await _parts.Income.PublishAsync(day, known.Income, date);
            if (published.Status != PostStatus.Posted)
            {
                return Waits($"{day:yyyy-MM-dd} was answered {published.Status}");
            }
        }
    }

    private async Task<StepEnd> PublishedAsync(DateOnly day, CancellationToken cancel)
    {
        LedgerQueries.DayInShard? known = (await _reads.AllAsync(
            new LedgerQueries.DaysAfter(Shard: 0, _fund.Asset, day.AddDays(-1)), cancel))
            .FirstOrDefault(known => known.Numbers.Day == day);
        return Done(known is null
            ? "nothing before the first day"
            : $"{new Money(known.Numbers.TotalFen)} yuan over {new FundUnits(known.Numbers.EarningUnits)} units");
    }

    private async Task<StepEnd> AdjustAsync(DateOnly date, CancellationToken cancel) =>
        Done($"{await new AdjustLateOrders(_ledger, _reads).RunAsync(_fund, date, cancel)} orders");

    /// <summary>Books what the registrar confirmed; what was not sent in time goes out first.</summary>
    private async Task<StepEnd> ConfirmAsync(DateOnly date, CancellationToken cancel)
    {
        TradingCalendar calendar = _parts.Calendar.Now;
        if (calendar.IsDealingDay(date))
        {
            _ = await _exchange.SendAsync(_fund, calendar.PreviousDealingDay(date), date, cancel);
        }

        ExchangeResult result = await _exchange.ReceiveAsync(_fund, date, date, cancel);
        string figures = $"{result.Done} confirmed, {result.Refused} refused";
        return result.IsComplete ? Done(figures) : Waits($"{figures}, {result.Open} open {result.Problem}".TrimEnd());
    }

    private async Task<StepEnd> PayRedemptionsAsync(DateOnly date, CancellationToken cancel)
    {
        PayRedemptions.Outcome paid = await new PayRedemptions(_parts.Wallet).RunAsync(cancel);
        _ = await _bankOrders.RunAsync(cancel);
        return paid.Open == 0 ? Done($"{paid.Paid} redemptions") : Waits($"{paid.Open} redemptions are not known");
    }

    private async Task<StepEnd> PostIncomeAsync(DateOnly date, CancellationToken cancel)
    {
        long most = _parts.HoldersPostedOn(date);
        return most == 0
            ? Done("nobody's today")
            : Done($"{await new SweepIncome(_ledger, _reads).SweepSomeAsync(_fund, date, most, cancel)} holders");
    }

    private async Task<StepEnd> SettleMerchantsAsync(DateOnly date, CancellationToken cancel)
    {
        if (!_parts.MerchantsAreSettledOn(date))
        {
            return Done("not today");
        }

        Wallet.SettleMerchants.Outcome outcome = await new Wallet.SettleMerchants(_parts.Wallet).RunAsync(cancel);
        _ = await _bankOrders.RunAsync(cancel);
        return Done($"{outcome.Merchants} merchants, {outcome.Total} yuan");
    }

    private async Task<StepEnd> RedeemAdvancedAsync(DateOnly date, CancellationToken cancel) =>
        _parts.Calendar.Now.IsDealingDay(date)
            ? Done($"{await new RedeemAdvanced(_ledger, _reads).RunAsync(_fund, date, date)} orders")
            : Done("no dealing day");

    private async Task<StepEnd> SendAsync(DateOnly date, CancellationToken cancel)
    {
        if (!_parts.Calendar.Now.IsDealingDay(date))
        {
            return Done("no dealing day");
        }

        ExchangeResult result = await _exchange.SendAsync(_fund, date, date, cancel);
        string figures = $"{result.Done} accepted, {result.Refused} refused";
        return result.IsComplete ? Done(figures) : Waits($"{figures}, {result.Open} open {result.Problem}".TrimEnd());
    }

    /// <summary>Work of another module must not keep the books open: what fails is tried again, then left.</summary>
    private static async Task<StepEnd> EveningAsync(EveningWork work, DateOnly date, CancellationToken cancel)
    {
        try
        {
            return Done(await work.RunAsync(date, cancel));
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            return Waits($"{failure.GetType().Name}: {failure.Message}");
        }
    }

    private async Task<StepEnd> DeliverAsync(DateOnly date, CancellationToken cancel)
    {
        (int arrived, int returned) = await new Deliveries(_ledger, _reads).DeliverAsync(date, cancel);
        return Done($"{arrived} arrived, {returned} came back");
    }

    private async Task<StepEnd> SealAsync(DateOnly date, CancellationToken cancel)
    {
        PostStatus status = await _parts.Income.SealAsync(date, date);
        return status == PostStatus.Posted ? Done("") : Waits($"answered {status}");
    }

    /// <summary>From here on nothing can be posted on the date.</summary>
    private async Task<StepEnd> CloseBooksAsync(DateOnly date, CancellationToken cancel)
    {
        PostResult[] results = await Task.WhenAll(Enumerable.Range(0, _ledger.Shards).Select(shard =>
            _ledger.PostAsync(new()
            {
                Shard = (short)shard,
                Owner = Party.Platform,
                Act = LedgerActs.CloseBusinessDay,
                Key = $"{date:yyyy-MM-dd}",
                BusinessDate = date,
                ByPlatform = true,
                Content = "close",
            })));

        // Closed by another process, or before this one was cut off: the date is closed, which is all that is asked.
        PostResult[] open =
            [.. results.Where(result => !result.IsPosted && result.Status != PostStatus.BusinessDayClosed)];
        return open.Length == 0
            ? Done($"{results.Length} shards")
            : Waits($"{open.Length} shards, {open[0].Status}");
    }
}
