using Huoqi.Kernel;
using Huoqi.Ledger;
using Huoqi.Wallet;

namespace Huoqi.Acquiring;

/// <summary>What a person pays with.</summary>
public enum PaySource
{
    Wallet = 1,
    Fund = 2,
}

/// <summary>What became of a payment.</summary>
/// <param name="Status">Done, Pending, a refusal of ours, or Refused by the wallet.</param>
/// <param name="Wallet">What the wallet said; Done where it was not asked.</param>
/// <param name="Order">The payment's number; of a refusal, where it was refused.</param>
public readonly record struct PayAnswer(AcquiringStatus Status, WalletStatus Wallet, OrderNo Order);

/// <summary>
/// A person pays a payment request, from the wallet or straight from the fund: once, however many people and processes
/// try at the same time (docs/decisions/0024). The same key hears the same answer.
/// </summary>
public sealed class PayRequest
{
    private readonly PayingParts _parts;
    private readonly PaymentClaims _claims;

    /// <param name="parts">What the module works with.</param>
    public PayRequest(AcquiringParts parts)
        : this(parts.Paying)
    {
    }

    internal PayRequest(PayingParts parts)
    {
        _parts = parts;
        _claims = new(parts);
    }

    /// <param name="Person">Who pays.</param>
    /// <param name="Key">The caller's id of the request, as an act of the wallet takes it.</param>
    /// <param name="Id">What is paid.</param>
    /// <param name="Source">What with.</param>
    public sealed record Request(long Person, string Key, RequestId Id, PaySource Source)
    {
        /// <summary>How it was confirmed.</summary>
        public PaymentProof Proof { get; init; } = PaymentProof.OneFactor;
    }

    /// <summary>Pays it.</summary>
    public async Task<PayAnswer> HandleAsync(Request request)
    {
        RequestRow? row = await _parts.FindRowAsync(request.Id);
        if (row is null)
        {
            return Refuse(request, AcquiringStatus.NotFound);
        }

        if (row.Sandbox)
        {
            return Refuse(request, AcquiringStatus.SandboxOnly);
        }

        if (await _claims.TakeAsync(request.Id, request.Person) is { } claim)
        {
            return await PayAsync(request, row, claim);
        }

        row = (await _parts.FindRowAsync(request.Id))!;
        if (row.Claim is { } other && other.Person != request.Person && row.State == RowState.Open
            && await _claims.ResolveAsync(row))
        {
            // What somebody else had begun has come to its end; if that was no payment, it is this person's turn.
            if (await _claims.TakeAsync(request.Id, request.Person) is { } next)
            {
                return await PayAsync(request, row, next);
            }

            row = (await _parts.FindRowAsync(request.Id))!;
        }

        return await AnswerWithoutClaimAsync(request, row);
    }

    private async Task<PayAnswer> PayAsync(Request request, RequestRow row, Claim claim)
    {
        WalletAnswer answer = await ActAsync(request, row, claim.Number);
        switch (answer.Status)
        {
            case WalletStatus.Done:
                Receipt? paid = await _claims.ReceiptAsync(request.Id, claim);
                if (paid is { State: ReceiptState.Paid })
                {
                    await _claims.NoteAsync(request.Id, claim, paid.Entry!.Value, paid.At);
                }

                return new(AcquiringStatus.Done, answer.Status, answer.Order);
            case WalletStatus.Pending:
                return new(AcquiringStatus.Pending, answer.Status, answer.Order);
            case WalletStatus.Unknown:
                // It may stand. The claim stays until its receipt, or its end, is found.
                return new(AcquiringStatus.Unknown, answer.Status, answer.Order);
            case WalletStatus.TryAgain:
                _ = await _claims.EndAsync(request.Id, claim);
                return new(AcquiringStatus.TryAgain, answer.Status, answer.Order);
            default:
                bool isOpen = await _claims.EndAsync(request.Id, claim);
                return !isOpen && answer.Status == WalletStatus.StateChanged
                    ? await PaidMeanwhileAsync(request, answer)
                    : new(AcquiringStatus.Refused, answer.Status, answer.Order);
        }
    }

