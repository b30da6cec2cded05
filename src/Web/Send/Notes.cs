using System.Globalization;
using System.Text;
using Huoqi.Customers;

namespace Huoqi.Web;

/// <summary>Short texts that people write to each other: a note, what a goal is for.</summary>
internal static class Notes
{
    /// <summary>The longest note; a picture such as an emoji counts as two characters or more.</summary>
    public const int Longest = MoneyRequests.LongestText;

    private static readonly Text TooLong = new("最多 {0} 个字，请缩短。", "At most {0} characters; make it shorter.");
    private static readonly Text Unfit = new(
        "请去掉换行、控制符等不能显示的字符。", "Leave out line breaks and other characters that cannot be shown.");
    private static readonly Text Blank = new("请填写这一项。", "Fill this in.");

    /// <summary>Reads a note; false when it was refused, with a sentence beside it.</summary>
    public static bool TryRead(
        Fields fields, string name, out string note, bool required = false, int longest = Longest)
    {
        // Letters stay as they were typed, composed or not: with the invariant culture Normalize does nothing.
        note = fields[name].Trim();
        Text? wrong = note.Length == 0 && required ? Blank
            : fields.Wrong.ContainsKey(name) || note.Length > longest
                ? new(TooLong.In(Language.Zh, longest), TooLong.In(Language.En, longest))
            : !note.EnumerateRunes().All(IsShown) ? Unfit
            : null;
        if (wrong is not null)
        {
            fields.Refuse(name, wrong);
        }

        return wrong is null;
    }

    /// <summary>Whether a text is a note; it may be empty.</summary>
    public static bool AreGood(string note, int longest = Longest) =>
        note.Length <= longest && note.EnumerateRunes().All(IsShown);

    // Nothing that hides, turns round or breaks the line in which others read it; joiners make one picture of several.
    private static bool IsShown(Rune rune) => rune.Value == 0x200D || Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse
        or UnicodeCategory.OtherNotAssigned or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
}
