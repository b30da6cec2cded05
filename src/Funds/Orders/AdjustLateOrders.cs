using Huoqi.Kernel;
using Huoqi.Ledger;
using Npgsql;

namespace Huoqi.Funds;

/// <summary>
/// An order that was confirmed after its day was sealed counts from the first open day on; what its units missed in
/// between, or earned too much, is given or taken in one adjustment once all those days are published.
/// </summary>
public sealed class AdjustLateOrders(GeneralLedger ledger, IReads reads)
{
    private const int OrdersAtOnce = 5_000;

    /// <summary>Adjusts every late order whose missed days are published; returns how many.</summary>
    public async Task<int> RunAsync(Fund fund, DateOnly businessDate, CancellationToken cancel = default)
    {
        IReadOnlyList<LedgerQueries.FundProgress> progress =
            await reads.AllAsync(new LedgerQueries.FundProgressOf(fund.Asset), cancel);
        if (progress.Count == 0)
        {
            return 0;
        }

        DateOnly published = progress.Min(shard => shard.PublishedThrough);
        DateOnly firstOpen = progress.Max(shard => shard.SealedThrough).AddDays(1);
        IReadOnlyList<Late> late = await reads.AllAsync(new LateOrders(fund.Asset, published, OrdersAtOnce), cancel);
        if (late.Count == 0)
        {
            return 0;
        }

        IReadOnlyList<LedgerQueries.DayInShard> days = await reads.AllAsync(
            new LedgerQueries.DaysAfter(Shard: 0, fund.Asset, late.Min(order => order.From).AddDays(-1)), cancel);
        PostResult[] results = await Task.WhenAll(late.Select(order => ledger.PostAsync(
            Draft(fund, order, MissedBy(order, days), businessDate, firstOpen))));
        PostResult? refused =
            results.Where(r => !r.IsPosted && r.Status != PostStatus.RowsRefused && !r.Status.MayPass())
            .Select(r => (PostResult?)r).FirstOrDefault();
        Invariant.Holds(refused is null, $"an adjustment was refused: {refused}");
        return results.Count(result => result.IsPosted);
    }

    private static long MissedBy(Late order, IReadOnlyList<LedgerQueries.DayInShard> days)
    {
        long fen = CorrectIncome.MissedBy(order.Units, days.Select(day => day.Numbers)
            .Where(numbers => numbers.Day >= order.From && numbers.Day <= order.Through));

        // Units that left late earned what was not theirs.
        return order.Kind == FundOrderKind.Subscription ? fen : -fen;
    }

    private static EntryDraft Draft(Fund fund, Late order, long fen, DateOnly businessDate, DateOnly firstOpen) => new()
    {
        Shard = order.No.Shard,
        Owner = order.Owner,
        Act = FundActs.AdjustIncome,
        // The order's row is what makes it happen once; a try that came upon a new seal names other days.
        Key = $"{order.No}@{firstOpen:yyyyMMdd}-{businessDate:yyyyMMdd}",
        BusinessDate = businessDate,
        ByPlatform = true,
        Reference = $"late confirmation of {order.No}",
        Content = $"{fund.Code} {order.No} {fen}",
        Days = (order.From, order.Through),
        Legs = fen == 0 ? [] : [Leg.Income(order.Owner, fund.Asset, fen, firstOpen)],
        Rows = [new Adjusted(order.No)],
    };

    internal sealed record Late(
        OrderNo No, long Owner, FundOrderKind Kind, FundUnits Units, DateOnly From, DateOnly Through);

    internal sealed record LateOrders(Asset Asset, DateOnly PublishedThrough, int Limit) : Query<Late>
    {
        private static readonly Sql Sql = new("""
            SELECT shard, order_no, owner, kind, amount, missed_from, missed_through FROM funds.fund_order
            WHERE missed_from IS NOT NULL AND adjusted_entry IS NULL AND asset = $1 AND missed_through <= $2
            ORDER BY missed_through, shard, order_no LIMIT $3
            """);

        public override Sql Statement => Sql;

        public override void Bind(NpgsqlParameterCollection parameters) =>
            parameters.With(Asset.Number).With(PublishedThrough).With(Limit);

        public override Late Read(NpgsqlDataReader row) =>
            new(new(row.GetInt16(0), row.GetInt64(1)), row.GetInt64(2), (FundOrderKind)row.GetInt16(3),
                new(row.GetInt64(4)),
                row.GetFieldValue<DateOnly>(5), row.GetFieldValue<DateOnly>(6));
    }

    internal sealed record Adjusted(OrderNo No) : RowWrite
    {
        private static readonly Sql Update = new("""
            UPDATE funds.fund_order o SET adjusted_entry = u.entry
            FROM unnest($1::smallint[], $2::bigint[], $3::bigint[]) AS u(shard, order_no, entry)
            WHERE o.shard = u.shard AND o.order_no = u.order_no
              AND o.missed_from IS NOT NULL AND o.adjusted_entry IS NULL
            """);

        public override Sql Statement => Update;

        public override void Fill(RowColumns columns, in EntryStamp stamp) =>
            columns.Add(No.Shard).Add(No.Entry).Add(stamp.Entry);
    }
}
