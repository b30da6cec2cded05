#pragma warning disable xUnit1051 // Every call here is short; a token at each of them would hide what the test says.
using System.Text.Json.Nodes;
using Huoqi.Customers;
using Huoqi.Identity;
using Huoqi.SystemTests.Security;
using Huoqi.Wallet;
using Xunit;

namespace Huoqi.SystemTests.Api;

/// <summary>What a program needs to show a person before they confirm: who the other one is, what hinders an act, and
/// what a stream will tell.</summary>
public sealed class PeopleApiTests(PostgresFixture postgres)
{
    [Fact]
    public async Task Requests_messages_and_bills_name_the_other_person_as_the_pages_do()
    {
        await using ApiHouse house = await ApiHouse.StartAsync(postgres);
        long payer = await house.PersonAsync("13800000001");
        long asker = await house.PersonAsync("13800000002");
        string token = await house.TokenAsync(payer), askers = await house.TokenAsync(asker);
        _ = await house.SendAsync("PUT", "/api/v1/me/nickname", """{"nickname":"小芳"}""", askers);
        Payee seen = (await new Names(house.House.Parts.Identity).OfAsync(asker))!;
        Assert.Equal("小芳", seen.Nickname);
        MoneyRequests requests = new(house.House.Parts.Customers);
        (CustomerStatus _, long number) = await requests.AskAsync(asker: asker, "r1", friend: payer, new(100), "lunch");

        Is(seen, await FirstAsync("/api/v1/money-requests", token));
        Payee other = (await new Names(house.House.Parts.Identity).OfAsync(payer))!;
        Is(other, await FirstAsync("/api/v1/money-requests", askers));
        Is(seen, await FirstAsync("/api/v1/inbox", token));

        Assert.True((await requests.AcceptAsync(payer, number))!.Value.Status
            is WalletStatus.Done or WalletStatus.Pending);
        JsonNode bill = await FirstAsync("/api/v1/bills", token);
        Assert.Equal(asker, bill["party"]!["person"]!.GetValue<long>());
        Is(seen, bill["party"]!);
        JsonNode receipt = await BodyAsync($"/api/v1/bills/{bill["order"]}", token);
        Is(seen, receipt["bill"]!["party"]!);
        JsonNode statement = await BodyAsync("/api/v1/statement", token);
        Is(seen, statement["rows"]!.AsArray().Single(row => row!["party"]!["person"] is not null)!["party"]!);

        static void Is(Payee payee, JsonNode said) => Assert.Equal(
            (payee.MaskedName, payee.Nickname),
            (said["maskedName"]!.GetValue<string>(), said["nickname"]!.GetValue<string>()));

        async Task<JsonNode> BodyAsync(string path, string who) =>
            await ApiHouse.BodyOfAsync(await house.SendAsync("GET", path, token: who));

        async Task<JsonNode> FirstAsync(string path, string who) => (await BodyAsync(path, who))["items"]![0]!;
    }

    [Fact]
    public async Task What_hinders_a_quote_has_the_code_that_the_act_is_refused_with()
    {
        await using AccountHouse house = await AccountHouse.StartAsync(postgres);
        _ = await house.PersonAsync("1000.00");
        Assert.Equal("insufficient-balance", await HindranceAsync("withdraw", "1000.01"));
        Assert.Equal("insufficient-balance", await house.WithdrawAsync("1000.01", card: 1));
        Assert.Equal("insufficient-units", await HindranceAsync("redeem_fast_to_wallet", "1.00"));
        Assert.Equal("insufficient-units", await HindranceAsync("redeem_next_day_to_card", "1.00"));
        Assert.Equal("insufficient-units", await HindranceAsync("pay_from_fund", "1.00"));
        Assert.Equal("limit-exceeded", await HindranceAsync("send", "5000.01"));
        Assert.Null(await HindranceAsync("send", "1.00"));

        long nobody = await new Profiles(house.Web.Parts.Identity).MakeAsync(
            new MadePerson("13800000002", "", "", KycLevel.L0));
        await house.OpenAsync(nobody);
        Assert.Equal("account-not-open", await HindranceAsync("top_up", "1.00"));
        Assert.Equal("account-not-open", await HindranceAsync("send", "1.00"));

        async Task<string?> HindranceAsync(string act, string amount) =>
            (await house.DoneAsync("GET", $"/api/v1/quotes?act={act}&amount={amount}"))["hindrance"]
            ?.GetValue<string>();
    }

    [Fact]
    public async Task The_document_shows_every_event_of_a_stream_as_it_is_told()
    {
        await using ApiHouse house = await ApiHouse.StartAsync(postgres);
        JsonNode document = await ApiHouse.BodyOfAsync(await house.SendAsync("GET", "/openapi/v1.json"));
        Dictionary<string, List<string>> shown = [];
        foreach ((string path, JsonNode? item) in document["paths"]!.AsObject())
        {
            if (item!["get"]?["responses"] is { } answers
                && answers["200"]?["content"]?["text/event-stream"] is { } stream)
            {
                shown[path] = EventsOf(stream["example"]!.GetValue<string>().Split('\n'));
                Assert.NotNull(ExampleOf(answers["503"]!, "not-ready"));
                Assert.NotNull(ExampleOf(answers["429"]!, "too-many-streams"));
            }
        }

        Assert.Equal(
            [
                "/api/v1/events", "/api/v1/operations/{operation}/events", "/api/v1/staff/days/{day}/events",
            ],
            shown.Keys.Order(StringComparer.Ordinal));
        Assert.All(shown.Values, events => Assert.NotEmpty(events));

        string token = await house.TokenAsync(await house.PersonAsync("13800000001"));
        HttpResponseMessage told = await house.SendAsync("GET", "/api/v1/events", token: token);
        using StreamReader reader = new(await told.Content.ReadAsStreamAsync());
        List<string> lines = [];
        while (lines.Count(line => line.StartsWith("data: ", StringComparison.Ordinal)) < 2)
        {
            lines.Add((await reader.ReadLineAsync())!);
        }

        Assert.Equal(EventsOf(lines), shown["/api/v1/events"]);

        static JsonNode? ExampleOf(JsonNode answer, string code) =>
            answer["content"]!["application/problem+json"]!["examples"]![code];
    }

    /// <summary>Events by name and the members of their bodies.</summary>
    private static List<string> EventsOf(IEnumerable<string> lines)
    {
        List<string> events = [];
        string name = "";
        foreach (string line in lines)
        {
            if (line.StartsWith("event: ", StringComparison.Ordinal))
            {
                name = line["event: ".Length..];
            }
            else if (line.StartsWith("data: ", StringComparison.Ordinal))
            {
                JsonObject body = JsonNode.Parse(line["data: ".Length..])!.AsObject();
                events.Add($"{name}: {string.Join(", ", body.Select(member => member.Key))}");
            }
        }

        return events;
    }
}
