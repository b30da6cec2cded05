using Huoqi.Kernel;
using Xunit;

namespace Huoqi.SystemTests;

/// <summary><c>huoqi calendar</c> as an operator runs it.</summary>
public sealed class CalendarVerbTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_notice_is_loaded_once_and_status_says_from_when_days_are_assumed()
    {
        using TestFolder folder = new();
        TradingCalendar known = TradingCalendar.China;
        int year = known.AnnouncedThrough.Year + 1;
        (int exitCode, string said) = await HuoqiProcess.RunAsync("status", "--data", folder.Path);
        Assert.Equal(ExitCodes.Done, exitCode);
        Assert.Contains(
            $"calendar     holidays announced through {year - 1}-12-31; from {year}-01-01 on they are assumed", said,
            StringComparison.Ordinal);

        string file = Path.Combine(folder.Path, "notice.csv");
        await File.WriteAllTextAsync(file, $"""
            # the first Monday of March is somebody's birthday
            covers,{year}-01-01,{year}-12-31
            date,bank_working_day,dealing_day,label
            {FirstMonday(year, month: 3):yyyy-MM-dd},0,0,birthday

            """, Cancel);
        (exitCode, said) = await HuoqiProcess.RunAsync("calendar", "load", file, "--data", folder.Path);
        Assert.True(exitCode == ExitCodes.Done, said);
        Assert.Contains($"Loaded: holidays announced through {year}-12-31; ", said, StringComparison.Ordinal);
        Assert.Contains(
            $"changed {FirstMonday(year, month: 3):yyyy-MM-dd} Mon  closed", said, StringComparison.Ordinal);

        (exitCode, said) = await HuoqiProcess.RunAsync("calendar", "load", file, "--data", folder.Path);
        Assert.Equal(ExitCodes.BadInput, exitCode);
        Assert.Equal("huoqi: notice.csv says nothing new: every day in it is known so.", said.Trim());

        (exitCode, said) = await HuoqiProcess.RunAsync("calendar", "--data", folder.Path);
        Assert.Equal(ExitCodes.Done, exitCode);
        Assert.Contains("loaded 1: notice.csv on ", said, StringComparison.Ordinal);
        Assert.Contains("birthday", said, StringComparison.Ordinal);
        Assert.Contains($"{year + 1}-10-0", said, StringComparison.Ordinal);
        Assert.Contains("国庆节 (assumed)", said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("missing.csv", null, "missing.csv cannot be read")]
    [InlineData("wrong.csv", "date,open\n", "wrong.csv, line 1: expected the heading")]
    public async Task A_file_that_cannot_be_used_is_one_sentence(string name, string? content, string sentence)
    {
        using TestFolder folder = new();
        string file = Path.Combine(folder.Path, name);
        if (content is not null)
        {
            await File.WriteAllTextAsync(file, content, Cancel);
        }

        (int exitCode, string said) = await HuoqiProcess.RunAsync(
            "calendar", "load", file, "--data", Path.Combine(folder.Path, "data"));
        Assert.Equal(ExitCodes.BadInput, exitCode);
        Assert.Contains(sentence, Assert.Single(said.Trim().Split('\n')), StringComparison.Ordinal);
    }

    private static DateOnly FirstMonday(int year, int month) => Enumerable.Range(1, 7)
        .Select(day => new DateOnly(year, month, day)).First(day => day.DayOfWeek == DayOfWeek.Monday);
}
