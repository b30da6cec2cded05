#pragma warning disable xUnit1051 // Every call here is short; a token at each of them would hide what the test says.
using System.Net;
using AngleSharp.Dom;
using Huoqi.Web;
using Xunit;

namespace Huoqi.SystemTests.Security;

/// <summary>Requests that a person's browser is made to send, and addresses it is made to go to.</summary>
public sealed class ForgeryTests(PostgresFixture postgres)
{
    private const string Elsewhere = "https://mall.example";

    private static readonly string[] Outward =
    [
        "//mall.example/", "/\\mall.example", "\\\\mall.example", "///mall.example", $"{Elsewhere}/", " //mall.example",
        "/\t/mall.example", "javascript:alert(1)", "data:text/html,x", "/\r\nSet-Cookie: x=1", "/%0d%0aX: y\r\nX: y",
        "mall.example", "https:mall.example", "/\u2028/mall.example",
    ];

    [Fact]
    public async Task No_form_is_taken_without_a_token_of_this_very_person()
    {
        await using SafeHouse house = await SafeHouse.StartAsync(postgres);
        long person = await house.PersonAsync("13800000001");
        long other = await house.PersonAsync("13800000002");
        using Browser attacker = await house.BrowserAsync(Who.Person, other);
        string theirs = await SafeHouse.FormTokenAsync(attacker, Who.Person);
        int forms = 0;
        foreach (AskedRoute route in house.Routes().Where(route => route.Kind == RouteKind.Form))
        {
            forms++;
            using Browser none = await house.BrowserAsync(route.Who, person);
            await RefusedAsync(route, "no token", SafeHouse.PostAsync(none, route.Path, token: null));
            await RefusedAsync(route, "nonsense", SafeHouse.PostAsync(none, route.Path, "CfDJ8nonsense"));
            await RefusedAsync(route, "a token without its cookie", SafeHouse.PostAsync(none, route.Path, theirs));

            using Browser own = await house.BrowserAsync(route.Who, person);
            string good = await SafeHouse.FormTokenAsync(own, route.Who);
            await RefusedAsync(route, "another's token", SafeHouse.PostAsync(own, route.Path, theirs));
            string cookie = own.Cookies["__Host-huoqi-form"];
            own.Cookies["__Host-huoqi-form"] = attacker.Cookies["__Host-huoqi-form"];
            await RefusedAsync(route, "another's token and cookie", SafeHouse.PostAsync(own, route.Path, theirs));
            await RefusedAsync(route, "one's own with another's cookie", SafeHouse.PostAsync(own, route.Path, good));
            own.Cookies["__Host-huoqi-form"] = cookie;
        }

        Assert.True(forms >= 50, $"only {forms} forms");
    }

    [Fact]
    public async Task Nothing_changes_by_a_page_of_another_site()
    {
        await using SafeHouse house = await SafeHouse.StartAsync(postgres);
        long person = await house.PersonAsync();
        (string Name, string Value)[] signs =
        [
            ("Origin", Elsewhere), ("Origin", "null"), ("Origin", "http://localhost:1"),
            ("Origin", $"{Elsewhere}:{house.Client.BaseAddress!.Port}"), ("Sec-Fetch-Site", "cross-site"),
            ("Sec-Fetch-Site", "same-site"),
        ];
        foreach (AskedRoute route in house.Routes().Where(route => route.Method is not "GET"))
        {
            Who who = route.Who.HasFlag(Who.Merchant) ? Who.Person : route.Who;
            using Browser browser = await house.BrowserAsync(who, person);
            string token = await SafeHouse.FormTokenAsync(browser, who);
            foreach ((string name, string value) in signs)
            {
                using HttpRequestMessage request = new(new(route.Method), route.Path)
                {
                    Content = route.Kind == RouteKind.Form
                        ? new FormUrlEncodedContent([new("form-token", token)])
                        : new StringContent("{}", null, "application/json"),
                };
                request.Headers.Add(name, value);
                if (route.Kind == RouteKind.Api)
                {
                    // A header that proves nothing does not make a program of a browser: the cookie would still count.
                    request.Headers.Add("Authorization", "Basic eDp4");
                }

                using HttpResponseMessage answer = await browser.SendAsync(request);
                Assert.True(
                    answer.StatusCode == HttpStatusCode.Forbidden, $"{route}, {name}: {value}: {answer.StatusCode}");
            }
        }
    }

