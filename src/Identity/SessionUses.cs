using Huoqi.Kernel;
using Npgsql;

namespace Huoqi.Identity;

/// <summary>
/// Notes when sessions were last used, off the requests' way: what comes together is written together, one commit for
/// all of it, and no page waits for a disk because somebody looked at it. A process that is killed forgets the last
/// moments, which makes a session that is never used again end so much earlier and nothing else.
/// </summary>
public sealed class SessionUses(IdentityParts parts)
{
    /// <summary>How much is gathered before it is written, unless nothing more comes.</summary>
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(200);

    private static readonly TimeSpan Every = TimeSpan.FromMinutes(1);

    // Bounded: when the database is away, what does not fit is forgotten, and noted by the next use.
    private const int Most = 100_000;

    private static readonly Sql Touch = new("""
        UPDATE identity.session AS s SET last_seen = $5::timestamptz, idle_until = $5::timestamptz + u.life
        FROM unnest($1::smallint[], $2::bigint[], $3::bigint[], $4::interval[]) AS u (shard, person, session, life)
        WHERE s.shard = u.shard AND s.person = u.person AND s.session = u.session AND s.revoked_at IS NULL
            AND s.last_seen < $5
        """);

    private readonly Lock _gate = new();
    private Dictionary<(short Shard, long Person, long Session), TimeSpan> _noted = [];
    private Task _writing = Task.CompletedTask;

    /// <summary>Notes a use, unless one was noted within the minute.</summary>
    public void Note(SessionRow session)
    {
        ArgumentNullException.ThrowIfNull(session);
        if (parts.Now - session.LastSeen < Every)
        {
            return;
        }

        lock (_gate)
        {
            if (_noted.Count < Most)
            {
                _noted[(parts.ShardOf(session.Person), session.Person, session.Session)] =
                    parts.Terms.IdleLifeOf(session.Kind);
            }

            if (_writing.IsCompleted)
            {
                _writing = WriteAsync();
            }
        }
    }

    /// <summary>When everything that was noted is written.</summary>
    public Task WrittenAsync()
    {
        lock (_gate)
        {
            return _writing;
        }
    }

    private async Task WriteAsync()
    {
        while (true)
        {
            await Task.Delay(Gathering);
            ((short Shard, long Person, long Session) Key, TimeSpan Life)[] rows;
            lock (_gate)
            {
                if (_noted.Count == 0)
                {
                    _writing = Task.CompletedTask;
                    return;
                }

                // In one order everywhere, so that two processes never wait for each other in a ring.
                rows = [.. _noted.OrderBy(note => note.Key).Select(note => (note.Key, note.Value))];
                _noted = [];
            }

            await TryAsync(rows);
        }
    }

    private async Task TryAsync(((short Shard, long Person, long Session) Key, TimeSpan Life)[] rows)
    {
        object?[] values =
        [
            rows.Select(row => row.Key.Shard).ToArray(), rows.Select(row => row.Key.Person).ToArray(),
            rows.Select(row => row.Key.Session).ToArray(), rows.Select(row => row.Life).ToArray(), parts.Now,
        ];
        try
        {
            await parts.Db.InTransactionAsync((tx, token) => tx.ExecuteAsync(Touch, values, token), idempotent: true);
        }
        catch (Exception failure) when (failure is NpgsqlException or OutcomeUnknownException)
        {
            // Forgotten: the next use of each notes itself.
        }
    }
}
