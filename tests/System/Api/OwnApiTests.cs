#pragma warning disable xUnit1051 // Every call here is short; a token at each of them would hide what the test says.
using System.IO.Compression;
using System.Text.Json.Nodes;
using Huoqi.Customers;
using Huoqi.Funds;
using Huoqi.Identity;
using Huoqi.Ledger;
using Huoqi.SystemTests.Security;
using Huoqi.Wallet;
using Huoqi.Web;
using Xunit;

namespace Huoqi.SystemTests.Api;

/// <summary>What the pages can the API can too: one's own data, the freeze, documents, the collect link, staff's looks,
/// and how far an operation or a day is, as it goes on.</summary>
public sealed class OwnApiTests(PostgresFixture postgres)
{
    [Fact]
    public async Task Ones_own_data_and_the_end_of_a_freeze_need_a_fresh_proof()
    {
        await using AccountHouse house = await AccountHouse.StartAsync(postgres);
        long person = await house.PersonAsync();
        await house.OpenAsync(person);
        foreach (string path in (string[])["/api/v1/my-data/huoqi.json", "/api/v1/my-data/huoqi.zip"])
        {
            using HttpResponseMessage refused = await house.SendAsync("GET", path);
            Assert.Equal("step-up-needed", await AccountHouse.CodeAsync(refused));
        }

        await house.DoneAsync("POST", "/api/v1/freeze", new JsonObject { ["reason"] = "phone lost" });
        using (HttpResponseMessage refused = await house.SendAsync("POST", "/api/v1/unfreeze"))
        {
            Assert.Equal("step-up-needed", await AccountHouse.CodeAsync(refused));
        }

        await house.StepUpByPasswordAsync();
        using (HttpResponseMessage json = await house.SendAsync("GET", "/api/v1/my-data/huoqi.json"))
        {
            JsonNode data = JsonNode.Parse(await json.Content.ReadAsStringAsync())!;
            Assert.Equal(AccountHouse.Phone, data["profile"]!["phone"]!.GetValue<string>());
        }

        using (HttpResponseMessage zip = await house.SendAsync("GET", "/api/v1/my-data/huoqi.zip"))
        using (ZipArchive archive = new(await zip.Content.ReadAsStreamAsync()))
        {
            Assert.Contains(archive.Entries, entry => entry.Name == "huoqi.json");
            Assert.Contains(archive.Entries, entry => entry.Name.EndsWith(".ofx", StringComparison.Ordinal));
        }

        Assert.Equal(AccountStanding.Frozen, await StandingAsync());
        await house.DoneAsync("POST", "/api/v1/unfreeze");
        Assert.Equal(AccountStanding.Open, await StandingAsync());

        // What staff froze, its owner does not open: the books say so, whatever the mark of the profile says.
        Profiles profiles = new(house.Web.Parts.Identity);
        await profiles.MarkFrozenAsync(person, frozen: true);
        Assert.Equal("account-not-frozen", await UnfreezeAsync());
        Assert.False((await house.DoneAsync("GET", "/api/v1/me"))["frozen"]!.GetValue<bool>());
        await new ChangeStanding(house.Web.Wallet.Parts).HandleAsync(
            new(person, "staff-1", Standing.Freeze, "staff 1: asked by the police"));
        Assert.Equal("frozen-by-staff", await UnfreezeAsync());
        await profiles.MarkFrozenAsync(person, frozen: true);
        Assert.Equal("frozen-by-staff", await UnfreezeAsync());
        Assert.Equal(AccountStanding.Frozen, await StandingAsync());

        // An outcome that is not known is not told as done.
        Assert.Same(Problems.Busy, Opening.OfFreezing(WalletStatus.Unknown));

        async Task<string> UnfreezeAsync()
        {
            using HttpResponseMessage refused = await house.SendAsync("POST", "/api/v1/unfreeze");
            return await AccountHouse.CodeAsync(refused);
        }

        async Task<AccountStanding> StandingAsync() =>
            (await new HomeReading(house.Web.Parts.Customers).ReadAsync(person))!.Standing;
    }

