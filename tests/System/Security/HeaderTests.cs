#pragma warning disable xUnit1051 // Every call here is short; a token at each of them would hide what the test says.
using System.Net;
using AngleSharp.Dom;
using Huoqi.Web;
using Xunit;

namespace Huoqi.SystemTests.Security;

/// <summary>What every answer tells the browser not to do, whoever asks for whatever.</summary>
public sealed class HeaderTests(PostgresFixture postgres)
{
    [Fact]
    public async Task Every_route_answers_with_the_headers_that_bound_a_browser()
    {
        await using SafeHouse house = await SafeHouse.StartAsync(postgres);
        long person = await house.PersonAsync();
        HashSet<string> nonces = [];
        List<string> wrong = [];
        foreach (AskedRoute route in house.Routes())
        {
            foreach (Who who in (Who[])[Who.Anyone, route.Who])
            {
                using Browser browser = await house.BrowserAsync(who, person);
                using HttpRequestMessage request = new(new(route.Method), route.Path);
                if (route.Method is not ("GET" or "DELETE"))
                {
                    request.Content = route.Kind == RouteKind.Form
                        ? new FormUrlEncodedContent([]) : new StringContent("{}", null, "application/json");
                }

                using HttpResponseMessage answer = await HeadersOfAsync(house, browser, request);
                wrong.AddRange(Wrong(answer, route)
                    .Select(what => $"{route} ({who}, {(int)answer.StatusCode}): {what}"));
                if (answer.Content.Headers.ContentType?.MediaType == "text/html")
                {
                    wrong.AddRange((await WrongOfPageAsync(answer, nonces)).Select(what => $"{route} ({who}): {what}"));
                }
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.True(nonces.Count > 100, $"only {nonces.Count} pages were seen");
    }

    [Theory]
    [InlineData("GET", "/nothing-here")]
    [InlineData("DELETE", "/me")]
    [InlineData("GET", "/api/v1/nothing")]
    [InlineData("PATCH", "/api/v1/home")]
    [InlineData("GET", "/assets/nothing.js")]
    public async Task Answers_that_no_route_makes_have_them_too(string method, string path)
    {
        await using SafeHouse house = await SafeHouse.StartAsync(postgres);
        using HttpResponseMessage answer = await house.Client.SendAsync(new(new(method), path));
        Assert.InRange((int)answer.StatusCode, 400, 499);
        Assert.Empty(Wrong(answer, new(method, path, RouteKind.Plain, Who.Anyone)));
    }

    [Fact]
    public async Task Whoever_is_told_to_come_again_is_told_so_with_them()
    {
        await using SafeHouse house = await SafeHouse.StartAsync(
            postgres, calls: new() { PerAccount = 0, PerAddress = 0, InAll = 0, AtOnce = 0 });
        foreach (string path in (string[])["/", "/api/v1/home", "/assets/huoqi.css"])
        {
            using HttpResponseMessage answer = await house.Client.GetAsync(path);
            Assert.Equal(HttpStatusCode.TooManyRequests, answer.StatusCode);
            Assert.NotNull(answer.Headers.RetryAfter);
            Assert.Empty(Wrong(answer, new("GET", path, RouteKind.Plain, Who.Anyone)));
        }
    }

    [Fact]
    public async Task Cookies_stay_with_this_host_on_secure_connections_and_away_from_scripts()
    {
        await using SafeHouse house = await SafeHouse.StartAsync(postgres);
        using Browser browser = house.Web.NewBrowser();
        await browser.OpenAsync("/sign-up");
        List<string> cookies = [];
        foreach ((string form, (string, string) field) in ((string, (string, string))[])
            [("form[action='/display']", ("set", "elder")), ("form[action='/sign-up']", ("phone", "13812345678"))])
        {
            using HttpResponseMessage answer = await browser.SendFormAsync(form, field);
            Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
            cookies.AddRange(answer.Headers.GetValues("Set-Cookie"));
        }

        await browser.OpenAsync("/sign-up/code");
        using HttpResponseMessage entered = await browser.SendFormAsync(
            "form[action='/sign-up/code']", ("code", house.Web.Phone.CodeOf("13812345678")));
        cookies.AddRange(entered.Headers.GetValues("Set-Cookie"));
        using HttpResponseMessage page = await house.Client.GetAsync("/sign-in");
        cookies.AddRange(page.Headers.GetValues("Set-Cookie"));
        Assert.Contains(cookies, cookie => cookie.StartsWith("__Host-huoqi=", StringComparison.Ordinal));
        Assert.Contains(cookies, cookie => cookie.StartsWith("__Host-huoqi-form=", StringComparison.Ordinal));
        Assert.All(cookies, cookie =>
        {
            string small = cookie.ToLowerInvariant();
            Assert.StartsWith("__host-", small, StringComparison.Ordinal);
            Assert.Contains("; secure", small, StringComparison.Ordinal);
            Assert.Contains("; httponly", small, StringComparison.Ordinal);
            Assert.Contains("; path=/", small, StringComparison.Ordinal);
            Assert.Matches("; samesite=(lax|strict)", small);
            Assert.DoesNotContain("domain=", small, StringComparison.Ordinal);
        });
    }

    private static Task<HttpResponseMessage> HeadersOfAsync(
        SafeHouse house, Browser browser, HttpRequestMessage request)
    {
        if (browser.Cookies.Count > 0)
        {
            request.Headers.Add("Cookie", string.Join("; ", browser.Cookies.Select(one => $"{one.Key}={one.Value}")));
        }

        // A stream of events never ends: its head is enough.
        return house.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    private static IEnumerable<string> Wrong(HttpResponseMessage answer, AskedRoute route)
    {
        string csp = One(answer, "Content-Security-Policy");
        if (!csp.Contains("default-src 'none'", StringComparison.Ordinal)
            || !csp.Contains("frame-ancestors 'none'", StringComparison.Ordinal)
            || csp.Contains("unsafe-", StringComparison.Ordinal) || csp.Contains('*', StringComparison.Ordinal))
        {
            yield return $"Content-Security-Policy {csp}";
        }

        foreach ((string name, string value) in ((string, string)[])
            [
                ("X-Content-Type-Options", "nosniff"), ("X-Frame-Options", "DENY"), ("Referrer-Policy", "same-origin"),
                ("Cross-Origin-Opener-Policy", "same-origin"), ("Cross-Origin-Resource-Policy", "same-origin"),
            ])
        {
            if (One(answer, name) != value)
            {
                yield return $"{name} {One(answer, name)}";
            }
        }

        if (!One(answer, "Strict-Transport-Security").StartsWith("max-age=63072000", StringComparison.Ordinal))
        {
            yield return "no Strict-Transport-Security";
        }

        if (route.Kind != RouteKind.Plain && answer.Headers.CacheControl?.NoStore != true)
        {
            yield return $"Cache-Control {answer.Headers.CacheControl}";
        }

        foreach (string name in (string[])["Server", "X-Powered-By", "X-AspNet-Version", "Access-Control-Allow-Origin"])
        {
            if (answer.Headers.Contains(name))
            {
                yield return $"{name} is there";
            }
        }
    }

    private static async Task<List<string>> WrongOfPageAsync(HttpResponseMessage answer, HashSet<string> nonces)
    {
        List<string> wrong = [];
        string csp = One(answer, "Content-Security-Policy");
        string nonce = csp.Split("'nonce-")[^1].Split('\'')[0];
        if (!csp.Contains($"script-src 'nonce-{nonce}';", StringComparison.Ordinal)
            || !csp.Contains("base-uri 'none'", StringComparison.Ordinal)
            || !csp.Contains("form-action 'self'", StringComparison.Ordinal))
        {
            wrong.Add($"Content-Security-Policy of a page {csp}");
        }

        if (!nonces.Add(nonce))
        {
            wrong.Add("the nonce of another answer");
        }

        IDocument page = await SafeHouse.PageOfAsync(answer);
        foreach (IElement element in page.QuerySelectorAll("script, style, link[rel=stylesheet]")
            .Where(element => element.GetAttribute("nonce") != nonce))
        {
            wrong.Add($"no nonce: {element.OuterHtml}");
        }

        foreach (IElement element in page.All.Where(element => element.Attributes.Any(attribute =>
            attribute.Name == "style" || attribute.Name.StartsWith("on", StringComparison.OrdinalIgnoreCase))))
        {
            wrong.Add($"style or handler in the text: {element.LocalName}");
        }

        return wrong;
    }

    private static string One(HttpResponseMessage answer, string name) =>
        answer.Headers.TryGetValues(name, out IEnumerable<string>? values) ? string.Join(" + ", values) : "";
}
