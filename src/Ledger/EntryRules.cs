using Huoqi.Kernel;

namespace Huoqi.Ledger;

/// <summary>The rules of an entry that are not about earning days: its form, and who may take part in it.</summary>
internal static class EntryRules
{
    /// <summary>Amounts, books and assets of every leg.</summary>
    public static (PostStatus Status, int Leg) Shape(EntryDraft draft)
    {
        Invariant.Holds(draft.Key.Length is > 0 and <= EntryDraft.LongestKey);
        Invariant.Holds(draft.Standing == Ledger.Standing.None
            || (draft.Legs.Count == 0 && draft.Earning is null && draft.Reverses == 0));
        PostStatus worst = PostStatus.Unknown;
        int at = -1;
        for (int i = 0; i < draft.Legs.Count; i++)
        {
            PostStatus status = Shape(draft.Legs[i]);
            if (status != PostStatus.Posted && status < worst)
            {
                (worst, at) = (status, i);
            }
        }

        return at < 0 ? (PostStatus.Posted, -1) : (worst, at);
    }

    private static PostStatus Shape(in Leg leg)
    {
        if (leg.Amount < 0 ? leg.Kind != LegKind.Income : leg.Amount == 0)
        {
            return PostStatus.AmountNotPositive;
        }

        if (leg.Kind is LegKind.LimitUse or LegKind.LimitRelease)
        {
            Invariant.Holds(Chart.Of(leg.Debit.Code).Book == Book.Control && leg.Allowance >= 0);
            return PostStatus.Posted;
        }

        if (leg.Debit == leg.Credit)
        {
            return PostStatus.SameAccount;
        }

        if (Chart.Of(leg.Debit.Code).Book != Chart.Of(leg.Credit.Code).Book)
        {
            return PostStatus.BooksDiffer;
        }

        return leg.Debit.Asset != leg.Credit.Asset ? PostStatus.AssetsDiffer : PostStatus.Posted;
    }

    /// <summary>Whether the people who take part have accounts that may be used so.</summary>
    public static (PostStatus Status, int Leg) Standing(ShardState state, EntryDraft draft)
    {
        if (draft.Standing != Ledger.Standing.None)
        {
            PostStatus status = OwnStanding(state.Account(RootOf(draft.Owner)), draft.Standing);
            return (status, -1);
        }

        if (draft.MustBeOpen
            && PartyStanding(state, RootOf(draft.Owner), debited: false) is var own and not PostStatus.Posted)
        {
            return (own, -1);
        }

        PostStatus worst = PostStatus.Unknown;
        int at = -1;
        for (int i = 0; i < draft.Legs.Count; i++)
        {
            Leg leg = draft.Legs[i];
            bool debits = leg.Kind == LegKind.Transfer && !draft.ByPlatform;
            PostStatus debit = PartyStanding(state, leg.Debit, debited: debits);
            if (leg.Kind == LegKind.Income && debit == PostStatus.AccountClosed)
            {
                // What a corrected day gives or takes is the person's also when the account was closed since.
                debit = PostStatus.Posted;
            }

            PostStatus credit = PartyStanding(state, leg.Credit, debited: false);
            PostStatus status = debit == PostStatus.Posted || (credit != PostStatus.Posted && credit < debit)
                ? credit
                : debit;
            if (status != PostStatus.Posted && status < worst)
            {
                (worst, at) = (status, i);
            }
        }

        return at < 0 ? (PostStatus.Posted, -1) : (worst, at);
    }

    private static PostStatus PartyStanding(ShardState state, AccountKey key, bool debited)
    {
        if (!Party.IsPerson(key.Owner))
        {
            return PostStatus.Posted;
        }

        Account root = state.Account(RootOf(key.Owner));
        if (!root.Exists)
        {
            return PostStatus.AccountNotFound;
        }

        return root.Standing switch
        {
            AccountStanding.Open => PostStatus.Posted,
            AccountStanding.Frozen => debited ? PostStatus.AccountFrozen : PostStatus.Posted,
            AccountStanding.Closed => PostStatus.AccountClosed,
        };
    }

    private static PostStatus OwnStanding(Account root, Standing wanted)
    {
        if (wanted == Ledger.Standing.Open)
        {
            return root.Exists ? PostStatus.AccountExists : PostStatus.Posted;
        }

        if (!root.Exists)
        {
            return PostStatus.AccountNotFound;
        }

        return (root.Standing, wanted) switch
        {
            (AccountStanding.Closed, _) => PostStatus.AccountClosed,
            (AccountStanding.Frozen, Ledger.Standing.Unfreeze or Ledger.Standing.Hold) => PostStatus.Posted,
            (AccountStanding.Frozen, _) => PostStatus.AccountFrozen,
            (AccountStanding.Open, Ledger.Standing.Unfreeze) => PostStatus.AccountNotFrozen,
            (AccountStanding.Open, _) => PostStatus.Posted,
            _ => throw new InvariantBrokenException($"standing {root.Standing} is not known"),
        };
    }

    /// <summary>Whether nothing is left on the accounts of the owner, once its income is posted.</summary>
    public static PostStatus CanClose(ShardState state, EntryDraft draft)
    {
        if (draft.Standing != Ledger.Standing.Close)
        {
            return PostStatus.Posted;
        }

        foreach (Account account in state.Accounts.Values)
        {
            if (account.Key.Owner == draft.Owner && account.Line.Book != Book.Control && account.Balance != 0)
            {
                return PostStatus.AccountNotEmpty;
            }
        }

        foreach (Holder holder in state.Holders.Values)
        {
            if (holder.Owner == draft.Owner && !holder.IsEmpty)
            {
                return PostStatus.IncomeOutstanding;
            }
        }

        return PostStatus.Posted;
    }

    /// <summary>Changes the owner's standing; it was judged possible.</summary>
    public static void ChangeStanding(ShardState state, ShardGroup group, EntryDraft draft)
    {
        Account root = state.Account(RootOf(draft.Owner));
        root.Exists = true;
        root.Standing = draft.Standing switch
        {
            Ledger.Standing.Open or Ledger.Standing.Unfreeze => AccountStanding.Open,
            Ledger.Standing.Freeze or Ledger.Standing.Hold => AccountStanding.Frozen,
            Ledger.Standing.Close => AccountStanding.Closed,
            Ledger.Standing.None => root.Standing,
        };
        group.Touch(root);
    }

    /// <summary>The account whose standing speaks for all accounts of a person.</summary>
    public static AccountKey RootOf(long person) => AccountKey.Of(person, AccountCode.UserBalance);

    /// <summary>Puts the entry's number in where a draft says "this entry".</summary>
    public static AccountKey Resolve(AccountKey key, long entry) =>
        key.Owner == Party.ThisEntry ? AccountKey.Of(Party.OfEntry(entry), key.Code, key.Asset) : key;
}
