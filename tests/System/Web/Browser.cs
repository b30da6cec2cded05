using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;

namespace Huoqi.SystemTests;

/// <summary>
/// A browser without script: keeps cookies (secure ones too: the host is this machine), follows redirects of forms, and
/// fills in and sends the forms that it sees.
/// </summary>
internal sealed class Browser : IDisposable
{
    private readonly HttpClient _client;

    public Browser(Uri site)
    {
        _client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false })
        {
            BaseAddress = site,
            Timeout = TimeSpan.FromSeconds(60),
        };
        _client.DefaultRequestHeaders.AcceptLanguage.ParseAdd("en");
    }

    /// <summary>The cookies it has.</summary>
    public Dictionary<string, string> Cookies { get; } = new(StringComparer.Ordinal);

    /// <summary>The page it shows.</summary>
    public IDocument Page { get; private set; } = new HtmlParser().ParseDocument("");

    /// <summary>The status of the last answer.</summary>
    public HttpStatusCode Status { get; private set; }

    /// <summary>The address of the page it shows.</summary>
    public string Path { get; private set; } = "/";

    /// <summary>All text of the page's main part.</summary>
    public string Text => Page.QuerySelector("main")?.TextContent ?? Page.Body?.TextContent ?? "";

    /// <summary>Says from now on which browser it is; before, it says nothing.</summary>
    public void CallItself(string userAgent) => _client.DefaultRequestHeaders.UserAgent.ParseAdd(userAgent);

    /// <summary>Opens a page and follows where it leads.</summary>
    public async Task<IDocument> OpenAsync(string path)
    {
        HttpResponseMessage answer = await SendAsync(new(HttpMethod.Get, path));
        return await ShowAsync(answer, path);
    }

    /// <summary>Sends a form of the page, with some of its fields filled in, and follows where it leads.</summary>
    public async Task<IDocument> SubmitAsync(string selector, params (string Name, string Value)[] fields)
    {
        string action = Page.QuerySelector(selector)?.GetAttribute("action") ?? Path;
        return await ShowAsync(await SendFormAsync(selector, action: null, fields), action);
    }

    /// <summary>Sends a form of the page and gives the answer itself.</summary>
    public Task<HttpResponseMessage> SendFormAsync(string selector, params (string Name, string Value)[] fields) =>
        SendFormAsync(selector, action: null, fields);

    /// <summary>Sends a form of the page and says which page that is, as real browsers do.</summary>
    public Task<HttpResponseMessage> SendFormAsync(
        string selector, Uri from, params (string Name, string Value)[] fields) =>
        SendFormAsync(selector, action: null, from, fields);

    /// <summary>Sends a form of the page, perhaps to another address than its own.</summary>
    public Task<HttpResponseMessage> SendFormAsync(
        string selector, string? action, params (string Name, string Value)[] fields) =>
        SendFormAsync(selector, action, from: null, fields);

    private async Task<HttpResponseMessage> SendFormAsync(
        string selector, string? action, Uri? from, (string Name, string Value)[] fields)
    {
        IElement form = Page.QuerySelector(selector)
            ?? throw new InvalidOperationException($"{Path} has no form {selector}: {Text}");
        Dictionary<string, string> values = new(StringComparer.Ordinal);
        foreach (IElement input in form.QuerySelectorAll("input[name], select[name], textarea[name]"))
        {
            bool choice = input.GetAttribute("type") is "radio" or "checkbox";
            if (!choice || input.HasAttribute("checked"))
            {
                string? selected = input.LocalName == "select"
                    ? (input.QuerySelector("option[selected]") ?? input.QuerySelector("option"))?.GetAttribute("value")
                    : input.LocalName == "textarea" ? input.TextContent : input.GetAttribute("value");
                values[input.GetAttribute("name")!] = selected ?? "";
            }
        }

        foreach ((string name, string value) in fields)
        {
            values[name] = value;
        }

        string target = action ?? form.GetAttribute("action") ?? Path;
        bool get = !string.Equals(form.GetAttribute("method"), "post", StringComparison.OrdinalIgnoreCase);
        using FormUrlEncodedContent content = new(values);
        using HttpRequestMessage request = get
            ? new(HttpMethod.Get, $"{target}?{await content.ReadAsStringAsync()}")
            : new(HttpMethod.Post, target) { Content = content };
        request.Headers.Referrer = from;
        return await SendAsync(request);
    }

    /// <summary>Sends a request as it is, with the cookies.</summary>
    public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request)
    {
        if (Cookies.Count > 0)
        {
            request.Headers.Add("Cookie", string.Join("; ", Cookies.Select(cookie => $"{cookie.Key}={cookie.Value}")));
        }

        HttpResponseMessage answer = await _client.SendAsync(request);
        foreach (string set in answer.Headers.TryGetValues("Set-Cookie", out IEnumerable<string>? all) ? all : [])
        {
            string[] parts = set.Split(';')[0].Split('=', 2);
            bool gone = set.Contains("expires=Thu, 01 Jan 1970", StringComparison.OrdinalIgnoreCase);
            if (gone)
            {
                Cookies.Remove(parts[0]);
            }
            else
            {
                Cookies[parts[0]] = parts[1];
            }
        }

        return answer;
    }

    public void Dispose() => _client.Dispose();

    private async Task<IDocument> ShowAsync(HttpResponseMessage answer, string path)
    {
        for (int hops = 0; answer.StatusCode == HttpStatusCode.SeeOther && hops < 8; hops++)
        {
            path = answer.Headers.Location!.ToString();
            answer = await SendAsync(new(HttpMethod.Get, path));
        }

        Status = answer.StatusCode;
        Path = path;
        Page = new HtmlParser().ParseDocument(await answer.Content.ReadAsStringAsync());
        return Page;
    }
}
