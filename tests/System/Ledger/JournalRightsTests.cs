using Npgsql;
using Xunit;

namespace Huoqi.SystemTests;

/// <summary>The role the program works as can add to the journal and never change it.</summary>
public sealed class JournalRightsTests(PostgresFixture postgres)
{
    private static readonly string[] Journal = ["posting_group", "request_key", "entry", "transfer", "earning_day"];

    public static TheoryData<string, string> Forbidden
    {
        get
        {
            TheoryData<string, string> rows = [];
            foreach (string table in Journal)
            {
                rows.Add(table, $"UPDATE ledger.{table} SET shard = shard");
                rows.Add(table, $"DELETE FROM ledger.{table}");
                rows.Add(table, $"TRUNCATE ledger.{table}");
                rows.Add(table, $"ALTER TABLE ledger.{table} DISABLE TRIGGER ALL");
                rows.Add(table, $"DROP TABLE ledger.{table}");
            }

            rows.Add("account", "DELETE FROM ledger.account");
            rows.Add("shard_head", "DELETE FROM ledger.shard_head");
            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(Forbidden))]
    public async Task The_program_cannot_change_what_was_written(string table, string statement)
    {
        await using TestDatabase database = await postgres.CreateDatabaseAsync();
        await using NpgsqlCommand command = database.App.CreateCommand(statement);
        PostgresException refused = await Assert.ThrowsAsync<PostgresException>(
            () => command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken));
        Assert.True(refused.SqlState == PostgresErrorCodes.InsufficientPrivilege, $"{table}: {refused.Message}");
    }
}
