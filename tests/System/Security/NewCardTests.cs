#pragma warning disable xUnit1051 // Every call here is short; a token at each of them would hide what the test says.
using System.Net;
using System.Text.Json.Nodes;
using Huoqi.Customers;
using Huoqi.Identity;
using Xunit;

namespace Huoqi.SystemTests.Security;

/// <summary>A new card is no way around the cooling period, and nobody else's card is added at all.</summary>
public sealed class NewCardTests(PostgresFixture postgres)
{
    private const string Mine = "6222021234567890128";
    private const string Thiefs = "4111111111111111";

    [Fact]
    public async Task After_a_recovery_a_new_card_is_no_way_out()
    {
        await using AccountHouse house = await AccountHouse.StartAsync(postgres);
        long person = await OldPersonAsync(house);
        await house.RecoverAsync();
        Assert.NotNull((await house.DoneAsync("GET", "/api/v1/me"))["coolingUntil"]);
        await house.SetDigitsAsync("135792");
        Assert.Equal("cooling", await house.SendMoneyAsync("8000.00", await FriendAsync(house), "135792"));
        Assert.Equal("card-not-yours", await RefusedCardAsync(house, Thiefs));

        int added = await house.CardAsync(Mine);
        Assert.Equal("cooling", await house.WithdrawAsync("8000.00", added, "135792"));
        Assert.Equal("cooling", await house.ActAsync("/api/v1/redemptions", Redeem("card:2", "T0"), "135792"));
        Assert.Equal("cooling", await house.ActAsync("/api/v1/redemptions", Redeem("card:2", "T1"), "135792"));
        Assert.Equal("20000.00", await house.Web.Wallet.HasAsync(person));

        // What was there before is the person's as it ever was, and money may come in from anywhere of theirs.
        Assert.Equal("pending", await house.WithdrawAsync("5.00", card: 1, "135792"));
        Assert.Equal("pending", await house.ActAsync("/api/v1/top-ups", TopUp(added), "135792"));
        house.Clock.Move(TimeSpan.FromHours(25));
        Assert.Equal("pending", await house.WithdrawAsync("8000.00", added, "135792"));
    }

    [Fact]
    public async Task A_stolen_password_alone_moves_nothing_out_the_same_day()
    {
        await using AccountHouse house = await AccountHouse.StartAsync(postgres);
        long person = await OldPersonAsync(house);
        house.Token = null;
        await house.SignInAsync();
        Assert.Equal("step-up-needed", await RefusedCardAsync(house, Mine));
        await house.StepUpByPasswordAsync();
        Assert.Equal("card-not-yours", await RefusedCardAsync(house, Thiefs));

        // First the card and then the factor, or the other way round: it makes no difference.
        int before = await house.CardAsync(Mine);
        (string? confirmation, _) = await house.AskAsync(AccountHouse.Withdraw("9000.00", before));
        await house.SetDigitsAsync("135792");
        await house.Web.Wallet.IssueCardAsync("6222020200000000014", AccountHouse.Name, AccountHouse.IdNumber);
        int after = await house.CardAsync("6222020200000000014");
        Assert.Equal("cooling", await house.WithdrawAsync("9000.00", before, "135792"));
        Assert.Equal("cooling", await house.WithdrawAsync("9000.00", after, "135792"));
        Assert.Equal("cooling", await house.SendMoneyAsync("9000.00", await FriendAsync(house), "135792"));

        // What was asked for before the factor changed is looked at again when it is used.
        await house.ProveAsync(confirmation!, "payment-password", new JsonObject { ["digits"] = "135792" });
        Assert.Equal("cooling", await house.UseAsync(
            "/api/v1/withdrawals", AccountHouse.Withdraw("9000.00", before), confirmation!));
        Assert.Equal("20000.00", await house.Web.Wallet.HasAsync(person));
    }

    [Fact]
    public async Task On_its_first_day_too_an_account_with_a_payment_password_is_not_opened_by_a_password()
    {
        await using AccountHouse house = await AccountHouse.StartAsync(postgres);
        _ = await house.PersonAsync();
        house.Clock.Move(TimeSpan.FromHours(1));
        await house.SignInAsync();
        await house.StepUpByPasswordAsync();
        await house.SetDigitsAsync("135792");
        Assert.NotNull((await house.DoneAsync("GET", "/api/v1/me"))["coolingUntil"]);
    }

