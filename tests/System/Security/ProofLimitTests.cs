#pragma warning disable xUnit1051 // Every call here is short; a token at each of them would hide what the test says.
using System.Text.Json.Nodes;
using Huoqi.Bench;
using Huoqi.Identity;
using Huoqi.Web;
using Xunit;

namespace Huoqi.SystemTests.Security;

/// <summary>What may be paid in a day depends on how it is confirmed, and is said before anything is used.</summary>
public sealed class ProofLimitTests(PostgresFixture postgres)
{
    [Fact]
    public async Task The_payment_password_alone_confirms_a_thousand_a_day()
    {
        await using AccountHouse house = await AccountHouse.StartAsync(postgres);
        long person = await house.PersonAsync();
        long friend = await FriendAsync(house);
        Assert.Equal("proof-too-weak", await house.SendMoneyAsync("15000.00", friend));
        Assert.Equal("proof-too-weak", await house.SendMoneyAsync("1000.01", friend));
        Assert.Equal("done", Taken(await house.SendMoneyAsync("600.00", friend)));
        Assert.Equal(("1000.00", "400.00"), await LimitAsync(house, "payments_by_password_of_day"));
        Assert.Equal(("5000.00", "4400.00"), await LimitAsync(house, "payments_of_day"));

        // Two were asked for while there was enough for each: the second finds that it is not enough any more.
        JsonObject wanted = Send("300.00", friend);
        (string? first, _) = await house.AskAsync(wanted);
        (string? second, _) = await house.AskAsync(wanted);
        await house.ProveAsync(first!, "payment-password", Digits());
        await house.ProveAsync(second!, "payment-password", Digits());
        Assert.Equal("done", Taken(await house.UseAsync("/api/v1/transfers", wanted, first!)));
        Assert.Equal("proof-too-weak", await house.UseAsync("/api/v1/transfers", wanted, second!));
        Assert.Equal("19100.00", await house.Web.Wallet.HasAsync(person));

        // One's own card is nobody else, and tomorrow is another day.
        Assert.Equal("pending", await house.WithdrawAsync("8000.00", card: 1));
        house.Web.Wallet.Clock.Set("2026-11-19 10:00");
        Assert.Equal("done", Taken(await house.SendMoneyAsync("1000.00", friend)));
    }

    [Fact]
    public async Task A_passkey_confirms_five_thousand_a_day_and_is_asked_for_where_the_password_is_too_weak()
    {
        await using AccountHouse house = await AccountHouse.StartAsync(postgres);
        long person = await house.PersonAsync();
        long friend = await FriendAsync(house);
        using SoftwarePasskey passkey = await AddPasskeyAsync(house);
        JsonNode asked = await house.DoneAsync("POST", "/api/v1/confirmations", Send("4000.00", friend));
        Assert.False(asked["paymentPassword"]!.GetValue<bool>());
        string confirmation = asked["confirmation"]!.GetValue<string>();
        await house.ProveAsync(confirmation, "passkey", new()
        {
            ["credential"] = JsonNode.Parse(passkey.Get(asked["passkeyOptions"]!.ToJsonString())),
        });
        Assert.Equal("done", Taken(
            await house.UseAsync("/api/v1/transfers", Send("4000.00", friend), confirmation)));
        Assert.Equal(("1000.00", "1000.00"), await LimitAsync(house, "payments_by_password_of_day"));
        Assert.Equal(("5000.00", "1000.00"), await LimitAsync(house, "payments_of_day"));

        // The password proves a confirmation that was meant for the passkey, and it does not help.
        JsonObject more = Send("1000.01", friend);
        (string? weak, _) = await house.AskAsync(more);
        await house.ProveAsync(weak!, "payment-password", Digits());
        Assert.Equal("proof-too-weak", await house.UseAsync("/api/v1/transfers", more, weak!));
        asked = await house.DoneAsync("POST", "/api/v1/confirmations", more);
        confirmation = asked["confirmation"]!.GetValue<string>();
        await house.ProveAsync(confirmation, "passkey", new()
        {
            ["credential"] = JsonNode.Parse(passkey.Get(asked["passkeyOptions"]!.ToJsonString())),
        });
        Assert.Equal("limit-exceeded", await house.UseAsync("/api/v1/transfers", more, confirmation));
        Assert.Equal("16000.00", await house.Web.Wallet.HasAsync(person));
    }

