using System.Text.Json.Nodes;
using Huoqi.Identity;
using Xunit;

namespace Huoqi.SystemTests.Api;

/// <summary>Numbers that nothing can have, days at the end of time, and what differs from what was confirmed: a problem
/// that says what to do, and no money moves.</summary>
public sealed class ApiBadInputTests(PostgresFixture server)
{
    private const string Ask = "/api/v1/confirmations";

    [Fact]
    public async Task A_number_that_nothing_can_have_is_refused_before_anything_is_confirmed()
    {
        await using ApiHouse house = await ApiHouse.StartAsync(server);
        string token = await house.TokenAsync(await house.PersonAsync("13800000001"));
        (string Wanted, string Code)[] cases =
        [
            ("""{"act":"top-up","amount":"1.00","currency":"CNY","card":0}""", "card-not-found"),
            ("""{"act":"withdraw","amount":"1.00","currency":"CNY","card":-1}""", "card-not-found"),
            ("""{"act":"send","amount":"1.00","currency":"CNY","friend":-1,"note":""}""", "payee-cannot-receive"),
            (
                """
                {"act":"pay","amount":"1.00","currency":"CNY","merchant":-1,"payment":"pay_AAcAESIzRFVmd4iZqrvM3e7_",
                    "source":"wallet"}
                """, "payment-not-found"),
            (
                """{"act":"answer-request","amount":"1.00","currency":"CNY","asker":-1,"request":5}""",
                "request-not-open"),
        ];
        foreach ((string wanted, string code) in cases)
        {
            HttpResponseMessage answer = await house.SendAsync("POST", Ask, wanted, token);
            Assert.Equal((wanted, code), (wanted, await ApiHouse.CodeOfAsync(answer)));
        }
    }

    [Fact]
    public async Task What_is_paid_is_what_the_merchant_or_the_friend_asked_for_whatever_was_confirmed()
    {
        await using ApiHouse house = await ApiHouse.StartAsync(server);
        string token = await house.TokenAsync(await house.PersonAsync("13800000001"));
        JsonNode made = await ApiHouse.BodyOfAsync(await house.SendAsync(
            "POST", "/api/v1/merchant/payments",
            """{"merchantOrder":"M-1","amount":"30.00","currency":"CNY","description":"一本书"}""",
            signing: await house.MerchantAsync(1), key: "made"));
        string payment = made["id"]!.GetValue<string>();
        JsonObject unasked = new()
        {
            ["amount"] = "1.00",
            ["currency"] = "CNY",
            ["asker"] = 1_000_002,
            ["request"] = long.MaxValue,
        };
        (string Act, string Path, JsonObject Body, string Code)[] cases =
        [
            ("pay", "/api/v1/purchases", Pay("0.01", merchant: 1), "confirmation-changed"),
            ("pay", "/api/v1/purchases", Pay("30.00", merchant: 2), "confirmation-changed"),
            ("answer-request", "/api/v1/money-requests/payments", unasked, "request-not-open"),
        ];
        for (int i = 0; i < cases.Length; i++)
        {
            (string act, string path, JsonObject body, string code) = cases[i];
            JsonObject wanted = body.DeepClone().AsObject();
            wanted["act"] = act;
            JsonNode asked =
                await ApiHouse.BodyOfAsync(await house.SendAsync("POST", Ask, wanted.ToJsonString(), token));
            body["confirmation"] = asked["confirmation"]!.GetValue<string>();
            HttpResponseMessage answer = await house.SendAsync("POST", path, body.ToJsonString(), token, key: $"k{i}");
            Assert.Equal((i, code), (i, await ApiHouse.CodeOfAsync(answer)));
        }

        JsonNode home = await ApiHouse.BodyOfAsync(await house.SendAsync("GET", "/api/v1/home", token: token));
        Assert.Equal("1000.00", home["wallet"]!.GetValue<string>());

        JsonObject Pay(string amount, long merchant) => new()
        {
            ["amount"] = amount,
            ["currency"] = "CNY",
            ["merchant"] = merchant,
            ["payment"] = payment,
            ["source"] = "wallet",
        };
    }

    [Theory]
    [InlineData("/api/v1/exports/beancount?from=9999-12-01&through=9999-12-31", "through")]
    [InlineData("/api/v1/statement?through=2026-13-01", "through")]
    [InlineData("/api/v1/statement?from=2026-11-19&through=2026-11-18", "from")]
    [InlineData("/api/v1/bills?atMost=-1", "atMost")]
    [InlineData("/api/v1/bills?direction=up", "direction")]
    [InlineData("/api/v1/bills?text=%00", "text")]
    [InlineData("/api/v1/bills?kind=nonsense", "kind")]
    [InlineData("/api/v1/fund/yields?span=century", "span")]
    [InlineData("/api/v1/quotes?act=steal&amount=1.00", "act")]
    [InlineData("/api/v1/quotes?amount=1.00", "act")]
    [InlineData("/api/v1/quotes?act=top_up", "amount")]
    [InlineData("/api/v1/agreements/service_terms/1", "kind")]
    [InlineData("/api/v1/collect-link?amount=0.00", "amount")]
    [InlineData("/api/v1/collect-link?amount=100000000.01", "amount")]
    public async Task A_parameter_that_is_wrong_is_named(string path, string name)
    {
        await using ApiHouse house = await ApiHouse.StartAsync(server);
        string token = await house.TokenAsync(await house.PersonAsync("13800000001"));
        HttpResponseMessage answer = await house.SendAsync("GET", path, token: token);
        Assert.Equal("bad-request", await ApiHouse.CodeOfAsync(answer));
        JsonNode said = JsonNode.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
        Assert.Equal(name, said["fields"]![0]!["pointer"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_reason_is_one_line_and_nobody_under_age_opens_an_account()
    {
        await using ApiHouse house = await ApiHouse.StartAsync(server);
        string token = await house.TokenAsync(await house.PersonAsync("13800000001"));
        foreach (string reason in (string[])["", "lost\nphone", "lost\u200Fphone", new('x', 201)])
        {
            HttpResponseMessage answer = await house.SendAsync(
                "POST", "/api/v1/freeze", new JsonObject { ["reason"] = reason }.ToJsonString(), token);
            Assert.Equal((reason, "invalid-value"), (reason, await ApiHouse.CodeOfAsync(answer)));
        }

        JsonNode me = await ApiHouse.BodyOfAsync(await house.SendAsync("GET", "/api/v1/me", token: token));
        Assert.False(me["frozen"]!.GetValue<bool>());

        string young = await house.TokenAsync(await new Profiles(house.House.Parts.Identity).MakeAsync(
            new MadePerson("13800000002", "", "", KycLevel.L0), cancel: TestContext.Current.CancellationToken));
        const string Digits = "11010120150307851";
        JsonObject child = new()
        {
            ["name"] = "李小明",
            ["idNumber"] = $"{Digits}{IdNumbers.CheckDigit(Digits)}",
        };
        Assert.Equal("invalid-id-number", await ApiHouse.CodeOfAsync(await house.SendAsync(
            "POST", "/api/v1/kyc/identity", child.ToJsonString(), young)));
        JsonNode kyc = await ApiHouse.BodyOfAsync(await house.SendAsync("GET", "/api/v1/kyc", token: young));
        Assert.Equal("L0", kyc["level"]!.GetValue<string>());
    }
}
