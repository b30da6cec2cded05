#pragma warning disable xUnit1051 // Every call here is short; a token at each of them would hide what the test says.
using System.Text.Json.Nodes;
using Huoqi.Acquiring;
using Huoqi.Customers;
using Huoqi.Identity;
using Huoqi.Web;
using Xunit;

namespace Huoqi.SystemTests.Api;

/// <summary>Lists go on until there is no more, and what the pages show beside them is there too.</summary>
public sealed class ListsTests(PostgresFixture postgres)
{
    [Fact]
    public async Task Deliveries_and_disputes_are_read_to_the_end_and_each_comes_once()
    {
        await using ApiHouse house = await ApiHouse.StartAsync(postgres);
        Signing live = await house.MerchantAsync(1);
        Signing sandbox = await house.MerchantAsync(1, sandbox: true);
        foreach (bool played in (bool[])[false, true])
        {
            await TellAsync(house, new(1, played), events: 3);
        }

        _ = await new EventLine(house.House.Parts.Acquiring).HandOutAsync(TestContext.Current.CancellationToken);
        string staff = await StaffAsync(house);
        const string Own = "/api/v1/merchant/webhooks/deliveries";
        List<string> real = await AllAsync(house, Own, "event", signing: live);
        List<string> tried = await AllAsync(house, Own, "event", signing: sandbox);
        List<string> both = await AllAsync(house, "/api/v1/staff/merchants/1/deliveries", "event", staff);
        Assert.Equal((3, 3), (real.Count, tried.Count));
        Assert.Equal(real.Concat(tried).Order(StringComparer.Ordinal), both.Order(StringComparer.Ordinal));

        long person = await house.PersonAsync("13800000001");
        await house.House.Wallet.TopUpAsync(person, "1.00");
        await house.House.Wallet.TopUpAsync(person, "2.00");
        CustomersParts customers = house.House.Parts.Customers;
        BillPage bills = (await new BillReading(customers).PageAsync(person, new(), cursor: null, 10))!;
        foreach (Bill bill in bills.Items)
        {
            (CustomerStatus status, _) = await new Disputes(customers).OpenAsync(person, bill.No, "not mine");
            Assert.Equal(CustomerStatus.Done, status);
        }

        List<string> disputes = await AllAsync(house, "/api/v1/staff/disputes", "dispute", staff);
        Assert.Equal(bills.Items.Select(bill => bill.No.ToString()), disputes);

        // A cursor belongs to its list.
        string foreign = Cursor.Of("disputes", "1");
        Assert.Equal("invalid-cursor", await ApiHouse.CodeOfAsync(
            await house.SendAsync("GET", $"{Own}?cursor={foreign}", signing: live)));
        Assert.Equal("invalid-cursor", await ApiHouse.CodeOfAsync(await house.SendAsync(
            "GET", $"{Own}?cursor={Cursor.Of("deliveries", "-1 evt_1 we_1")}", signing: live)));
        Assert.Equal("bad-request", await ApiHouse.CodeOfAsync(
            await house.SendAsync("GET", $"{Own}?limit=101", signing: live)));
        Assert.Equal("invalid-cursor", await ApiHouse.CodeOfAsync(
            await house.SendAsync("GET", "/api/v1/staff/disputes?cursor=x", token: staff)));
    }

