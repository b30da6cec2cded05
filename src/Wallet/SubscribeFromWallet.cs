using Huoqi.Funds;
using Huoqi.Kernel;
using Huoqi.Ledger;

namespace Huoqi.Wallet;

/// <summary>
/// Money of the wallet buys fund units (entry 2): it leaves for the fund's settlement bank at once, the registrar's
/// confirmation brings the units.
/// </summary>
public sealed class SubscribeFromWallet(WalletParts parts)
{
    /// <param name="Person">Who.</param>
    /// <param name="Key">The caller's id of the request.</param>
    /// <param name="Amount">How much.</param>
    public sealed record Request(long Person, string Key, Money Amount);

    public async Task<WalletAnswer> HandleAsync(Request request)
    {
        EntryDraft draft = parts.Draft(
            request.Person, WalletActs.SubscribeFromWallet, request.Key,
            $"subscribe {parts.Fund.Code} {request.Amount.Fen}");
        AccountClass? accountClass = await parts.ClassOnAsync(request.Person, draft.BusinessDate);
        if (accountClass < AccountClass.III && parts.Rules.OnlyClassIIIBuysFunds.InForceOn(draft.BusinessDate)
            && await parts.KnowsAsync(request.Person) && !await parts.WasJudgedAsync(draft))
        {
            return new(WalletStatus.ClassTooLow, new(draft.Shard, 0));
        }

        AccountKey transit = WalletParts.Own(AccountCode.InTransitToFund);
        PostResult result = await parts.Ledger.PostAsync(draft with
        {
            Legs =
            [
                .. PaymentLimits.Use(parts.Rules, request.Person, accountClass, request.Amount, draft.BusinessDate),
                Leg.Money(Debit: WalletParts.Balance(request.Person), Credit: transit, request.Amount),
                Leg.Money(Debit: transit, Credit: WalletParts.Own(AccountCode.ReserveAtCentralBank), request.Amount),
                FundLegs.SubscriptionMoney(request.Amount),
            ],
            Rows =
            [
                FundLegs.SubscriptionOrder(parts.Fund, request.Person, request.Amount, parts.Time.GetUtcNow(),
                    PaymentLimits.Window(parts.Rules, accountClass, draft.BusinessDate)),
            ],
        });
        return result.ToAnswer(draft.Shard, done: WalletStatus.Pending);
    }
}
