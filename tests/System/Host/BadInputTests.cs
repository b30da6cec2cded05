using System.Diagnostics;
using Huoqi.Host;
using Huoqi.Kernel;
using Huoqi.Replay;
using Xunit;

namespace Huoqi.SystemTests;

/// <summary>
/// What a person can get wrong, on the real program: one sentence that names the file, line or setting and what to do,
/// exit code 2, and nothing left behind.
/// </summary>
public sealed class BadInputTests
{
    private const string Restore = "restore the file from the project's data/yuebao folder or correct that line.";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(YuebaoData.FlowsFile, "2013/7/3,", "2013/7/3;",
        "line 4: 12 fields where the header has 13; " + Restore)]
    [InlineData(YuebaoData.FlowsFile, "2013/7/3,", "2013/7/2,",
        "line 4, column report_date: the day 2013-07-02 is there twice; " + Restore)]
    [InlineData(YuebaoData.FlowsFile, "2013/7/3,", "2013/7/4,",
        "line 4, column report_date: the day 2013-07-03 is missing before 2013-07-04; " + Restore)]
    [InlineData(YuebaoData.FlowsFile, "2013/7/3,", "2013/2/30,",
        "line 4, column report_date: '2013/2/30' is not a date written like 2013/7/1; " + Restore)]
    [InlineData(YuebaoData.FlowsFile, "2013/7/1,252327861,", "2013/7/1,-252327861,",
        "line 2, column tBalance: the amount -252327861 is negative; " + Restore)]
    [InlineData(YuebaoData.FlowsFile, "2013/7/1,252327861,", "2013/7/1,9999999999999999,",
        "line 2, column tBalance: the amount 9999999999999999 is more than 1,000,000,000,000,000 fen; " + Restore)]
    [InlineData(YuebaoData.YieldsFile, "20130702,1.5461", "20130702,1546.1",
        "line 3, column mfd_daily_yield: 1546.1 is not between 0 and 100; " + Restore)]
    [InlineData(YuebaoData.YieldsFile, "20130702,", "20210702,",
        "line 3, column mfd_date: the day 2021-07-02 is outside 2013-07-01 to 2014-08-31; " + Restore)]
    public async Task A_mistake_in_a_data_file_is_named_with_its_place(
        string file, string right, string wrong, string said)
    {
        using TestFolder folder = new();
        string input = Path.Combine(folder.Path, "input");
        Directory.CreateDirectory(input);
        foreach (string name in (string[])[YuebaoData.FlowsFile, YuebaoData.YieldsFile])
        {
            string text = await File.ReadAllTextAsync(Path.Combine(YuebaoData.DefaultFolder(), name), Cancel);
            Assert.True(name != file || text.Contains(right, StringComparison.Ordinal));
            string put = name == file ? text.Replace(right, wrong, StringComparison.Ordinal) : text;
            await File.WriteAllTextAsync(Path.Combine(input, name), put, Cancel);
        }

        await IsRefusedAsync(folder, $"{Path.Combine(input, file)}, {said}", "replay", "--input", input);
    }

    [Theory]
    [InlineData("--people 0 is not possible; give a number from 1 to 1,000,000.", "replay", "--people", "0")]
    [InlineData("--days 500 is not possible; give a number from 1 to 427.", "replay", "--days", "500")]
    [InlineData("--days 0 is not possible; give a number from 1 to 427.", "replay", "--days", "0")]
    [InlineData("--kills 0 is not possible; give a number from 1 to 1,000.", "replay", "--kills", "0")]
    [InlineData("\"--dayz\" is no verb or option of huoqi. Run huoqi --help to see what there is.", "replay", "--dayz")]
    [InlineData("\"reply\" is no verb or option of huoqi. Run huoqi --help to see what there is.", "reply")]
    [InlineData("--shards 0 is not a number from 1 to 4096. Run huoqi --help to see what there is.",
        "status", "--shards", "0")]
    [InlineData("--port abc is no whole number that it takes. Run huoqi --help to see what there is.",
        "up", "--port", "abc")]
    [InlineData("--people 99999999999 is no whole number that it takes. Run huoqi --help to see what there is.",
        "replay", "--people", "99999999999")]
    public async Task A_wrong_word_or_number_is_named(string said, params string[] arguments)
    {
        using TestFolder folder = new();
        await IsRefusedAsync(folder, said, arguments);
    }

    [Fact]
    public void A_data_folder_that_cannot_be_made_is_named()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "/proc takes no folders on Linux");
        UserErrorException refused = Assert.Throws<UserErrorException>(() => DataFolder.Open("/proc/huoqi"));
        Assert.StartsWith("The data folder /proc/huoqi cannot be made (", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Data_that_are_not_there_are_named_with_where_to_get_them()
    {
        using TestFolder folder = new();
        string nowhere = Path.Combine(folder.Path, "nowhere");
        await IsRefusedAsync(
            folder, $"{Path.Combine(nowhere, YuebaoData.YieldsFile)} is missing; restore it from the project's "
            + "data/yuebao folder.", "replay", "--input", nowhere);
    }

    [Fact]
    public async Task A_PostgreSQL_that_is_too_old_is_named_with_what_is_needed()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "the stand-in is a shell script");
        using TestFolder folder = new();
        string old = Path.Combine(folder.Path, "old");
        Directory.CreateDirectory(old);
        foreach (string program in (string[])["initdb", "postgres"])
        {
            string script = Path.Combine(old, program);
            await File.WriteAllTextAsync(script, $"#!/bin/sh\necho '{program} (PostgreSQL) 14.11 (Debian)'\n", Cancel);
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserExecute);
            }
        }

        await IsRefusedAsync(
            folder, "--postgres names PostgreSQL 14, which is too old; Huoqi needs 15 or newer.",
            "status", "--postgres", old);
    }

    [Fact]
    public async Task A_data_folder_of_another_version_says_which_program_reads_it()
    {
        using TestFolder folder = new();
        string data = DataOf(folder);
        Directory.CreateDirectory(data);
        await File.WriteAllTextAsync(Path.Combine(data, "VERSION"), "99\n", Cancel);
        await IsRefusedAsync(
            folder, $"The data folder {data} has format 99, this program reads format 1; run the version of huoqi that "
            + "made it, or choose another folder with --data.", "status");
    }

    [Fact]
    public async Task A_database_of_another_owner_is_left_alone()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess && OperatingSystem.IsLinux(), "only root may give away");
        using TestFolder folder = new();
        string database = Path.Combine(DataOf(folder), "postgres");
        Directory.CreateDirectory(database);
        await File.WriteAllTextAsync(Path.Combine(DataOf(folder), "VERSION"), "1\n", Cancel);
        await File.WriteAllTextAsync(Path.Combine(database, "PG_VERSION"), "15\n", Cancel);
        using (Process chown = Process.Start("chown", ["-R", "games:", database]))
        {
            await chown.WaitForExitAsync(Cancel);
        }

        string said = await IsRefusedAsync(folder, "", "status");
        Assert.StartsWith(
            $"huoqi: The database in {database} belongs to the user games, not to ", said, StringComparison.Ordinal);
        Assert.EndsWith(
            "; run huoqi as the user who made it, or choose another folder with --data.", said,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_report_that_cannot_be_written_is_told_before_the_work()
    {
        using TestFolder folder = new();
        string file = Path.Combine(folder.Path, "file");
        await File.WriteAllTextAsync(file, "", Cancel);
        string page = Path.Combine(file, "report", ReplayReport.HtmlFile);
        string said = await IsRefusedAsync(
            folder, "", "replay", "--people", "10", "--days", "2", "--out", Path.Combine(file, "report"));
        Assert.StartsWith($"huoqi: {page} cannot be written (", said, StringComparison.Ordinal);
        Assert.EndsWith("free some space or choose another folder.", said, StringComparison.Ordinal);
    }

    private static string DataOf(TestFolder folder) => Path.Combine(folder.Path, "data");

    /// <summary>The program says this one sentence and no more, and ends as for bad input.</summary>
    private static async Task<string> IsRefusedAsync(TestFolder folder, string sentence, params string[] arguments)
    {
        (int exitCode, string said) = await HuoqiProcess.RunAsync([.. arguments, "--data", DataOf(folder)]);
        Assert.Equal(ExitCodes.BadInput, exitCode);
        string line = Assert.Single(said.Split('\n', StringSplitOptions.RemoveEmptyEntries)).Trim();
        if (sentence.Length > 0)
        {
            Assert.Equal($"huoqi: {sentence}", line);
        }

        return line;
    }
}
