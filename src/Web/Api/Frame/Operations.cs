using Huoqi.Kernel;
using Huoqi.Ledger;
using Huoqi.Wallet;
using Microsoft.AspNetCore.Http;
using Npgsql;

namespace Huoqi.Web;

/// <summary>How far an operation is whose outcome was not known when it was asked for.</summary>
internal enum OperationState
{
    /// <summary>It is not known yet; ask again.</summary>
    Unknown,

    /// <summary>It is in the books.</summary>
    Done,

    /// <summary>It was refused; repeat the request with its key to hear why.</summary>
    Refused,

    /// <summary>Nothing was done, and nothing will be unless the request is repeated, which is safe with its
    /// key.</summary>
    NotDone,
}

/// <summary>An operation whose outcome was not known when it was asked for.</summary>
/// <param name="Operation">Its id.</param>
/// <param name="State">How far it is.</param>
/// <param name="Detail">What that means and what to do, in a sentence.</param>
/// <param name="Order">Its number in the books, once it is there.</param>
/// <param name="Location">Where to ask.</param>
internal sealed record OperationOut(
    string Operation, OperationState State, string Detail, OrderNo? Order, string Location)
{
    public static readonly OperationOut Example = Of(
        "MTQyIDcgMCAxNzk1MDAwMDAwIGs2Vhl5CPU79DBbpnjjzl1Szso", OperationState.Unknown);

    public static OperationOut Of(string id, OperationState state, OrderNo? order = null) =>
        new(id, state, DetailOf(state), order, $"/api/v1/operations/{id}");

    private static string DetailOf(OperationState state) => state switch
    {
        OperationState.Unknown =>
            "It is not known yet. Ask its location, or repeat the request with the same Idempotency-Key.",
        OperationState.Done => "It is in the books.",
        OperationState.Refused => "It was refused. Repeat the request with the same Idempotency-Key to hear why.",
        OperationState.NotDone =>
            "Nothing was done, and nothing will be unless the request is repeated. With the same Idempotency-Key that "
            + "is safe.",
    };
}

/// <summary>
/// The status address of an act: the books know every key that was ever judged, so that nothing is kept beside them.
/// The id holds the act, the shard, the key in the books and when it was given; whose it is comes from the caller
/// alone.
/// </summary>
internal static class Operations
{
    /// <summary>Who asks when an operator does: they act for merchants, and one may look up what another asked for.
    /// </summary>
    public const long ForOperators = 0;

    /// <summary>
    /// So long after the answer nobody is still about to write the act into the books, unless the request came again.
    /// The run that gave the answer had given up. Another of the same request may have begun before it, because a turn
    /// is left to nobody for longer than <see cref="RequestKeys.Lease"/>; it is a row of readings, each tried until
    /// <see cref="DbOptions.Deadline"/>, and postings, each until <see cref="LedgerOptions.QueueDeadline"/> and
    /// <see cref="LedgerOptions.Deadline"/>. The longest is a refund with its attempts: eleven minutes, if every step
    /// waits that long. A commit that was sent is bound by no time at all; that is looked at when it is asked
    /// (<see cref="LedgerQueries.HeadAtRest"/>). What is left is another run that stood still before its commit for
    /// longer than all this, in a process that was stopped or a reading that hung, and then goes on.
    /// </summary>
    public static readonly TimeSpan LongestRun = TimeSpan.FromMinutes(15);

    // Milliseconds for a commit under way: an ordinary one is over, and one that hangs is asked after by many.
    private const int CommitPatience = 200;

    /// <summary>The answer that nothing is known of yet.</summary>
    /// <param name="visit">Who asked.</param>
    /// <param name="act">The act as the books name it.</param>
    /// <param name="shard">Where it is judged.</param>
    /// <param name="key">Its key in the books.</param>
    /// <param name="merchant">Whose it is when an operator asked for it; 0 for the caller's own.</param>
    public static ApiAnswer NotKnown(Visit visit, short act, short shard, string key, long merchant = 0) => NotKnown(
        visit.Parts, AskerOf(visit), new(act, shard, merchant, key, visit.Parts.Identity.Time.GetUtcNow()));

    /// <summary>The same, for one who asks.</summary>
    internal static ApiAnswer NotKnown(AppParts parts, long asker, OperationId operation)
    {
        OperationOut now = OperationOut.Of(operation.For(asker, parts.Identity.Pepper), OperationState.Unknown);
        return new(StatusCodes.Status202Accepted, now, typeof(OperationOut))
        {
            Location = now.Location,
            IsFinal = false,
        };
    }

