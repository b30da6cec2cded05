using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Huoqi.Acquiring;

/// <summary>The signature base of RFC 9421, section 2.5: what is signed, line by line.</summary>
internal static class SignatureBase
{
    /// <summary>
    /// The base of a request for its covered components; false when a component is missing, comes twice, or is one
    /// that is not offered (the parameters sf, bs, key, req and tr).
    /// </summary>
    /// <param name="request">The request.</param>
    /// <param name="covered">The member of Signature-Input.</param>
    /// <param name="text">The base.</param>
    /// <param name="status">The status, where the message is a response.</param>
    public static bool TryMake(
        SignedRequest request, SfMember covered, [NotNullWhen(true)] out string? text, int? status = null)
    {
        text = null;
        StringBuilder lines = new();
        HashSet<string> seen = [];
        foreach (SfItem component in covered.List!)
        {
            string name = component.Write();
            if (component.Value.Kind != SfKind.String || !seen.Add(name)
                || ValueOf(request, component, status) is not { } value)
            {
                return false;
            }

            _ = lines.Append(name).Append(": ").Append(value).Append('\n');
        }

        text = lines.Append("\"@signature-params\": ").Append(covered.Write()).ToString();
        return true;
    }

    /// <summary>The value of a field: its lines, trimmed, one after the other; null when it is not there.</summary>
    public static string? FieldOf(SignedRequest request, string name)
    {
        string[] lines = [.. request.Fields
            .Where(field => string.Equals(field.Key, name, StringComparison.OrdinalIgnoreCase))
            .Select(field => field.Value.Trim(' ', '\t'))];
        return lines.Length == 0 ? null : string.Join(", ", lines);
    }

    /// <summary>The authority in its one spelling: lower case, without the scheme's own port.</summary>
    public static string AuthorityOf(SignedRequest request)
    {
        string authority = request.Authority.ToLowerInvariant();
        string port = request.Scheme == "https" ? ":443" : ":80";
        return authority.EndsWith(port, StringComparison.Ordinal) ? authority[..^port.Length] : authority;
    }

    private static string? ValueOf(SignedRequest request, SfItem component, int? status)
    {
        string name = component.Value.Text;
        if (name == "@query-param")
        {
            return component.Parameters.All is [{ Key: "name", Value.Kind: SfKind.String } wanted]
                ? QueryParameter(request.Query, wanted.Value.Text)
                : null;
        }

        if (component.Parameters.All.Count > 0)
        {
            return null;
        }

        string path = request.Path.Length == 0 ? "/" : request.Path;
        string scheme = request.Scheme.ToLowerInvariant();
        return name switch
        {
            "@status" => status?.ToString(CultureInfo.InvariantCulture),
            _ when status is not null && name.StartsWith('@') => null,
            "@method" => request.Method,
            "@authority" => AuthorityOf(request),
            "@scheme" => scheme,
            "@path" => path,
            "@query" => request.Query.Length == 0 ? "?" : request.Query,
            "@request-target" => path + request.Query,
            "@target-uri" => $"{scheme}://{AuthorityOf(request)}{path}{request.Query}",
            _ => name.StartsWith('@') || name.Any(char.IsAsciiLetterUpper) ? null : FieldOf(request, name),
        };
    }

    /// <summary>The one parameter of a name, decoded and encoded again; null when there is none, or several.</summary>
    private static string? QueryParameter(string query, string name)
    {
        string[] found = [.. query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries)
            .Select(pair => pair.Split('=', 2))
            .Where(pair => Again(pair[0]) == name)
            .Select(pair => pair.Length == 2 ? Again(pair[1]) : "")];
        return found.Length == 1 ? found[0] : null;
    }

    // The percent-encode set of application/x-www-form-urlencoded, with a blank as %20.
    private static string Again(string encoded)
    {
        StringBuilder again = new();
        foreach (byte b in Encoding.UTF8.GetBytes(Uri.UnescapeDataString(encoded.Replace('+', ' '))))
        {
            _ = char.IsAsciiLetterOrDigit((char)b) || b is (byte)'*' or (byte)'-' or (byte)'.' or (byte)'_'
                ? again.Append((char)b)
                : again.Append(CultureInfo.InvariantCulture, $"%{b:X2}");
        }

        return again.ToString();
    }
}
