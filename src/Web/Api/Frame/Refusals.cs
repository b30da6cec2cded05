using Huoqi.Acquiring;
using Huoqi.Customers;
using Huoqi.Identity;
using Huoqi.Wallet;

namespace Huoqi.Web;

/// <summary>What the modules say no with, as problems. The switches are exhaustive: a new status has no silent
/// answer.</summary>
internal static class Refusals
{
    /// <summary>The wallet's refusal; null when it is none (done, or a partner decides).</summary>
    public static Problem? Of(WalletStatus status) => status switch
    {
        WalletStatus.Done or WalletStatus.Pending or WalletStatus.Unknown => null,
        WalletStatus.TryAgain => Problems.Busy,
        WalletStatus.KeyReused => Problems.KeyReused,
        WalletStatus.InvalidAmount => Problems.InvalidAmount,
        WalletStatus.BusinessDayClosed => Problems.DayClosed,
        WalletStatus.AccountExists => Problems.Exists,
        WalletStatus.AccountNotFound => Problems.AccountMissing,
        WalletStatus.AccountClosed => Problems.AccountClosed,
        WalletStatus.AccountFrozen => Problems.AccountFrozen,
        WalletStatus.AccountNotFrozen => Problems.AccountNotFrozen,
        WalletStatus.AccountNotEmpty => Problems.NotEmpty,
        WalletStatus.IncomeOutstanding => Problems.IncomeOutstanding,
        WalletStatus.OrdersOpen => Problems.OrdersOpen,
        WalletStatus.ClassTooLow => Problems.ClassTooLow,
        WalletStatus.LimitExceeded => Problems.LimitExceeded,
        WalletStatus.ProofTooWeak => Problems.ProofTooWeak,
        WalletStatus.CodeLimitExceeded => Problems.LimitExceeded,
        WalletStatus.InsufficientBalance => Problems.InsufficientBalance,
        WalletStatus.AdvanceExhausted => Problems.AdvanceExhausted,
        WalletStatus.PaymentNotFound or WalletStatus.MerchantNotFound => Problem.NotFound,
        WalletStatus.RefundExceedsPayment => Problems.RefundTooLarge,
        WalletStatus.MerchantFundsShort => Problems.MerchantShort,
        WalletStatus.EarningDaySealed => Problems.DaySealed,
        WalletStatus.FundNotOpen => Problems.FundClosed,
        WalletStatus.StateChanged => Problems.StateChanged,
        WalletStatus.MerchantExists => Problems.Exists,
    };

    /// <summary>The merchant's side; null when it is done or a partner decides.</summary>
    public static Problem? Of(AcquiringStatus status, WalletStatus wallet = WalletStatus.Done) => status switch
    {
        AcquiringStatus.Done or AcquiringStatus.Pending or AcquiringStatus.Unknown => null,
        AcquiringStatus.TryAgain => Problems.TryAgain,
        AcquiringStatus.NotFound or AcquiringStatus.MerchantNotFound => Problem.NotFound,
        AcquiringStatus.InvalidAmount => Problems.InvalidAmount,
        AcquiringStatus.InvalidText => Problems.InvalidText,
        AcquiringStatus.InvalidExpiry => Problems.InvalidExpiry,
        AcquiringStatus.InvalidAddress => Problems.InvalidAddress,
        AcquiringStatus.OrderReused => Problems.OrderReused,
        AcquiringStatus.AlreadyPaid => Problems.AlreadyPaid,
        AcquiringStatus.Expired => Problems.PaymentExpired,
        AcquiringStatus.Cancelled => Problems.StateChanged,
        AcquiringStatus.BeingPaid => Problems.BeingPaid,
        AcquiringStatus.NotPaid => Problems.NotPaid,
        AcquiringStatus.SandboxOnly => Problem.NotAllowed,
        AcquiringStatus.NothingDue => Problems.NothingDue,
        AcquiringStatus.Refused => Of(wallet) ?? Problems.StateChanged,
        AcquiringStatus.TooMany => Problems.TooMany,
    };

    /// <summary>What is wrong with a signature; every one is the developer's to mend, and tells nothing of keys.
    /// </summary>
    public static Problem Of(SignatureStatus status) => status switch
    {
        SignatureStatus.Valid => Problem.Unauthenticated,
        SignatureStatus.Missing => Problems.SignatureMissing,
        SignatureStatus.Malformed => Problems.SignatureMalformed,
        SignatureStatus.CoversTooLittle => Problems.SignatureCoversTooLittle,
        SignatureStatus.ParameterMissing => Problems.SignatureParameterMissing,
        SignatureStatus.KeyUnknown => Problems.KeyUnknown,
        SignatureStatus.AlgorithmDiffers => Problems.AlgorithmDiffers,
        SignatureStatus.NotNow => Problems.SignatureNotNow,
        SignatureStatus.DigestDiffers => Problems.DigestDiffers,
        SignatureStatus.Wrong => Problems.SignatureWrong,
        SignatureStatus.Replayed => Problems.NonceReplayed,
    };

    /// <summary>Identity; null when it is done.</summary>
    public static Problem? Of(IdentityStatus status) => status switch
    {
        IdentityStatus.Done => null,
        IdentityStatus.Unknown => Problems.PartnerSilent,
        IdentityStatus.TryLater => Problems.TryLaterNow,
        IdentityStatus.InvalidPhone => Problems.InvalidPhone,
        IdentityStatus.InvalidName => Problems.InvalidName,
        IdentityStatus.InvalidIdNumber => Problems.InvalidIdNumber,
        IdentityStatus.PasswordTooShort or IdentityStatus.PasswordTooLong or IdentityStatus.PasswordCommon =>
            Problems.PasswordWeak,
        IdentityStatus.PaymentPasswordWeak => Problems.PaymentPasswordWeak,
        IdentityStatus.InvalidText => Problems.InvalidValue,
        IdentityStatus.NotProved => Problems.NotProved,
        IdentityStatus.Expired => Problems.Expired,
        IdentityStatus.Changed => Problems.ConfirmationChanged,
        IdentityStatus.Used => Problems.ConfirmationUsed,
        IdentityStatus.Blocked => Problems.Blocked,
        IdentityStatus.StepUpNeeded => Problems.StepUpNeeded,
        IdentityStatus.OtherWayNeeded => Problems.OtherWay,
        IdentityStatus.Cooling => Problems.Cooling,
        IdentityStatus.NotFound => Problem.NotFound,
        IdentityStatus.Exists => Problems.Exists,
        IdentityStatus.LastWay => Problems.LastWay,
        IdentityStatus.NotSet => Problems.NotSet,
        IdentityStatus.Refused => Problems.Refused,
        IdentityStatus.Forbidden => Problems.NotThisWay,
    };

    /// <summary>What moves no money; null when it is done.</summary>
    public static Problem? Of(CustomerStatus status) => status switch
    {
        CustomerStatus.Done => null,
        CustomerStatus.NotFound => Problem.NotFound,
        CustomerStatus.TooLate => Problems.TooLate,
        CustomerStatus.NotValid => Problems.InvalidValue,
        CustomerStatus.TooMany => Problems.TooMany,
        CustomerStatus.NotTheHolder => Problems.CardNotTheirs,
        CustomerStatus.Unknown => Problems.PartnerSilent,
    };
}
