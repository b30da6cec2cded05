#pragma warning disable xUnit1051 // Every call here is short; a token at each of them would hide what the test says.
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Huoqi.Identity;
using Huoqi.Kernel;
using Huoqi.SystemTests.Api;
using Huoqi.Web;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Huoqi.SystemTests.Security;

/// <summary>Whatever breaks inside, nothing of the inside is in an answer.</summary>
public sealed partial class BrokenTests(PostgresFixture postgres)
{
    private const string Inside =
        "42P01: SELECT secret FROM identity.account at Huoqi.Identity.Vault in /srv/huoqi/src/Identity/Vault.cs:line 7";

    [Fact]
    public async Task A_part_that_throws_is_told_of_in_a_sentence_and_a_number()
    {
        BrokenPort broken = new(() => new InvalidOperationException(Inside));
        await using SafeHouse house = await SafeHouse.StartAsync(postgres, parts => parts with
        {
            Identity = parts.Identity with { Sms = broken, Authority = broken },
            Demo = new DemoMode(
                "2013-07 … 2014-08", 1_000_001, _ => throw new InvalidOperationException(Inside), null),
        });
        using Browser browser = house.Web.NewBrowser();
        await browser.OpenAsync("/sign-up");
        using HttpResponseMessage page = await browser.SendFormAsync(
            "form[action='/sign-up']", ("phone", "13812345678"));
        using HttpResponseMessage day = await browser.SendFormAsync(
            "form[action='/sign-up']", action: "/demo/next-day");
        using HttpResponseMessage api = await house.Client.PostAsync(
            "/api/v1/sign-up/codes",
            new StringContent("""{"phone":"13812345678"}""", Encoding.UTF8, "application/json"));
        foreach (HttpResponseMessage answer in (HttpResponseMessage[])[page, day, api])
        {
            Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
            await SaysNothingAsync(answer);
        }

        Assert.Equal("broken", await ApiHouse.CodeOfAsync(api));
        // Whoever runs it reads what it was.
        Assert.True(house.Log.From(LogLevel.Error).Count(line => line.Contains(Inside, StringComparison.Ordinal)) >= 3);
    }