    [Fact]
    public async Task Documents_are_read_whole_and_a_collect_link_leads_to_whom_it_is_for()
    {
        await using ApiHouse house = await ApiHouse.StartAsync(postgres);
        long person = await house.PersonAsync("13800000001");
        string token = await house.TokenAsync(person);
        string friend = await house.TokenAsync(await house.PersonAsync("13800000002"));
        JsonNode listed = await ApiHouse.BodyOfAsync(await house.SendAsync("GET", "/api/v1/agreements", token: token));
        foreach (JsonNode? one in listed["items"]!.AsArray())
        {
            JsonNode text = await ApiHouse.BodyOfAsync(await house.SendAsync(
                "GET", $"/api/v1/agreements/{one!["kind"]}/{one["version"]}"));
            Assert.Equal(one["textHash"]!.GetValue<string>(), text["textHash"]!.GetValue<string>());
            Assert.All(text["clauses"]!.AsArray(), clause =>
            {
                Assert.NotEqual("", clause!["body"]!["zh"]!.GetValue<string>());
                Assert.NotEqual("", clause["body"]!["en"]!.GetValue<string>());
            });
        }

        Assert.Equal("not-found", await ApiHouse.CodeOfAsync(
            await house.SendAsync("GET", "/api/v1/agreements/fund_contract/99")));

        JsonNode link = await ApiHouse.BodyOfAsync(await house.SendAsync(
            "GET", "/api/v1/collect-link?amount=12.30&text=%E5%8D%88%E9%A5%AD", token: token));
        Assert.Contains("?amount=12.30&note=", link["link"]!.GetValue<string>(), StringComparison.Ordinal);
        JsonNode payee = await ApiHouse.BodyOfAsync(await house.SendAsync(
            "GET", $"/api/v1/payees/{link["code"]}", token: friend));
        Assert.Equal($"{link["code"]}", payee["code"]!.GetValue<string>());
        Assert.DoesNotContain($"{person}", payee.ToJsonString(ApiJson.Options), StringComparison.Ordinal);
        Assert.DoesNotContain("张三丰", payee.ToJsonString(ApiJson.Options), StringComparison.Ordinal);
        Assert.Equal("not-found", await ApiHouse.CodeOfAsync(await house.SendAsync(
            "GET", "/api/v1/payees/AAAAAAAAAAAAAAAAAAAAAA", token: friend)));
        Assert.Equal("bad-request", await ApiHouse.CodeOfAsync(await house.SendAsync(
            "GET", "/api/v1/collect-link?amount=12.345", token: token)));
    }

    [Fact]
    public async Task How_far_an_operation_is_is_streamed_until_it_is_known()
    {
        await using ApiHouse house = await ApiHouse.StartAsync(postgres);
        long friend = await house.PersonAsync("13800000001");
        long asker = await house.PersonAsync("13800000002");
        string token = await house.TokenAsync(friend);
        MoneyRequests requests = new(house.House.Parts.Customers);
        (CustomerStatus _, long number) = await requests.AskAsync(asker, "r1", friend, new(100), "lunch");
        // As the API names it when the outcome of the payment of the request is not known.
        string path = PathOf(house, friend, WalletActs.SendToFriend, friend, MoneyRequests.KeyOf(number));
        JsonNode now = await ApiHouse.BodyOfAsync(await house.SendAsync("GET", path, token: token));
        Assert.Equal("unknown", now["state"]!.GetValue<string>());

        HttpResponseMessage stream = await house.SendAsync("GET", $"{path}/events", token: token);
        using StreamReader reader = new(await stream.Content.ReadAsStreamAsync());
        List<string> heard = [await DataAsync(reader)];
        Assert.Contains("\"state\":\"unknown\"", heard[0], StringComparison.Ordinal);
        // Pending when the asker's money lies in another shard: ours is booked all the same.
        Assert.True((await requests.AcceptAsync(friend, number))!.Value.Status
            is WalletStatus.Done or WalletStatus.Pending);
        heard.Add(await DataAsync(reader));
        Assert.Contains("\"state\":\"done\"", heard[1], StringComparison.Ordinal);
        Assert.Null(await RestAsync(reader));

        // It is the caller's own, whoever knows the address.
        string stranger = await house.TokenAsync(asker);
        Assert.Equal("not-found", await ApiHouse.CodeOfAsync(await house.SendAsync("GET", path, token: stranger)));
    }

    [Fact]
    public async Task A_sandbox_asks_for_no_operation_of_its_real_merchant()
    {
        await using ApiHouse house = await ApiHouse.StartAsync(postgres);
        string path = PathOf(house, Party.Merchant(1), WalletActs.Refund, Party.Merchant(1), "k");
        foreach (string address in (string[])[path, $"{path}/events"])
        {
            Assert.Equal("not-found", await ApiHouse.CodeOfAsync(await house.SendAsync(
                "GET", address, signing: await house.MerchantAsync(1, sandbox: true))));
        }

        HttpResponseMessage real = await house.SendAsync("GET", path, signing: await house.MerchantAsync(1));
        Assert.Equal("unknown", (await ApiHouse.BodyOfAsync(real))["state"]!.GetValue<string>());
    }

