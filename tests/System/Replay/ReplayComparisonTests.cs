using Huoqi.Kernel;
using Huoqi.Replay;
using Xunit;

namespace Huoqi.SystemTests;

/// <summary>The comparison of two runs must see what differs, or it proves nothing.</summary>
public sealed class ReplayComparisonTests(PostgresFixture postgres)
{
    // One row a line: the aspect that must differ, and what the second database holds instead of nothing.
    [Theory]
    [InlineData("balances", "INSERT INTO ledger.account VALUES (8388608, 1, 0, 0, 1, true, 0)")]
    [InlineData("income of days", "INSERT INTO ledger.earning_day VALUES (1, 5, 5, 0, 0, 5, 5, '2013-07-01', 0, 1)")]
    [InlineData("keys", """
        INSERT INTO ledger.request_key
        VALUES (1, 1, '00000000-0000-0000-0000-000000000001', 0, 110, 0, 0, 'd001-top-up-1')
        """)]
    [InlineData("keys by order, counted", """
        INSERT INTO ledger.request_key
        VALUES (1, 1, '00000000-0000-0000-0000-000000000001', 0, 180, 0, 0, '00-000000000001')
        """)]
    public async Task One_row_more_is_found_and_told(string aspect, string plant)
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        await using TestDatabase one = await postgres.CreateDatabaseAsync();
        await using TestDatabase other = await postgres.CreateDatabaseAsync();
        await using Installation first = await one.OpenAsync();
        await using Installation second = await other.OpenAsync();
        Assert.DoesNotContain(
            await ReplayComparison.RunAsync(first, second, cancel), compared => compared.Differences > 0);

        await other.RunAsync(plant);
        ComparedBooks found = Assert.Single(
            await ReplayComparison.RunAsync(first, second, cancel), compared => compared.Differences > 0);
        Assert.Equal((aspect, 1L), (found.What, found.Differences));
        Assert.StartsWith("only killed: ", found.First, StringComparison.Ordinal);
    }
}
