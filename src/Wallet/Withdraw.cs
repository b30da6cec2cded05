using Huoqi.Kernel;
using Huoqi.Ledger;

namespace Huoqi.Wallet;

/// <summary>
/// Money of the wallet to the person's own bank card (entry 8): it is set aside at once, and the bank's answer pays it
/// or brings it back. It does not count for the limit of the account's class: the card is the person's own.
/// </summary>
public sealed class Withdraw(WalletParts parts)
{
    /// <param name="Person">Who.</param>
    /// <param name="Key">The caller's id of the request.</param>
    /// <param name="Amount">How much.</param>
    /// <param name="CardToken">The person's own card, as the bank knows it.</param>
    public sealed record Request(long Person, string Key, Money Amount, string CardToken);

    public async Task<WalletAnswer> HandleAsync(Request request)
    {
        EntryDraft draft = parts.Draft(
            request.Person, WalletActs.Withdraw, request.Key, $"withdraw {request.Amount.Fen} {request.CardToken}") with
        {
            Legs =
            [
                Leg.Money(
                    Debit: WalletParts.Balance(request.Person), Credit: WalletParts.Own(AccountCode.WithdrawalPending),
                    request.Amount),
                BankOrders.Awaited(request.Amount),
            ],
            Rows = [new BankOrders.Asked(BankPurpose.Withdrawal, request.Person, request.Amount, request.CardToken)],
        };
        return (await parts.Ledger.PostAsync(draft)).ToAnswer(draft.Shard, done: WalletStatus.Pending);
    }
}
