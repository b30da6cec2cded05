using Huoqi.Kernel;
using Huoqi.Ledger;

namespace Huoqi.Wallet;

/// <summary>
/// Money out of the fund at once (T+0), to the person's card: the bank pays it, so it is always asked for each draw;
/// the units are frozen until it has answered.
/// </summary>
public sealed class RedeemToCard(WalletParts parts)
{
    /// <param name="Person">Who.</param>
    /// <param name="Key">The caller's id of the request.</param>
    /// <param name="Amount">How much; 1 unit is 1.00 yuan.</param>
    /// <param name="CardToken">The card, as the bank knows it.</param>
    public sealed record Request(long Person, string Key, Money Amount, string CardToken);

    public Task<WalletAnswer> HandleAsync(Request request)
    {
        EntryDraft draft = parts.Draft(request.Person, WalletActs.RedeemToCard, request.Key,
            $"redeem {parts.Fund.Code} {request.Amount.Fen} {request.CardToken}");
        return FastRedemption.AskAsync(parts, draft, request.Amount,
            new BankOrders.Asked(BankPurpose.AdvanceToCard, request.Person, request.Amount, request.CardToken));
    }
}