    public static void Map(Routes routes)
    {
        const Who callers = Who.Person | Who.Merchant | Who.Operator;
        routes.Api("GET", "/api/v1/operations/{operation}", callers, FindAsync)
            .Says(ApiArea.Acts, "getOperation", "查询结果未知的操作", "Asks what became of an operation that answered 202.")
            .Gives(OperationOut.Of(OperationOut.Example.Operation, OperationState.Done, new(7, 123_456)))
            .Refuses(Problem.NotFound);
        routes.Api("GET", "/api/v1/operations/{operation}/events", callers, Listen)
            .Says(
                ApiArea.Acts, "listenToOperation", "操作进度（SSE）",
                "Streams how far such an operation is, as events \"operation\"; ends when that is known.")
            .GivesStream(
                StreamEvent.Of("operation", OperationOut.Example),
                StreamEvent.Of("operation", OperationOut.Of(
                    OperationOut.Example.Operation, OperationState.Done, Examples.Order)))
            .Refuses(Problem.NotFound);
    }

    private static async Task<IResult> FindAsync(Visit visit, string operation, CancellationToken cancel) =>
        Read(visit, operation) is { } asked
            ? ApiAnswer.Ok(await StateAsync(visit, operation, asked, cancel))
            : Problem.NotFound;

    private static IResult Listen(Visit visit, EventStreams streams, string operation)
    {
        if (Read(visit, operation) is not { } asked)
        {
            return Problem.NotFound;
        }

        return streams.Take(visit, async end =>
        {
            OperationOut now = await StateAsync(visit, operation, asked, end);
            return new([StreamEvent.Of("operation", now)], IsLast: now.State != OperationState.Unknown);
        });
    }

    private static long AskerOf(Visit visit) =>
        visit.Caller!.Role == Who.Operator ? ForOperators : visit.Owner;

    // What is played is known at once: no sandbox has such an operation, and the real ones are not its own.
    private static OperationId? Read(Visit visit, string id) => visit.Caller!.Sandbox
        ? null
        : OperationId.Read(id, AskerOf(visit), visit.Parts.Identity.Pepper);

    private static async Task<OperationOut> StateAsync(
        Visit visit, string id, OperationId asked, CancellationToken cancel)
    {
        Db db = visit.Parts.Db;
        bool isLate = visit.Parts.Identity.Time.GetUtcNow() - asked.At > LongestRun;
        long owner = asked.Merchant > 0 ? Party.Merchant(asked.Merchant) : visit.Owner;
        for (int attempt = 1; ; attempt++)
        {
            LedgerQueries.AnswerTo wanted = new(
                asked.Shard, owner, asked.Act, Attempts.KeyOf(asked.Key, attempt));
            LedgerQueries.Answer? answer = await db.OneAsync(wanted, cancel);
            bool isNever = false;
            if (answer is null && isLate)
            {
                (answer, isNever) = await LookAtRestAsync(db, wanted, cancel);
            }

            if (answer?.Result is not { } result)
            {
                return OperationOut.Of(id, isNever ? OperationState.NotDone : OperationState.Unknown);
            }

            // An act that tries again is not refused by its first attempt: the next may stand.
            if (attempt == Attempts.MostOf(asked.Act) || !Attempts.MayFollow(result.Status))
            {
                OperationState state = result.IsPosted ? OperationState.Done : OperationState.Refused;
                return OperationOut.Of(id, state, new OrderNo(asked.Shard, result.Entry));
            }
        }
    }

    /// <summary>The answer, and whether there never will be one where there is none.</summary>
    private static async Task<(LedgerQueries.Answer? Answer, bool IsNever)> LookAtRestAsync(
        Db db, LedgerQueries.AnswerTo wanted, CancellationToken cancel)
    {
        ReadBatch batch = new();
        _ = batch.Add(new LedgerQueries.LockPatience(CommitPatience));
        _ = batch.Add(new LedgerQueries.HeadAtRest(wanted.Shard));
        ReadRows<LedgerQueries.Answer> answers = batch.Add(wanted);
        try
        {
            await db.TogetherOnceAsync(batch, cancel);
        }
        catch (PostgresException held) when (held.SqlState == PostgresErrorCodes.LockNotAvailable)
        {
            // A commit hangs, and it may be this one.
            return (null, IsNever: false);
        }

        return (answers.One, IsNever: answers.One is null);
    }
}
