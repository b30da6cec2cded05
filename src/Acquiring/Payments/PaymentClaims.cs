using Huoqi.Kernel;

namespace Huoqi.Acquiring;

/// <summary>
/// Who may pay a request at a moment. A claim is taken in the request's row and ended by a receipt in the payer's
/// shard, which the payment's own entry brings, or which says that nothing can be paid under the claim any more. Only
/// an ended claim makes room for the next (docs/decisions/0024).
/// </summary>
internal sealed class PaymentClaims(PayingParts parts)
{
    /// <summary>How long a claim is left to who took it. Longer than any answer of the books takes; who comes later
    /// than that finds its receipt and is refused.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    /// <summary>Takes the request's claim, or shares the one that this person has; null when it is not to be
    /// had.</summary>
    public Task<Claim?> TakeAsync(RequestId id, long person) =>
        parts.Store.TakeAsync(id, person, parts.Wallet.Ledger.ShardOf(person), parts.Time.GetUtcNow());

    /// <summary>Ends a claim under which nothing was paid; returns false when something was, or may yet be.</summary>
    public async Task<bool> EndAsync(RequestId id, Claim claim)
    {
        await parts.Store.VoidAsync(id, claim, parts.Time.GetUtcNow());
        Receipt receipt = (await ReceiptAsync(id, claim))!;
        if (receipt.State != ReceiptState.Void)
        {
            return false;
        }

        await parts.Store.ReleaseAsync(id, claim.Number);
        return true;
    }

    /// <summary>Writes the payment into the request's row, where its merchant finds it.</summary>
    public Task NoteAsync(RequestId id, Claim claim, long payment, DateTimeOffset at) =>
        parts.Store.NoteAsync(id, claim.Number, payment, at);

    /// <summary>The end of a claim; null while it has none.</summary>
    public Task<Receipt?> ReceiptAsync(RequestId id, Claim claim, CancellationToken cancel = default) =>
        parts.Store.OneAsync(new Receipts.Of(claim.Shard, id, claim.Number), cancel);

    /// <summary>A claimed request as it stands, its payment noted if it was made: nothing else is done.</summary>
    public async Task<RequestRow> NoteIfPaidAsync(RequestRow row, CancellationToken cancel = default)
    {
        Claim claim = row.Claim!.Value;
        Receipt? receipt = await ReceiptAsync(row.Id, claim, cancel);
        if (receipt is { State: ReceiptState.WaitsForBank })
        {
            receipt = await AskBankOrderAsync(row, claim, receipt, cancel);
        }

        if (receipt is { State: ReceiptState.Paid })
        {
            await NoteAsync(row.Id, claim, receipt.Entry!.Value, receipt.At);
            return (await parts.FindRowAsync(row.Id, cancel))!;
        }

        return row;
    }

    /// <summary>Brings a claimed request on: notes its payment, or ends a claim whose time is over. Returns whether it
    /// stands differently now.</summary>
    public async Task<bool> ResolveAsync(RequestRow row, CancellationToken cancel = default)
    {
        Claim claim = row.Claim!.Value;
        if ((await NoteIfPaidAsync(row, cancel)).State == RowState.Paid)
        {
            return true;
        }

        return claim.At + Lease <= parts.Time.GetUtcNow() && await EndAsync(row.Id, claim);
    }

    /// <summary>What became of a payment for which the bank was asked. Where it can be made no more, the money is in
    /// the wallet and the request is open again.</summary>
    private async Task<Receipt> AskBankOrderAsync(
        RequestRow row, Claim claim, Receipt receipt, CancellationToken cancel)
    {
        Receipts.BankStanding? bank = await parts.Store.OneAsync(
            new Receipts.BankOrderOf(claim.Shard, receipt.Entry!.Value), cancel);
        if (bank is not { IsAnswered: true })
        {
            return receipt;
        }

        await parts.Store.BankAnsweredAsync(row, claim, bank.Payment, parts.Time.GetUtcNow());
        return (await ReceiptAsync(row.Id, claim, cancel))!;
    }
}

/// <summary>Reading a request's row, and the payment's number.</summary>
internal static class RequestReads
{
    /// <summary>The row of an id; null when there is none.</summary>
    public static Task<RequestRow?> FindRowAsync(
        this PayingParts parts, RequestId id, CancellationToken cancel = default) =>
        id.Shard < parts.Wallet.Ledger.Shards
            ? parts.Store.OneAsync(new RequestRows.ById(id), cancel)
            : Task.FromResult<RequestRow?>(null);

    /// <summary>A shop's own row, with its payment noted if it was made; null also when it is another's.</summary>
    public static async Task<RequestRow?> FindOwnRowAsync(
        this PayingParts parts, Shop shop, RequestId id, CancellationToken cancel = default)
    {
        RequestRow? row = await parts.FindRowAsync(id, cancel);
        if (row is null || row.Shop != shop)
        {
            return null;
        }

        return row is { State: RowState.Open, Claim: not null }
            ? await new PaymentClaims(parts).NoteIfPaidAsync(row, cancel)
            : row;
    }
}
