using Huoqi.Kernel;
using Huoqi.Ledger;
using Xunit;

namespace Huoqi.SystemTests;

/// <summary>Columns that came as a stream are the columns that named queries give, row by row.</summary>
public sealed class EarningLoadTests(PostgresFixture postgres)
{
    private const int Shards = 4;
    private static readonly Asset Fund = new(1);

    [Fact]
    public async Task Columns_from_a_stream_are_those_from_rows()
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        await using TestDatabase database = await postgres.CreateDatabaseAsync();

        // Several hundred pages, so that they are read in two pieces; two funds; shard 3 is a day further.
        await database.RunAsync("""
            INSERT INTO ledger.shard_head (shard, head, chain)
            SELECT s, s * 7, decode(repeat('00', 32), 'hex') FROM generate_series(0, 3) AS s;
            INSERT INTO ledger.fund_standing (shard, asset, first_day, sealed_through, published_through)
            SELECT s, 1, '2026-01-01', '2026-01-21', date '2026-01-20' + s / 3 FROM generate_series(0, 3) AS s;
            INSERT INTO ledger.earning_day (entry, total_fen, earning_units, cut_remainder, cut_account, part_fen,
                                            part_units, day, shard, asset)
            SELECT d, (d - 10) * 77000111, 900000000000, 450000000000, 30000, 0, 0, date '2025-12-31' + d, s, 1
            FROM generate_series(0, 3) AS s, generate_series(1, 20 + s / 3) AS d;
            INSERT INTO ledger.holder (owner, units, posted_through, shard, asset, change_days, change_units)
            SELECT n, (n * 7919 % 50000000) - CASE WHEN n % 50 = 0 THEN 40000000 ELSE 0 END, p.through, n % 4,
                   1 + (n % 7) / 6,
                   CASE WHEN n % 20 = 0 THEN ARRAY[p.through + 2, p.through + 30] ELSE '{}' END,
                   CASE WHEN n % 20 = 0 THEN ARRAY[n, -n * 2] ELSE '{}' END
            FROM generate_series(1, 60000) AS n, LATERAL (SELECT date '2025-12-31' + n % 21 AS through) AS p
            """);

        EarningColumns[] streamed = await EarningLoad.ReadAsync(database.Db, Fund, PassSizes.Default, cancel);
        EarningColumns[] rows =
            await EarningLoad.ReadAsync(new OnlyQueries(database.Db), Fund, PassSizes.Default, cancel);

        Assert.Equal(Shards, streamed.Length);
        Assert.Equal(60_000 - (60_000 / 7), streamed.Sum(shard => shard.Count));
        for (int shard = 0; shard < Shards; shard++)
        {
            Assert.Equal(shard * 7, streamed[shard].Head);
            Assert.Equal(new DateOnly(2026, 1, 20).AddDays(shard / 3), streamed[shard].Through);

            // Later changes come due one day after the other.
            for (int day = 0; day < 35; day++)
            {
                Assert.Equal(rows[shard].EarningUnits, streamed[shard].EarningUnits);
                Assert.Equal(rows[shard].Owners, streamed[shard].Owners);
                Assert.Equal(rows[shard].Units, streamed[shard].Units);
                EarningDay next = new(Fund, streamed[shard].Through.AddDays(1), 9_999_999, 900_000_000_000, 5, 100);
                Assert.Equal(rows[shard].Advance(next), streamed[shard].Advance(next));
            }
        }
    }

    [Fact]
    public async Task A_fund_without_holders_has_empty_columns()
    {
        await using TestDatabase database = await postgres.CreateDatabaseAsync();
        await database.RunAsync("""
            INSERT INTO ledger.shard_head (shard, head, chain) VALUES (0, 5, decode(repeat('00', 32), 'hex'));
            INSERT INTO ledger.fund_standing VALUES (0, 1, '2026-01-01', '2025-12-31', '2025-12-31')
            """);

        EarningColumns columns = Assert.Single(await EarningLoad.ReadAsync(
            database.Db, Fund, PassSizes.Default, TestContext.Current.CancellationToken));

        Assert.Equal(0, columns.Count);
        Assert.Equal(5, columns.Head);
    }

    /// <summary>The same reads without what only PostgreSQL can do.</summary>
    private sealed class OnlyQueries(IReads reads) : IReads
    {
        public Task<IReadOnlyList<TRow>> AllAsync<TRow>(Query<TRow> query, CancellationToken cancel = default) =>
            reads.AllAsync(query, cancel);
    }
}
