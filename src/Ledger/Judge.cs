using Huoqi.Kernel;

namespace Huoqi.Ledger;

/// <summary>
/// Decides entries of one shard, one after the other, over what is loaded: no clock, no database, no task. A posted
/// entry changes the state in memory and adds its rows to the group; a refused one adds its key row alone. The rules
/// are asked in the order of <see cref="PostStatus"/>.
/// </summary>
internal sealed class Judge(ShardState state, ShardGroup group)
{
    private readonly List<(Account Account, long Balance, int Window, bool Exists, long LastLine)> _undo = [];
    private readonly List<TransferRow> _lines = [];

    /// <summary>What it writes to.</summary>
    public ShardGroup Group => group;

    /// <summary>Judges <paramref name="draft"/>, whose key is new.</summary>
    public PostResult Decide(EntryDraft draft, PostStatus? decided = null)
    {
        (PostStatus status, int leg) = decided is { } known ? (known, -1) : JudgeBeforeTouch(draft);
        if (status == PostStatus.Posted)
        {
            TouchHolders(draft);
        }

        long entry = state.Head + 1;
        if (status == PostStatus.Posted)
        {
            (status, leg) = Apply(draft, entry);
        }

        state.Head = entry;
        group.ToHead = entry;
        group.Keys.Add(new(draft.Owner, draft.Act, draft.Key, draft.Fingerprint, status, entry, (short)leg));
        if (status == PostStatus.Posted)
        {
            Keep(draft, entry);
        }

        return new(status, entry, leg);
    }

    /// <summary>The rules that need no balance.</summary>
    private (PostStatus Status, int Leg) JudgeBeforeTouch(EntryDraft draft)
    {
        if (draft.BusinessDate.DayNumber <= state.ClosedThrough)
        {
            return (PostStatus.BusinessDayClosed, -1);
        }

        (PostStatus status, int leg) = EntryRules.Shape(draft);
        if (status == PostStatus.Posted)
        {
            (status, leg) = EntryRules.Standing(state, draft);
        }

        if (status == PostStatus.Posted)
        {
            (status, leg) = EarningRules.Step(state, draft);
        }

        if (status == PostStatus.Posted && draft.Reverses != 0)
        {
            status = state.Reversals[draft.Reverses] switch
            {
                ReversalState.NoSuchEntry => PostStatus.EntryNotFound,
                ReversalState.Reversed => PostStatus.AlreadyReversed,
                ReversalState.Standing => PostStatus.Posted,
            };
        }

        return (status, leg);
    }

    /// <summary>Posts the income owed to every holder whose accounts the draft uses, each as an entry of its
    /// own.</summary>
    private void TouchHolders(EntryDraft draft)
    {
        foreach (Leg leg in draft.Legs)
        {
            TouchHolderOf(leg.Debit, draft.BusinessDate);
            TouchHolderOf(leg.Credit, draft.BusinessDate);
        }

        foreach ((long owner, Asset asset) in draft.Touches)
        {
            PostIncome(state.Holders[(owner, asset)], draft.BusinessDate);
        }

        if (draft.Standing == Standing.Close)
        {
            foreach (Holder holder in state.Holders.Values)
            {
                if (holder.Owner == draft.Owner)
                {
                    PostIncome(holder, draft.BusinessDate);
                }
            }
        }
    }

    private void TouchHolderOf(AccountKey key, DateOnly businessDate)
    {
        if (EarningRules.IsHolding(key))
        {
            PostIncome(state.Holders[(key.Owner, key.Asset)], businessDate);
        }
    }

