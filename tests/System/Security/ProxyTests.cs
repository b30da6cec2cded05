#pragma warning disable xUnit1051 // Every call here is short; a token at each of them would hide what the test says.
using System.Net;
using System.Text.Json.Nodes;
using Huoqi.SystemTests.Api;
using Huoqi.Web;
using Xunit;

namespace Huoqi.SystemTests.Security;

/// <summary>Where a request came from, when a proxy stands between.</summary>
public sealed class ProxyTests(PostgresFixture postgres)
{
    [Fact]
    public async Task Behind_a_proxy_the_visitor_is_counted_and_not_what_he_says_he_is()
    {
        CallLimits limits = new() { PerAccount = 0, PerAddress = 40, InAll = 0 };
        await using SafeHouse house = await SafeHouse.StartAsync(
            postgres, calls: limits, proxies: [IPAddress.Loopback]);
        // The proxy appends who it heard from; what stands before that the visitor wrote himself, another each time.
        Assert.InRange(await RefusedAsync(house, n => $"198.51.100.{n}, 203.0.113.7"), 20, 90);
        Assert.Equal(0, await RefusedAsync(house, n => $"203.0.113.{n + 10}"));
        // Who is no proxy is not believed.
        await using SafeHouse open = await SafeHouse.StartAsync(postgres, calls: limits);
        Assert.Equal(0, await RefusedAsync(open, _ => "203.0.113.7"));
    }

    [Theory]
    [InlineData(true, "https", "https")]
    [InlineData(true, "javascript", "http")]
    [InlineData(false, "https", "http")]
    public async Task Links_and_signatures_name_the_scheme_that_a_named_proxy_says(
        bool named, string said, string scheme)
    {
        await using ApiHouse house = await ApiHouse.StartAsync(
            postgres, options => options with { Proxies = named ? [IPAddress.Loopback] : [] });
        house.Client.DefaultRequestHeaders.Add("X-Forwarded-For", "203.0.113.7");
        house.Client.DefaultRequestHeaders.Add("X-Forwarded-Proto", said);
        Signing merchant = (await house.MerchantAsync(1)) with { TargetScheme = scheme };
        JsonNode made = await ApiHouse.BodyOfAsync(await house.SendAsync(
            "POST", "/api/v1/merchant/payments",
            """{"merchantOrder":"M-1","amount":"30.00","currency":"CNY","description":"a book"}""",
            signing: merchant, key: "m-1"));
        string site = $"{scheme}://{house.Client.BaseAddress!.Authority}/";
        Assert.StartsWith(site, made["payUrl"]!.GetValue<string>(), StringComparison.Ordinal);
        HttpResponseMessage other = await house.SendAsync(
            "GET", "/api/v1/merchant/payments",
            signing: merchant with { TargetScheme = scheme == "https" ? "http" : "https" });
        Assert.Equal("signature-wrong", await ApiHouse.CodeOfAsync(other));

        string token = await house.TokenAsync(await house.PersonAsync("13800000001"));
        JsonNode link = await ApiHouse.BodyOfAsync(await house.SendAsync(
            "GET", "/api/v1/collect-link?amount=1.00", token: token));
        Assert.StartsWith(site, link["link"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    private static async Task<int> RefusedAsync(SafeHouse house, Func<int, string> forwarded)
    {
        int refused = 0;
        for (int i = 0; i < 120; i++)
        {
            using HttpRequestMessage request = new(HttpMethod.Get, "/api/v1/fund/yields");
            request.Headers.Add("X-Forwarded-For", forwarded(i));
            using HttpResponseMessage answer = await house.Client.SendAsync(request);
            refused += answer.StatusCode == HttpStatusCode.TooManyRequests ? 1 : 0;
        }

        return refused;
    }
}
