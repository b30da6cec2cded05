using Huoqi.Kernel;

namespace Huoqi.Ledger;

/// <summary>The rules of earning days: their order, what a seal forbids, and where income goes.</summary>
internal static class EarningRules
{
    /// <summary>Whether <paramref name="key"/> holds units of an owner whose income is to be posted first.</summary>
    public static bool IsHolding(AccountKey key) =>
        key.Owner != Party.Platform && key.Asset != Asset.Cny && Chart.Of(key.Code).Book == Book.Units;

    /// <summary>Whether the fund is open, the days untouched are not sealed, and a step is the next one.</summary>
    public static (PostStatus Status, int Leg) Step(ShardState state, EntryDraft draft)
    {
        (PostStatus worst, int at) = (PostStatus.Unknown, -1);
        for (int i = 0; i < draft.Legs.Count; i++)
        {
            PostStatus status = SealAllows(state, draft.Legs[i]);
            if (status != PostStatus.Posted && status < worst)
            {
                (worst, at) = (status, i);
            }
        }

        PostStatus step = draft.Earning is null ? PostStatus.Posted : InOrder(state, draft.Earning);
        return at >= 0 && (step == PostStatus.Posted || worst < step) ? (worst, at) : (step, -1);
    }

    private static PostStatus SealAllows(ShardState state, in Leg leg)
    {
        if (leg.Debit.Asset == Asset.Cny)
        {
            return PostStatus.Posted;
        }

        if (!state.Funds.TryGetValue(leg.Debit.Asset, out FundStanding? fund))
        {
            return PostStatus.FundNotOpen;
        }

        bool changesEarning = EarningOwner(leg.Debit) != EarningOwner(leg.Credit);
        Invariant.Holds(!changesEarning || leg.EarnsFrom is not null);
        return changesEarning && leg.EarnsFrom!.Value.DayNumber <= fund.SealedThrough
            ? PostStatus.EarningDaySealed
            : PostStatus.Posted;
    }

    /// <summary>The holder for whom units on this account earn; 0 for none.</summary>
    public static long EarningOwner(AccountKey key) => IsHolding(key) && Chart.Of(key.Code).Earns ? key.Owner : 0;

    private static PostStatus InOrder(ShardState state, EarningStep step)
    {
        bool isOpen = state.Funds.TryGetValue(step.Asset, out FundStanding? fund);
        if (step is EarningStep.OpenFund)
        {
            return isOpen ? PostStatus.FundAlreadyOpen : PostStatus.Posted;
        }

        if (!isOpen)
        {
            return PostStatus.FundNotOpen;
        }

        return step switch
        {
            EarningStep.Seal seal => seal.Day.DayNumber == fund!.SealedThrough + 1
                ? PostStatus.Posted
                : PostStatus.SealOutOfOrder,
            EarningStep.Publish publish => PublishInOrder(fund!, publish.Numbers.Day.DayNumber),
            _ => throw new InvariantBrokenException($"unknown step {step}"),
        };
    }

    private static PostStatus PublishInOrder(FundStanding fund, int day)
    {
        if (day != fund.PublishedThrough + 1)
        {
            return PostStatus.PublishOutOfOrder;
        }

        return day <= fund.SealedThrough ? PostStatus.Posted : PostStatus.PublishBeforeSeal;
    }

    /// <summary>
    /// The transfers by which <paramref name="owed"/> fen of income go from <paramref name="pool"/> to a holder, whose
    /// income account is <paramref name="units"/>; a negative amount goes back, what the units cannot bear as unpaid.
    /// </summary>
    public static List<(AccountKey Debit, AccountKey Credit, long Amount)> IncomeTransfers(
        ShardState state, AccountKey pool, AccountKey units, long owed)
    {
        AccountKey unpaid = AccountKey.Of(units.Owner, AccountCode.UnpaidIncome, units.Asset);
        List<(AccountKey, AccountKey, long)> transfers = [];
        if (owed > 0)
        {
            // What earlier negative days could not take comes first.
            long arrears = Math.Min(owed, Math.Max(0, -state.Account(unpaid).Balance));
            AddUnlessZero(pool, unpaid, arrears);
            AddUnlessZero(pool, units, owed - arrears);
        }
        else
        {
            long borne = Math.Min(-owed, state.Account(units).Balance);
            AddUnlessZero(units, pool, borne);
            AddUnlessZero(unpaid, pool, -owed - borne);
        }

        return transfers;

        void AddUnlessZero(AccountKey debit, AccountKey credit, long amount)
        {
            if (amount != 0)
            {
                transfers.Add((debit, credit, amount));
            }
        }
    }