    [Fact]
    public async Task Levels_consents_and_papers_are_told_with_what_the_pages_show_beside_them()
    {
        await using ApiHouse house = await ApiHouse.StartAsync(postgres);
        long person = await house.PersonAsync("13800000001");
        string token = await house.TokenAsync(person);
        JsonNode kyc = await ApiHouse.BodyOfAsync(await house.SendAsync("GET", "/api/v1/kyc", token: token));
        Assert.Empty(kyc["waiting"]!.AsArray());
        Assert.Equal(
            ["L0 0 False False", "L1 1 1000.00 lifetime True False", "L2 2 100000.00 year True False",
                "L3 3 200000.00 year True True"],
            kyc["levels"]!.AsArray().Select(level => string.Join(' ', ((string[])
            [
                $"{level!["level"]}", $"{level["accountClass"]}", $"{level["amount"]}", $"{level["window"]}",
                $"{level["buysFromCard"]!.GetValue<bool>()}", $"{level["buysFromWallet"]!.GetValue<bool>()}",
            ]).Where(word => word.Length > 0))));

        JsonNode offer = (await ApiHouse.BodyOfAsync(
            await house.SendAsync("GET", "/api/v1/consents", token: token)))["offers"]![0]!;
        Assert.NotEqual("", offer["use"]!["zh"]!.GetValue<string>());
        JsonObject grant = new()
        {
            ["category"] = offer["category"]!.DeepClone(),
            ["purpose"] = offer["purpose"]!.DeepClone(),
            ["version"] = offer["version"]!.DeepClone(),
        };
        _ = await house.SendAsync("POST", "/api/v1/consents", grant.ToJsonString(), token);
        JsonNode given = await ApiHouse.BodyOfAsync(await house.SendAsync("GET", "/api/v1/consents", token: token));
        Assert.Equal($"{offer["purpose"]}", $"{Assert.Single(given["items"]!.AsArray())!["purpose"]}");

        JsonNode paper = (await ApiHouse.BodyOfAsync(
            await house.SendAsync("GET", "/api/v1/agreements", token: token)))["items"]![0]!;
        _ = await house.SendAsync("PUT", $"/api/v1/agreements/{paper["kind"]}/{paper["version"]}", token: token);
        JsonNode papers = await ApiHouse.BodyOfAsync(
            await house.SendAsync("GET", "/api/v1/agreements", token: token));
        JsonNode accepted = Assert.Single(papers["accepted"]!.AsArray())!;
        Assert.All((string[])["kind", "version", "textHash"], member =>
            Assert.Equal($"{paper[member]}", $"{accepted[member]}"));
        Assert.NotNull(accepted["acceptedAt"]);
    }

    /// <summary>Something to be told at an endpoint: payments that were taken back.</summary>
    private static async Task TellAsync(ApiHouse house, Shop shop, int events)
    {
        AcquiringParts parts = house.House.Parts.Acquiring;
        _ = await new WebhookEndpoints(parts, new(OutboundGuard.BySystem)).AddAsync(
            shop, "https://mall.example/huoqi");
        for (int i = 0; i < events; i++)
        {
            PaymentAnswer made = await new CreatePayment(parts).HandleAsync(
                new(shop.Merchant, $"M-{i}", new(100), "a pen", Sandbox: shop.Sandbox));
            _ = await new CancelPayment(parts).HandleAsync(new(shop, made.Payment!.Id));
        }
    }

    private static async Task<string> StaffAsync(ApiHouse house)
    {
        (IdentityStatus _, long number) = await new Operators(house.House.Parts.Identity)
            .CreateAsync("ops", AccountKind.Operator, "four words make one");
        return await house.TokenAsync(number);
    }

    /// <summary>A member of all there is, two at a time; of a dispute, the entry that it is about.</summary>
    private static async Task<List<string>> AllAsync(
        ApiHouse house, string path, string member, string? token = null, Signing? signing = null)
    {
        List<string> all = [];
        string query = "?limit=2";
        for (int pages = 0; query.Length > 0; pages++)
        {
            Assert.True(pages < 10);
            JsonNode page = await ApiHouse.BodyOfAsync(
                await house.SendAsync("GET", path + query, token: token, signing: signing));
            Assert.True(page["items"]!.AsArray().Count <= 2);
            all.AddRange(page["items"]!.AsArray().Select(one =>
                $"{(one![member] is JsonObject inside ? inside["order"] : one[member])}"));
            query = page["next"] is { } next ? $"?limit=2&cursor={next}" : "";
        }

        Assert.Equal(all.Count, all.Distinct().Count());
        return all;
    }
}
