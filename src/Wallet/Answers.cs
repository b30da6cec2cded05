using Huoqi.Kernel;
using Huoqi.Ledger;

namespace Huoqi.Wallet;

/// <summary>The ledger's answer in the words of the wallet.</summary>
internal static class Answers
{
    /// <summary>
    /// Translates a posting's result; <paramref name="short"/> says what an account below its floor means here, by leg.
    /// </summary>
    public static WalletAnswer ToAnswer(
        this PostResult result, short shard, WalletStatus done = WalletStatus.Done,
        Func<int, WalletStatus>? @short = null) =>
        new(ToStatus(result, done, @short), new(shard, result.Entry));

    /// <summary>The same of a payment, where the limit that lacks may be that of its proof or its code.</summary>
    public static WalletAnswer ToAnswer(
        this PostResult result, EntryDraft draft, WalletStatus done = WalletStatus.Done,
        Func<int, WalletStatus>? @short = null) =>
        result.Status == PostStatus.LimitExceeded
            ? new(PaymentLimits.Lacking(draft, result.FailedLeg), new(draft.Shard, result.Entry))
            : result.ToAnswer(draft.Shard, done, @short);

    private static WalletStatus ToStatus(PostResult result, WalletStatus done, Func<int, WalletStatus>? @short) =>
        result.Status switch
        {
            PostStatus.Posted => done,
            PostStatus.KeyReused => WalletStatus.KeyReused,
            PostStatus.BusinessDayClosed => WalletStatus.BusinessDayClosed,
            PostStatus.AmountNotPositive => WalletStatus.InvalidAmount,
            PostStatus.AccountExists => WalletStatus.AccountExists,
            PostStatus.AccountNotFound => WalletStatus.AccountNotFound,
            PostStatus.AccountClosed => WalletStatus.AccountClosed,
            PostStatus.AccountFrozen => WalletStatus.AccountFrozen,
            PostStatus.AccountNotFrozen => WalletStatus.AccountNotFrozen,
            PostStatus.AccountNotEmpty => WalletStatus.AccountNotEmpty,
            PostStatus.IncomeOutstanding => WalletStatus.IncomeOutstanding,
            PostStatus.FundNotOpen => WalletStatus.FundNotOpen,
            PostStatus.EarningDaySealed => WalletStatus.EarningDaySealed,
            PostStatus.LimitExceeded => WalletStatus.LimitExceeded,
            PostStatus.InsufficientBalance => @short?.Invoke(result.FailedLeg) ?? WalletStatus.InsufficientBalance,
            PostStatus.RowsRefused => WalletStatus.StateChanged,
            PostStatus.Unknown => WalletStatus.Unknown,
            PostStatus.TryAgain => WalletStatus.TryAgain,
            PostStatus.SameAccount or PostStatus.Overflow => WalletStatus.InvalidAmount,
            PostStatus.BooksDiffer or PostStatus.AssetsDiffer or PostStatus.FundAlreadyOpen or PostStatus.SealOutOfOrder
                or PostStatus.PublishOutOfOrder or PostStatus.PublishBeforeSeal or PostStatus.EntryNotFound
                or PostStatus.AlreadyReversed =>
                throw new InvariantBrokenException($"no act of the wallet can be answered {result.Status}"),
        };
}