    [Fact]
    public async Task Staff_look_at_a_customer_a_day_and_a_merchants_deliveries_and_leave_a_trace()
    {
        await using ApiHouse house = await ApiHouse.StartAsync(postgres);
        long person = await house.PersonAsync("13800000001");
        _ = await house.MerchantAsync(1);
        (IdentityStatus _, long number) = await new Operators(house.House.Parts.Identity)
            .CreateAsync("ops", AccountKind.Operator, "four words make one");
        string token = await house.TokenAsync(number);
        JsonNode customer = await ApiHouse.BodyOfAsync(await house.SendAsync(
            "GET", $"/api/v1/staff/people/{person}", token: token));
        Assert.Equal("138••••0001", customer["maskedPhone"]!.GetValue<string>());
        Assert.Equal(3, customer["accountClass"]!.GetValue<int>());
        IReadOnlyList<SecurityLine> lines =
            await new SecurityLog(house.House.Parts.Identity).ListAsync(number, before: null, 20);
        Assert.Contains(lines, line => line.Act == SecurityAct.StaffActed
            && line.Detail.Contains($"{person}", StringComparison.Ordinal));

        DateOnly day = new(2026, 11, 20);
        CloseSteps steps = new(house.House.Parts.Db, house.House.Parts.Wallet.Fund);
        HttpResponseMessage stream = await house.SendAsync("GET", $"/api/v1/staff/days/{day:O}/events", token: token);
        using StreamReader reader = new(await stream.Content.ReadAsStreamAsync());
        Assert.Contains("\"booksClosed\":false", await DataAsync(reader), StringComparison.Ordinal);
        await steps.WriteAsync([new(day, "publish", "1.1204")], house.House.Parts.Wallet.Time.GetUtcNow());
        Assert.Contains("\"figures\":\"1.1204\"", await DataAsync(reader), StringComparison.Ordinal);
        await steps.WriteAsync(
            [new(day, CloseSteps.CloseBooks, "0 open")], house.House.Parts.Wallet.Time.GetUtcNow());
        Assert.Contains("\"booksClosed\":true", await DataAsync(reader), StringComparison.Ordinal);
        Assert.Null(await RestAsync(reader));

        JsonNode none = await ApiHouse.BodyOfAsync(await house.SendAsync(
            "GET", "/api/v1/staff/merchants/1/deliveries", token: token));
        Assert.Empty(none["items"]!.AsArray());
        Assert.Equal("not-found", await ApiHouse.CodeOfAsync(await house.SendAsync(
            "POST", "/api/v1/staff/merchants/1/deliveries/replay", """{"endpoint":"we_1","event":"evt_1"}""", token)));
        Assert.Equal("not-found", await ApiHouse.CodeOfAsync(await house.SendAsync(
            "GET", "/api/v1/staff/merchants/99/deliveries", token: token)));

        // What is not known of a merchant's registration is asked for by whoever registered it.
        string path = PathOf(
            house, Operations.ForOperators, WalletActs.RegisterMerchant, Party.Merchant(1), "m1", merchant: 1);
        JsonNode registered = await ApiHouse.BodyOfAsync(await house.SendAsync("GET", path, token: token));
        Assert.Equal("done", registered["state"]!.GetValue<string>());
        Assert.Equal("not-found", await ApiHouse.CodeOfAsync(await house.SendAsync(
            "GET", path, token: await house.TokenAsync(person))));
    }

    /// <summary>The status address of an act that was asked for just now.</summary>
    private static string PathOf(
        ApiHouse house, long asker, short act, long owner, string key, long merchant = 0) => Operations.NotKnown(
        house.House.Parts, asker, new(
            act, house.House.Parts.ShardOf(owner), merchant, key,
            house.House.Parts.Identity.Time.GetUtcNow())).Location!;

    private static async Task<string> DataAsync(StreamReader reader)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            if (line.StartsWith("data: ", StringComparison.Ordinal))
            {
                return line;
            }
        }

        throw new InvalidOperationException("the stream ended");
    }

    private static async Task<string?> RestAsync(StreamReader reader)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            if (line.Length > 0)
            {
                return line;
            }
        }

        return null;
    }
}
