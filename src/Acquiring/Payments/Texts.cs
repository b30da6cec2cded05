using System.Text;

namespace Huoqi.Acquiring;

/// <summary>What a text of a merchant may be.</summary>
internal static class Texts
{
    /// <summary>One line of 1 to <paramref name="longest"/> characters that a person can read.</summary>
    public static bool IsLine(string text, int longest) =>
        text.Length > 0 && text.Trim().Length == text.Length && IsReadable(text, longest, lines: false);

    /// <summary>Any number of lines, together at most <paramref name="longest"/> characters.</summary>
    public static bool IsLines(string text, int longest) => IsReadable(text, longest, lines: true);

    /// <summary>A number of the merchant's own: letters, digits and - _ . : / only.</summary>
    public static bool IsToken(string text, int longest) =>
        text.Length > 0 && text.Length <= longest
        && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or ':' or '/');

    /// <summary>Where a payer's browser may be led: https, or a program on the payer's own machine.</summary>
    public static bool IsBrowserAddress(string text, int longest) =>
        text.Length <= longest && IsReadable(text, longest, lines: false)
        && Uri.TryCreate(text, UriKind.Absolute, out Uri? uri) && uri.UserInfo.Length == 0
        && (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback));

    private static bool IsReadable(string text, int longest, bool lines)
    {
        int length = 0;
        ReadOnlySpan<char> rest = text;
        while (!rest.IsEmpty)
        {
            // A half of a pair is no character, and a database cannot keep it.
            if (Rune.DecodeFromUtf16(rest, out Rune rune, out int used) != System.Buffers.OperationStatus.Done
                || (Rune.IsControl(rune) && !(lines && rune.Value == '\n')))
            {
                return false;
            }

            length++;
            rest = rest[used..];
        }

        return length <= longest;
    }
}
