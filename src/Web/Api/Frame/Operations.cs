using System.Buffers.Text;
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
        "MTQxIGs2Vn", OperationState.Unknown, Order: null, "/api/v1/operations/MTQxIGs2Vn");
}

/// <summary>
/// The status address of an act: the books know every key that was ever judged, so that nothing is kept beside them.
/// The id holds the act, the shard and the key in the books; whose it is comes from the caller alone.
/// </summary>
internal static class Operations
{
    private const int Longest = 256;

    /// <summary>The answer that nothing is known of yet.</summary>
    public static ApiAnswer NotKnown(short act, short shard, string key)
    {
        string id = Base64Url.EncodeToString(Encoding.UTF8.GetBytes($"{act} {shard} {key}"));
        string location = $"/api/v1/operations/{id}";
        return new(
            StatusCodes.Status202Accepted, new OperationOut(id, OperationState.Unknown, Order: null, location),
            typeof(OperationOut))
        { Location = location, IsFinal = false };
    }

    public static void Map(Routes routes) => routes
        .Api("GET", "/api/v1/operations/{operation}", Who.Person | Who.Merchant, FindAsync)
        .Says(ApiArea.Acts, "getOperation", "查询结果未知的操作", "Asks what became of an operation that answered 202.")
        .Gives(OperationOut.Example with { State = OperationState.Done, Order = new(7, 123_456) })
        .Refuses(Problem.NotFound);

    private static async Task<IResult> FindAsync(Visit visit, string operation, CancellationToken cancel)
    {
        if (!TryRead(operation, out short act, out short shard, out string key)
            || shard >= visit.Parts.Wallet.Ledger.Shards)
        {
            return Problem.NotFound;
        }

        LedgerQueries.Answer? answer = await ((IReads)visit.Parts.Db).OneAsync(
            new LedgerQueries.AnswerTo(shard, visit.Owner, act, key), cancel);
        OperationState state = answer?.Result.Status switch
        {
            null => OperationState.Unknown,
            PostStatus.Posted => OperationState.Done,
            _ => OperationState.Refused,
        };
        return ApiAnswer.Ok(new OperationOut(
            operation, state, answer is null ? null : new OrderNo(shard, answer.Result.Entry),
            $"/api/v1/operations/{operation}"));
    }

    private static bool TryRead(string id, out short act, out short shard, out string key)
    {
        (act, shard, key) = (0, 0, "");
        Span<byte> bytes = stackalloc byte[Longest];
        if (id.Length > Longest || !Base64Url.IsValid(id) || !Base64Url.TryDecodeFromChars(id, bytes, out int length))
        {
            return false;
        }

        string[] parts = Encoding.UTF8.GetString(bytes[..length]).Split(' ', 3);
        if (parts.Length != 3 || parts[2].Length is 0 or > WalletParts.LongestKey || !Values.IsWhole(parts[2])
            || !short.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out act)
            || !short.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out shard))
        {
            return false;
        }

        key = parts[2];
        return true;
    }
}