    /// <summary>Another try of the same person was quicker.</summary>
    private async Task<PayAnswer> PaidMeanwhileAsync(Request request, WalletAnswer answer)
    {
        RequestRow row = (await _parts.FindRowAsync(request.Id))!;
        if (row is { State: RowState.Open, Claim: not null })
        {
            row = await _claims.NoteIfPaidAsync(row);
        }

        AcquiringStatus status =
            row.State == RowState.Paid ? AcquiringStatus.AlreadyPaid : AcquiringStatus.BeingPaid;
        return new(status, answer.Status, answer.Order);
    }

    /// <summary>The request is not to be paid: but this very key may have paid it, or heard its refusal.</summary>
    private async Task<PayAnswer> AnswerWithoutClaimAsync(Request request, RequestRow row)
    {
        if (await WasJudgedAsync(request))
        {
            // A claim that has ended: nothing new can come of it, only the first answer.
            long claim = row.Claim is { } own && own.Person == request.Person ? own.Number : 0;
            WalletAnswer first = await ActAsync(request, row, claim);
            AcquiringStatus status = first.Status switch
            {
                WalletStatus.Done => AcquiringStatus.Done,
                WalletStatus.Pending => AcquiringStatus.Pending,
                WalletStatus.Unknown => AcquiringStatus.Unknown,
                WalletStatus.TryAgain => AcquiringStatus.TryAgain,
                WalletStatus.StateChanged when row.State == RowState.Paid => AcquiringStatus.AlreadyPaid,
                _ => AcquiringStatus.Refused,
            };
            return new(status, first.Status, first.Order);
        }

        return Refuse(request, row.State switch
        {
            RowState.Paid => AcquiringStatus.AlreadyPaid,
            RowState.Expired => AcquiringStatus.Expired,
            RowState.Cancelled => AcquiringStatus.Cancelled,
            RowState.PlayedPaying or RowState.PlayedPaid => AcquiringStatus.SandboxOnly,
            RowState.Open when row.Claim is not null => AcquiringStatus.BeingPaid,
            RowState.Open when row.ExpiresAt <= _parts.Time.GetUtcNow() => AcquiringStatus.Expired,
            RowState.Open => AcquiringStatus.BeingPaid,
        });
    }

    private Task<WalletAnswer> ActAsync(Request request, RequestRow row, long claim)
    {
        bool perDraw = request.Source == PaySource.Fund && _parts.Wallet.Mode == AdvanceMode.PerDraw;
        RowWrite[] also = perDraw
            ? [new Receipts.Used(row.Id, claim, request.Person, ReceiptState.WaitsForBank)]
            :
            [
                new Receipts.Used(row.Id, claim, request.Person, ReceiptState.Paid),
                new MerchantEvents.Happened(
                    EventKind.PaymentPaid, row.Id, row.Merchant, row.Amount, row.MerchantOrder),
            ];
        return request.Source switch
        {
            PaySource.Wallet => new PayFromWallet(_parts.Wallet).HandleAsync(
                new(request.Person, request.Key, row.Merchant, row.Amount, row.MerchantOrder)
                {
                    Also = also,
                    Proof = request.Proof,
                }),
            PaySource.Fund => new PayFromFund(_parts.Wallet).HandleAsync(
                new(request.Person, request.Key, row.Merchant, row.Amount, row.MerchantOrder)
                {
                    Also = also,
                    Proof = request.Proof,
                }),
        };
    }

    private async Task<bool> WasJudgedAsync(Request request) => await _parts.Store.OneAsync(new LedgerQueries.AnswerTo(
        _parts.Wallet.Ledger.ShardOf(request.Person), request.Person,
        request.Source == PaySource.Wallet ? WalletActs.PayFromWallet : WalletActs.PayFromFund,
        request.Key)) is not null;

    private PayAnswer Refuse(Request request, AcquiringStatus status) =>
        new(status, WalletStatus.Done, new(_parts.Wallet.Ledger.ShardOf(request.Person), 0));
}
