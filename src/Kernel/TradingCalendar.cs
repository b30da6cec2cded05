// Two calendars in one: days on which funds deal (exchange trading days) and days on which banks work. They differ on
// make-up weekends and, once, on New Year's eve of 2024. A calendar is a value: corrections give another calendar. Days
// beyond the last year that was announced are assumed (AssumedDays.cs), and the calendar says of each that it is.
namespace Huoqi.Kernel;

/// <summary>A day was asked for that no imported calendar covers.</summary>
public sealed class CalendarRangeException(DateOnly day, DateOnly first, DateOnly last) : Exception(
    $"{CalendarFile.Text(day)} is outside the trading calendar ({CalendarFile.Text(first)} to "
    + $"{CalendarFile.Text(last)}): import that year's calendar, see data/calendar/README.md")
{
    /// <summary>The day that is not covered.</summary>
    public DateOnly Day { get; } = day;
}

/// <summary>The dealing days of funds and the working days of banks in mainland China.</summary>
public sealed class TradingCalendar
{
    private static readonly Lazy<TradingCalendar> Embedded = new(() =>
        new TradingCalendar(DateOnly.MinValue, DateOnly.MinValue, [], [])
            .WithText(Resource("china-days.csv"), "china-days.csv")
            .WithText(Resource("overrides.csv"), "overrides.csv")
            .WithAssumedDays());

    private readonly DayKind[] _days;
    private readonly Dictionary<DateOnly, string> _labels;

    private TradingCalendar(
        DateOnly firstDay, DateOnly announcedThrough, DayKind[] days, Dictionary<DateOnly, string> labels)
    {
        FirstDay = firstDay;
        AnnouncedThrough = announcedThrough;
        _days = days;
        _labels = labels;
    }

    [Flags]
    private enum DayKind : byte
    {
        Closed = 0,
        BankWorking = 1,
        Dealing = 2,
    }

    /// <summary>The calendar that ships with the program, overrides included; later days are assumed.</summary>
    public static TradingCalendar China => Embedded.Value;

    /// <summary>The first day covered.</summary>
    public DateOnly FirstDay { get; }

    /// <summary>The last day that was announced; what comes after it is assumed.</summary>
    public DateOnly AnnouncedThrough { get; }

    /// <summary>The last day covered.</summary>
    public DateOnly LastDay => FirstDay.AddDays(_days.Length - 1);

    /// <summary>Whether nobody has announced yet what the day is: a date that rests on it is provisional.</summary>
    public bool IsAssumed(DateOnly day) => day > AnnouncedThrough;

    /// <summary>Whether funds deal on the day (exchange trading day).</summary>
    public bool IsDealingDay(DateOnly day) => Has(day, DayKind.Dealing);

    /// <summary>Whether banks work on the day, make-up weekends included.</summary>
    public bool IsBankWorkingDay(DateOnly day) => Has(day, DayKind.BankWorking);

    /// <summary>The first dealing day strictly after the day.</summary>
    public DateOnly NextDealingDay(DateOnly after) => DealingDayOnOrAfter(after.AddDays(1));

    /// <summary>The day itself if funds deal on it, else the first dealing day after it.</summary>
    public DateOnly DealingDayOnOrAfter(DateOnly day)
    {
        while (!IsDealingDay(day))
        {
            day = day.AddDays(1);
        }

        return day;
    }

    /// <summary>The last dealing day strictly before the day.</summary>
    public DateOnly PreviousDealingDay(DateOnly before)
    {
        DateOnly day = before.AddDays(-1);
        while (!IsDealingDay(day))
        {
            day = day.AddDays(-1);
        }

        return day;
    }

    /// <summary>Why the day is an exception to the week's pattern, such as "春节"; empty when it is none.</summary>
    public string LabelOf(DateOnly day) => _labels.GetValueOrDefault(day, "");

    /// <summary>The days, up to the end of the shorter one, of which this calendar says something else.</summary>
    public IReadOnlyList<DateOnly> DaysUnlike(TradingCalendar other)
    {
        List<DateOnly> days = [];
        DateOnly last = LastDay < other.LastDay ? LastDay : other.LastDay;
        for (DateOnly day = FirstDay > other.FirstDay ? FirstDay : other.FirstDay; day <= last; day = day.AddDays(1))
        {
            if (_days[IndexOf(day)] != other._days[other.IndexOf(day)])
            {
                days.Add(day);
            }
        }

        return days;
    }

