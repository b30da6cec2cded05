using Huoqi.Kernel;
using Npgsql;

namespace Huoqi.Ledger;

/// <summary>
/// What an account held at the end of a business date: the entries dated up to it, and the income of the days up to it,
/// whenever that was posted. Pages, statements and reports ask here and nowhere else.
/// </summary>
public static class BalanceAsOf
{
    /// <summary>The balance of one account, in its asset's smallest unit.</summary>
    /// <param name="reads">The books.</param>
    /// <param name="shard">The account's shard.</param>
    /// <param name="account">The account.</param>
    /// <param name="date">The business date.</param>
    /// <param name="days">Of units, the published days of the fund; derived income needs them.</param>
    /// <param name="cancel">Gives up.</param>
    public static async Task<long> OfAsync(
        IReads reads, short shard, AccountKey account, DateOnly date, IReadOnlyList<EarningDay> days,
        CancellationToken cancel = default)
    {
        bool bearsIncome = EarningRules.IsHolding(account)
            && (account.Code == Chart.IncomeAccountOf(account.Owner) || account.Code == AccountCode.UnpaidIncome);
        if (!bearsIncome)
        {
            return await NetAsync(reads, shard, [account], date, cancel);
        }

        // Income lands on the units, what they cannot bear on unpaid income; unpaid stands only while no unit does. So
        // the two are one sum, taken apart by its sign.
        AccountKey units = AccountKey.Of(account.Owner, Chart.IncomeAccountOf(account.Owner), account.Asset);
        AccountKey unpaid = AccountKey.Of(account.Owner, AccountCode.UnpaidIncome, account.Asset);
        long moved = await NetAsync(reads, shard, [units, unpaid], date, cancel);
        IReadOnlyList<HoldingDay> history =
            await HoldingDays.OfAsync(reads, shard, account.Owner, account.Asset, days, cancel);
        long held = moved + history.Where(day => day.Day <= date).Sum(day => day.Fen);
        return account == units ? Math.Max(0, held) : Math.Min(0, held);
    }

    private static async Task<long> NetAsync(
        IReads reads, short shard, AccountKey[] accounts, DateOnly date, CancellationToken cancel)
    {
        Net net = (await reads.AllAsync(new NetThrough(shard, accounts, date), cancel))[0];
        return Chart.Of(accounts[0].Code).Normal == Side.Credit ? net.Credits - net.Debits : net.Debits - net.Credits;
    }

    /// <summary>Debits and credits of some accounts together, income postings left out.</summary>
    public sealed record Net(long Debits, long Credits);

    /// <summary>Sums the entries dated up to a business date.</summary>
    public sealed record NetThrough(short Shard, IReadOnlyList<AccountKey> Accounts, DateOnly Date) : Query<Net>
    {
        private static readonly Sql Sql = new("""
            SELECT coalesce(sum(amount) FILTER (WHERE is_debit), 0)::bigint,
                   coalesce(sum(amount) FILTER (WHERE NOT is_debit), 0)::bigint
            FROM unnest($2) AS a(account)
            CROSS JOIN LATERAL ledger.lines_of($1::smallint, a.account, NULL, 2147483647) AS t
            JOIN ledger.entry e ON e.shard = $1 AND e.entry = t.entry
            WHERE e.business_date <= $3 AND e.act <> 1
            """);

        public override Sql Statement => Sql;

        public override void Bind(NpgsqlParameterCollection parameters) =>
            parameters.With(Shard).With(Accounts.Select(account => account.Packed).ToArray()).With(Date);

        public override Net Read(NpgsqlDataReader row) => new(row.GetInt64(0), row.GetInt64(1));
    }
}
