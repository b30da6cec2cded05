using System.CommandLine;
using System.Text;
using Huoqi.Kernel;

namespace Huoqi.Cli;

/// <summary><c>huoqi calendar</c>: how far holidays are announced, and loading the notice of a year.</summary>
internal static class CalendarVerb
{
    private const int DaysShown = 40;

    private static readonly Sql Loaded = new(
        "SELECT number, name, loaded_on FROM huoqi.calendar_file ORDER BY number");

    private static readonly Sql Promised = new("""
        SELECT count(*) FROM funds.pub_order WHERE state = 1 AND (order_day = ANY ($1) OR confirm_day = ANY ($1))
        """);

    private static readonly Argument<string> File = new("file")
    {
        Description = "A calendar file; the format is told in data/calendar/README.md.",
    };

    public static Command Create(OpenInstallation open)
    {
        Command load = new("load", "Load the notice of a year, or a correction of days to come.") { File };
        load.SetAction((parsed, cancel) => LoadAsync(open, parsed, cancel));
        Command calendar = new("calendar", "Show how far holidays are announced, and from when on they are assumed.")
        {
            load,
        };
        calendar.SetAction((parsed, cancel) => ShowAsync(open, parsed, cancel));
        return calendar;
    }

    private static async Task<int> ShowAsync(OpenInstallation open, ParseResult parsed, CancellationToken cancel)
    {
        await using Installation installation = await open(parsed, cancel);
        TextWriter output = parsed.InvocationConfiguration.Output;
        TradingCalendar calendar = (await CalendarInForce.StartAsync(installation.Db, cancel)).Now;
        BusinessClock clock = await BusinessClock.StartAsync(installation.Db, TimeProvider.System, cancel);
        await output.WriteLineAsync($"{CalendarWords.Extent(calendar)}.");
        foreach (string line in await installation.Db.RowsAsync(Loaded, [], row =>
            $"loaded {row.GetInt32(0)}: {row.GetString(1)} on {row.GetFieldValue<DateOnly>(2):yyyy-MM-dd}", cancel))
        {
            await output.WriteLineAsync(line);
        }

        await output.WriteLineAsync("weekdays without dealing from today on:");
        int shown = 0;
        for (DateOnly day = clock.Today; shown < DaysShown && day <= calendar.LastDay; day = day.AddDays(1))
        {
            if (!calendar.IsDealingDay(day) && day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday))
            {
                shown++;
                await output.WriteLineAsync(Line(calendar, day));
            }
        }

        return ExitCodes.Done;
    }

    private static async Task<int> LoadAsync(OpenInstallation open, ParseResult parsed, CancellationToken cancel)
    {
        string path = parsed.GetRequiredValue(File);
        string text = await ReadAsync(path, cancel);
        await using Installation installation = await open(parsed, cancel);
        TextWriter output = parsed.InvocationConfiguration.Output;
        BusinessClock clock = await BusinessClock.StartAsync(installation.Db, TimeProvider.System, cancel);
        CalendarLoaded loaded = await CalendarLoad.LoadAsync(
            installation, text, Path.GetFileName(path), clock.Today, cancel);
        await output.WriteLineAsync($"Loaded: {CalendarWords.Extent(loaded.After)}.");
        foreach (DateOnly day in loaded.Changed)
        {
            await output.WriteLineAsync($"changed {Line(loaded.After, day)}");
        }

        long promised = await installation.Db.RowAsync(
            Promised, [loaded.Changed.ToArray()], row => row.GetInt64(0), cancel);
        if (promised > 0)
        {
            await output.WriteLineAsync(
                $"{promised:N0} orders under way name a day that changed: they keep the days they were given, leave on "
                + "the first dealing day, and earn from the day on which the fund company confirms them.");
        }

        return ExitCodes.Done;
    }

    private static async Task<string> ReadAsync(string path, CancellationToken cancel)
    {
        try
        {
            return await System.IO.File.ReadAllTextAsync(
                path, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true), cancel);
        }
        catch (DecoderFallbackException failure)
        {
            throw new UserErrorException($"{path} is not UTF-8; save it as UTF-8.", failure);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"{path} cannot be read ({failure.Message.TrimEnd('.')}).", failure);
        }
    }

    private static string Line(TradingCalendar calendar, DateOnly day) =>
        $"{day:yyyy-MM-dd ddd}  {(calendar.IsDealingDay(day) ? "dealing" : "closed"),-8} "
        + $"{(calendar.IsBankWorkingDay(day) ? "banks work" : "banks rest"),-11} {calendar.LabelOf(day)}"
        + (calendar.IsAssumed(day) ? " (assumed)" : "");
}
