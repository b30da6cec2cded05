using Huoqi.Funds;
using Huoqi.Kernel;
using Huoqi.Wallet;

namespace Huoqi.Workers;

// Read this first: what the module holds, and where.
//
//   BusinessDay         a date of the books as a list of steps, driven by the business clock; catches up missed days
//   DaySteps            what each step does
//   Loops               the rounds that run all the time: bank orders, deliveries, webhooks, sweeps, …
//   OpenDate            which dates of the books are opened and closed
//   RegistrarFigures    where the published income of a day comes from

/// <summary>What the workers work with; made once per process.</summary>
/// <param name="Wallet">The acts' parts; their clock is the business clock.</param>
/// <param name="Db">Transactions and reads.</param>
/// <param name="Income">The fund's earning days; it keeps the holders' columns in memory.</param>
/// <param name="Bank">The port to the bank.</param>
/// <param name="Registrar">The port to the fund company's registrar.</param>
/// <param name="Figures">Where the published figures of a day come from.</param>
/// <param name="Calendar">Dealing days and bank working days.</param>
/// <param name="Real">The real clock, for pauses.</param>
/// <param name="StepDone">Told of each step of a date that is done; for the log.</param>
public sealed record WorkersParts(
    WalletParts Wallet, Db Db, DailyIncome Income, IBankPort Bank, IRegistrarPort Registrar, RegistrarFigures Figures,
    CalendarInForce Calendar, TimeProvider Real, Action<CloseSteps.Done>? StepDone = null)
{
    /// <summary>On which days merchants get their money: every day on which banks work, unless it is agreed
    /// otherwise.</summary>
    public Func<DateOnly, bool> MerchantsAreSettledOn { get; init; } =
        date => Calendar.Now.IsBankWorkingDay(date);

    /// <summary>
    /// For how many holders at most the morning of a date posts the income that is published by then, so that it stands
    /// in their bills and they are told of it. Nothing else depends on it: income that is not posted is derived.
    /// </summary>
    public Func<DateOnly, long> HoldersPostedOn { get; init; } = _ => 100_000;

    /// <summary>What other modules do every evening, once for each date, such as sweeping wallets into the
    /// fund.</summary>
    public IReadOnlyList<EveningWork> Evening { get; init; } = [];
}

/// <summary>Work of an evening.</summary>
/// <param name="Name">Its name, stored.</param>
/// <param name="RunAsync">Does it for a date, and says what it came to; safe to repeat.</param>
public sealed record EveningWork(string Name, Func<DateOnly, CancellationToken, Task<string>> RunAsync);

/// <summary>What the fund company published of a day.</summary>
/// <param name="Income">Income per 10,000 units.</param>
/// <param name="SevenDayYield">The annualised yield of the seven days up to it.</param>
public sealed record DayFigures(IncomePer10k Income, YieldPercent SevenDayYield);

/// <summary>The figures as the registrar publishes them: the newest version of the day.</summary>
public sealed class RegistrarFigures(IRegistrarPort registrar, Fund fund)
{
    /// <summary>The figures of a day; null as long as they are not published, or could not be read.</summary>
    public async Task<DayFigures?> OfAsync(DateOnly day, CancellationToken cancel)
    {
        RegistrarDay published = await registrar.DayAsync(fund.Code, day, cancel);
        return published.Versions.Count == 0
            ? null
            : new(published.Versions[^1].Income, published.Versions[^1].SevenDayYield);
    }
}
