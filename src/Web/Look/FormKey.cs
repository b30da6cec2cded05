using System.Security.Cryptography;

namespace Huoqi.Web;

/// <summary>
/// The key of a form that makes something: it comes with the page and goes with the form, so that a form sent twice,
/// by a double click, Back or a lost answer, makes one. A form that comes again keeps its key.
/// </summary>
public sealed partial class FormKey
{
    private const string Field = "key";
    private const int Bytes = 16;

    /// <summary>Reads the key; false when no page of ours gave it.</summary>
    internal static bool TryRead(Fields fields, out string key)
    {
        key = Find(fields) ?? "";
        return key.Length > 0;
    }

    private static string? Find(Fields fields) =>
        fields[Field] is { Length: Bytes * 2 } key && key.All(char.IsAsciiHexDigitLower) ? key : null;

    private static string New() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(Bytes));
}
