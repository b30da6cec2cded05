using Huoqi.Kernel;
using Huoqi.Ledger;

namespace Huoqi.Wallet;

/// <summary>
/// Pays a merchant straight from fund units (entry 6). Nobody may pay with units themselves: they are redeemed with the
/// bank's advance and the money pays. Prefunded both happen in one entry; per draw the payment follows the bank's
/// answer, and if it cannot be made then, the money stays in the wallet.
/// </summary>
public sealed class PayFromFund(WalletParts parts)
{
    /// <param name="Person">Who pays.</param>
    /// <param name="Key">The caller's id of the request.</param>
    /// <param name="Merchant">Whom, by number.</param>
    /// <param name="Amount">How much; 1 unit is 1.00 yuan.</param>
    /// <param name="MerchantOrder">The merchant's own number of the payment.</param>
    public sealed record Request(long Person, string Key, long Merchant, Money Amount, string MerchantOrder)
    {
        /// <summary>How it was confirmed.</summary>
        public PaymentProof Proof { get; init; } = PaymentProof.OneFactor;

        /// <summary>Rows of the caller that stand or fall with the payment; per draw, with the order to the
        /// bank.</summary>
        public IReadOnlyList<RowWrite> Also { get; init; } = [];
    }

    public async Task<WalletAnswer> HandleAsync(Request request)
    {
        EntryDraft draft = parts.Draft(request.Person, WalletActs.PayFromFund, request.Key,
            $"pay {request.Merchant} {request.MerchantOrder} {parts.Fund.Code} {request.Amount.Fen}") with
        {
            Reference = request.MerchantOrder,
        };
        if (await parts.Merchants.FindAsync(request.Merchant) is null)
        {
            return new(WalletStatus.MerchantNotFound, new(draft.Shard, 0));
        }

        Leg[] ofDay = PaymentLimits.OfDay(
            parts.Rules, request.Person, request.Proof, request.Amount, draft.BusinessDate);
        if (parts.Mode == AdvanceMode.PerDraw)
        {
            return await FastRedemption.AskAsync(parts, draft, request.Amount, new BankOrders.Asked(
                BankPurpose.AdvanceForPayment, request.Person, request.Amount, CardToken: null, request.Merchant,
                request.MerchantOrder, request.Proof), request.Also, ofDay);
        }

        AccountClass? accountClass = await parts.ClassOnAsync(request.Person, draft.BusinessDate);
        Leg[] limit = PaymentLimits.Use(parts.Rules, request.Person, accountClass, request.Amount, draft.BusinessDate);
        return await FastRedemption.DrawAsync(parts, draft, request.Amount,
            use: [.. limit, .. ofDay, .. Payments.Legs(request.Person, request.Merchant, request.Amount)],
            rows:
            [
                new Payments.Made(request.Person, request.Merchant, request.Amount, request.MerchantOrder,
                    PaymentLimits.Window(parts.Rules, accountClass, draft.BusinessDate)),
                .. request.Also,
            ]);
    }
}