    private void PostIncome(Holder holder, DateOnly businessDate)
    {
        FundStanding fund = state.Funds[holder.Asset];
        if (holder.PostedThrough >= fund.PublishedThrough)
        {
            return;
        }

        int firstDay = holder.PostedThrough + 1;
        long owed = holder.Accrue(fund.Calendar, fund.PublishedThrough);
        holder.Income += owed;
        group.Holders.Add(holder);
        if (owed == 0)
        {
            return;
        }

        long entry = ++state.Head;
        group.ToHead = entry;
        group.Entries.Add(new(entry, LedgerActs.PostIncome, holder.Owner, businessDate.DayNumber, Reverses: 0,
            firstDay, fund.PublishedThrough, Reference: ""));
        _lines.Clear();
        _undo.Clear();
        AccountKey pool = AccountKey.Of(Party.Platform, AccountCode.IncomeOwed, holder.Asset);
        AccountKey units = AccountKey.Of(holder.Owner, Chart.IncomeAccountOf(holder.Owner), holder.Asset);
        foreach ((AccountKey debit, AccountKey credit, long amount) in
            EarningRules.IncomeTransfers(state, pool, units, owed))
        {
            Invariant.Holds(
                Move(entry, debit, credit, amount, earnsFrom: -1, window: -1, floor: null) is PostStatus.Posted);
        }

        group.Transfers.AddRange(_lines);
    }

    /// <summary>Applies limits, then transfers, in the order of the draft; a refusal leaves nothing behind.</summary>
    private (PostStatus Status, int Leg) Apply(EntryDraft draft, long entry)
    {
        _lines.Clear();
        _undo.Clear();
        PostStatus status = EntryRules.CanClose(state, draft);
        int failed = -1;
        for (int pass = 0; pass < 2; pass++)
        {
            // After an overflow the other legs are still asked: every other rule has a lower number.
            for (int i = 0; i < draft.Legs.Count && (status is PostStatus.Posted or PostStatus.Overflow); i++)
            {
                Leg leg = draft.Legs[i];
                bool isLimit = leg.Kind is LegKind.LimitUse or LegKind.LimitRelease;
                if (isLimit != (pass == 0))
                {
                    continue;
                }

                PostStatus moved = leg.Kind switch
                {
                    LegKind.Transfer => MoveTransfer(leg, entry),
                    LegKind.Income => MoveIncome(leg, entry),
                    LegKind.LimitUse or LegKind.LimitRelease => MoveLimit(leg, entry),
                };
                if (moved != PostStatus.Posted && moved != status)
                {
                    (status, failed) = (moved, i);
                }
            }
        }

        if (status != PostStatus.Posted)
        {
            for (int i = _undo.Count - 1; i >= 0; i--)
            {
                Account account = _undo[i].Account;
                (_, account.Balance, account.Window, account.Exists, account.LastLine) = _undo[i];
            }
        }

        return (status, failed);
    }

    private PostStatus MoveTransfer(in Leg leg, long entry) =>
        Move(entry, EntryRules.Resolve(leg.Debit, entry), EntryRules.Resolve(leg.Credit, entry), leg.Amount,
            leg.EarnsFrom?.DayNumber ?? -1, window: -1, leg.DebitFloor);

    private PostStatus MoveIncome(in Leg leg, long entry)
    {
        PostStatus status = PostStatus.Posted;
        int earnsFrom = leg.EarnsFrom!.Value.DayNumber;
        foreach ((AccountKey debit, AccountKey credit, long amount) in
            EarningRules.IncomeTransfers(state, pool: leg.Credit, units: leg.Debit, leg.Amount))
        {
            status = status == PostStatus.Posted
                ? Move(entry, debit, credit, amount, earnsFrom, window: -1, floor: null)
                : status;
        }

        return status;
    }

    private PostStatus MoveLimit(in Leg leg, long entry)
    {
        Account limit = state.Account(leg.Debit);
        AccountKey contra = leg.Credit;
        if (leg.Kind == LegKind.LimitRelease)
        {
            // The window it came from has passed: the new one started full and owes nothing.
            return limit.Window == leg.Window
                ? Move(entry, contra, leg.Debit, leg.Amount, earnsFrom: -1, leg.Window, floor: null)
                : PostStatus.Posted;
        }

        // Windows only go forward: an act of an older window uses what the present one has left.
        if (limit.Window < leg.Window || !limit.Exists)
        {
            long refill = leg.Allowance - limit.Balance;
            PostStatus refilled = refill switch
            {
                > 0 => Move(entry, contra, leg.Debit, refill, earnsFrom: -1, leg.Window, floor: null),
                < 0 => Move(entry, leg.Debit, contra, -refill, earnsFrom: -1, leg.Window, floor: null),
                0 => PostStatus.Posted,
            };
            if (refilled != PostStatus.Posted)
            {
                return refilled;
            }

            Remember(limit);
            limit.Window = leg.Window;
            limit.Exists = true;
        }

        PostStatus used = Move(entry, leg.Debit, contra, leg.Amount, earnsFrom: -1, leg.Window, floor: null);
        return used == PostStatus.InsufficientBalance ? PostStatus.LimitExceeded : used;
    }

