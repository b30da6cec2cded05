using Huoqi.Customers;
using Huoqi.Wallet;

namespace Huoqi.Web;

/// <summary>What moves money into the fund by itself is a subscription too: one rule for pages and API.</summary>
internal static class PuttingAside
{
    /// <summary>What hinders somebody from turning it on: no account, its class, then documents to accept. What hinders
    /// only today, such as an empty wallet, hinders no order for later.</summary>
    public static async Task<ActStatus> HindranceAsync(
        AppParts parts, long person, CancellationToken cancel = default)
    {
        Quote quote = await new Quotes(parts.Customers)
            .ForAsync(QuoteAct.SubscribeFromWallet, person, new(1), cancel);
        return quote.Hindrance switch
        {
            WalletStatus.AccountNotFound => ActStatus.AccountNotOpen,
            WalletStatus.AccountClosed => ActStatus.AccountClosed,
            WalletStatus.ClassTooLow => ActStatus.ClassTooLow,
            _ => quote.AgreementsMissing ? ActStatus.AgreementsMissing : ActStatus.Done,
        };
    }
}