    /// <summary>
    /// Brings the holders' earning units in step with the unit transfers of a posted entry; of one that speaks of
    /// earning days, what they are given or give back is income.
    /// </summary>
    public static void ChangeHolders(ShardState state, ShardGroup group, List<TransferRow> lines, bool isIncome)
    {
        foreach (TransferRow line in lines)
        {
            AccountKey debit = new(line.Debit);
            AccountKey credit = new(line.Credit);
            long from = EarningOwner(debit);
            long to = EarningOwner(credit);
            if (from == to)
            {
                continue;
            }

            if (from != 0)
            {
                Change(from, -line.Amount);
            }

            if (to != 0)
            {
                Change(to, line.Amount);
            }

            void Change(long owner, long units)
            {
                Holder holder = state.Holders[(owner, debit.Asset)];
                holder.Change(line.EarnsFrom, units);
                holder.Income += isIncome ? units : 0;
                group.Holders.Add(holder);
            }
        }
    }

    /// <summary>What newly available units must give to income that earlier days left unpaid.</summary>
    public static List<(AccountKey Debit, AccountKey Credit, long Amount)> UnpaidRecovered(
        ShardState state, List<TransferRow> lines)
    {
        List<(AccountKey, AccountKey, long)> transfers = [];
        foreach (TransferRow line in lines)
        {
            AccountKey credited = new(line.Credit);
            if (!IsHolding(credited) || credited.Code != Chart.IncomeAccountOf(credited.Owner))
            {
                continue;
            }

            AccountKey unpaid = AccountKey.Of(credited.Owner, AccountCode.UnpaidIncome, credited.Asset);
            long arrears = Math.Min(-state.Account(unpaid).Balance, state.Account(credited).Balance);
            if (arrears > 0 && !transfers.Contains((credited, unpaid, arrears)))
            {
                transfers.Add((credited, unpaid, arrears));
            }
        }

        return transfers;
    }

    /// <summary>Takes a step that was judged to be in order.</summary>
    public static void Take(ShardState state, ShardGroup group, EarningStep step, long entry)
    {
        switch (step)
        {
            case EarningStep.OpenFund open:
                int dayBefore = open.FirstDay.DayNumber - 1;
                state.Funds[open.Asset] = new()
                {
                    FirstDay = open.FirstDay.DayNumber,
                    SealedThrough = dayBefore,
                    PublishedThrough = dayBefore,
                    Calendar = state.Calendars.Of(open.Asset),
                };
                break;
            case EarningStep.Seal seal:
                state.Funds[seal.Asset].SealedThrough = seal.Day.DayNumber;
                break;
            case EarningStep.Publish publish:
                group.EarningDays.Add(new(entry, publish.Numbers, publish.PartFen, publish.PartUnits));
                break;
            default:
                throw new InvariantBrokenException($"unknown step {step}");
        }

        FundStanding fund = state.Funds[step.Asset];
        int publishedThrough = step is EarningStep.Publish published
            ? published.Numbers.Day.DayNumber
            : fund.PublishedThrough;
        group.FundRows.Add(new(step.Asset, fund.FirstDay, fund.SealedThrough, publishedThrough));
    }

    /// <summary>
    /// Makes the days of a committed group count for its shard. Not sooner: numbers that are not committed must not
    /// reach what other shards share.
    /// </summary>
    public static void Published(ShardState state, ShardGroup group)
    {
        foreach (EarningDayRow day in group.EarningDays)
        {
            FundStanding fund = state.Funds[day.Numbers.Asset];
            fund.Calendar.Add(day.Numbers);
            fund.PublishedThrough = day.Numbers.Day.DayNumber;
        }
    }
}
