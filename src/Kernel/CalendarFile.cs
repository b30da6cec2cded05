// Reads the calendar format described in data/calendar/README.md: an optional line of coverage and rows of exceptions.
using System.Globalization;

namespace Huoqi.Kernel;

/// <summary>What one calendar day is, where the week's pattern or an earlier source says otherwise.</summary>
/// <param name="Day">The day.</param>
/// <param name="IsBankWorkingDay">Whether banks work (State Council's notice, make-up days included).</param>
/// <param name="IsDealingDay">Whether the exchanges trade and funds deal; needs a bank working day.</param>
/// <param name="Label">Why, for people to read; may be empty.</param>
public readonly record struct CalendarOverride(DateOnly Day, bool IsBankWorkingDay, bool IsDealingDay, string Label);

/// <summary>A calendar file cannot be used; the message names file and line.</summary>
public sealed class CalendarFileException(string file, int line, string what)
    : Exception($"{file}, line {line.ToString(CultureInfo.InvariantCulture)}: {what}")
{
    /// <summary>The file as it was named by the caller.</summary>
    public string File { get; } = file;

    /// <summary>The line, counted from 1.</summary>
    public int Line { get; } = line;
}

/// <summary>The content of one calendar file.</summary>
internal sealed record CalendarFile(CalendarFile.Coverage? Covers, IReadOnlyList<CalendarFile.Row> Rows)
{
    private const string Heading = "date,bank_working_day,dealing_day,label";

    /// <summary>Reads the text of a file; the name is for messages only.</summary>
    public static CalendarFile Parse(string text, string file)
    {
        Coverage? covers = null;
        bool headed = false;
        List<Row> rows = [];
        HashSet<DateOnly> seen = [];
        int number = 0;
        foreach (ReadOnlySpan<char> raw in text.AsSpan().TrimStart('\uFEFF').EnumerateLines())
        {
            number++;
            string line = raw.Trim().ToString();
            if (line.Length == 0 || line[0] == '#')
            {
                continue;
            }

            string[] fields = line.Split(',');
            if (headed)
            {
                CalendarOverride day = Override(fields, file, number);
                if (!seen.Add(day.Day))
                {
                    throw new CalendarFileException(file, number, $"{Text(day.Day)} stands twice in this file");
                }

                rows.Add(new(number, day));
            }
            else if (string.Equals(line, Heading, StringComparison.Ordinal))
            {
                headed = true;
            }
            else if (fields is ["covers", string from, string to] && covers is null)
            {
                covers = new(number, Date(from, file, number), Date(to, file, number));
                if (covers.Value.Last < covers.Value.First)
                {
                    throw new CalendarFileException(file, number, "the last day covered is before the first");
                }
            }
            else
            {
                throw new CalendarFileException(file, number, $"expected the heading \"{Heading}\"");
            }
        }

        return headed
            ? new(covers, rows)
            : throw new CalendarFileException(file, number, $"the heading \"{Heading}\" is missing");
    }

    /// <summary>A date as the format writes it.</summary>
    internal static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static CalendarOverride Override(string[] fields, string file, int line)
    {
        if (fields.Length != 4)
        {
            throw new CalendarFileException(
                file, line, $"a row has 4 columns ({Heading}), this one has {fields.Length}");
        }

        CalendarOverride row = new(
            Date(fields[0], file, line),
            IsBankWorkingDay: Flag(fields[1], "bank_working_day", file, line),
            IsDealingDay: Flag(fields[2], "dealing_day", file, line),
            Label: fields[3]);
        return row.IsDealingDay && !row.IsBankWorkingDay
            ? throw new CalendarFileException(file, line, "a dealing day must be a bank working day")
            : row;
    }

    private static DateOnly Date(string text, string file, int line) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly day)
            ? day
            : throw new CalendarFileException(file, line, $"\"{text}\" is not a date like 2027-01-31");

    private static bool Flag(string text, string column, string file, int line) => text switch
    {
        "1" => true,
        "0" => false,
        _ => throw new CalendarFileException(file, line, $"{column} must be 1 or 0, not \"{text}\""),
    };

    /// <summary>The days a file lays out anew, and the line that says so.</summary>
    internal readonly record struct Coverage(int Line, DateOnly First, DateOnly Last);

    /// <summary>One exception and the line it stands on.</summary>
    internal readonly record struct Row(int Line, CalendarOverride Override);
}
