using Huoqi.Kernel;
using Huoqi.Ledger;
using Npgsql;

namespace Huoqi.Funds;

/// <summary>What pages read of a person's orders to the fund.</summary>
public static class FundQueries
{
    /// <summary>Money that is neither in the wallet nor units: paid for units that are not confirmed, or redeemed and
    /// not paid out.</summary>
    public sealed record OpenMoney(bool IsRedemption, Money Amount);

    /// <summary>The money under way of one person and fund, by kind of order.</summary>
    public sealed record MoneyUnderWay(short Shard, long Person, Asset Asset) : Query<OpenMoney>
    {
        private static readonly Sql Sql = new("""
            SELECT kind, sum(amount)::bigint FROM funds.fund_order
            WHERE shard = $1 AND owner = $2 AND asset = $3 AND ((state = 1 AND kind = 1) OR (state = 2 AND kind = 2))
              AND (state = 1 OR (state = 2 AND kind = 2) OR (missed_from IS NOT NULL AND adjusted_entry IS NULL))
            GROUP BY kind
            """);

        public override Sql Statement => Sql;

        public override void Bind(NpgsqlParameterCollection parameters) =>
            parameters.With(Shard).With(Person).With(Asset.Number);

        public override OpenMoney Read(NpgsqlDataReader row) =>
            new((FundOrderKind)row.GetInt16(0) == FundOrderKind.Redemption, new(row.GetInt64(1)));
    }
}
