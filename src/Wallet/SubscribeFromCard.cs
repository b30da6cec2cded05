using Huoqi.Kernel;
using Huoqi.Ledger;

namespace Huoqi.Wallet;

/// <summary>
/// A card pays for fund units: the money reaches the settlement bank with the bank's answer, which also decides the day
/// the order belongs to; the units come with the registrar's. No account class is asked for: the balance is not used.
/// </summary>
public sealed class SubscribeFromCard(WalletParts parts)
{
    /// <param name="Person">Who.</param>
    /// <param name="Key">The caller's id of the request.</param>
    /// <param name="Amount">How much.</param>
    /// <param name="CardToken">The card, as the bank knows it.</param>
    public sealed record Request(long Person, string Key, Money Amount, string CardToken);

    public async Task<WalletAnswer> HandleAsync(Request request)
    {
        EntryDraft draft = parts.Draft(request.Person, WalletActs.SubscribeFromCard, request.Key,
            $"subscribe {parts.Fund.Code} {request.Amount.Fen} {request.CardToken}") with
        {
            Legs = [BankOrders.Awaited(request.Amount)],
            Rows = [new BankOrders.Asked(BankPurpose.Subscription, request.Person, request.Amount, request.CardToken)],
            MustBeOpen = true,
        };
        return (await parts.Ledger.PostAsync(draft)).ToAnswer(draft.Shard, done: WalletStatus.Pending);
    }
}
