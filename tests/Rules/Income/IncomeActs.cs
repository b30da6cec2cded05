using Huoqi.Ledger;

namespace Huoqi.RulesTests;

/// <summary>An act on a fund's units, with the answer that the model expects.</summary>
/// <param name="Draft">What is posted.</param>
/// <param name="Expected">The answer.</param>
/// <param name="Touched">Whose books are compared afterwards.</param>
internal sealed record IncomeAct(EntryDraft Draft, PostStatus Expected, NaiveHolder[] Touched);

/// <summary>Draws acts and does them to the model at once, in the order in which they will be posted.</summary>
internal sealed class IncomeActs(Random random, Asset fund, NaiveFund model)
{
    // Few different amounts, so that many holders have the same remainder; the largest needs 128 bits.
    private static readonly long[] Amounts =
        [1, 100, 33_33, 100_00, 100_00, 100_00, 500_00, 1_234_56, 50_000_00, 1_000_000_000_000_00];

    private int _count;

    public IncomeAct Next(DateOnly businessDate, int openDay)
    {
        NaiveHolder holder = model.Holders[random.Next(model.Holders.Count)];
        int earnsFrom = openDay + (random.Next(3) == 0 ? random.Next(1, 4) : 0);
        (Leg leg, PostStatus expected, NaiveHolder[] touched) = holder.IsBank
            ? FromBank(holder, earnsFrom)
            : random.Next(20) switch
            {
                0 => TooLate(holder, openDay),
                1 => TooMuch(holder, earnsFrom),
                2 or 3 => Redeem(holder, holder.Available, earnsFrom),
                4 or 5 => Redeem(holder, Part(holder.Available), earnsFrom),
                6 or 7 => Advance(holder, Part(holder.Available), earnsFrom),
                8 => Give(holder, Part(holder.Available), earnsFrom),
                9 => Freeze(holder, Part(holder.Available)),
                10 => Unfreeze(holder, Part(holder.Frozen)),
                11 => Order(holder, Part(holder.Available)),
                12 => Confirm(holder, Part(holder.InTransit), earnsFrom),
                13 => OrderNotEarning(holder, Part(holder.Available), earnsFrom),
                14 => ConfirmNotEarning(holder, Part(holder.NotEarning)),
                _ => Subscribe(holder, earnsFrom),
            } ?? Subscribe(holder, earnsFrom);
        return new(Draft(holder.Shard, leg, businessDate), expected, touched);
    }

    private AccountKey Contra => AccountKey.Of(Party.Platform, AccountCode.FundContra, fund);

    private AccountKey Of(NaiveHolder holder, AccountCode code) => AccountKey.Of(holder.Owner, code, fund);

    private AccountKey Available(NaiveHolder holder) => Of(holder, Chart.IncomeAccountOf(holder.Owner));

    private long Part(long of) => of == 0 ? 0 : random.Next(2) == 0 ? of : 1 + random.NextInt64(of);

    private EntryDraft Draft(short shard, Leg leg, DateOnly businessDate) => new()
    {
        Shard = shard,
        Owner = Party.Platform,
        Act = Books.AnAct,
        Key = $"{fund.Number}-{++_count}",
        BusinessDate = businessDate,
        ByPlatform = true,
        Legs = [leg],
    };

    private (Leg, PostStatus, NaiveHolder[]) FromBank(NaiveHolder bank, int earnsFrom) =>
        Redeem(bank, Part(bank.Available), earnsFrom) ?? TooMuch(bank, earnsFrom);

    private (Leg, PostStatus, NaiveHolder[]) Subscribe(NaiveHolder holder, int earnsFrom)
    {
        long units = Amounts[random.Next(Amounts.Length)];
        holder.Receive(units, earnsFrom);
        return Posted(Contra, Available(holder), units, earnsFrom, holder);
    }

    private (Leg, PostStatus, NaiveHolder[])? TooLate(NaiveHolder holder, int openDay) =>
        (Leg.Units(Contra, Available(holder), new(1), Day(openDay - 1)), PostStatus.EarningDaySealed, [holder]);

