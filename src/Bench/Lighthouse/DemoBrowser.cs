using System.Net;
using System.Text.RegularExpressions;
using Huoqi.Kernel;

namespace Huoqi.Bench;

/// <summary>
/// A browser without script or windows: keeps cookies, also secure ones, because the host is this machine; sends the
/// forms it finds; follows nothing by itself.
/// </summary>
internal sealed partial class DemoBrowser : IDisposable
{
    private readonly HttpClient _client;
    private readonly Dictionary<string, string> _cookies = new(StringComparer.Ordinal);

    /// <param name="site">Where addresses begin that name no host.</param>
    /// <param name="language">What it asks for: "zh-CN" or "en".</param>
    public DemoBrowser(Uri site, string language)
    {
        _client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false })
        {
            BaseAddress = site,
            Timeout = TimeSpan.FromSeconds(60),
        };
        _client.DefaultRequestHeaders.Add("Accept-Language", language);
    }

    /// <summary>Its cookies as a header carries them.</summary>
    public string Cookies => string.Join("; ", _cookies.Select(cookie => $"{cookie.Key}={cookie.Value}"));

    /// <summary>The text of a page that must be there.</summary>
    public async Task<string> OpenAsync(Uri address, CancellationToken cancel)
    {
        (HttpStatusCode status, Uri? leads, string page) = await AskAsync(HttpMethod.Get, address, null, cancel);
        return status == HttpStatusCode.OK
            ? page
            : throw new UserErrorException($"{address} answers {(int)status} and leads to {leads}, and is no page.");
    }

    /// <summary>The same by its path.</summary>
    public Task<string> OpenAsync(string path, CancellationToken cancel) =>
        OpenAsync(new Uri(path, UriKind.Relative), cancel);

    /// <summary>Sends the first form of a page that goes to an address and has a field, and tells where it
    /// leads.</summary>
    /// <param name="page">The page.</param>
    /// <param name="action">Where the form goes.</param>
    /// <param name="fields">What is filled in beside its hidden fields.</param>
    /// <param name="cancel">Gives up.</param>
    public async Task<Uri> SendAsync(
        string page, Uri action, IReadOnlyList<(string Name, string Value)> fields, CancellationToken cancel)
    {
        string field = fields.Count > 0 ? fields[^1].Name : "";
        Dictionary<string, string> values = HiddenFields(page, action.ToString(), field)
            ?? throw new UserErrorException($"A page has no form to {action} with a field {field}.");
        foreach ((string name, string value) in fields)
        {
            values[name] = value;
        }

        using FormUrlEncodedContent content = new(values);
        (HttpStatusCode status, Uri? leads, _) = await AskAsync(HttpMethod.Post, action, content, cancel);
        return status == HttpStatusCode.SeeOther && leads is not null
            ? leads
            : throw new UserErrorException($"The form to {action} was answered {(int)status} and led nowhere.");
    }

    /// <summary>The same by its path.</summary>
    public Task<Uri> SendAsync(
        string page, string action, IReadOnlyList<(string Name, string Value)> fields, CancellationToken cancel) =>
        SendAsync(page, new Uri(action, UriKind.Relative), fields, cancel);

    /// <summary>The links of a page that begin in a way, in their order and each once.</summary>
    public static IReadOnlyList<string> Links(string page, string begin) =>
    [
        .. Link.Matches(page).Select(link => WebUtility.HtmlDecode(link.Groups["to"].Value))
            .Where(link => link.StartsWith(begin, StringComparison.Ordinal)).Distinct(StringComparer.Ordinal),
    ];

    /// <summary>The hidden fields of the first form that goes to an address and has a field of a name; null when there
    /// is none.</summary>
    public static Dictionary<string, string>? HiddenFields(string page, string action, string field)
    {
        foreach (Match form in Form.Matches(page))
        {
            Dictionary<string, string> attributes = AttributesOf(form.Groups["attributes"].Value);
            List<Dictionary<string, string>> inputs =
            [
                .. Input.Matches(form.Groups["inside"].Value)
                    .Select(input => AttributesOf(input.Groups["attributes"].Value)),
            ];
            if (attributes.GetValueOrDefault("action") != action
                || (field.Length > 0 && inputs.TrueForAll(input => input.GetValueOrDefault("name") != field)))
            {
                continue;
            }

            return inputs.Where(input => input.GetValueOrDefault("type") == "hidden" && input.ContainsKey("name"))
                .ToDictionary(
                    input => input["name"], input => input.GetValueOrDefault("value", ""), StringComparer.Ordinal);
        }

        return null;
    }

    public void Dispose() => _client.Dispose();

    private async Task<(HttpStatusCode Status, Uri? Leads, string Page)> AskAsync(
        HttpMethod method, Uri address, HttpContent? content, CancellationToken cancel)
    {
        using HttpRequestMessage request = new(method, address) { Content = content };
        if (_cookies.Count > 0)
        {
            request.Headers.Add("Cookie", Cookies);
        }

        using HttpResponseMessage answer = await _client.SendAsync(request, cancel);
        Keep(answer);
        string page = await answer.Content.ReadAsStringAsync(cancel);
        Uri? leads = answer.Headers.Location is { } to ? new(request.RequestUri!, to) : null;
        return (answer.StatusCode, leads, page);
    }

    private void Keep(HttpResponseMessage answer)
    {
        foreach (string set in answer.Headers.TryGetValues("Set-Cookie", out IEnumerable<string>? all) ? all : [])
        {
            string[] parts = set.Split(';')[0].Split('=', 2);
            _cookies[parts[0]] = parts[1];
        }
    }

    private static Dictionary<string, string> AttributesOf(string text) => Attribute.Matches(text).ToDictionary(
        one => one.Groups["name"].Value, one => WebUtility.HtmlDecode(one.Groups["value"].Value),
        StringComparer.Ordinal);

    [GeneratedRegex("<form(?<attributes>[^>]*)>(?<inside>.*?)</form>", RegexOptions.Singleline, 1_000)]
    private static partial Regex Form { get; }

    [GeneratedRegex("<input(?<attributes>[^>]*)>", RegexOptions.NonBacktracking)]
    private static partial Regex Input { get; }

    [GeneratedRegex("(?<name>[a-z-]+)=\"(?<value>[^\"]*)\"", RegexOptions.NonBacktracking)]
    private static partial Regex Attribute { get; }

    [GeneratedRegex("<a[^>]* href=\"(?<to>[^\"]*)\"", RegexOptions.NonBacktracking)]
    private static partial Regex Link { get; }
}
