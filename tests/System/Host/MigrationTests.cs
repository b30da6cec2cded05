using Huoqi.Host;
using Huoqi.Kernel;
using Xunit;

namespace Huoqi.SystemTests;

public sealed class MigrationTests(PostgresFixture postgres)
{
    private static readonly MigrationModule Kernel = Modules.Migrations[0];

    [Fact]
    public async Task Migrations_of_the_program_apply_once_and_then_have_nothing_to_do()
    {
        await using TestDatabase database = await postgres.CreateEmptyDatabaseAsync();
        int first = await ApplyAsync(database, [.. Modules.Migrations]);
        int second = await ApplyAsync(database, [.. Modules.Migrations]);
        Assert.True(first > 0);
        Assert.Equal(0, second);
    }

    [Fact]
    public async Task Programs_that_start_together_apply_each_migration_once()
    {
        await using TestDatabase database = await postgres.CreateEmptyDatabaseAsync();
        MigrationModule slow = Module(("0001-slow.sql", "CREATE SCHEMA slow; SELECT pg_sleep(0.2);"));
        int[] applied = await Task.WhenAll(
            Enumerable.Range(0, 5).Select(_ => ApplyAsync(database, Kernel, slow)));
        int ofKernel = Kernel.Texts.Keys.Count(file => !file.Contains(".check.", StringComparison.Ordinal));
        Assert.Equal(ofKernel + 1, applied.Sum());
        Assert.Single(applied, count => count > 0);
    }

    [Fact]
    public async Task A_changed_migration_is_refused_with_its_name()
    {
        await using TestDatabase database = await postgres.CreateEmptyDatabaseAsync();
        await ApplyAsync(database, Kernel, Module(("0001-a.sql", "CREATE SCHEMA a;")));
        UserErrorException refused = await Assert.ThrowsAsync<UserErrorException>(
            () => ApplyAsync(database, Kernel, Module(("0001-a.sql", "CREATE SCHEMA b;"))));
        Assert.Contains("0001-a of module test", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_line_ends_of_a_checkout_are_no_change()
    {
        await using TestDatabase database = await postgres.CreateEmptyDatabaseAsync();
        await ApplyAsync(database, Kernel, Module(("0001-a.sql", "CREATE SCHEMA a;\nSELECT 1;\n")));
        int again = await ApplyAsync(database, Kernel, Module(("0001-a.sql", "CREATE SCHEMA a;\r\nSELECT 1;\r\n")));
        Assert.Equal(0, again);
    }

    [Fact]
    public async Task A_gap_in_the_numbers_is_refused()
    {
        await using TestDatabase database = await postgres.CreateEmptyDatabaseAsync();
        UserErrorException refused = await Assert.ThrowsAsync<UserErrorException>(
            () => ApplyAsync(database, Kernel, Module(("0001-a.sql", "SELECT 1"), ("0003-c.sql", "SELECT 1"))));
        Assert.Contains("0002 was expected", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_with_a_hole_is_refused()
    {
        await using TestDatabase database = await postgres.CreateEmptyDatabaseAsync();
        MigrationModule two = Module(("0001-a.sql", "SELECT 1"), ("0002-b.sql", "SELECT 1"));
        await ApplyAsync(database, Kernel, two);
        await database.RunAsync("DELETE FROM huoqi.migration WHERE module = 'test' AND number = 1");
        UserErrorException refused = await Assert.ThrowsAsync<UserErrorException>(
            () => ApplyAsync(database, Kernel, two));
        Assert.Contains("lacks migration 0001", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_that_is_newer_than_the_program_is_refused()
    {
        await using TestDatabase database = await postgres.CreateEmptyDatabaseAsync();
        await ApplyAsync(database, Kernel, Module(("0001-a.sql", "SELECT 1"), ("0002-b.sql", "SELECT 1")));
        UserErrorException refused = await Assert.ThrowsAsync<UserErrorException>(
            () => ApplyAsync(database, Kernel, Module(("0001-a.sql", "SELECT 1"))));
        Assert.Contains("newer than this program", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_migration_that_fails_leaves_nothing_and_those_before_it_stay()
    {
        await using TestDatabase database = await postgres.CreateEmptyDatabaseAsync();
        MigrationModule broken = Module(
            ("0001-a.sql", "CREATE SCHEMA a;"), ("0002-b.sql", "CREATE SCHEMA b; SELECT 1 / 0;"));
        await Assert.ThrowsAsync<Npgsql.PostgresException>(() => ApplyAsync(database, Kernel, broken));
        string schemas = "SELECT string_agg(nspname, ' ') FROM pg_namespace WHERE nspname IN ('a', 'b')";
        Assert.Equal("a", await database.ValueAsync<string>(schemas));
        string last = "SELECT max(number) FROM huoqi.migration WHERE module = 'test'";
        Assert.Equal(1, await database.ValueAsync<int>(last));
    }

    [Fact]
    public async Task A_check_runs_after_its_migration_and_what_it_wrote_is_taken_back()
    {
        await using TestDatabase database = await postgres.CreateEmptyDatabaseAsync();
        MigrationModule module = Module(
            ("0001-a.sql", "CREATE TABLE a (n int CHECK (n > 0));"), ("0001-a.check.sql", "INSERT INTO a VALUES (1);"));
        await ApplyAsync(database, Kernel, module);
        Assert.Equal(0, await database.ValueAsync<long>("SELECT count(*) FROM a"));

        MigrationModule wrong = module with
        {
            Name = "other",
            Texts = Files(("0001-o.sql", "SELECT 1"), ("0001-o.check.sql", "INSERT INTO a VALUES (0);")),
        };
        await Assert.ThrowsAsync<Npgsql.PostgresException>(() => ApplyAsync(database, Kernel, module, wrong));
    }

    private static Task<int> ApplyAsync(TestDatabase database, params MigrationModule[] modules) =>
        Migrations.ApplyAsync(database.Owner, modules, TimeProvider.System, runChecks: true);

    private static MigrationModule Module(params (string Name, string Text)[] files) => new("test", Files(files));

    private static Dictionary<string, string> Files(params (string Name, string Text)[] files) =>
        files.ToDictionary(file => file.Name, file => file.Text);
}
