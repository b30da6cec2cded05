using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Huoqi.Web;

/// <summary>
/// A place in a list as the world sees it: opaque, so that nobody builds on what is in it. It says nothing that the
/// caller did not see, and another person's cursor leads to one's own list.
/// </summary>
internal static class Cursor
{
    private const int Longest = 512;

    /// <summary>The cursor for a place in the list of a name.</summary>
    public static string Of(string list, string place) =>
        Base64Url.EncodeToString(Encoding.UTF8.GetBytes($"{list}:{place}"));

    public static string? Of(string list, DateOnly? place) =>
        place is { } day ? Of(list, day.ToString("O", CultureInfo.InvariantCulture)) : null;

    /// <summary>The place in a cursor; null when there is none.</summary>
    /// <exception cref="ProblemException">It is not a cursor of this list.</exception>
    public static string? PlaceOf(string list, string? cursor)
    {
        if (cursor is null)
        {
            return null;
        }

        Span<byte> bytes = stackalloc byte[Longest];
        if (cursor.Length > Longest || !Base64Url.IsValid(cursor)
            || !Base64Url.TryDecodeFromChars(cursor, bytes, out int length))
        {
            throw new ProblemException(Problems.InvalidCursor);
        }

        string text = Encoding.UTF8.GetString(bytes[..length]);
        return text.StartsWith($"{list}:", StringComparison.Ordinal) && Values.IsWhole(text)
            ? text[(list.Length + 1)..]
            : throw new ProblemException(Problems.InvalidCursor);
    }

    public static DateOnly? DayOf(string list, string? cursor) => PlaceOf(list, cursor) is not { } place ? null
        : DateOnly.TryParseExact(place, "O", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly day) ? day
        : throw new ProblemException(Problems.InvalidCursor);

    public static long? NumberOf(string list, string? cursor) => PlaceOf(list, cursor) is not { } place ? null
        : long.TryParse(place, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number
        : throw new ProblemException(Problems.InvalidCursor);

    /// <summary>An instant in a place, in ticks of UTC; null when it is none.</summary>
    public static DateTimeOffset? InstantOf(string ticks) =>
        long.TryParse(ticks, NumberStyles.None, CultureInfo.InvariantCulture, out long number)
        && number <= DateTimeOffset.MaxValue.Ticks
            ? new(number, TimeSpan.Zero)
            : null;
}

/// <summary>A request that cannot be answered as it is; the gate of the API turns it into its problem.</summary>
internal sealed class ProblemException(Problem problem) : Exception(problem.Code)
{
    public Problem Problem => problem;
}
