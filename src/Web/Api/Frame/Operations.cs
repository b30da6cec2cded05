using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using Huoqi.Kernel;
using Huoqi.Ledger;
using Huoqi.Wallet;
using Microsoft.AspNetCore.Http;

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
}

/// <summary>An operation whose outcome was not known when it was asked for.</summary>
/// <param name="Operation">Its id.</param>
/// <param name="State">How far it is.</param>
/// <param name="Order">Its number in the books, once it is there.</param>
/// <param name="Location">Where to ask.</param>
internal sealed record OperationOut(string Operation, OperationState State, OrderNo? Order, string Location)
{
    public static readonly OperationOut Example = new(
        "MTQxIDcgMCBrNlY", OperationState.Unknown, Order: null, "/api/v1/operations/MTQxIDcgMCBrNlY");
}

/// <summary>
/// The status address of an act: the books know every key that was ever judged, so that nothing is kept beside them.
/// The id holds the act, the shard and the key in the books; whose it is comes from the caller alone.
/// </summary>
internal static class Operations
{
    private const int Longest = 256;

    /// <summary>The answer that nothing is known of yet.</summary>
    /// <param name="act">The act as the books name it.</param>
    /// <param name="shard">Where it is judged.</param>
    /// <param name="key">Its key in the books.</param>
    /// <param name="merchant">Whose it is when an operator asked for it; 0 for the caller's own.</param>
    public static ApiAnswer NotKnown(short act, short shard, string key, long merchant = 0)
    {
        string id = Base64Url.EncodeToString(Encoding.UTF8.GetBytes($"{act} {shard} {merchant} {key}"));
        string location = $"/api/v1/operations/{id}";
        return new(
            StatusCodes.Status202Accepted, new OperationOut(id, OperationState.Unknown, Order: null, location),
            typeof(OperationOut))
        { Location = location, IsFinal = false };
    }

    public static void Map(Routes routes)
    {
        const Who callers = Who.Person | Who.Merchant | Who.Operator;
        routes.Api("GET", "/api/v1/operations/{operation}", callers, FindAsync)
            .Says(ApiArea.Acts, "getOperation", "查询结果未知的操作", "Asks what became of an operation that answered 202.")
            .Gives(OperationOut.Example with { State = OperationState.Done, Order = new(7, 123_456) })
            .Refuses(Problem.NotFound);
        routes.Api("GET", "/api/v1/operations/{operation}/events", callers, Listen)
            .Says(
                ApiArea.Acts, "listenToOperation", "操作进度（SSE）",
                "Streams how far such an operation is, as events \"operation\"; ends when it is done or refused.")
            .GivesFile("text/event-stream").Refuses(Problem.NotFound, Problems.TooManyStreams);
    }

    private static async Task<IResult> FindAsync(Visit visit, string operation, CancellationToken cancel) =>
        TryRead(visit, operation, out LedgerQueries.AnswerTo? asked)
            ? ApiAnswer.Ok(await StateAsync(visit, operation, asked, cancel))
            : Problem.NotFound;

    private static IResult Listen(Visit visit, EventStreams streams, string operation)
    {
        if (!TryRead(visit, operation, out LedgerQueries.AnswerTo? asked))
        {
            return Problem.NotFound;
        }

        return streams.Take(visit, async end =>
        {
            OperationOut now = await StateAsync(visit, operation, asked, end);
            return new([StreamEvent.Of("operation", now)], IsLast: now.State != OperationState.Unknown);
        });
    }

    private static async Task<OperationOut> StateAsync(
        Visit visit, string operation, LedgerQueries.AnswerTo asked, CancellationToken cancel)
    {
        LedgerQueries.Answer? answer = await ((IReads)visit.Parts.Db).OneAsync(asked, cancel);
        OperationState state = answer?.Result.Status switch
        {
            null => OperationState.Unknown,
            PostStatus.Posted => OperationState.Done,
            _ => OperationState.Refused,
        };
        return new(
            operation, state, answer is null ? null : new OrderNo(asked.Shard, answer.Result.Entry),
            $"/api/v1/operations/{operation}");
    }

    // Whose it is comes from the caller; only an operator, who acts for merchants, says for which.
    private static bool TryRead(Visit visit, string id, [NotNullWhen(true)] out LedgerQueries.AnswerTo? asked)
    {
        asked = null;
        if (!TryRead(id, out short act, out short shard, out long merchant, out string key)
            || shard >= visit.Parts.Wallet.Ledger.Shards
            // What is played is known at once: no sandbox has such an operation, and the real ones are not its own.
            || visit.Caller!.Sandbox
            || merchant > 0 != (visit.Caller.Role == Who.Operator))
        {
            return false;
        }

        asked = new(shard, merchant > 0 ? Party.Merchant(merchant) : visit.Owner, act, key);
        return true;
    }

    private static bool TryRead(string id, out short act, out short shard, out long merchant, out string key)
    {
        (act, shard, merchant, key) = (0, 0, 0, "");
        Span<byte> bytes = stackalloc byte[Longest];
        if (id.Length > Longest || !Base64Url.IsValid(id) || !Base64Url.TryDecodeFromChars(id, bytes, out int length))
        {
            return false;
        }

        string[] parts = Encoding.UTF8.GetString(bytes[..length]).Split(' ', 4);
        if (parts.Length != 4 || parts[3].Length is 0 or > WalletParts.LongestKey || !Values.IsWhole(parts[3])
            || !short.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out act)
            || !short.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out shard)
            || !long.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out merchant)
            || (merchant > 0 && !StaffApi.IsMerchant(merchant)))
        {
            return false;
        }

        key = parts[3];
        return true;
    }
}