    private (Leg, PostStatus, NaiveHolder[]) TooMuch(NaiveHolder holder, int earnsFrom) =>
        (Leg.Units(Available(holder), Contra, new(holder.Available + 1), Day(earnsFrom)),
            PostStatus.InsufficientBalance, [holder]);

    private (Leg, PostStatus, NaiveHolder[])? Redeem(NaiveHolder holder, long units, int earnsFrom)
    {
        if (units == 0)
        {
            return null;
        }

        holder.Give(units, earnsFrom);
        return Posted(Available(holder), Contra, units, earnsFrom, holder);
    }

    private (Leg, PostStatus, NaiveHolder[])? Advance(NaiveHolder holder, long units, int earnsFrom) =>
        Move(holder, model.Holders.Find(other => other.IsBank && other.Shard == holder.Shard), units, earnsFrom);

    private (Leg, PostStatus, NaiveHolder[])? Give(NaiveHolder holder, long units, int earnsFrom) =>
        Move(holder, model.Holders.Find(other => !other.IsBank && other != holder && other.Shard == holder.Shard),
            units, earnsFrom);

    private (Leg, PostStatus, NaiveHolder[])? Move(NaiveHolder from, NaiveHolder? to, long units, int earnsFrom)
    {
        if (units == 0 || to is null)
        {
            return null;
        }

        from.Give(units, earnsFrom);
        to.Receive(units, earnsFrom);
        return Posted(Available(from), Available(to), units, earnsFrom, from, to);
    }

    private (Leg, PostStatus, NaiveHolder[])? Freeze(NaiveHolder holder, long units)
    {
        holder.Freeze(units);
        return Inside(Available(holder), Of(holder, AccountCode.UnitsFrozen), units, holder);
    }

    private (Leg, PostStatus, NaiveHolder[])? Unfreeze(NaiveHolder holder, long units)
    {
        holder.Unfreeze(units);
        return Inside(Of(holder, AccountCode.UnitsFrozen), Available(holder), units, holder);
    }

    private (Leg, PostStatus, NaiveHolder[])? Order(NaiveHolder holder, long units)
    {
        holder.Order(units);
        return Inside(Available(holder), Of(holder, AccountCode.UnitsInTransit), units, holder);
    }

    private (Leg, PostStatus, NaiveHolder[])? Confirm(NaiveHolder holder, long units, int earnsFrom)
    {
        if (units == 0)
        {
            return null;
        }

        holder.Confirm(units, earnsFrom);
        return Posted(Of(holder, AccountCode.UnitsInTransit), Contra, units, earnsFrom, holder);
    }

    private (Leg, PostStatus, NaiveHolder[])? OrderNotEarning(NaiveHolder holder, long units, int earnsFrom)
    {
        if (units == 0)
        {
            return null;
        }

        holder.OrderNotEarning(units, earnsFrom);
        return Posted(Available(holder), Of(holder, AccountCode.UnitsInTransitNotEarning), units, earnsFrom, holder);
    }

    private (Leg, PostStatus, NaiveHolder[])? ConfirmNotEarning(NaiveHolder holder, long units)
    {
        holder.ConfirmNotEarning(units);
        return Inside(Of(holder, AccountCode.UnitsInTransitNotEarning), Contra, units, holder);
    }

    private static (Leg, PostStatus, NaiveHolder[])? Inside(
        AccountKey from, AccountKey to, long units, NaiveHolder holder) =>
        units == 0 ? null : (Leg.Transfer(from, to, units), PostStatus.Posted, [holder]);

    private static (Leg, PostStatus, NaiveHolder[]) Posted(
        AccountKey from, AccountKey to, long units, int earnsFrom, params NaiveHolder[] touched) =>
        (Leg.Units(from, to, new(units), Day(earnsFrom)), PostStatus.Posted, touched);

    private static DateOnly Day(int day) => IncomeWorld.FirstDay.AddDays(day);
}
