using Huoqi.Kernel;
using Huoqi.Ledger;

namespace Huoqi.Wallet;

/// <summary>
/// Money out of the fund at once (T+0), into the wallet: the bank advances it and takes the units over (entry 5).
/// Prefunded it is one entry; per draw the units are frozen until the bank has answered.
/// </summary>
public sealed class RedeemToWallet(WalletParts parts)
{
    /// <param name="Person">Who.</param>
    /// <param name="Key">The caller's id of the request.</param>
    /// <param name="Amount">How much; 1 unit is 1.00 yuan.</param>
    public sealed record Request(long Person, string Key, Money Amount);

    public Task<WalletAnswer> HandleAsync(Request request)
    {
        EntryDraft draft = parts.Draft(
            request.Person, WalletActs.RedeemToWallet, request.Key, $"redeem {parts.Fund.Code} {request.Amount.Fen}");
        return parts.Mode == AdvanceMode.PerDraw
            ? FastRedemption.AskAsync(parts, draft, request.Amount,
                new BankOrders.Asked(BankPurpose.AdvanceToWallet, request.Person, request.Amount, CardToken: null))
            : FastRedemption.DrawAsync(parts, draft, request.Amount, use: [], rows: []);
    }
}
