namespace Huoqi.Kernel;

/// <summary>What loading a calendar file came to.</summary>
/// <param name="Before">The calendar before.</param>
/// <param name="After">The calendar from now on.</param>
/// <param name="Changed">The days that are something else than before.</param>
public sealed record CalendarLoaded(
    TradingCalendar Before, TradingCalendar After, IReadOnlyList<DateOnly> Changed);

/// <summary>
/// Loads a calendar file into an installation: the notice of a year, or a correction. Days that are over stay as they
/// were, and so does what was promised: a file decides about days to come only.
/// </summary>
public static class CalendarLoad
{
    // As many as a file with every day of a century has, and more than any notice.
    private const int LongestText = 1 << 20;

    private static readonly Sql Lock = new("SELECT pg_advisory_xact_lock(hashtextextended('calendar', 0))");

    private static readonly Sql Insert = new("""
        INSERT INTO huoqi.calendar_file (number, name, content, loaded_on, loaded_at)
        SELECT coalesce(max(number), 0) + 1, $1, $2, $3, $4 FROM huoqi.calendar_file
        """);

    /// <summary>What a file would change, and whether it may.</summary>
    /// <param name="before">The calendar in force.</param>
    /// <param name="text">The file.</param>
    /// <param name="name">Its name, for messages.</param>
    /// <param name="today">The business date.</param>
    /// <exception cref="UserErrorException">It cannot be used; the sentence says why.</exception>
    public static CalendarLoaded Judge(TradingCalendar before, string text, string name, DateOnly today)
    {
        TradingCalendar after;
        try
        {
            after = text.Length <= LongestText
                ? before.WithText(text, name)
                : throw new CalendarFileException(name, line: 1, $"more than {LongestText:N0} characters");
        }
        catch (CalendarFileException failure)
        {
            throw new UserErrorException($"{failure.Message}; the format is told in data/calendar/README.md.", failure);
        }

        IReadOnlyList<DateOnly> changed = after.DaysUnlike(before);
        if (changed.Count > 0 && changed[0] <= today)
        {
            throw new UserErrorException(
                $"{name} says something else of {changed[0]:yyyy-MM-dd}, and the business date is {today:yyyy-MM-dd}: "
                + "what is over stays as it was; load a file that changes later days only.");
        }

        return changed.Count > 0 || after.AnnouncedThrough > before.AnnouncedThrough
            ? new(before, after, changed)
            : throw new UserErrorException($"{name} says nothing new: every day in it is known so.");
    }

    /// <summary>Loads a file; every process knows it a second later.</summary>
    /// <exception cref="UserErrorException">It cannot be used; the sentence says why.</exception>
    public static async Task<CalendarLoaded> LoadAsync(
        Installation installation, string text, string name, DateOnly today, CancellationToken cancel = default)
    {
        // As the owner: the program itself may only read what was loaded.
        Db owner = new(installation.Owner, installation.Time, new Random());
        return await owner.InTransactionAsync(async (tx, token) =>
        {
            await tx.ExecuteAsync(Lock, [], token);
            CalendarInForce calendar = await CalendarInForce.StartAsync(owner, token);
            CalendarLoaded loaded = Judge(calendar.Now, text, name, today);
            await tx.ExecuteAsync(Insert, [name, text, today, installation.Time.GetUtcNow()], token);
            return loaded;
        }, cancel: cancel);
    }
}
