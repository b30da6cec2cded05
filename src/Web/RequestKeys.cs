using System.Security.Cryptography;
using System.Text;
using Huoqi.Kernel;
using Npgsql;

namespace Huoqi.Web;

/// <summary>A request that moves money, as its Idempotency-Key names it.</summary>
/// <param name="Shard">The shard of the caller.</param>
/// <param name="Caller">Who: a person's number, or a merchant's as owner of accounts; below zero its sandbox.</param>
/// <param name="Key">The Idempotency-Key as sent, 1 to 255 printable ASCII characters.</param>
/// <param name="Fingerprint">SHA-256 over method, path and body; see <see cref="RequestKeys.FingerprintOf"/>.</param>
public sealed record KeyedRequest(short Shard, long Caller, string Key, byte[] Fingerprint)
{
    /// <summary>
    /// The key for the act that moves the money: of it alone, so that a retry after a crash is the same act in the
    /// books. At most 48 characters.
    /// </summary>
    public string ActKey =>
        $"k{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Key)).AsSpan(0, ActKeyBytes))}";

    private const int ActKeyBytes = 20;
}

/// <summary>What to do with a keyed request.</summary>
public enum KeyOutcome
{
    /// <summary>Nobody runs it: run it, then complete the turn.</summary>
    Run = 1,

    /// <summary>It was answered: give this answer again.</summary>
    Answered = 2,

    /// <summary>The key came before with another request (422).</summary>
    Reused = 3,

    /// <summary>Another process still runs it when the caller's deadline came (409, Retry-After).</summary>
    StillRunning = 4,
}

/// <summary>An answer as stored: enough to give it again byte for byte.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="ContentType">application/json or application/problem+json.</param>
/// <param name="Body">The body.</param>
/// <param name="IsFinal">False for an outcome not known yet (202): it is looked up again before it is repeated.</param>
public sealed record StoredAnswer(int Status, string ContentType, byte[] Body, bool IsFinal = true);

/// <summary>One process's turn at a request.</summary>
/// <param name="Outcome">What to do.</param>
/// <param name="Answer">The stored answer, when there is one.</param>
/// <param name="Lease">Proves whose turn it is, when the request is to be run.</param>
public sealed record KeyTurn(KeyOutcome Outcome, StoredAnswer? Answer, long Lease);

/// <summary>
/// Idempotency-Key: one row for ever for each caller and key, with the request's hash and the first answer, refusals
/// too. A request whose key is in flight waits for its answer until its own deadline; a process that died leaves a
/// lease that ends, and the next one runs the act again under the same key of the books.
/// </summary>
public sealed class RequestKeys(Db db, TimeProvider time)
{
    /// <summary>
    /// How long a turn is left to who took it: longer than an act usually takes, and well below the time that a
    /// repeated request waits, so that a request of a process that died is answered the first time it is repeated. An
    /// act that takes longer is run beside itself, under the same key of the books, and comes to the same.
    /// </summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(4);

    /// <summary>The longest key, in characters.</summary>
    public const int LongestKey = 255;

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(10);

    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(250);

    private static readonly Sql Insert = new("""
        INSERT INTO web.request_key (shard, caller, key, fingerprint, begun_at, leased_until, lease, state)
        VALUES ($1, $2, $3, $4, $5, $6, 1, 1) ON CONFLICT DO NOTHING
        """);

    private static readonly Sql Find = new("""
        SELECT fingerprint, state, lease, leased_until, status, content_type, body
        FROM web.request_key WHERE shard = $1 AND caller = $2 AND key = $3
        """);

    // Answers that are final are never taken up again.
    private static readonly Sql TakeOver = new("""
        UPDATE web.request_key SET lease = lease + 1, leased_until = $6, state = 1
        WHERE shard = $1 AND caller = $2 AND key = $3 AND lease = $4
          AND (state = 3 OR (state = 1 AND leased_until <= $5))
        """);

    private static readonly Sql Answer = new("""
        UPDATE web.request_key SET state = $5, status = $6, content_type = $7, body = $8, answered_at = $9
        WHERE shard = $1 AND caller = $2 AND key = $3 AND lease = $4 AND state = 1
        """);

    private static readonly Sql GiveBack = new("""
        UPDATE web.request_key SET leased_until = $5
        WHERE shard = $1 AND caller = $2 AND key = $3 AND lease = $4 AND state = 1
        """);

    /// <summary>Whether a text may be a key: 1 to 255 printable ASCII characters.</summary>
    public static bool IsKey(string? key) =>
        key is { Length: > 0 and <= LongestKey } && key.All(c => c is > ' ' and <= '~');

