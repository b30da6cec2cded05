using System.Buffers;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Huoqi.Web;

/// <summary>
/// Reads the body of a form (application/x-www-form-urlencoded, UTF-8). The framework's own reader gives all of it up
/// for one NUL, and then nobody can be told which field it is in, or be shown what they typed.
/// </summary>
internal static class FormBody
{
    // No form of ours has as many by far.
    private const int MostFields = 256;

    /// <summary>Whether a request says that it is such a form; none of ours sends files.</summary>
    public static bool IsOne(HttpRequest request) => request.ContentType is { } type
        && type.Split(';')[0].Trim().Equals("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads all fields; the framework finds them read, too, when it looks for its token.</summary>
    public static async Task<IReadOnlyDictionary<string, string>> ReadAsync(
        HttpRequest request, CancellationToken cancel)
    {
        using MemoryStream body = new();
        await request.Body.CopyToAsync(body, cancel);
        Dictionary<string, string> fields = Parse(body.GetBuffer().AsSpan(0, (int)body.Length));
        request.Form = new FormCollection(fields.ToDictionary(
            field => field.Key, field => new StringValues(field.Value), StringComparer.Ordinal));
        return fields;
    }

    /// <summary>The fields of a body. What is no UTF-8 becomes U+FFFD, and half an escape stays as it is.</summary>
    internal static Dictionary<string, string> Parse(ReadOnlySpan<byte> body)
    {
        Dictionary<string, string> fields = new(StringComparer.Ordinal);
        while (!body.IsEmpty)
        {
            int end = body.IndexOf((byte)'&');
            ReadOnlySpan<byte> pair = end < 0 ? body : body[..end];
            body = end < 0 ? default : body[(end + 1)..];
            if (pair.IsEmpty)
            {
                continue;
            }

            int equals = pair.IndexOf((byte)'=');
            string name = Decode(equals < 0 ? pair : pair[..equals]);
            string value = equals < 0 ? "" : Decode(pair[(equals + 1)..]);
            // One value each: two of one name are two opinions of what was meant.
            if (!fields.TryAdd(name, value) || fields.Count > MostFields)
            {
                throw new RefusedException(StatusCodes.Status400BadRequest, Texts.NotAForm);
            }
        }

        return fields;
    }

    private static string Decode(ReadOnlySpan<byte> text)
    {
        byte[] bytes = ArrayPool<byte>.Shared.Rent(text.Length);
        int count = 0;
        for (int i = 0; i < text.Length; i++)
        {
            byte one = text[i];
            if (one == '%' && i + 2 < text.Length
                && byte.TryParse(text.Slice(i + 1, 2), NumberStyles.AllowHexSpecifier, null, out byte escaped))
            {
                one = escaped;
                i += 2;
            }
            else if (one == '+')
            {
                one = (byte)' ';
            }

            bytes[count++] = one;
        }

        string decoded = Encoding.UTF8.GetString(bytes, 0, count);
        // A field may be a password.
        ArrayPool<byte>.Shared.Return(bytes, clearArray: true);
        return decoded;
    }
}
