#pragma warning disable xUnit1051 // Every call here is short; a token at each of them would hide what the test says.
using System.Net;
using AngleSharp.Dom;
using Huoqi.Customers;
using Huoqi.Identity;
using Huoqi.Kernel;
using Xunit;

namespace Huoqi.SystemTests;

/// <summary>Every field for an amount, on every page that has one, says of a wrong one what to do, in the reader's
/// language; what was typed stays, and nothing is done.</summary>
public sealed class AmountFormsTests(PostgresFixture postgres)
{
    private static readonly string[] Wrong =
        ["-5", "1.005", "１００", "1e27", "1 000", "$100", "1000000000000", "<script>alert(1)</script>"];

    [Fact]
    public async Task A_wrong_amount_is_said_beside_its_field_in_both_languages_and_stays_as_it_was_typed()
    {
        await using MoneyHouse house = await MoneyHouse.StartAsync(postgres);
        (long person, Browser browser) = await house.PersonAsync();
        using Browser staff = await MeTests.StaffAsync(house.Web, AccountKind.Operator);
        Goals goals = new(house.Parts.Customers);
        (_, long goal) = await goals.AddAsync(person, "x", Money.FromYuan(1), by: null);

        // The page, its form, its field, and what is no amount there besides: zero and nothing may be an answer.
        (Browser Who, string Page, string Form, string Field, string[] Also)[] forms =
        [
            (browser, "/move?way=in", "#move", "amount", ["", "0"]),
            (browser, "/move?way=out", "#move", "amount", ["", "0"]),
            (browser, "/send", "#send", "amount", ["", "0"]),
            (browser, "/send/ask", "#ask", "amount", ["", "0"]),
            (browser, "/collect", "#collect", "amount", ["0"]),
            (browser, "/save", "#sweep", "keep", [""]),
            (browser, "/save", "#saving", "each", ["", "0"]),
            (browser, "/save", "#goal", "target", ["", "0"]),
            (browser, "/save", "form[action$='/assign']", $"assigned-{goal}", [""]),
            (browser, "/bills", "form[role=search]", "least", []),
            (staff, "/staff/merchants", "form[action='/staff/merchants']", "debt", [""]),
        ];
        foreach ((Browser who, string page, string form, string field, string[] also) in forms)
        {
            foreach (string typed in (string[])[.. Wrong, .. also])
            {
                foreach (bool inChinese in (bool[])[false, true])
                {
                    who.Cookies["__Host-huoqi-display"] = inChinese ? "zs000" : "es000";
                    await who.OpenAsync(page);
                    await who.SubmitAsync(form, (field, typed));
                    string what = $"{page} {form} {field} '{typed}' {inChinese}";
                    Assert.True(who.Status == HttpStatusCode.UnprocessableEntity, $"{what}: {who.Status}");
                    IElement input = who.Form($"{form} [name='{field}']");
                    Assert.True((input.GetAttribute("value") ?? "") == typed, $"{what} is not kept");
                    Assert.True(input.GetAttribute("aria-invalid") == "true", $"{what} is not marked");
                    string said = who.Form($"{form} [id='{field}-wrong']").TextContent;
                    Assert.True(said.Any(c => c is >= '\u4e00' and <= '\u9fff') == inChinese, $"{what}: {said}");
                    Assert.Null(who.Page.QuerySelector("main script"));
                }
            }
        }

        Assert.Equal((Money.FromYuan(1000), Money.FromYuan(500)), await house.HoldingAsync(person));
        Assert.Equal(FundUnits.Zero, Assert.Single(await goals.OfAsync(person)).Assigned);
        Assert.Null(await new NightlySweep(house.Parts.Customers).FindAsync(person));
        Assert.Null(await new SavingPerPayment(house.Parts.Customers).FindAsync(person));
        Assert.Empty(await house.Parts.Wallet.Merchants.AllAsync());
        Assert.Equal(0, await house.Wallet.Database.ValueAsync<int>("SELECT count(*)::integer FROM web.wanted"));
        Assert.Equal(
            0, await house.Wallet.Database.ValueAsync<int>("SELECT count(*)::integer FROM customers.money_request"));
    }
}