    /// <summary>The hash that tells whether a request is the same again.</summary>
    public static byte[] FingerprintOf(string method, string path, ReadOnlySpan<byte> body)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{method}\n{path}\n"));
        hash.AppendData(body);
        return hash.GetHashAndReset();
    }

    /// <summary>Takes the request's turn, or its answer; waits at most <paramref name="patience"/> for another that is
    /// running it.</summary>
    public async Task<KeyTurn> BeginAsync(
        KeyedRequest request, TimeSpan patience, CancellationToken cancel = default)
    {
        Invariant.Holds(IsKey(request.Key));
        DateTimeOffset end = time.GetUtcNow() + patience;
        TimeSpan pause = FirstPause;
        int begun = await db.InTransactionAsync(
            (tx, token) => tx.ExecuteAsync(
                Insert,
                [request.Shard, request.Caller, request.Key, request.Fingerprint, time.GetUtcNow(), Until()], token),
            cancel: cancel);
        if (begun == 1)
        {
            return new(KeyOutcome.Run, null, 1);
        }

        while (true)
        {
            KeyRow row = (await FindAsync(request, cancel))!;
            if (await TurnOfAsync(request, row, cancel) is { } turn)
            {
                return turn;
            }

            TimeSpan left = end - time.GetUtcNow();
            if (left <= TimeSpan.Zero)
            {
                return new(KeyOutcome.StillRunning, row.Answer, row.Lease);
            }

            await Task.Delay(left < pause ? left : pause, time, cancel);
            pause = pause + pause < LongestPause ? pause + pause : LongestPause;
        }
    }

    /// <summary>Stores the answer of a turn. An answer that is there already stands, and is returned.</summary>
    public async Task<StoredAnswer> CompleteAsync(KeyedRequest request, KeyTurn turn, StoredAnswer answer)
    {
        int stored = await db.InTransactionAsync(
            (tx, token) => tx.ExecuteAsync(
                Answer,
                [
                    request.Shard, request.Caller, request.Key, turn.Lease,
                    (short)(answer.IsFinal ? KeyState.Answered : KeyState.NotKnown), (short)answer.Status,
                    answer.ContentType, answer.Body, time.GetUtcNow(),
                ],
                token),
            idempotent: true);
        if (stored == 1)
        {
            return answer;
        }

        // The lease was over and another process has taken the turn: the act had the same key in the books, so what it
        // found is the same; only its answer may have been written first.
        KeyRow row = (await FindAsync(request, CancellationToken.None))!;
        return row is { State: KeyState.Answered, Answer: { } first } ? first : answer;
    }

    /// <summary>Gives a turn back without an answer (TryAgain): the next one runs it at once.</summary>
    public async Task ReleaseAsync(KeyedRequest request, KeyTurn turn) =>
        _ = await db.InTransactionAsync(
            (tx, token) => tx.ExecuteAsync(
                GiveBack, [request.Shard, request.Caller, request.Key, turn.Lease, time.GetUtcNow()], token),
            idempotent: true);

    /// <summary>What a row means for who comes now; null while somebody else's turn lasts.</summary>
    private async Task<KeyTurn?> TurnOfAsync(KeyedRequest request, KeyRow row, CancellationToken cancel)
    {
        if (!row.Fingerprint.AsSpan().SequenceEqual(request.Fingerprint))
        {
            return new(KeyOutcome.Reused, null, row.Lease);
        }

        if (row.State == KeyState.Answered)
        {
            return new(KeyOutcome.Answered, row.Answer, row.Lease);
        }

        DateTimeOffset now = time.GetUtcNow();
        if (row.State == KeyState.Running && row.LeasedUntil > now)
        {
            return null;
        }

        int taken = await db.InTransactionAsync(
            (tx, token) => tx.ExecuteAsync(
                TakeOver, [request.Shard, request.Caller, request.Key, row.Lease, now, Until()], token),
            cancel: cancel);
        return taken == 1 ? new(KeyOutcome.Run, row.Answer, row.Lease + 1) : null;
    }

    private DateTimeOffset Until() => time.GetUtcNow() + Lease;

    private Task<KeyRow?> FindAsync(KeyedRequest request, CancellationToken cancel) => db.RowOrNullAsync(
        Find, [request.Shard, request.Caller, request.Key], KeyRow.From, cancel);

    private enum KeyState : short
    {
        Running = 1,
        Answered = 2,
        NotKnown = 3,
    }

    private sealed record KeyRow(
        byte[] Fingerprint, KeyState State, long Lease, DateTimeOffset LeasedUntil, StoredAnswer? Answer)
    {
        public static KeyRow From(NpgsqlDataReader row) => new(
            row.GetFieldValue<byte[]>(0), (KeyState)row.GetInt16(1), row.GetInt64(2),
            row.GetFieldValue<DateTimeOffset>(3),
            row.IsDBNull(4)
                ? null
                : new(row.GetInt16(4), row.GetString(5), row.GetFieldValue<byte[]>(6), row.GetInt16(1) == 2));
    }
}
