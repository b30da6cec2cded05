using Huoqi.Kernel;
using Huoqi.Ledger;
using Npgsql;

namespace Huoqi.Wallet;

/// <summary>
/// Closes a person's account, for ever. Nothing may be left on it or be on its way to it: the ledger posts the income
/// first and judges the accounts; orders and gifts under way are asked for here, and again in the commit itself.
/// </summary>
public sealed class CloseAccount(WalletParts parts)
{
    /// <param name="Person">Whose account.</param>
    /// <param name="Key">The caller's id of the request.</param>
    public sealed record Request(long Person, string Key);

    public async Task<WalletAnswer> HandleAsync(Request request)
    {
        EntryDraft draft = parts.Draft(request.Person, WalletActs.CloseAccount, request.Key, "close") with
        {
            Standing = Standing.Close,
            Rows = [new Closed(request.Person)],
        };

        // Asked before it is posted: a refusal would stand under the key for ever, and orders come to their end.
        IReadOnlyList<UnderWay> underWay = await parts.Reads.AllAsync(new UnderWayOf(draft.Shard, request.Person));
        return underWay.Count > 0 && !await parts.WasJudgedAsync(draft)
            ? new(WalletStatus.OrdersOpen, new(draft.Shard, underWay[0].Order))
            : (await parts.Ledger.PostAsync(draft)).ToAnswer(draft.Shard);
    }

    internal sealed record UnderWay(long Order);

    internal sealed record UnderWayOf(short Shard, long Person) : Query<UnderWay>
    {
        private static readonly Sql Sql = new("""
            SELECT order_no FROM wallet.bank_order WHERE shard = $1 AND person = $2 AND state = 1
            UNION ALL
            SELECT order_no FROM funds.pub_open_order WHERE shard = $1 AND owner = $2
            UNION ALL
            SELECT entry FROM ledger.pub_delivery WHERE shard = $1 AND owner = $2 AND state = 1
            LIMIT 1
            """);

        public override Sql Statement => Sql;

        public override void Bind(NpgsqlParameterCollection parameters) => parameters.With(Shard).With(Person);

        public override UnderWay Read(NpgsqlDataReader row) => new(row.GetInt64(0));
    }

    /// <summary>The person left; refused when something came under way since it was asked for.</summary>
    internal sealed record Closed(long Person) : RowWrite
    {
        private static readonly Sql Update = new("""
            UPDATE wallet.person p SET closed_on = u.closed_on
            FROM unnest($1::smallint[], $2::bigint[], $3::date[]) AS u(shard, person, closed_on)
            WHERE p.shard = u.shard AND p.person = u.person AND p.closed_on IS NULL
                AND NOT EXISTS (SELECT FROM wallet.bank_order b
                                WHERE b.shard = u.shard AND b.person = u.person AND b.state = 1)
                AND NOT EXISTS (SELECT FROM funds.pub_open_order o WHERE o.shard = u.shard AND o.owner = u.person)
                AND NOT EXISTS (SELECT FROM ledger.pub_delivery d
                                WHERE d.shard = u.shard AND d.owner = u.person AND d.state = 1)
            """);

        public override Sql Statement => Update;

        public override void Fill(RowColumns columns, in EntryStamp stamp) =>
            columns.Add(stamp.Shard).Add(Person).Add(stamp.BusinessDate);
    }
}
