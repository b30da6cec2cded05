#pragma warning disable xUnit1051 // Every call here is short; a token at each of them would hide what the test says.
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Huoqi.Customers;
using Huoqi.Identity;
using Huoqi.Kernel;
using Huoqi.Wallet;
using Huoqi.Web;
using Microsoft.AspNetCore.Routing;
using Xunit;

namespace Huoqi.SystemTests.Api;

/// <summary>Amounts of the API: text of yuan beside a currency, with the sign and the card that the pages show.
/// </summary>
public sealed class AmountsTests(PostgresFixture postgres)
{
    [Fact]
    public async Task What_has_amounts_names_its_currency_or_stands_in_what_does()
    {
        await using WebHouse house = await WebHouse.StartAsync(postgres);
        List<string> without = [];
        int seen = 0;
        foreach (RouteEndpoint route in house.Web.Endpoints.Where(one =>
            one.Metadata.GetMetadata<Access>()?.Kind == RouteKind.Api))
        {
            foreach (Type body in route.Metadata.OfType<GivesExample>().Where(gives => gives.Value is not null)
                .Select(gives => gives.Type).Concat(route.Metadata.OfType<TakesExample>().Select(takes => takes.Type)))
            {
                seen++;
                without.AddRange(Without(body).Select(shape => $"{route.RoutePattern.RawText}: {shape}"));
            }
        }

        Assert.True(without.Count == 0, string.Join("\n", without));
        Assert.True(seen > 50, $"{seen} bodies");

        // The walk finds what it looks for: a line of a settlement stands in one, and by itself would be without.
        Assert.Equal([nameof(SettlementLineOut)], Without(typeof(IReadOnlyList<SettlementLineOut>)));
        Assert.Empty(Without(typeof(SettlementOut)));
    }

    [Fact]
    public async Task What_leaves_has_a_minus_and_a_direction_and_a_card_its_bank_and_digits()
    {
        await using ApiHouse house = await ApiHouse.StartAsync(postgres);
        long person = await house.PersonAsync("13800000001");
        string token = await house.TokenAsync(person);
        string card = $"card-{person}";
        _ = await new BankCards(house.House.Parts.Customers).KeepAsync(person, "工商银行", "0018", card);
        WalletAnswer sent = await new Withdraw(house.House.Wallet.Parts).HandleAsync(
            new(person, "out", new(40_00), card));
        JsonNode waiting = (await BodyAsync("/api/v1/under-way"))["items"]!.AsArray().Single()!;
        Assert.Equal(("-40.00", "out", "CNY"), Amount(waiting));
        Assert.Equal(("card:1", "工商银行", "0018"), Card(waiting));
        Assert.Equal(0, (await house.House.Wallet.BankAsync()).Open);

        JsonArray bills = (await BodyAsync("/api/v1/bills"))["items"]!.AsArray();
        JsonNode withdrawal = Of(bills, "withdrawal");
        Assert.Equal(sent.Order.ToString(), Text(withdrawal, "order"));
        Assert.Equal(("-40.00", "out", "CNY"), Amount(withdrawal));
        Assert.Equal(("card:1", "工商银行", "0018"), Card(withdrawal));
        Assert.Equal(("1000.00", "in", "CNY"), Amount(Of(bills, "top_up")));
        Assert.DoesNotContain(card, bills.ToJsonString(), StringComparison.Ordinal);

        // Order and answer are two entries, and each leads to the other.
        JsonNode receipt = await BodyAsync($"/api/v1/bills/{sent.Order}");
        Assert.Equal("CNY", Text(receipt, "currency"));
        Assert.Null(receipt["orderedBy"]);
        JsonNode answer = await BodyAsync($"/api/v1/bills/{receipt["answeredBy"]}");
        Assert.Equal(sent.Order.ToString(), Text(answer, "orderedBy"));
        Assert.Equal(receipt["answerLines"]!.ToJsonString(), answer["lines"]!.ToJsonString());

        // What only moves between the person's own has no sign; what the fund has not confirmed is on its way.
        WalletAnswer bought = await new SubscribeFromWallet(house.House.Wallet.Parts).HandleAsync(
            new(person, "buy", new(5_00)));
        JsonNode purchase = await BodyAsync($"/api/v1/bills/{bought.Order}");
        Assert.Equal(("5.00", "own", "CNY"), Amount(purchase["bill"]!));
        Assert.Equal("wallet", Text(purchase["fundOrder"]!["paidFrom"]!, "pocket"));
        JsonNode statement = await BodyAsync("/api/v1/statement?from=2026-11-01&through=2026-11-18");
        Assert.Equal(("0.00", "5.00"), (Text(statement, "openingUnderWay"), Text(statement, "closingUnderWay")));

        async Task<JsonNode> BodyAsync(string path) =>
            await ApiHouse.BodyOfAsync(await house.SendAsync("GET", path, token: token));
    }

    [Fact]
    public async Task The_trial_balance_is_in_yuan_and_for_a_fund_in_units()
    {
        await using ApiHouse house = await ApiHouse.StartAsync(postgres);
        long person = await house.PersonAsync("13800000001", "1234.50");
        await house.House.Wallet.GiveUnitsAsync(person, "10.00");
        (IdentityStatus _, long auditor) = await new Operators(house.House.Parts.Identity)
            .CreateAsync("audit", AccountKind.Auditor, "four words make one");
        JsonArray lines = (await ApiHouse.BodyOfAsync(await house.SendAsync(
            "GET", "/api/v1/staff/trial-balance", token: await house.TokenAsync(auditor))))["items"]!.AsArray();
        JsonNode money = lines.Single(line => Text(line!, "account") == "user_balance")!;
        Assert.Equal(("1234.50", "CNY"), (Text(money, "balance"), Text(money, "currency")));
        Assert.Null(money["units"]);
        JsonNode units = lines.Single(line => Text(line!, "account") == "units_available")!;
        Assert.Equal("10.00", Text(units, "units"));
        Assert.Null(units["balance"]);
    }

    /// <summary>The shapes with amounts, in a body, that neither name a currency nor stand in one that does.</summary>
    private static IEnumerable<string> Without(Type type)
    {
        JsonTypeInfo info = ApiJson.Options.GetTypeInfo(type);
        if (info.Kind is JsonTypeInfoKind.Enumerable or JsonTypeInfoKind.Dictionary)
        {
            return type.GetGenericArguments().SelectMany(Without);
        }

        if (info.Kind == JsonTypeInfoKind.None || info.Properties.Any(one => one.PropertyType == typeof(Currency)))
        {
            return [];
        }

        IEnumerable<string> inside = info.Properties.SelectMany(one => Without(one.PropertyType));
        return info.Properties.Any(IsAmount) ? inside.Prepend(type.Name) : inside;
    }

    private static bool IsAmount(JsonPropertyInfo member) =>
        (Nullable.GetUnderlyingType(member.PropertyType) ?? member.PropertyType) == typeof(Money);

    private static JsonNode Of(JsonArray bills, string kind) => bills.First(bill => Text(bill!, "kind") == kind)!;

    private static (string Amount, string Direction, string Currency) Amount(JsonNode bill) =>
        (Text(bill, "amount"), Text(bill, "direction"), Text(bill, "currency"));

    private static (string Card, string Bank, string Ending) Card(JsonNode bill) =>
        (Text(bill["party"]!, "card"), Text(bill["party"]!, "bank"), Text(bill["party"]!, "ending"));

    private static string Text(JsonNode node, string member) => node[member]!.GetValue<string>();
}
