using Huoqi.Funds;
using Huoqi.Kernel;
using Huoqi.Ledger;
using Huoqi.Wallet;

namespace Huoqi.Workers;

/// <summary>How far the dates of the books are.</summary>
/// <param name="Date">The date that is open now; null before the books are opened.</param>
/// <param name="Next">The next step.</param>
/// <param name="Due">When it becomes due by the business clock.</param>
/// <param name="Waits">What a step that is due waits for; empty when none waits.</param>
/// <param name="Done">How many steps this call did.</param>
public sealed record DayProgress(DateOnly? Date, string Next, DateTimeOffset Due, string Waits, int Done);

/// <summary>
/// The dates of the books, one after the other, each a list of steps that become due by the business clock. A step that
/// is written down is done; every step may be run again, so any number of processes may drive the day, and one that was
/// away catches up date by date. One call at a time for each object.
/// </summary>
public sealed class BusinessDay
{
    /// <summary>The step that opens the books, once.</summary>
    public const string Opened = "open";

    /// <summary>The last step of a date's morning: yesterday's income is there, and what was confirmed.</summary>
    public const string MorningOver = DaySteps.SettleMerchants;

    // A step that may be left for the next date is tried so often first: an answer that was lost comes with the next.
    private const int TriesBeforeLeft = 5;

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(500);
    /// <summary>A step that took longer than this is written down at once, for those who watch.</summary>
    private static readonly TimeSpan LongStep = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    private readonly WorkersParts _parts;
    private readonly DaySteps _steps;
    private readonly CloseSteps _written;
    private readonly Dictionary<string, Waiting> _waiting = new(StringComparer.Ordinal);
    private DateOnly? _date;

    public BusinessDay(WorkersParts parts)
    {
        _parts = parts;
        _steps = new(parts);
        _written = new(parts.Db, parts.Wallet.Fund);
    }

    /// <summary>The names of a date's steps, in their order.</summary>
    public IReadOnlyList<string> Steps => [.. _steps.All.Select(step => step.Name)];

    /// <summary>The steps of a date that are done, with their figures.</summary>
    public Task<IReadOnlyList<CloseSteps.Done>> DoneOnAsync(DateOnly date) => _written.OfAsync(date);

    /// <summary>The date that is open; null before the books are opened.</summary>
    public static async Task<DateOnly?> OpenDateAsync(IReads reads, Asset fund, CancellationToken cancel = default)
    {
        OpenDate known = (await reads.OneAsync(new OpenDateOf(fund), cancel))!;
        return known.ClosedThrough?.AddDays(1) ?? known.Opened;
    }

    /// <summary>
    /// Opens the books: the fund's first earning day is the business date of now, and the bank places its T+0 money, so
    /// much for each shard. Opening again changes nothing.
    /// </summary>
    /// <exception cref="StepUnfinishedException">The bank or the ledger gave no clear answer; ask again.</exception>
    public async Task OpenAsync(Money facilitySlice, CancellationToken cancel = default)
    {
        if (await DateAsync(cancel) is not null)
        {
            return;
        }

        DateOnly first = BeijingTime.DateOf(_parts.Wallet.Time.GetUtcNow());
        IReadOnlyList<LedgerQueries.FundProgress> begun =
            await _parts.Db.AllAsync(new LedgerQueries.FundProgressOf(_parts.Wallet.Fund.Asset), cancel);
        first = begun.Count > 0 ? begun[0].FirstDay : first;
        PostStatus opened = await _parts.Income.OpenAsync(first, first);
        new[] { new PostResult(opened, Entry: 0) }.MustStand("the opening of the fund");
        if (facilitySlice > Money.Zero)
        {
            WalletStatus placed = await new PlaceAdvanceMoney(_parts.Wallet, _parts.Bank).HandleAsync(
                new("opening", facilitySlice), cancel);
            if (placed != WalletStatus.Done)
            {
                throw new StepUnfinishedException("the bank's T+0 money", PostStatus.Unknown);
            }
        }

        await WriteAsync([new(first, Opened, $"{facilitySlice} yuan of T+0 money a shard")]);
    }