    /// <summary>Moves one amount, if the floor of the account that shrinks allows it.</summary>
    private PostStatus Move(
        long entry, AccountKey debitKey, AccountKey creditKey, long amount, int earnsFrom, int window, long? floor)
    {
        Account debit = Resolved(debitKey);
        Account credit = Resolved(creditKey);
        Int128 debitAfter = debit.Balance + (debit.Line.Normal == Side.Debit ? amount : -(Int128)amount);
        Int128 creditAfter = credit.Balance + (credit.Line.Normal == Side.Credit ? amount : -(Int128)amount);
        if (BelowFloor(debit, debitAfter, floor) || BelowFloor(credit, creditAfter, floor: null))
        {
            return PostStatus.InsufficientBalance;
        }

        if (!InRange(debitAfter) || !InRange(creditAfter))
        {
            return PostStatus.Overflow;
        }

        short line = (short)_lines.Count;
        _lines.Add(new(entry, line, debitKey.Packed, creditKey.Packed, amount, (long)debitAfter, (long)creditAfter,
            earnsFrom, window, debit.LastLine, credit.LastLine));
        Set(debit, (long)debitAfter, LinePlace.Of(entry, line));
        Set(credit, (long)creditAfter, LinePlace.Of(entry, line));
        return PostStatus.Posted;
    }

    private static bool InRange(Int128 balance) => balance >= -long.MaxValue && balance <= long.MaxValue;

    /// <summary>A floor holds for the account that shrinks; one that is below already may still grow.</summary>
    private static bool BelowFloor(Account account, Int128 after, long? floor)
    {
        long? lowest = account.Line.FloorAtZero ? 0 : floor;
        return lowest is { } limit && after < limit && after < account.Balance;
    }

    private Account Resolved(AccountKey key)
    {
        if (state.Accounts.TryGetValue(key.Packed, out Account? account))
        {
            return account;
        }

        // What belongs to the entry being posted cannot have existed before it.
        Invariant.Holds(key.Owner == Party.OfEntry(state.Head + 1));
        state.PutAccount(key, row: null);
        return state.Account(key);
    }

    private void Set(Account account, long balance, long line)
    {
        Remember(account);
        account.Balance = balance;
        account.LastLine = line;
        account.Exists = true;
    }

    private void Remember(Account account)
    {
        _undo.Add((account, account.Balance, account.Window, account.Exists, account.LastLine));
        group.Touch(account);
    }

    /// <summary>The point of no return: the entry's rows and what it changes beyond balances.</summary>
    private void Keep(EntryDraft draft, long entry)
    {
        EarningRules.ChangeHolders(state, group, _lines, isIncome: draft.Days is not null);
        foreach ((AccountKey debit, AccountKey credit, long amount) in EarningRules.UnpaidRecovered(state, _lines))
        {
            Invariant.Holds(
                Move(entry, debit, credit, amount, earnsFrom: -1, window: -1, floor: null) is PostStatus.Posted);
        }

        group.Entries.Add(new(entry, draft.Act, draft.Owner, draft.BusinessDate.DayNumber, draft.Reverses,
            draft.Days?.First.DayNumber ?? -1, draft.Days?.Last.DayNumber ?? -1, draft.Reference));
        group.Transfers.AddRange(_lines);
        foreach (RowWrite row in draft.Rows)
        {
            group.Rows.Add((row, entry, draft.BusinessDate));
        }

        if (draft.Standing != Standing.None)
        {
            EntryRules.ChangeStanding(state, group, draft);
        }

        if (draft.Earning is not null)
        {
            EarningRules.Take(state, group, draft.Earning, entry);
        }

        if (draft.Reverses != 0)
        {
            state.Reversals[draft.Reverses] = ReversalState.Reversed;
        }

        if (draft.Act == LedgerActs.CloseBusinessDay)
        {
            state.ClosedThrough = draft.BusinessDate.DayNumber;
            group.ClosedThrough = state.ClosedThrough;
        }
    }
}
