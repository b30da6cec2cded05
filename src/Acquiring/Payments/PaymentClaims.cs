using Huoqi.Kernel;

namespace Huoqi.Acquiring;

/// <summary>
/// Who may pay a request at a moment. A claim is taken in the request's row and ended by a receipt in the payer's
/// shard, which the payment's own entry brings, or which says that nothing can be paid under the claim any more. Only
/// an ended claim makes room for the next (docs/decisions/0024).
/// </summary>
internal sealed class PaymentClaims(AcquiringParts parts)
{
    /// <summary>How long a claim is left to who took it. Longer than any answer of the books takes; who comes later
    /// than that finds its receipt and is refused.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    private static readonly Sql Take = new("""
        UPDATE acquiring.request
        SET claim = CASE WHEN claimed_by IS NULL THEN claim + 1 ELSE claim END,
            claimed_by = $3, payer_shard = $4, claimed_at = coalesce(claimed_at, $5)
        WHERE shard = $1 AND request = $2 AND state = 1 AND NOT sandbox
          AND ((claimed_by IS NULL AND expires_at > $5) OR claimed_by = $3)
        RETURNING claim, claimed_at
        """);

    private static readonly Sql Release = new("""
        UPDATE acquiring.request SET claimed_by = NULL, payer_shard = NULL, claimed_at = NULL
        WHERE shard = $1 AND request = $2 AND state = 1 AND claim = $3 AND claimed_by IS NOT NULL
        """);

    private static readonly Sql Note = new("""
        UPDATE acquiring.request SET state = 2, payment = $4, paid_at = $5
        WHERE shard = $1 AND request = $2 AND state = 1 AND claim = $3 AND claimed_by IS NOT NULL
        """);

    /// <summary>Takes the request's claim, or shares the one that this person has; null when it is not to be
    /// had.</summary>
    public async Task<Claim?> TakeAsync(RequestId id, long person)
    {
        short shard = parts.Wallet.Ledger.ShardOf(person);
        DateTimeOffset now = parts.Time.GetUtcNow();
        ClaimTaken? taken = await parts.Db.InTransactionAsync(
            (tx, token) => tx.RowOrNullAsync(
                Take, [id.Shard, id.Value, person, shard, now],
                row => new ClaimTaken(row.GetInt64(0), row.GetFieldValue<DateTimeOffset>(1)), token),
            idempotent: true);
        return taken is null ? null : new(taken.Number, person, shard, taken.At);
    }

    /// <summary>Ends a claim under which nothing was paid; returns false when something was, or may yet be.</summary>
    public async Task<bool> EndAsync(RequestId id, Claim claim)
    {
        DateTimeOffset now = parts.Time.GetUtcNow();
        _ = await parts.Db.InTransactionAsync(
            (tx, token) => tx.ExecuteAsync(
                Receipts.VoidIt, [claim.Shard, id.Value, id.Shard, claim.Number, claim.Person, now], token),
            idempotent: true);
        Receipt receipt = (await ReceiptAsync(id, claim))!;
        if (receipt.State != ReceiptState.Void)
        {
            return false;
        }

        _ = await parts.Db.InTransactionAsync(
            (tx, token) => tx.ExecuteAsync(Release, [id.Shard, id.Value, claim.Number], token), idempotent: true);
        return true;
    }

    /// <summary>Writes the payment into the request's row, where its merchant finds it.</summary>
    public async Task NoteAsync(RequestId id, Claim claim, long payment, DateTimeOffset at) =>
        _ = await parts.Db.InTransactionAsync(
            (tx, token) => tx.ExecuteAsync(Note, [id.Shard, id.Value, claim.Number, payment, at], token),
            idempotent: true);

    /// <summary>The end of a claim; null while it has none.</summary>
    public Task<Receipt?> ReceiptAsync(RequestId id, Claim claim, CancellationToken cancel = default) =>
        parts.Db.OneAsync(new Receipts.Of(claim.Shard, id, claim.Number), cancel);

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
        Receipts.BankStanding? bank = await parts.Db.OneAsync(
            new Receipts.BankOrderOf(claim.Shard, receipt.Entry!.Value), cancel);
        if (bank is not { IsAnswered: true })
        {
            return receipt;
        }

        ReceiptState state = bank.Payment is null ? ReceiptState.Void : ReceiptState.Paid;
        DateTimeOffset now = parts.Time.GetUtcNow();
        await parts.Db.InTransactionAsync(
            async (tx, token) =>
            {
                _ = await tx.ExecuteAsync(
                    Receipts.BankAnswered,
                    [claim.Shard, row.Id.Value, claim.Number, (short)state, bank.Payment], token);
                if (bank.Payment is { } payment)
                {
                    string id = MerchantEvents.IdOf(EventKind.PaymentPaid, claim.Shard, payment);
                    _ = await tx.ExecuteAsync(
                        MerchantEvents.PaidAfterAll,
                        [
                            claim.Shard, id, row.Merchant, row.Id.Shard, row.Id.Value, row.Amount.Fen, payment,
                            row.MerchantOrder, now,
                        ],
                        token);
                }
            },
            idempotent: true,
            cancel: cancel);
        return (await ReceiptAsync(row.Id, claim, cancel))!;
    }

    private sealed record ClaimTaken(long Number, DateTimeOffset At);
}

/// <summary>Reading a request's row, and the payment's number.</summary>
internal static class RequestReads
{
    /// <summary>The row of an id; null when there is none.</summary>
    public static Task<RequestRow?> FindRowAsync(
        this AcquiringParts parts, RequestId id, CancellationToken cancel = default) =>
        id.Shard < parts.Wallet.Ledger.Shards
            ? parts.Db.OneAsync(new RequestRows.ById(id), cancel)
            : Task.FromResult<RequestRow?>(null);

    /// <summary>A merchant's own row, with its payment noted if it was made; null also when it is another's.</summary>
    public static async Task<RequestRow?> FindOwnRowAsync(
        this AcquiringParts parts, long merchant, RequestId id, CancellationToken cancel = default)
    {
        RequestRow? row = await parts.FindRowAsync(id, cancel);
        if (row is null || row.Merchant != merchant)
        {
            return null;
        }

        return row is { State: RowState.Open, Claim: not null }
            ? await new PaymentClaims(parts).NoteIfPaidAsync(row, cancel)
            : row;
    }
}
