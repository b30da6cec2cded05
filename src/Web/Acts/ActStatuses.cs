using Huoqi.Acquiring;
using Huoqi.Customers;
using Huoqi.Identity;
using Huoqi.Kernel;
using Huoqi.Ledger;
using Huoqi.Wallet;

namespace Huoqi.Web;

/// <summary>What the modules answer, as <see cref="ActStatus"/>. Every status is named: a new one does not compile.
/// </summary>
internal static class ActStatuses
{
    /// <summary>Whether a status says for good what became of it, and is heard again with the same key.</summary>
    public static bool IsFinal(ActStatus status) => status is not (ActStatus.Unknown or ActStatus.TryAgain);

    /// <summary>Whether something was done, or taken and under way.</summary>
    public static bool IsTaken(ActStatus status) => status is ActStatus.Done or ActStatus.Pending;

    /// <summary>What the wallet says about something wanted.</summary>
    public static ActStatus Of(WalletStatus status, Wanted wanted) => Of(
        status, wanted.Act, isGift: IsGift(wanted),
        takesUnits: wanted is Wanted.Redeem or Wanted.Pay { Source: PaySource.Fund });

    /// <summary>What hinders what a quote is of: it knows no payee, so that the account is the person's own.</summary>
    public static ActStatus Of(Quote quote) => Of(
        quote.Hindrance, $"{quote.Act}", isGift: false,
        takesUnits: quote.Act is QuoteAct.RedeemFastToWallet or QuoteAct.RedeemFastToCard
            or QuoteAct.RedeemNextDayToWallet or QuoteAct.RedeemNextDayToCard or QuoteAct.PayFromFund);

    private static ActStatus Of(WalletStatus status, string act, bool isGift, bool takesUnits) => status switch
    {
        WalletStatus.Done => ActStatus.Done,
        WalletStatus.Pending => ActStatus.Pending,
        WalletStatus.Unknown => ActStatus.Unknown,
        WalletStatus.TryAgain => ActStatus.TryAgain,
        WalletStatus.KeyReused => ActStatus.KeyReused,
        WalletStatus.InvalidAmount => ActStatus.InvalidAmount,
        WalletStatus.BusinessDayClosed => ActStatus.BusinessDayClosed,
        // The person's own account was looked at before: of a gift it is the friend's that is meant.
        WalletStatus.AccountNotFound => isGift ? ActStatus.PayeeCannotReceive : ActStatus.AccountNotOpen,
        WalletStatus.AccountClosed => isGift ? ActStatus.PayeeCannotReceive : ActStatus.AccountClosed,
        // Only who pays is asked: a frozen account may receive.
        WalletStatus.AccountFrozen => ActStatus.AccountFrozen,
        WalletStatus.ClassTooLow => ActStatus.ClassTooLow,
        WalletStatus.LimitExceeded => ActStatus.LimitExceeded,
        WalletStatus.ProofTooWeak => ActStatus.ProofTooWeak,
        WalletStatus.CodeLimitExceeded => ActStatus.CodeLimitExceeded,
        WalletStatus.InsufficientBalance =>
            takesUnits ? ActStatus.InsufficientUnits : ActStatus.InsufficientBalance,
        WalletStatus.AdvanceExhausted => ActStatus.AdvanceExhausted,
        WalletStatus.EarningDaySealed => ActStatus.EarningDaySealed,
        WalletStatus.FundNotOpen or WalletStatus.StateChanged => ActStatus.StateChanged,
        WalletStatus.MerchantNotFound => ActStatus.PaymentNotFound,
        WalletStatus.AccountExists or WalletStatus.AccountNotFrozen or WalletStatus.AccountNotEmpty
            or WalletStatus.IncomeOutstanding or WalletStatus.OrdersOpen or WalletStatus.PaymentNotFound
            or WalletStatus.RefundExceedsPayment or WalletStatus.MerchantFundsShort or WalletStatus.MerchantExists =>
            throw new InvariantBrokenException($"{act} cannot be answered {status}"),
    };

