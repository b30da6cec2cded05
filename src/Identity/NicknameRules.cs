using System.Buffers;

namespace Huoqi.Identity;

/// <summary>What somebody may call themselves.</summary>
public static class NicknameRules
{
    /// <summary>The longest, in characters.</summary>
    public const int Most = 20;

    // With these the pages set a masked name apart from a nickname: nobody is to write one that looks like a name.
    private static readonly SearchValues<char> Marks = SearchValues.Create("•·()（）[]［］【】");

    /// <summary>The nickname without blanks around it, empty for none; null when it cannot be one.</summary>
    public static string? Of(string typed) =>
        typed.Trim().Length == 0 ? ""
        : PlainText.Of(typed, Most) is { } plain && !plain.AsSpan().ContainsAny(Marks) ? plain : null;

    /// <summary>Whether it is its length that keeps it from being one.</summary>
    public static bool IsTooLong(string typed) => typed.Trim().EnumerateRunes().Count() > Most;
}
