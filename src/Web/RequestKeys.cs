using Huoqi.Kernel;

namespace Huoqi.Web;

/// <summary>A request that moves money, as its Idempotency-Key names it.</summary>
/// <param name="Shard">The shard of the caller.</param>
/// <param name="Caller">Who: a person's number, or a merchant's as owner of accounts.</param>
/// <param name="Key">The Idempotency-Key as sent, 1 to 255 printable ASCII characters.</param>
/// <param name="Fingerprint">SHA-256 over method, path and body; see <see cref="RequestKeys.FingerprintOf"/>.</param>
public sealed record KeyedRequest(short Shard, long Caller, string Key, byte[] Fingerprint)
{
    /// <summary>
    /// The key for the act that moves the money: of it alone, so that a retry after a crash is the same act in the
    /// books. At most 48 characters.
    /// </summary>
    public string ActKey => throw new NotImplementedException();
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
    /// <summary>The hash that tells whether a request is the same again.</summary>
    public static byte[] FingerprintOf(string method, string path, ReadOnlySpan<byte> body) =>
        throw new NotImplementedException($"{method} {path} {body.Length}");

    /// <summary>Takes the request's turn, or its answer; waits at most <paramref name="patience"/> for another that is
    /// running it.</summary>
    public Task<KeyTurn> BeginAsync(KeyedRequest request, TimeSpan patience, CancellationToken cancel = default) =>
        throw new NotImplementedException($"{db} {time} {request} {patience} {cancel}");

    /// <summary>Stores the answer of a turn. An answer that is there already stands, and is returned.</summary>
    public Task<StoredAnswer> CompleteAsync(KeyedRequest request, KeyTurn turn, StoredAnswer answer) =>
        throw new NotImplementedException($"{db} {request} {turn} {answer}");

    /// <summary>Gives a turn back without an answer (TryAgain): the next one runs it at once.</summary>
    public Task ReleaseAsync(KeyedRequest request, KeyTurn turn) =>
        throw new NotImplementedException($"{db} {request} {turn}");
}