    [Fact]
    public async Task A_page_of_this_site_sends_its_forms()
    {
        await using SafeHouse house = await SafeHouse.StartAsync(postgres);
        using Browser browser = await house.BrowserAsync(Who.Person, await house.PersonAsync());
        string token = await SafeHouse.FormTokenAsync(browser, Who.Person);
        string own = house.Client.BaseAddress!.GetLeftPart(UriPartial.Authority);
        string secure = own.Replace("http:", "https:", StringComparison.Ordinal);
        foreach (string? origin in (string?[])[null, own, secure, WebHouse.Origin])
        {
            using HttpRequestMessage request = new(HttpMethod.Post, "/display")
            {
                Content = new FormUrlEncodedContent([new("form-token", token), new("set", "hide")]),
            };
            if (origin is not null)
            {
                request.Headers.Add("Origin", origin);
                request.Headers.Add("Sec-Fetch-Site", "same-origin");
            }

            using HttpResponseMessage answer = await browser.SendAsync(request);
            Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        }
    }

    [Fact]
    public async Task A_way_back_never_leads_out()
    {
        await using SafeHouse house = await SafeHouse.StartAsync(postgres, parts => parts with
        {
            Demo = new DemoMode("2013-07 … 2014-08", 1_000_001, _ => Task.CompletedTask, null),
        });
        long person = await house.PersonAsync();
        List<string> out_ = [];
        // A stream of events has no way back, and no end.
        foreach (AskedRoute route in house.Routes()
            .Where(route => route.Kind is RouteKind.Page or RouteKind.Form && route.Path != "/live"))
        {
            foreach (string back in Outward)
            {
                using Browser browser = await house.BrowserAsync(route.Who, person);
                using HttpResponseMessage answer = route.Kind == RouteKind.Page
                    ? await browser.SendAsync(new(HttpMethod.Get, $"{route.Path}?back={Uri.EscapeDataString(back)}"))
                    : await SafeHouse.PostAsync(
                        browser, route.Path, await SafeHouse.FormTokenAsync(browser, route.Who), ("back", back));
                out_.AddRange((await LeadsAsync(house, answer))
                    .Select(where => $"{route} back={Uri.EscapeDataString(back)}: {where}"));
            }
        }

        Assert.True(out_.Count == 0, string.Join('\n', out_));
    }

    private static async Task RefusedAsync(AskedRoute route, string why, Task<HttpResponseMessage> sent)
    {
        using HttpResponseMessage answer = await sent;
        Assert.True(answer.StatusCode == HttpStatusCode.BadRequest, $"{route}, {why}: {answer.StatusCode}");
    }

    /// <summary>Addresses of an answer that are not of this site.</summary>
    private static async Task<List<string>> LeadsAsync(SafeHouse house, HttpResponseMessage answer)
    {
        List<string> targets = [];
        if (answer.Headers.TryGetValues("Location", out IEnumerable<string>? locations))
        {
            targets.AddRange(locations);
        }

        if (answer.Content.Headers.ContentType?.MediaType == "text/html")
        {
            IDocument page = await SafeHouse.PageOfAsync(answer);
            targets.AddRange(((string[])["href", "action", "formaction", "src"]).SelectMany(name =>
                page.QuerySelectorAll($"[{name}]").Select(element => element.GetAttribute(name)!)));
        }

        Assert.False(answer.Headers.Contains("X"));
        return [.. targets.Where(target => !Uri.TryCreate(house.Client.BaseAddress, target, out Uri? uri)
            || uri.Authority != house.Client.BaseAddress!.Authority || uri.Scheme != house.Client.BaseAddress.Scheme)];
    }
}