    /// <summary>This calendar with some days replaced; every day must be covered already.</summary>
    public TradingCalendar WithOverrides(IEnumerable<CalendarOverride> overrides)
    {
        DayKind[] days = [.. _days];
        Dictionary<DateOnly, string> labels = new(_labels);
        foreach (CalendarOverride day in overrides)
        {
            if (day.IsDealingDay && !day.IsBankWorkingDay)
            {
                throw new ArgumentException(
                    $"{CalendarFile.Text(day.Day)}: a dealing day must be a bank working day", nameof(overrides));
            }

            days[IndexOf(day.Day)] = (day.IsBankWorkingDay ? DayKind.BankWorking : DayKind.Closed)
                | (day.IsDealingDay ? DayKind.Dealing : DayKind.Closed);
            labels[day.Day] = day.Label;
        }

        return new(FirstDay, AnnouncedThrough, days, labels);
    }

    /// <summary>This calendar with the years and exceptions of a file's text laid over it; throws
    /// <see cref="CalendarFileException"/> naming file and line. The file name is for messages only.</summary>
    public TradingCalendar WithText(string text, string fileName)
    {
        CalendarFile file = CalendarFile.Parse(text, fileName);
        TradingCalendar covered = file.Covers is { } coverage ? Covering(coverage, fileName) : this;
        foreach (CalendarFile.Row row in file.Rows)
        {
            // Checked here and not in WithOverrides, so that the message names the file.
            if (!covered.Covers(row.Override.Day) || covered.IsAssumed(row.Override.Day))
            {
                throw new CalendarFileException(fileName, row.Line, $"{CalendarFile.Text(row.Override.Day)} is not "
                    + "covered: add a line \"covers,<first>,<last>\" before the heading");
            }
        }

        return covered.WithOverrides(file.Rows.Select(row => row.Override));
    }

    private static string Resource(string name)
    {
        using Stream stream = typeof(TradingCalendar).Assembly.GetManifestResourceStream("calendar/" + name)
            ?? throw new InvariantBrokenException($"calendar/{name} is not embedded");
        using StreamReader reader = new(stream);
        return reader.ReadToEnd();
    }

    /// <summary>This calendar with the days from first to last laid out anew by the week's pattern.</summary>
    private TradingCalendar Covering(CalendarFile.Coverage coverage, string fileName)
    {
        (int line, DateOnly first, DateOnly last) = coverage;
        bool empty = _days.Length == 0;
        if (!empty && (first > AnnouncedThrough.AddDays(1) || last < FirstDay.AddDays(-1)))
        {
            throw new CalendarFileException(fileName, line, $"{CalendarFile.Text(first)} to "
                + $"{CalendarFile.Text(last)} leaves a gap to the days covered already "
                + $"({CalendarFile.Text(FirstDay)} to {CalendarFile.Text(AnnouncedThrough)})");
        }

        DateOnly from = empty || first < FirstDay ? first : FirstDay;
        DateOnly to = empty || last > LastDay ? last : LastDay;
        DayKind[] days = new DayKind[to.DayNumber - from.DayNumber + 1];
        Dictionary<DateOnly, string> labels = new(_labels);
        for (int i = 0; i < days.Length; i++)
        {
            DateOnly day = from.AddDays(i);
            if (day < first || day > last)
            {
                days[i] = _days[IndexOf(day)];
                continue;
            }

            labels.Remove(day);
            days[i] = day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday
                ? DayKind.Closed
                : DayKind.BankWorking | DayKind.Dealing;
        }

        return new(from, AnnouncedThrough > last ? AnnouncedThrough : last, days, labels);
    }

    /// <summary>This calendar with the days that follow the last announced one, as they are assumed.</summary>
    private TradingCalendar WithAssumedDays()
    {
        CalendarFile.Coverage assumed = new(Line: 0, AnnouncedThrough.AddDays(1), AssumedDays.Last);
        DayKind[] days = Covering(assumed, "")._days;
        Dictionary<DateOnly, string> labels = new(_labels);
        for (int year = assumed.First.Year; year <= assumed.Last.Year; year++)
        {
            foreach ((DateOnly day, string label) in AssumedDays.Off(year))
            {
                int index = day.DayNumber - FirstDay.DayNumber;
                if (IsAssumed(day) && days[index] != DayKind.Closed)
                {
                    days[index] = DayKind.Closed;
                    labels[day] = label;
                }
            }
        }

        return new(FirstDay, AnnouncedThrough, days, labels);
    }

    private bool Covers(DateOnly day) => day >= FirstDay && day.DayNumber - FirstDay.DayNumber < _days.Length;

    private int IndexOf(DateOnly day) =>
        Covers(day) ? day.DayNumber - FirstDay.DayNumber : throw new CalendarRangeException(day, FirstDay, LastDay);

    private bool Has(DateOnly day, DayKind kind) => (_days[IndexOf(day)] & kind) == kind;
}
