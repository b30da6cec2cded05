using Huoqi.Funds;
using Huoqi.Kernel;

namespace Huoqi.Workers;

/// <summary>How far the dates of the books are.</summary>
/// <param name="Date">The date that is open now.</param>
/// <param name="Next">The next step; null before the books are opened.</param>
/// <param name="Due">When it becomes due by the business clock; null when it waits for somebody's answer.</param>
/// <param name="Waits">Why it waits; empty when it is only not due yet.</param>
/// <param name="Done">How many steps this call did.</param>
public sealed record DayProgress(DateOnly Date, string? Next, DateTimeOffset? Due, string Waits, int Done);

/// <summary>
/// The dates of the books, one after the other, each a list of steps that become due by the business clock. A step that
/// is written down is done; every step may be run again, so any number of processes may drive the day, and one that was
/// away catches up date by date.
/// </summary>
public sealed class BusinessDay(WorkersParts parts)
{
    private static readonly TimeSpan DayEndGrace = TimeSpan.FromSeconds(3);

    private readonly DaySteps _steps = new(parts);
    private readonly CloseSteps _done = new(parts.Db, parts.Wallet.Fund);

    /// <summary>The name of a date's last step.</summary>
    public const string Over = "close books";

    /// <summary>
    /// Opens the fund and the books: <paramref name="firstDay"/> is the first date with steps and the first day that
    /// earns. Opening again changes nothing.
    /// </summary>
    public Task OpenAsync(DateOnly firstDay, Money facilitySlice, CancellationToken cancel = default) =>
        throw new NotImplementedException($"{firstDay} {facilitySlice} {cancel} {_steps} {_done} {DayEndGrace}");

    /// <summary>Does every step that is due, date by date up to today.</summary>
    public Task<DayProgress> AdvanceAsync(CancellationToken cancel = default) =>
        throw new NotImplementedException($"{cancel}");

    /// <summary>The steps of a date that are done, with their figures.</summary>
    public Task<IReadOnlyList<CloseSteps.Done>> DoneOnAsync(DateOnly date) => _done.OfAsync(date);
}

internal sealed class DaySteps(WorkersParts parts)
{
    public WorkersParts Parts => parts;
}
