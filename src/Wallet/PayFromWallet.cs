using Huoqi.Kernel;
using Huoqi.Ledger;

namespace Huoqi.Wallet;

/// <summary>Pays a merchant from the wallet's balance (entry 6, its second half).</summary>
public sealed class PayFromWallet(WalletParts parts)
{
    /// <param name="Person">Who pays.</param>
    /// <param name="Key">The caller's id of the request.</param>
    /// <param name="Merchant">Whom, by number.</param>
    /// <param name="Amount">How much.</param>
    /// <param name="MerchantOrder">The merchant's own number of the payment.</param>
    public sealed record Request(long Person, string Key, long Merchant, Money Amount, string MerchantOrder)
    {
        /// <summary>How it was confirmed.</summary>
        public PaymentProof Proof { get; init; } = PaymentProof.OneFactor;

        /// <summary>Rows of the caller that stand or fall with the payment.</summary>
        public IReadOnlyList<RowWrite> Also { get; init; } = [];
    }

    public async Task<WalletAnswer> HandleAsync(Request request)
    {
        EntryDraft draft = parts.Draft(request.Person, WalletActs.PayFromWallet, request.Key,
            $"pay {request.Merchant} {request.MerchantOrder} {request.Amount.Fen}");
        if (await parts.Merchants.FindAsync(request.Merchant) is null)
        {
            return new(WalletStatus.MerchantNotFound, new(draft.Shard, 0));
        }

        AccountClass? accountClass = await parts.ClassOnAsync(request.Person, draft.BusinessDate);
        EntryDraft whole = draft with
        {
            Reference = request.MerchantOrder,
            Legs =
            [
                .. PaymentLimits.Use(parts.Rules, request.Person, accountClass, request.Amount, draft.BusinessDate),
                .. PaymentLimits.OfDay(
                    parts.Rules, request.Person, request.Proof, request.Amount, draft.BusinessDate),
                .. Payments.Legs(request.Person, request.Merchant, request.Amount),
            ],
            Rows =
            [
                new Payments.Made(request.Person, request.Merchant, request.Amount, request.MerchantOrder,
                    PaymentLimits.Window(parts.Rules, accountClass, draft.BusinessDate)),
                .. request.Also,
            ],
        };
        return (await parts.Ledger.PostAsync(whole)).ToAnswer(whole);
    }
}
