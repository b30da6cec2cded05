using Huoqi.Kernel;
using Huoqi.Ledger;

namespace Huoqi.Wallet;

/// <summary>
/// Money from a bank card into the wallet (entry 1). This act only gives the order: the bank's answer, whenever it
/// comes, books the money (<see cref="SettleBankOrders"/>).
/// </summary>
public sealed class TopUp(WalletParts parts)
{
    /// <param name="Person">Who.</param>
    /// <param name="Key">The caller's id of the request.</param>
    /// <param name="Amount">How much.</param>
    /// <param name="CardToken">The card, as the bank knows it.</param>
    public sealed record Request(long Person, string Key, Money Amount, string CardToken);

    public async Task<WalletAnswer> HandleAsync(Request request)
    {
        EntryDraft draft = parts.Draft(
            request.Person, WalletActs.TopUp, request.Key, $"top up {request.Amount.Fen} {request.CardToken}") with
        {
            Legs = [BankOrders.Awaited(request.Amount)],
            Rows = [new BankOrders.Asked(BankPurpose.TopUp, request.Person, request.Amount, request.CardToken)],
            MustBeOpen = true,
        };
        return (await parts.Ledger.PostAsync(draft)).ToAnswer(draft.Shard, done: WalletStatus.Pending);
    }
}
