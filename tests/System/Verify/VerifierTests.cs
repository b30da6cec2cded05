using Huoqi.Verify;
using Xunit;

namespace Huoqi.SystemTests;

public sealed class VerifierTests(PostgresFixture postgres)
{
    [Fact]
    public async Task A_journal_that_the_ledger_wrote_is_verified()
    {
        await using TestDatabase database = await postgres.CreateDatabaseAsync();
        await SampleBooks.WriteAsync(database.App);
        VerifyReport report = await new Verifier(database.App, TimeProvider.System).RunAsync();
        Assert.True(report.IsOk, string.Join('\n', report.ToLines()));
        TestContext.Current.TestOutputHelper?.WriteLine(string.Join('\n', report.ToLines()));
    }
}