    [Fact]
    public async Task A_commit_without_an_answer_says_come_again_and_not_that_it_is_broken()
    {
        BrokenPort unknown = new(() => new OutcomeUnknownException(new InvalidOperationException(Inside)));
        await using SafeHouse house = await SafeHouse.StartAsync(postgres, parts => parts with
        {
            Identity = parts.Identity with { Sms = unknown, Authority = unknown },
        });
        using Browser browser = house.Web.NewBrowser();
        await browser.OpenAsync("/sign-up");
        using HttpResponseMessage page = await browser.SendFormAsync(
            "form[action='/sign-up']", ("phone", "13812345678"));
        using HttpResponseMessage api = await house.Client.PostAsync(
            "/api/v1/sign-up/codes",
            new StringContent("""{"phone":"13812345678"}""", Encoding.UTF8, "application/json"));
        foreach (HttpResponseMessage answer in (HttpResponseMessage[])[page, api])
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
            Assert.NotNull(answer.Headers.RetryAfter);
            await SaysNothingAsync(answer);
        }
    }

    [Fact]
    public async Task Without_the_database_everything_says_come_again_and_nothing_else()
    {
        await using SafeHouse house = await SafeHouse.StartAsync(postgres);
        long person = await house.PersonAsync();
        using Browser browser = await house.BrowserAsync(Who.Person, person);
        string token = await SafeHouse.FormTokenAsync(browser, Who.Person);
        string name = house.Web.Wallet.Database.Name;
        await postgres.RunAsync($"ALTER DATABASE {name} CONNECTION LIMIT 0");
        try
        {
            await postgres.RunAsync(
                $"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'");
            Task<HttpResponseMessage>[] asked =
            [
                browser.SendAsync(new(HttpMethod.Get, "/")), browser.SendAsync(new(HttpMethod.Get, "/bills")),
                SafeHouse.PostAsync(browser, "/me/password", token, ("password", "four other words here")),
                browser.SendAsync(new(HttpMethod.Get, "/api/v1/home")),
                house.Client.GetAsync("/sign-in"),
                house.Client.PostAsync("/api/v1/sign-up/codes", new StringContent(
                    """{"phone":"13812345678"}""", Encoding.UTF8, "application/json")),
                house.Client.GetAsync("/health/ready"),
            ];
            foreach (HttpResponseMessage answer in await Task.WhenAll(asked))
            {
                Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
                Assert.NotNull(answer.Headers.RetryAfter);
                await SaysNothingAsync(answer);
            }

            using HttpResponseMessage live = await house.Client.GetAsync("/health/live");
            Assert.Equal(HttpStatusCode.OK, live.StatusCode);
            string metrics = await house.Client.GetStringAsync("/metrics");
            Assert.Contains("\nhuoqi_database_up 0\n", metrics, StringComparison.Ordinal);
            Assert.Contains("\nhuoqi_requests_total{", metrics, StringComparison.Ordinal);
        }
        finally
        {
            await postgres.RunAsync($"ALTER DATABASE {name} CONNECTION LIMIT -1");
        }

        // Nobody has to start it again.
        Assert.Equal("/me", (await browser.OpenAsync("/me"), browser.Path).Path);
        Assert.Equal(HttpStatusCode.OK, browser.Status);
    }

    [Theory]
    [InlineData("GET", "/bills?cursor=%00%27")]
    [InlineData("GET", "/send?again=%00")]
    [InlineData("GET", "/collect?note=%00%EF%BF%BE&amount=%00")]
    [InlineData("GET", "/bills?q=%00&after=%00&least=%00")]
    [InlineData("GET", "/receipt/'%3B%20DROP%20TABLE%20x")]
    [InlineData("GET", "/income/0000-99-99")]
    [InlineData("GET", "/assets/..%2f..%2fetc%2fpasswd")]
    [InlineData("GET", "/api/v1/bills/%F0%28%8C%28")]
    [InlineData("GET", "/api/v1/exports/..%2f..")]
    [InlineData("GET", "/statement/file?format=../../x&from=9999-12-31&through=0001-01-01")]
    [InlineData("TRACE", "/")]
    [InlineData("POST", "/api/v1/sign-up/codes")]
    public async Task What_nobody_should_send_is_refused_without_a_word_of_the_inside(string method, string path)
    {
        await using SafeHouse house = await SafeHouse.StartAsync(postgres);
        using Browser browser = await house.BrowserAsync(Who.Person, await house.PersonAsync());
        using HttpRequestMessage request = new(new(method), path)
        {
            Content = method == "POST" ? new StringContent("\u0000{", Encoding.UTF8, "application/json") : null,
        };
        using HttpResponseMessage answer = await browser.SendAsync(request);
        Assert.InRange((int)answer.StatusCode, 200, 499);
        await SaysNothingAsync(answer);
        Assert.DoesNotContain("TRACE", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private static async Task SaysNothingAsync(HttpResponseMessage answer)
    {
        string text = $"{answer.Headers}{await answer.Content.ReadAsStringAsync()}";
        Match inside = OfTheInside().Match(text);
        Assert.False(inside.Success, $"{answer.RequestMessage?.RequestUri?.AbsolutePath} says {inside.Value}");
    }

    [GeneratedRegex(
        @"Exception|Npgsql|Postgres|\bHuoqi\.[A-Z]|\bSystem\.[A-Z]|Microsoft\.|\.cs\b|/srv/|/tmp/|:line \d|\n\s+at "
        + @"|\bSELECT\b|\bINSERT INTO\b|identity\.|\b42P01\b|\b53300\b",
        RegexOptions.NonBacktracking)]
    private static partial Regex OfTheInside();

    private sealed class BrokenPort(Func<Exception> what) : ISmsPort, IAuthorityPort
    {
        public Task<bool> SendAsync(SmsMessage message, CancellationToken cancel = default) => throw what();

        public Task<AuthorityOutcome> CheckAsync(IdentityCheck check, CancellationToken cancel = default) =>
            throw what();
    }
}