    [Fact]
    public async Task What_is_sent_by_a_collect_code_over_the_api_is_limited_as_on_its_page()
    {
        await using AccountHouse house = await AccountHouse.StartAsync(postgres);
        _ = await house.PersonAsync();
        long friend = await FriendAsync(house);
        using CollectCode codes = new(house.Web.Parts.Identity.Pepper);
        string code = codes.Of(friend);
        JsonNode payee = await house.DoneAsync("GET", $"/api/v1/payees/{code}");
        Assert.Equal(code, payee["code"]!.GetValue<string>());
        Assert.Null(payee["person"]);
        const string Path = "/api/v1/transfers";
        Assert.Equal("done", Taken(await house.ActAsync(Path, ByCode("400.00", code))));
        Assert.Equal(("500.00", "100.00"), await LimitAsync(house, "payments_to_static_codes_of_day"));
        Assert.Equal("code-limit-exceeded", await house.ActAsync(Path, ByCode("100.01", code)));
        Assert.Equal("done", Taken(await house.SendMoneyAsync("100.01", friend)));

        // What was confirmed by number is not done by code, and the other way round.
        JsonObject[] ways = [Send("1.00", friend), ByCode("1.00", code)];
        foreach ((JsonObject asked, JsonObject used) in ((JsonObject, JsonObject)[])
            [(ways[0], ways[1]), (ways[1], ways[0])])
        {
            (string? confirmation, _) = await house.AskAsync(asked);
            await house.ProveAsync(confirmation!, "payment-password", Digits());
            Assert.Equal("confirmation-changed", await house.UseAsync(Path, used, confirmation!));
        }

        JsonObject neither = ByCode("1.00", code), both = ByCode("1.00", code);
        neither.Remove("code");
        both["friend"] = friend;
        foreach (JsonObject wrong in (JsonObject[])[neither, both, ByCode("1.00", "AAAAAAAAAAAAAAAAAAAAAA")])
        {
            Assert.Equal(((string?)null, "invalid-value"), await house.AskAsync(wrong));
            Assert.Equal("invalid-value", await house.UseAsync(Path, wrong, "c"));
        }

        Assert.Equal(("500.00", "100.00"), await LimitAsync(house, "payments_to_static_codes_of_day"));
    }

    [Fact]
    public async Task The_pages_say_what_to_do_and_what_is_left()
    {
        await using MoneyHouse house = await MoneyHouse.StartAsync(postgres);
        (_, Browser browser) = await house.PersonAsync(wallet: "9000.00");
        (_, Browser theirs) = await house.PersonAsync("13800000002");
        await browser.OpenAsync("/send");
        await browser.SubmitAsync("form#send", ("phone", "13800000002"), ("amount", "1000.01"));
        Assert.Contains("confirm with a passkey", browser.Text, StringComparison.Ordinal);
        await browser.OpenAsync("/me/limits");
        Assert.Contains("payment password alone", browser.Text, StringComparison.Ordinal);
        Assert.Contains("¥1,000.00", browser.Text, StringComparison.Ordinal);
        Assert.Contains("¥5,000.00", browser.Text, StringComparison.Ordinal);

        await theirs.OpenAsync("/collect");
        string code = new Uri(theirs.Page.QuerySelector("[data-copy]")!.GetAttribute("data-copy")!).PathAndQuery;
        await browser.OpenAsync(code);
        await browser.SubmitAsync("form#send", ("amount", "500.01"));
        Assert.Contains("phone number", browser.Text, StringComparison.Ordinal);
        Assert.Contains("fixed codes", browser.Text, StringComparison.Ordinal);
        await browser.OpenAsync(code);
        await browser.SubmitAsync("form#send", ("amount", "500.00"));
        await MoneyHouse.ProveAsync(browser);
        Assert.StartsWith("/receipt/", browser.Path, StringComparison.Ordinal);
        await browser.OpenAsync(code);
        await browser.SubmitAsync("form#send", ("amount", "0.01"));
        Assert.Contains("fixed codes", browser.Text, StringComparison.Ordinal);
    }

    // To another shard it is under way first.
    private static string Taken(string state) => state == "pending" ? "done" : state;

    private static JsonObject Digits() => new() { ["digits"] = AccountHouse.Digits };

    private static JsonObject Send(string yuan, long friend) => new()
    {
        ["act"] = "send",
        ["amount"] = yuan,
        ["currency"] = "CNY",
        ["friend"] = friend,
        ["note"] = "",
    };

    private static JsonObject ByCode(string yuan, string code)
    {
        JsonObject wanted = Send(yuan, friend: 0);
        wanted.Remove("friend");
        wanted["code"] = code;
        return wanted;
    }

    private static async Task<(string Amount, string Left)> LimitAsync(AccountHouse house, string kind)
    {
        JsonNode limits = await house.DoneAsync("GET", "/api/v1/limits");
        JsonNode limit = limits["items"]!.AsArray().Single(one => one!["kind"]!.GetValue<string>() == kind)!;
        return (limit["amount"]!.GetValue<string>(), limit["left"]!.GetValue<string>());
    }

    private static async Task<long> FriendAsync(AccountHouse house)
    {
        long friend = await new Profiles(house.Web.Parts.Identity).MakeAsync(
            new("13800000002", "王五", "110101199003070011", KycLevel.L3));
        return await house.Web.Wallet.OpenAsync(friend);
    }

    private static async Task<SoftwarePasskey> AddPasskeyAsync(AccountHouse house)
    {
        Passkeys passkeys = new(house.Web.Parts.Identity);
        SessionRow session = (await new Sessions(house.Web.Parts.Identity).ReadAsync(house.Token))!;
        PasskeyAsk ask = await passkeys.BeginAsync(session);
        Assert.Equal(IdentityStatus.Done, ask.Status);
        SoftwarePasskey passkey = new(WebHouse.Origin);
        IdentityAnswer added = await passkeys.FinishAsync(
            session, ask.Ask, passkey.Create(ask.OptionsJson), "Laptop");
        Assert.Equal(IdentityStatus.Done, added.Status);
        return passkey;
    }
}
