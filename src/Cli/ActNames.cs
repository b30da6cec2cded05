using Huoqi.Funds;
using Huoqi.Ledger;
using Huoqi.Wallet;

namespace Huoqi.Cli;

/// <summary>What people call the acts that the journal numbers.</summary>
internal static class ActNames
{
    private static readonly Dictionary<short, string> Names = new()
    {
        [LedgerActs.PostIncome] = "income",
        [LedgerActs.Deliver] = "arrival from another shard",
        [LedgerActs.ReturnDelivery] = "came back",
        [LedgerActs.Reverse] = "reversal",
        [FundActs.CorrectDay] = "income corrected",
        [FundActs.AdjustIncome] = "income adjusted",
        [FundActs.TransferIn] = "units transferred in",
        [FundActs.ConfirmSubscription] = "subscription confirmed",
        [FundActs.RefuseSubscription] = "subscription refused",
        [FundActs.RedeemNextDay] = "redemption (T+1)",
        [FundActs.ConfirmRedemption] = "redemption confirmed",
        [FundActs.RefuseRedemption] = "redemption refused",
        [WalletActs.OpenAccount] = "account opened",
        [WalletActs.ChangeClass] = "account class changed",
        [WalletActs.TopUp] = "top-up asked",
        [WalletActs.Withdraw] = "withdrawal",
        [WalletActs.SubscribeFromWallet] = "subscription",
        [WalletActs.SubscribeFromCard] = "subscription from card",
        [WalletActs.RedeemToWallet] = "redemption to wallet (T+0)",
        [WalletActs.RedeemToCard] = "redemption to card (T+0)",
        [WalletActs.PayFromWallet] = "payment",
        [WalletActs.PayFromFund] = "payment from fund",
        [WalletActs.Refund] = "refund",
        [WalletActs.SendToFriend] = "sent",
        [WalletActs.PayRedemption] = "redemption paid",
        [WalletActs.SettleBankOrder] = "bank's answer",
    };

    /// <summary>The name of an act, or its number.</summary>
    public static string Of(short act) => Names.GetValueOrDefault(act, $"act {act}");
}