    /// <summary>Does every step that is due, date by date up to today.</summary>
    public async Task<DayProgress> AdvanceAsync(CancellationToken cancel = default)
    {
        int done = 0;
        while (true)
        {
            if (await DateAsync(cancel) is not { } date)
            {
                return new(null, Opened, _parts.Wallet.Time.GetUtcNow(), "the books are not opened", done);
            }

            DayProgress progress = await AdvanceAsync(date, cancel);
            done += progress.Done;
            if (progress.Date == date)
            {
                return progress with { Done = done };
            }

            _date = progress.Date;
            _waiting.Clear();
        }
    }

    /// <summary>The steps of one date; the answer names the next date when this one is over.</summary>
    private async Task<DayProgress> AdvanceAsync(DateOnly date, CancellationToken cancel)
    {
        HashSet<string> written = [.. (await _written.OfAsync(date)).Select(step => step.Name)];
        Pass pass = new();
        try
        {
            return await AdvanceAsync(date, written, pass, cancel);
        }
        finally
        {
            await WriteAsync(pass.Done);
        }
    }

    private async Task<DayProgress> AdvanceAsync(
        DateOnly date, HashSet<string> written, Pass pass, CancellationToken cancel)
    {
        string waits = "";
        foreach (DayStep step in _steps.All.Where(step => !written.Contains(step.Name)))
        {
            DateTimeOffset due = BeijingTime.At(date, TimeOnly.MinValue) + step.Due;
            if (due > _parts.Wallet.Time.GetUtcNow())
            {
                return new(date, step.Name, due, waits, pass.Count);
            }

            cancel.ThrowIfCancellationRequested();
            long started = _parts.Real.GetTimestamp();
            StepEnd end = await RunAsync(step, date, cancel);
            if (end.IsDone)
            {
                pass.Add(new(date, step.Name, end.Figures));
                if (_parts.Real.GetElapsedTime(started) > LongStep)
                {
                    await WriteAsync(pass.Done);
                }

                continue;
            }

            waits = waits.Length == 0 ? $"{step.Name}: {end.Figures}" : waits;
            if (!step.MayBeLeft || (IsOver(date) && _waiting[step.Name].Tries < TriesBeforeLeft))
            {
                return new(date, step.Name, due, waits, pass.Count);
            }
        }

        DateOnly next = date.AddDays(1);
        return new(next, _steps.All[0].Name, BeijingTime.At(next, TimeOnly.MinValue), waits, pass.Count);
    }

    /// <summary>Whether the date is over by the clock, so that what is left now is left to the next.</summary>
    private bool IsOver(DateOnly date) => BeijingTime.DateOf(_parts.Wallet.Time.GetUtcNow()) > date;

    private async Task<StepEnd> RunAsync(DayStep step, DateOnly date, CancellationToken cancel)
    {
        Waiting before = _waiting.GetValueOrDefault(step.Name);
        DateTimeOffset now = _parts.Real.GetUtcNow();
        if (now < before.NotBefore)
        {
            return new(IsDone: false, before.Why);
        }

        StepEnd end = await step.RunAsync(date, cancel);
        if (!end.IsDone)
        {
            TimeSpan pause = FirstPause * (1 << Math.Min(before.Tries, 10));
            _waiting[step.Name] =
                new(before.Tries + 1, now + (pause < LongestPause ? pause : LongestPause), end.Figures);
        }

        return end;
    }

    /// <summary>Writes steps down. Short ones share a commit: lost with a crash, they would only run again.</summary>
    private async Task WriteAsync(List<CloseSteps.Done> steps)
    {
        if (steps.Count > 0)
        {
            await _written.WriteAsync(steps, _parts.Wallet.Time.GetUtcNow());
            steps.ForEach(step => _parts.StepDone?.Invoke(step));
            steps.Clear();
        }
    }

    /// <summary>The first date that is not over; null before the books are opened.</summary>
    private async Task<DateOnly?> DateAsync(CancellationToken cancel)
    {
        _date ??= await OpenDateAsync(_parts.Db, _parts.Wallet.Fund.Asset, cancel);
        return _date;
    }

    /// <summary>What one pass over a date has done.</summary>
    private sealed class Pass
    {
        /// <summary>What is done and not written down yet.</summary>
        public List<CloseSteps.Done> Done { get; } = [];

        public int Count { get; private set; }

        public void Add(CloseSteps.Done step)
        {
            Done.Add(step);
            Count++;
        }
    }

    private readonly record struct Waiting(int Tries, DateTimeOffset NotBefore, string Why);
}
