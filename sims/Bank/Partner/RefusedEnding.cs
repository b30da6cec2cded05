using System.Text.Json.Serialization;

namespace Huoqi.Partner;

/// <summary>A card or an account that is always refused.</summary>
/// <param name="Ending">How the token or account number ends, such as "0000".</param>
/// <param name="Code">The code of the refusal, such as "insufficient-funds".</param>
[method: JsonConstructor]
internal readonly record struct RefusedEnding(string Ending, string Code)
{
    /// <summary>The code for this token, or null when none of the endings fits.</summary>
    public static string? CodeFor(IReadOnlyList<RefusedEnding>? endings, string? token)
    {
        if (endings is null || token is null)
        {
            return null;
        }

        foreach (RefusedEnding refused in endings)
        {
            if (token.EndsWith(refused.Ending, StringComparison.Ordinal))
            {
                return refused.Code;
            }
        }

        return null;
    }
}
