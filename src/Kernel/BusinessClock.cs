using Npgsql;

namespace Huoqi.Kernel;

/// <summary>
/// Business time: real time and a number of whole days that stands in the database, so that every process agrees. It
/// decides dates, cut-offs and income, and nothing else; sessions and signatures go by real time. A demo moves it on by
/// days; it never goes back. Timers and measured spans are the real ones.
/// </summary>
public sealed class BusinessClock : TimeProvider
{
    private static readonly Sql MoveOn = new("""
        UPDATE huoqi.business_clock SET offset_days = offset_days + 1, moved_at = $2 WHERE offset_days = $1
        """);

    private readonly Db _db;
    private readonly TimeProvider _real;
    private int _offsetDays;

    private BusinessClock(Db db, TimeProvider real)
    {
        _db = db;
        _real = real;
    }

    /// <summary>By how many days business time is ahead of real time.</summary>
    public int OffsetDays => Volatile.Read(ref _offsetDays);

    /// <summary>The business date in Beijing.</summary>
    public DateOnly Today => BeijingTime.DateOf(GetUtcNow());

    /// <inheritdoc/>
    public override long TimestampFrequency => _real.TimestampFrequency;

    /// <summary>Reads how far the clock is moved on.</summary>
    public static async Task<BusinessClock> StartAsync(Db db, TimeProvider real, CancellationToken cancel = default)
    {
        BusinessClock clock = new(db, real);
        await clock.LearnAsync(cancel);
        return clock;
    }

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => _real.GetUtcNow().AddDays(OffsetDays);

    /// <inheritdoc/>
    public override long GetTimestamp() => _real.GetTimestamp();

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        _real.CreateTimer(callback, state, dueTime, period);

    /// <summary>
    /// Moves the clock of all processes on by one day, if the business date is still <paramref name="from"/>: two
    /// clicks on one page move it once. Returns the business date it is now.
    /// </summary>
    public async Task<DateOnly> MoveOnADayAsync(DateOnly from, CancellationToken cancel = default)
    {
        await LearnAsync(cancel);
        int offset = OffsetDays;
        if (BeijingTime.DateOf(_real.GetUtcNow().AddDays(offset)) == from)
        {
            await _db.InTransactionAsync(
                (tx, token) => tx.ExecuteAsync(MoveOn, [offset, _real.GetUtcNow()], token),
                idempotent: true, cancel: cancel);
            await LearnAsync(cancel);
        }

        return Today;
    }

    /// <summary>Reads how far the clock is moved on by now; every process asks a few times a second.</summary>
    public async Task LearnAsync(CancellationToken cancel = default)
    {
        Moved? moved = await _db.OneAsync(new MovedOn(), cancel);
        Invariant.Holds(moved is not null, "the business clock has its row");
        int known = OffsetDays;
        while (moved.Days > known)
        {
            int before = Interlocked.CompareExchange(ref _offsetDays, moved.Days, known);
            known = before == known ? moved.Days : before;
        }
    }

    private sealed record Moved(int Days);

    private sealed record MovedOn : Query<Moved>
    {
        private static readonly Sql Sql = new("SELECT offset_days FROM huoqi.business_clock");

        public override Sql Statement => Sql;

        public override void Bind(NpgsqlParameterCollection parameters)
        {
        }

        public override Moved Read(NpgsqlDataReader row) => new(row.GetInt32(0));
    }
}
