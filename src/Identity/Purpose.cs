using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Huoqi.Identity;

/// <summary>What is to be confirmed. Any other value of any field is another purpose.</summary>
/// <param name="Act">The act in one word, such as "pay"; letters, digits and hyphens.</param>
/// <param name="Fen">The amount; 0 when none is moved.</param>
/// <param name="Payee">Who gets it, as the page showed it; empty when nobody.</param>
/// <param name="Detail">What else was shown: an order, a card's ending.</param>
/// <param name="ToOthers">Whether the money leaves to somebody else: refused while cooling.</param>
public sealed record Purpose(string Act, long Fen, string Payee, string Detail, bool ToOthers = false)
{
    private const int TextMost = 400;

    /// <summary>Whether it can be confirmed at all.</summary>
    internal bool IsWellFormed =>
        Act.Length is > 0 and <= 40 && Act.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-')
        && Fen >= 0 && Payee.Length <= TextMost && Detail.Length <= TextMost;

    /// <summary>Whether it moves money: then a sign-in password cannot prove it.</summary>
    internal bool MovesMoney => Fen > 0 || ToOthers;

    /// <summary>
    /// One text for one purpose: every field with its length before it, so that no two purposes have the same.
    /// </summary>
    internal string Canonical()
    {
        StringBuilder text = new("huoqi purpose 1");
        foreach (string field in (string[])[
            Act, Fen.ToString(CultureInfo.InvariantCulture), Payee, Detail, ToOthers ? "others" : "own"])
        {
            text.Append(CultureInfo.InvariantCulture, $"\n{Encoding.UTF8.GetByteCount(field)}:{field}");
        }

        return text.ToString();
    }

    /// <summary>Its SHA-256, by which a confirmation knows it again.</summary>
    internal byte[] Hash() => SHA256.HashData(Encoding.UTF8.GetBytes(Canonical()));

    /// <summary>What an authenticator signs for it.</summary>
    internal byte[] Challenge(long person, byte[] nonce, DateTimeOffset until)
    {
        string text = string.Create(
            CultureInfo.InvariantCulture,
            $"{Canonical()}\nperson {person}\nuntil {until.ToUnixTimeSeconds()}\nnonce ");
        return SHA256.HashData([.. Encoding.UTF8.GetBytes(text), .. nonce]);
    }
}
