using Huoqi.Funds;
using Huoqi.Kernel;
using Huoqi.Ledger;

namespace Huoqi.Wallet;

/// <summary>What all fast redemptions (T+0) share, in both modes of the bank's port.</summary>
internal static class FastRedemption
{
    /// <summary>One, and another when the shard's slice of the facility was refilled.</summary>
    public const int AttemptsMax = 2;

    /// <summary>
    /// Prefunded: units to the bank, its placed money to the person, and what the money is used for, in one entry: both
    /// or neither. A shard whose slice of the facility is dry asks the pool once, for a second attempt; a retry walks
    /// the same way and hears the same answer.
    /// </summary>
    public static async Task<WalletAnswer> DrawAsync(
        WalletParts parts, EntryDraft draft, Money amount, IReadOnlyList<Leg> use, IReadOnlyList<RowWrite> rows)
    {
        List<Leg> legs =
        [
            .. FundLegs.FastRedemptionLimit(
                parts.Rules, parts.Fund, draft.Owner, amount, draft.BusinessDate, forPayment: use.Count > 0),
            .. FundLegs.Advanced(parts.Fund, draft.Shard, FundLegs.Available(parts.Fund, draft.Owner), amount,
                parts.Fund.Days.AdvanceEarnsFrom(draft.BusinessDate), AccountCode.AdvanceOutstanding),
        ];
        int draw = legs.Count;
        legs.Add(Leg.Money(Debit: FundLegs.Facility, Credit: WalletParts.Balance(draft.Owner), amount));
        legs.AddRange(use);
        EntryDraft whole = draft with { Legs = legs, Rows = rows };
        WalletAnswer answer = await PostAsync(parts, whole, draw);
        if (answer.Status != WalletStatus.AdvanceExhausted)
        {
            return answer;
        }

        PostStatus refilled = await new Facility(parts.Ledger, parts.Reads).RefillAsync(
            $"for-{draft.Owner}-{draft.Act}-{answer.Order}", draft.Shard, amount, draft.BusinessDate);
        return refilled switch
        {
            PostStatus.Posted => await PostAsync(parts, whole.Attempt(AttemptsMax), draw),
            // Nobody may be told that there is no money while it may be on its way: the same request may yet draw it.
            var status when status.MayPass() => new(WalletStatus.Unknown, answer.Order),
            _ => answer,
        };
    }

    private static async Task<WalletAnswer> PostAsync(WalletParts parts, EntryDraft draft, int draw)
    {
        PostResult result = await parts.Ledger.PostAsync(draft);
        return result.ToAnswer(draft, @short: leg =>
            leg == draw ? WalletStatus.AdvanceExhausted : WalletStatus.InsufficientBalance);
    }

    /// <summary>Per draw: the units are frozen, and the order to the bank leaves with the same commit.</summary>
    public static async Task<WalletAnswer> AskAsync(
        WalletParts parts, EntryDraft draft, Money amount, BankOrders.Asked order,
        IReadOnlyList<RowWrite>? also = null, IReadOnlyList<Leg>? limits = null)
    {
        EntryDraft whole = draft with
        {
            Legs =
            [
                .. limits ?? [],
                .. FundLegs.FastRedemptionLimit(parts.Rules, parts.Fund, draft.Owner, amount, draft.BusinessDate,
                    forPayment: order.Purpose == BankPurpose.AdvanceForPayment),
                Leg.Transfer(
                    Debit: FundLegs.Available(parts.Fund, draft.Owner),
                    Credit: FundLegs.Frozen(parts.Fund, draft.Owner),
                    amount.ToUnits().Hundredths),
                BankOrders.Awaited(amount),
            ],
            Rows = [order, .. also ?? []],
        };
        return (await parts.Ledger.PostAsync(whole)).ToAnswer(whole, done: WalletStatus.Pending);
    }
}
