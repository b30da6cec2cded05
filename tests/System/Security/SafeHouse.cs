using System.Net;
using System.Text.RegularExpressions;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using Huoqi.Identity;
using Huoqi.Web;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Huoqi.SystemTests.Security;

/// <summary>A route as these tests ask it: with something in the holes of its address.</summary>
internal sealed record AskedRoute(string Method, string Path, RouteKind Kind, Who Who)
{
    public override string ToString() => $"{Method} {Path}";
}

/// <summary>A web process without limits per minute, whose every line is kept, and callers of every role.</summary>
internal sealed partial class SafeHouse : IAsyncDisposable
{
    public const string Cookie = "__Host-huoqi";

    private readonly Dictionary<Who, long> _staff = [];
    private int _people;

    private SafeHouse(WebHouse web, TraceLog log)
    {
        Web = web;
        Log = log;
        Client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false })
        {
            BaseAddress = web.Web.Address,
            Timeout = TimeSpan.FromSeconds(120),
        };
    }

    public WebHouse Web { get; }

    public AppParts Parts => Web.Parts;

    public TraceLog Log { get; }

    public HttpClient Client { get; }

    public static async Task<SafeHouse> StartAsync(
        PostgresFixture server, Func<AppParts, AppParts>? change = null, CallLimits? calls = null,
        IReadOnlyList<IPAddress>? proxies = null)
    {
        TraceLog log = new();
        SafeHouse house = new(
            await WebHouse.StartAsync(server, change, options => options with
            {
                LogTo = log,
                LogFrom = LogLevel.Trace,
                Proxies = proxies ?? [],
                Calls = calls ?? new() { PerAccount = 0, PerAddress = 0, InAll = 0 },
            }),
            log);
        foreach ((Who role, AccountKind kind) in
            ((Who, AccountKind)[])[(Who.Operator, AccountKind.Operator), (Who.Auditor, AccountKind.Auditor)])
        {
            (_, house._staff[role]) = await new Operators(house.Parts.Identity)
                .CreateAsync($"{kind}".ToLowerInvariant(), kind, "four words make one");
        }

        return house;
    }

    /// <summary>A person with an open account and some money.</summary>
    public async Task<long> PersonAsync(string phone = "13800000001", string yuan = "100.00")
    {
        string digits = $"11010119900307{++_people:D3}";
        long person = await new Profiles(Parts.Identity).MakeAsync(
            new(phone, "张三丰", $"{digits}{IdNumbers.CheckDigit(digits)}", KycLevel.L3));
        await Web.Wallet.OpenWithMoneyAsync(person, yuan);
        return person;
    }

    /// <summary>A new session's token.</summary>
    public async Task<string> TokenAsync(long person) =>
        (await new Sessions(Parts.Identity).OpenAsync(person, new("127.0.0.1", "Test"))).Token!.Value.Reveal();

    /// <summary>A browser in a new session of whoever may call a route; of nobody when everybody may.</summary>
    public async Task<Browser> BrowserAsync(Who who, long person)
    {
        Browser browser = Web.NewBrowser();
        long caller = who.HasFlag(Who.Anyone) ? 0 : who.HasFlag(Who.Person) ? person
            : _staff[who.HasFlag(Who.Operator) ? Who.Operator : Who.Auditor];
        if (caller != 0)
        {
            browser.Cookies[Cookie] = await TokenAsync(caller);
        }

        return browser;
    }

    /// <summary>A form token good for a browser, and the cookie that belongs to it.</summary>
    public static async Task<string> FormTokenAsync(Browser browser, Who who)
    {
        string page = who.HasFlag(Who.Anyone) ? "/sign-up" : who.HasFlag(Who.Person) ? "/me/display" : "/staff";
        IDocument shown = await browser.OpenAsync(page);
        Assert.Equal(HttpStatusCode.OK, browser.Status);
        return shown.QuerySelector("input[name=form-token]")!.GetAttribute("value")!;
    }

    /// <summary>Every route of the program.</summary>
    public IReadOnlyList<AskedRoute> Routes() =>
    [
        .. Web.Web.Endpoints.Select(route =>
        {
            Access access = route.Metadata.GetMetadata<Access>()!;
            string path = Hole().Replace(route.RoutePattern.RawText!, hole => ValueOf(hole.Groups["name"].Value));
            return new AskedRoute(
                route.Metadata.GetMetadata<IHttpMethodMetadata>()!.HttpMethods[0], path.Length == 0 ? "/" : path,
                access.Kind, access.Who);
        }),
    ];

    /// <summary>Sends a form as it is, with a browser's cookies.</summary>
    public static Task<HttpResponseMessage> PostAsync(
        Browser browser, string path, string? token, params (string Name, string Value)[] more)
    {
        Dictionary<string, string> fields = more.ToDictionary(field => field.Name, field => field.Value);
        if (token is not null)
        {
            fields["form-token"] = token;
        }

        return browser.SendAsync(new(HttpMethod.Post, path) { Content = new FormUrlEncodedContent(fields) });
    }

    /// <summary>The page in an answer.</summary>
    public static async Task<IDocument> PageOfAsync(HttpResponseMessage answer) =>
        new HtmlParser().ParseDocument(await answer.Content.ReadAsStringAsync());

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Web.DisposeAsync();
    }

    private static string ValueOf(string name) => name switch
    {
        "day" or "date" => "2026-11-17",
        "month" => "2026-11",
        "format" => "csv",
        "document" or "kind" => "fund_contract",
        "area" => "money",
        "order" or "no" => "00-000000000001",
        _ => "1",
    };

    [GeneratedRegex(@"\{(?<name>[a-zA-Z]+)[^}]*\}", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Hole();
}
