#pragma warning disable xUnit1051 // Every call here is short; a token at each of them would hide what the test says.
using System.Net;
using Huoqi.Customers;
using Huoqi.Identity;
using Huoqi.Wallet;
using Xunit;

namespace Huoqi.SystemTests.Api;

/// <summary>What a person arranges for later, by the API: refused for what the page refuses it for.</summary>
public sealed class PlanApiTests(PostgresFixture postgres)
{
    private const string Sweep = """{"currency":"CNY","keep":"100.00"}""";
    private const string Saving = """{"currency":"CNY","perPayment":"1.00"}""";

    [Fact]
    public async Task What_puts_money_into_the_fund_by_itself_asks_for_account_class_and_documents()
    {
        await using ApiHouse house = await ApiHouse.StartAsync(postgres);
        CustomersParts customers = house.House.Parts.Customers;
        long stranger = await new Profiles(house.House.Parts.Identity).MakeAsync(
            new("13800000002", "李明", "110101199003078515", KycLevel.L3));
        await RefusedAsync(stranger, "account-not-open");
        await house.House.Wallet.OpenAsync(stranger, AccountClass.II);
        await RefusedAsync(stranger, "class-too-low");
        long person = await house.PersonAsync("13800000001");
        await RefusedAsync(person, "agreements-missing");

        foreach (Document document in await new Agreements(customers).MissingAsync(person))
        {
            _ = await new Agreements(customers).AcceptAsync(person, document.Kind, document.Version);
        }

        string token = await house.TokenAsync(person);
        foreach ((string path, string body) in Orders)
        {
            HttpResponseMessage done = await house.SendAsync("PUT", path, body, token);
            Assert.Equal(HttpStatusCode.NoContent, done.StatusCode);
        }

        Assert.NotNull(await new NightlySweep(customers).FindAsync(person));
        Assert.NotNull(await new SavingPerPayment(customers).FindAsync(person));

        async Task RefusedAsync(long who, string code)
        {
            string theirs = await house.TokenAsync(who);
            foreach ((string path, string body) in Orders)
            {
                Assert.Equal(code, await ApiHouse.CodeOfAsync(await house.SendAsync("PUT", path, body, theirs)));
            }

            Assert.Null(await new NightlySweep(customers).FindAsync(who));
            Assert.Null(await new SavingPerPayment(customers).FindAsync(who));
        }
    }

    [Fact]
    public async Task A_statement_covers_as_much_as_on_the_page()
    {
        await using ApiHouse house = await ApiHouse.StartAsync(postgres);
        string token = await house.TokenAsync(await house.PersonAsync("13800000001"));
        _ = await ApiHouse.BodyOfAsync(await house.SendAsync(
            "GET", "/api/v1/statement?from=2024-11-18&through=2026-11-18", token: token));
        Assert.Equal("bad-request", await ApiHouse.CodeOfAsync(await house.SendAsync(
            "GET", "/api/v1/statement?from=2024-11-17&through=2026-11-18", token: token)));
    }

    private static (string Path, string Body)[] Orders => [("/api/v1/sweep", Sweep), ("/api/v1/saving", Saving)];
}
