using System.Net.Http.Headers;
using System.Text;

namespace Huoqi.Bench;

/// <summary>A request as it is sent.</summary>
internal sealed record FuzzRequest(
    string Method, string Target, byte[] Body, string? ContentType, IReadOnlyList<(string Name, string Value)> Headers)
{
    private const int ShownOfBody = 400;

    public HttpRequestMessage ToMessage(Uri site)
    {
        // The target goes out as it was made: nothing is put in order on the way.
        Uri target = new(
            site.GetLeftPart(UriPartial.Authority) + Target,
            new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        HttpRequestMessage message = new(new(Method), target);
        foreach ((string name, string value) in Headers)
        {
            message.Headers.TryAddWithoutValidation(name, value);
        }

        if (Body.Length > 0 || ContentType is not null)
        {
            message.Content = new ByteArrayContent(Body);
            if (ContentType is not null
                && MediaTypeHeaderValue.TryParse(ContentType, out MediaTypeHeaderValue? type))
            {
                message.Content.Headers.ContentType = type;
            }
        }

        return message;
    }

    public override string ToString()
    {
        string body = Encoding.UTF8.GetString(Body);
        return $"{Method} {Target} {ContentType} {string.Join(", ", Headers)} "
            + (body.Length > ShownOfBody ? body[..ShownOfBody] + "…" : body);
    }
}