    [Fact]
    public async Task Whoever_has_changed_nothing_uses_a_new_card_at_once()
    {
        await using AccountHouse house = await AccountHouse.StartAsync(postgres);
        _ = await OldPersonAsync(house);
        await house.SignInAsync();
        await house.StepUpByPasswordAsync();
        int added = await house.CardAsync("6222 0212 3456 7890 128");
        Assert.Equal("pending", await house.WithdrawAsync("9000.00", added));
        Assert.Equal(added, await house.CardAsync(Mine));
        JsonNode log = await house.DoneAsync("GET", "/api/v1/security-log");
        Assert.Equal(1, log["items"]!.AsArray().Count(line => line!["act"]!.GetValue<string>() == "card_added"));
    }

    [Fact]
    public async Task Somebody_new_adds_a_card_and_uses_it_within_the_first_minutes()
    {
        await using AccountHouse house = await AccountHouse.StartAsync(postgres);
        JsonNode sent = await house.DoneAsync("POST", "/api/v1/sign-up/codes", new() { ["phone"] = "13812345678" });
        JsonNode opened = await house.DoneAsync("POST", "/api/v1/sign-up", new()
        {
            ["ticket"] = sent["ticket"]!.GetValue<string>(),
            ["phone"] = "13812345678",
            ["code"] = house.Web.Phone.CodeOf("13812345678"),
        });
        house.Token = opened["token"]!.GetValue<string>();
        await house.DoneAsync("PUT", "/api/v1/password", new() { ["password"] = AccountHouse.Password });
        await house.SetDigitsAsync(AccountHouse.Digits);
        Assert.Equal("not-identified", await RefusedCardAsync(house, Mine));
        await house.DoneAsync(
            "POST", "/api/v1/kyc/identity", new() { ["name"] = "王小明", ["idNumber"] = "110101199003070011" });
        await house.Web.Wallet.IssueCardAsync(Mine, "王小明", "110101199003070011");
        int card = await house.CardAsync(Mine);
        Assert.Equal("pending", await house.ActAsync("/api/v1/top-ups", TopUp(card)));
        Assert.Equal(0, (await house.Web.Wallet.BankAsync()).Open);
        Assert.Equal("pending", await house.WithdrawAsync("5.00", card));
    }

    [Fact]
    public async Task A_bank_that_does_not_answer_adds_no_card_and_is_asked_again()
    {
        await using AccountHouse house = await AccountHouse.StartAsync(postgres);
        long person = await OldPersonAsync(house);
        await house.OpenAsync(person);
        await house.StepUpAsync("payment-password", new() { ["digits"] = AccountHouse.Digits });
        await house.Web.Wallet.BankFaultsAsync("""{"loseNextAnswers":1}""");
        Assert.Equal("partner-silent", await RefusedCardAsync(house, Mine));
        _ = Assert.Single(await new BankCards(house.Web.Parts.Customers).OfAsync(person));
        Assert.Equal(2, await house.CardAsync(Mine));
        BankCard added = (await new BankCards(house.Web.Parts.Customers).FindAsync(person, 2))!;
        Assert.DoesNotContain(Mine, added.Token, StringComparison.Ordinal);
        Assert.NotNull(added.KnownSince);

        // Questions to the bank are counted: nobody finds out here whose a card is.
        int asked = 0;
        while (await RefusedCardAsync(house, Thiefs) == "card-not-yours")
        {
            asked++;
        }

        Assert.InRange(asked, 10, 20);
    }

    // The account is two days old, and the thief of a card has one in the name of their own.
    private static async Task<long> OldPersonAsync(AccountHouse house)
    {
        long person = await house.PersonAsync();
        await house.Web.Wallet.IssueCardAsync(Mine, AccountHouse.Name, AccountHouse.IdNumber);
        await house.Web.Wallet.IssueCardAsync(Thiefs, "李四", "11010519900307803X");
        house.Clock.Move(TimeSpan.FromDays(2));
        return person;
    }

    private static async Task<long> FriendAsync(AccountHouse house)
    {
        long friend = await new Profiles(house.Web.Parts.Identity).MakeAsync(
            new("13800000002", "王五", "110101199003070011", KycLevel.L3));
        return await house.Web.Wallet.OpenAsync(friend);
    }

    private static async Task<string> RefusedCardAsync(AccountHouse house, string number)
    {
        using HttpResponseMessage answer = await house.AddCardAsync(number);
        Assert.NotEqual(HttpStatusCode.Created, answer.StatusCode);
        return await AccountHouse.CodeAsync(answer);
    }

    private static JsonObject TopUp(int card) => new()
    {
        ["act"] = "top-up",
        ["amount"] = "100.00",
        ["currency"] = "CNY",
        ["card"] = card,
    };

    private static JsonObject Redeem(string target, string speed) => new()
    {
        ["act"] = "redeem",
        ["amount"] = "1.00",
        ["currency"] = "CNY",
        ["target"] = target,
        ["speed"] = speed.ToLowerInvariant(),
    };
}
