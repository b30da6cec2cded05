using System.Diagnostics;
using System.Globalization;
using Huoqi.Host;
using Huoqi.Kernel;
using Npgsql;
using Xunit;

namespace Huoqi.SystemTests;

/// <summary>The life of the private server: made, kept, taken over, restarted, refused.</summary>
public sealed class PrivatePostgresTests
{
    private static readonly PrivatePostgresOptions Small = new() { SharedBuffersMb = 64 };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_new_folder_becomes_a_running_database_and_stops_with_its_owner()
    {
        using TestFolder folder = new();
        int pid;
        await using (Installation installation = await OpenAsync(folder.Path, shards: 8))
        {
            Assert.Equal(8, installation.ShardCount);
            Assert.Equal("on", await SettingAsync(installation, "data_checksums"));
            Assert.Equal(DbConnections.AppRole, await SettingAsync(installation, "role"));
            pid = PostmasterOf(folder.Path);
            Assert.True(IsAlive(pid));
        }
        Assert.False(IsAlive(pid));
        Assert.False(File.Exists(Path.Combine(folder.Path, "postgres", "postmaster.pid")));
    }

    [Fact]
    public async Task What_was_committed_is_there_after_a_restart_and_shards_never_change()
    {
        using TestFolder folder = new();
        DateTimeOffset made;
        await using (Installation first = await OpenAsync(folder.Path, shards: 8))
        {
            made = first.CreatedAt;
        }
        await using (Installation second = await OpenAsync(folder.Path))
        {
            Assert.Equal(made, second.CreatedAt);
            Assert.Equal(8, second.ShardCount);
        }
        UserErrorException refused = await Assert.ThrowsAsync<UserErrorException>(
            () => OpenAsync(folder.Path, shards: 9));
        Assert.Contains("--shards 9", refused.Message, StringComparison.Ordinal);
        Assert.Contains("8 shards", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_process_on_the_same_folder_is_refused_with_folder_and_pid()
    {
        using TestFolder folder = new();
        await using HuoqiProcess first = await HuoqiProcess.KeepDatabaseAsync(folder.Path);
        (int exitCode, string said) = await HuoqiProcess.RunAsync("status", "--data", folder.Path);
        Assert.Equal(ExitCodes.BadInput, exitCode);
        Assert.Contains(folder.Path, said, StringComparison.Ordinal);
        Assert.Contains($"process {first.Id}", said, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Interrupting_the_program_stops_the_database_and_ends_well()
    {
        using TestFolder folder = new();
        HuoqiProcess process = await HuoqiProcess.KeepDatabaseAsync(folder.Path);
        int pid = PostmasterOf(folder.Path);
        Assert.Equal(ExitCodes.Done, await process.InterruptAsync());
        Assert.False(IsAlive(pid));
    }

    [Fact]
    public async Task After_kill_9_of_the_program_the_next_one_takes_the_living_server_over()
    {
        using TestFolder folder = new();
        HuoqiProcess killed = await HuoqiProcess.KeepDatabaseAsync(folder.Path);
        int pid = PostmasterOf(folder.Path);
        await killed.KillAsync();
        Assert.True(IsAlive(pid));

        await using HuoqiProcess next = await HuoqiProcess.KeepDatabaseAsync(folder.Path);
        Assert.Equal(pid, PostmasterOf(folder.Path));
        Assert.Contains("Taking over", next.Said, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Done, await next.InterruptAsync());
        Assert.False(IsAlive(pid));
    }

    [Fact]
    public async Task A_living_server_with_other_settings_is_stopped_and_started_anew()
    {
        using TestFolder folder = new();
        HuoqiProcess killed = await HuoqiProcess.KeepDatabaseAsync(folder.Path);
        int pid = PostmasterOf(folder.Path);
        await killed.KillAsync();

        await using Installation installation = await OpenAsync(folder.Path);
        Assert.NotEqual(pid, PostmasterOf(folder.Path));
        Assert.Equal("64MB", await SettingAsync(installation, "shared_buffers"));
    }

    [Fact]
    public async Task After_kill_9_of_program_and_server_the_next_start_recovers()
    {
        using TestFolder folder = new();
        HuoqiProcess killed = await HuoqiProcess.KeepDatabaseAsync(folder.Path);
        int pid = PostmasterOf(folder.Path);
        await killed.KillAsync();
        await HuoqiProcess.SignalAsync(pid, "KILL");
        await using Installation installation = await OpenAsync(folder.Path);
        Assert.NotEqual(pid, PostmasterOf(folder.Path));
        Assert.Equal(Installation.DefaultShardCount, installation.ShardCount);
    }

    [Fact]
    public async Task A_pid_that_was_given_to_another_program_is_not_signalled_and_does_not_block_the_start()
    {
        using TestFolder folder = new();
        await using (await OpenAsync(folder.Path))
        {
        }
        using Process stranger = Process.Start("sleep", ["600"]);
        try
        {
            string database = Path.Combine(folder.Path, "postgres");
            string socket = Path.Combine(folder.Path, "run");
            string[] pidFile = [$"{stranger.Id}", database, "1", "5432", socket, "", "1 1", "ready"];
            await File.WriteAllLinesAsync(Path.Combine(database, "postmaster.pid"), pidFile, Cancel);
            await using (await OpenAsync(folder.Path))
            {
                Assert.NotEqual(stranger.Id, PostmasterOf(folder.Path));
            }
            Assert.False(stranger.HasExited);
        }
        finally
        {
            stranger.Kill();
            await stranger.WaitForExitAsync(Cancel);
        }
    }

    [Fact]
    public async Task A_server_that_is_killed_comes_back_while_the_program_lives()
    {
        using TestFolder folder = new();
        await using Installation installation = await OpenAsync(folder.Path);
        for (int round = 0; round < 3; round++)
        {
            int pid = PostmasterOf(folder.Path);
            await HuoqiProcess.SignalAsync(pid, "KILL");
            // Neither a row nor an exception is lost on the way: the one retry of the program waits for the server.
            Assert.Equal("on", await SettingAsync(installation, "fsync"));
        }
    }

    [Fact]
    public async Task A_database_made_half_is_made_again()
    {
        using TestFolder folder = new();
        using (DataFolder.Open(folder.Path))
        {
            Directory.CreateDirectory(Path.Combine(folder.Path, "postgres.new", "base"));
        }
        await using Installation installation = await OpenAsync(folder.Path);
        Assert.False(Directory.Exists(Path.Combine(folder.Path, "postgres.new")));
    }

    [Fact]
    public async Task A_folder_whose_path_is_too_long_for_a_socket_works()
    {
        using TestFolder folder = new();
        string deep = Path.Combine(folder.Path, new string('d', 60), new string('e', 60));
        await using Installation installation = await OpenAsync(deep);
        Assert.Equal("on", await SettingAsync(installation, "fsync"));
    }

    [Fact]
    public async Task A_folder_below_one_that_only_we_may_enter_works()
    {
        using TestFolder folder = new(othersMayEnter: false);
        await using Installation installation = await OpenAsync(Path.Combine(folder.Path, "data"));
        Assert.Equal("on", await SettingAsync(installation, "fsync"));
    }

    [Fact]
    public async Task A_server_on_a_port_asks_for_the_password()
    {
        using TestFolder folder = new();
        await using Installation installation = await OpenAsync(folder.Path, Small with { Loopback = true });
        Assert.Equal("on", await SettingAsync(installation, "fsync"));
        NpgsqlConnectionStringBuilder stranger = new(installation.App.ConnectionString)
        {
            Password = "guess",
            Pooling = false,
        };
        await using NpgsqlConnection connection = new(stranger.ConnectionString);
        PostgresException refused = await Assert.ThrowsAsync<PostgresException>(() => connection.OpenAsync(Cancel));
        Assert.Equal(PostgresErrorCodes.InvalidPassword, refused.SqlState);
    }

    [Theory]
    [InlineData("fsync")]
    [InlineData("full_page_writes")]
    [InlineData("synchronous_commit")]
    public async Task A_server_that_could_lose_a_commit_is_refused(string setting)
    {
        using TestFolder folder = new();
        await using (Installation installation = await OpenAsync(folder.Path))
        {
            await using NpgsqlCommand command = installation.Owner.CreateCommand($"ALTER SYSTEM SET {setting} = off");
            await command.ExecuteNonQueryAsync(Cancel);
        }
        UserErrorException refused = await Assert.ThrowsAsync<UserErrorException>(() => OpenAsync(folder.Path));
        Assert.Contains($"PostgreSQL has {setting} off", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_of_another_format_is_refused()
    {
        using TestFolder folder = new();
        File.WriteAllText(Path.Combine(folder.Path, "VERSION"), "99\n");
        UserErrorException refused = Assert.Throws<UserErrorException>(() => DataFolder.Open(folder.Path));
        Assert.Contains("has format 99", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_of_something_else_is_refused_and_left_alone()
    {
        using TestFolder folder = new();
        File.WriteAllText(Path.Combine(folder.Path, "thesis.txt"), "");
        UserErrorException refused = Assert.Throws<UserErrorException>(() => DataFolder.Open(folder.Path));
        Assert.Contains("thesis.txt", refused.Message, StringComparison.Ordinal);
        Assert.Equal(["thesis.txt"], Directory.GetFileSystemEntries(folder.Path).Select(Path.GetFileName));
    }

    [Fact]
    public async Task A_folder_without_PostgreSQL_named_as_its_programs_is_refused()
    {
        using TestFolder folder = new();
        (int exitCode, string said) = await HuoqiProcess.RunAsync(
            "status", "--data", Path.Combine(folder.Path, "data"), "--postgres", folder.Path);
        Assert.Equal(ExitCodes.BadInput, exitCode);
        Assert.Contains("--postgres names", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_full_disk_is_one_sentence_and_loses_nothing_that_was_made()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess && OperatingSystem.IsLinux(), "only root may mount a disk");
        using TestFolder folder = new();
        using SmallDisk disk = new(Path.Combine(folder.Path, "disk"), sizeMb: 20);
        UserErrorException refused = await Assert.ThrowsAsync<UserErrorException>(() => OpenAsync(disk.Path));
        Assert.Contains("is full", refused.Message, StringComparison.Ordinal);

        disk.Resize(sizeMb: 400);
        await using Installation installation = await OpenAsync(disk.Path);
        Assert.Equal("on", await SettingAsync(installation, "fsync"));
    }

    private static Task<Installation> OpenAsync(string folder, int? shards = null) => OpenAsync(folder, Small, shards);

    private static Task<Installation> OpenAsync(string folder, PrivatePostgresOptions options, int? shards = null) =>
        GlobalOptions.OpenPrivateAsync(folder, options, shards, Cancel);

    private static Task<string> SettingAsync(Installation installation, string name) =>
        installation.Db.RowAsync(new Sql("SELECT current_setting($1)"), [name], row => row.GetString(0), Cancel);

    private static int PostmasterOf(string folder) =>
        int.Parse(PostgresServer.PidFileLine(Path.Combine(folder, "postgres"), 0)!, CultureInfo.InvariantCulture);

    // A zombie has no command line any more.
    private static bool IsAlive(int pid) =>
        File.Exists($"/proc/{pid}/cmdline") && File.ReadAllText($"/proc/{pid}/cmdline").Length > 0;
}