    /// <summary>What the merchant's side says about a payment.</summary>
    public static ActStatus Of(in PayAnswer answer, Wanted wanted) => answer.Status switch
    {
        AcquiringStatus.Done => ActStatus.Done,
        AcquiringStatus.Pending => ActStatus.Pending,
        AcquiringStatus.Unknown => ActStatus.Unknown,
        AcquiringStatus.TryAgain => ActStatus.TryAgain,
        AcquiringStatus.Refused => Of(answer.Wallet, wanted),
        AcquiringStatus.NotFound or AcquiringStatus.MerchantNotFound => ActStatus.PaymentNotFound,
        AcquiringStatus.InvalidAmount => ActStatus.InvalidAmount,
        AcquiringStatus.AlreadyPaid => ActStatus.PaymentPaid,
        AcquiringStatus.Expired => ActStatus.PaymentExpired,
        AcquiringStatus.Cancelled => ActStatus.PaymentCancelled,
        AcquiringStatus.BeingPaid => ActStatus.PaymentBusy,
        AcquiringStatus.SandboxOnly => ActStatus.PaymentSandbox,
        AcquiringStatus.InvalidText or AcquiringStatus.InvalidExpiry or AcquiringStatus.InvalidAddress
            or AcquiringStatus.OrderReused or AcquiringStatus.NotPaid or AcquiringStatus.NothingDue
            or AcquiringStatus.TooMany =>
            throw new InvariantBrokenException($"a payment cannot be answered {answer.Status}"),
    };

    /// <summary>What the proof says.</summary>
    public static ActStatus Of(IdentityStatus status) => status switch
    {
        IdentityStatus.Done => ActStatus.Done,
        IdentityStatus.Unknown => ActStatus.Unknown,
        IdentityStatus.TryLater => ActStatus.TryAgain,
        IdentityStatus.NotProved or IdentityStatus.StepUpNeeded => ActStatus.ConfirmationNotProved,
        IdentityStatus.Expired => ActStatus.ConfirmationExpired,
        IdentityStatus.Changed => ActStatus.ConfirmationChanged,
        IdentityStatus.Used => ActStatus.ConfirmationUsed,
        IdentityStatus.Blocked => ActStatus.FactorBlocked,
        IdentityStatus.Cooling => ActStatus.Cooling,
        IdentityStatus.NotFound or IdentityStatus.Forbidden => ActStatus.ConfirmationNotFound,
        IdentityStatus.InvalidText => ActStatus.InvalidText,
        IdentityStatus.NotSet or IdentityStatus.OtherWayNeeded => ActStatus.FactorMissing,
        IdentityStatus.InvalidPhone or IdentityStatus.InvalidName or IdentityStatus.InvalidIdNumber
            or IdentityStatus.PasswordTooShort or IdentityStatus.PasswordTooLong or IdentityStatus.PasswordCommon
            or IdentityStatus.PaymentPasswordWeak or IdentityStatus.Exists
            or IdentityStatus.LastWay or IdentityStatus.Refused =>
            throw new InvariantBrokenException($"a proof cannot be answered {status}"),
    };

    /// <summary>What the ledger says about a T+1 redemption.</summary>
    public static ActStatus Of(PostStatus status) => status switch
    {
        PostStatus.Posted => ActStatus.Pending,
        PostStatus.KeyReused => ActStatus.KeyReused,
        PostStatus.BusinessDayClosed => ActStatus.BusinessDayClosed,
        PostStatus.AmountNotPositive or PostStatus.SameAccount or PostStatus.Overflow => ActStatus.InvalidAmount,
        PostStatus.AccountNotFound => ActStatus.AccountNotOpen,
        PostStatus.AccountClosed => ActStatus.AccountClosed,
        PostStatus.AccountFrozen => ActStatus.AccountFrozen,
        PostStatus.EarningDaySealed => ActStatus.EarningDaySealed,
        PostStatus.LimitExceeded => ActStatus.LimitExceeded,
        PostStatus.InsufficientBalance => ActStatus.InsufficientUnits,
        PostStatus.FundNotOpen or PostStatus.RowsRefused => ActStatus.StateChanged,
        PostStatus.Unknown => ActStatus.Unknown,
        PostStatus.TryAgain => ActStatus.TryAgain,
        PostStatus.AccountExists or PostStatus.AccountNotFrozen or PostStatus.AccountNotEmpty
            or PostStatus.IncomeOutstanding or PostStatus.BooksDiffer or PostStatus.AssetsDiffer
            or PostStatus.FundAlreadyOpen or PostStatus.SealOutOfOrder or PostStatus.PublishOutOfOrder
            or PostStatus.PublishBeforeSeal or PostStatus.EntryNotFound or PostStatus.AlreadyReversed =>
            throw new InvariantBrokenException($"a redemption cannot be answered {status}"),
    };

    private static bool IsGift(Wanted wanted) => wanted is Wanted.Send or Wanted.AnswerRequest;
}
