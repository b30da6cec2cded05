#pragma warning disable xUnit1051 // Every call here is short; a token at each of them would hide what the test says.
using System.Net;
using Huoqi.Acquiring;
using Huoqi.Identity;
using Huoqi.Wallet;
using Xunit;

namespace Huoqi.SystemTests;

/// <summary>The pages of staff: who sees what, merchants and their keys, days and books.</summary>
public sealed class MeStaffTests(PostgresFixture postgres)
{
    private static readonly string[] OfAuditors = ["/staff/security?person=1000001", "/staff/trial-balance"];
    private static readonly string[] OfBoth =
        ["/staff", "/staff/person?number=1000001", "/staff/days", "/staff/disputes", "/staff/merchants"];

    [Fact]
    public async Task Who_reads_a_security_log_and_who_is_refused_a_page_stands_in_their_own()
    {
        await using WebHouse house = await WebHouse.StartAsync(postgres);
        (long person, Browser browser) = await house.NewReaderAsync();
        using Browser auditor = await MeTests.StaffAsync(house, AccountKind.Auditor);
        await auditor.OpenAsync($"/staff/security?person={person}");
        string read = await house.Wallet.Database.ValueAsync<string>(
            $"SELECT detail FROM identity.security_log WHERE act = {(int)SecurityAct.StaffActed}");
        Assert.Equal($"read the security log of {person}", read);

        // Refused as often as one likes, noted a few times an hour, by the route and not by what was typed.
        for (int i = 0; i < 25; i++)
        {
            await browser.OpenAsync($"/staff/security?person={i}");
            Assert.Equal(HttpStatusCode.Forbidden, browser.Status);
        }

        IReadOnlyList<SecurityLine> lines =
            await new SecurityLog(house.Parts.Identity).ListAsync(person, before: null, 50);
        Assert.Equal(
            Enumerable.Repeat("GET /staff/security", 20),
            lines.Where(line => line.Act == SecurityAct.Denied).Select(line => line.Detail));
        await browser.OpenAsync("/me/security");
        Assert.Contains("Access denied", browser.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_role_opens_its_own_pages_and_no_other()
    {
        await using WebHouse house = await WebHouse.StartAsync(postgres);
        (_, Browser person) = await house.NewReaderAsync();
        using Browser anyone = house.NewBrowser();
        using Browser clerk = await MeTests.StaffAsync(house, AccountKind.Operator);
        using Browser auditor = await MeTests.StaffAsync(house, AccountKind.Auditor);
        foreach (string path in (string[])[.. OfAuditors, .. OfBoth])
        {
            await clerk.OpenAsync(path);
            Assert.Equal(OfAuditors.Contains(path) ? HttpStatusCode.Forbidden : HttpStatusCode.OK, clerk.Status);
            await auditor.OpenAsync(path);
            Assert.Equal(HttpStatusCode.OK, auditor.Status);
            // Auditors look: of what acts they are shown nothing, but the way out.
            Assert.DoesNotContain(auditor.Page.QuerySelectorAll("main form[method=post]"), form =>
                form.GetAttribute("action")?.StartsWith("/staff/", StringComparison.Ordinal) == true);
            await person.OpenAsync(path);
            Assert.Equal(HttpStatusCode.Forbidden, person.Status);
            await anyone.OpenAsync(path);
            Assert.StartsWith("/sign-in?back=", anyone.Path, StringComparison.Ordinal);
        }

        foreach (string path in (string[])["/me", "/inbox", "/me/cards"])
        {
            await clerk.OpenAsync(path);
            Assert.Equal(HttpStatusCode.Forbidden, clerk.Status);
        }
    }

    [Fact]
    public async Task An_operator_takes_a_merchant_in_and_issues_and_revokes_its_keys()
    {
        await using WebHouse house = await WebHouse.StartAsync(postgres);
        using Browser clerk = await MeTests.StaffAsync(house, AccountKind.Operator);
        await clerk.OpenAsync("/staff/merchants");
        await clerk.SubmitAsync(
            "form[action='/staff/merchants']", ("name", "小店 <&>"), ("account", "shop 1"), ("debt", "1e27"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, clerk.Status);
        Assert.Equal(2, clerk.Page.QuerySelectorAll("[aria-invalid=true]").Length);
        await clerk.SubmitAsync(
            "form[action='/staff/merchants']", ("name", "小店\u202E"), ("account", "shop-1"), ("debt", "-1000.50"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, clerk.Status);
        Assert.NotEmpty(clerk.Form("#name-wrong").TextContent);
        Assert.NotEmpty(clerk.Form("#debt-wrong").TextContent);
        Assert.Equal("-1000.50", clerk.Form("#debt").GetAttribute("value"));
        await clerk.SubmitAsync(
            "form[action='/staff/merchants']", ("name", "小店 <&>"), ("account", "shop-1"), ("debt", "1000.50"));
        Assert.Contains("小店 <&>", clerk.Text, StringComparison.Ordinal);
        Merchant merchant = (await house.Parts.Wallet.Merchants.AllAsync()).Single(one => one.Name == "小店 <&>");

        await clerk.SubmitAsync($"form[action='/staff/merchants/{merchant.Number}/keys']", ("kind", "sandbox"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, clerk.Status);
        await clerk.SubmitAsync(
            $"form[action='/staff/merchants/{merchant.Number}/keys']", ("kind", "sandbox"),
            ("password", MeHouse.Password));
        MerchantKey key = Assert.Single(await new MerchantKeys(house.Parts.Acquiring).ListAsync(merchant.Number));
        Assert.True(key.Sandbox);
        Assert.Contains(key.Id, clerk.Text, StringComparison.Ordinal);
        await clerk.OpenAsync($"/staff/merchants/{merchant.Number}");
        Assert.DoesNotContain("The key is issued", clerk.Text, StringComparison.Ordinal);
        await clerk.SubmitAsync($"form[action='/staff/merchants/{merchant.Number}/keys']", ("pem", "not a key"),
            ("password", MeHouse.Password));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, clerk.Status);
        await clerk.OpenAsync($"/staff/merchants/{merchant.Number}");
        await clerk.SubmitAsync($"form[action='/staff/merchants/{merchant.Number}/keys/revoke']");
        Assert.NotNull((await new MerchantKeys(house.Parts.Acquiring).ListAsync(merchant.Number)).Single().EndsAt);
    }

    [Fact]
    public async Task A_form_for_a_merchant_that_is_sent_twice_takes_one_in()
    {
        const string Form = "form[action='/staff/merchants']";
        (string Name, string Value)[] shop = [("name", "小店"), ("account", "shop-1"), ("debt", "100")];
        await using WebHouse house = await WebHouse.StartAsync(postgres);
        using Browser clerk = await MeTests.StaffAsync(house, AccountKind.Operator);
        await clerk.OpenAsync("/staff/merchants");
        HttpResponseMessage[] answers =
            await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => clerk.SendFormAsync(Form, shop)));
        string? path = Assert.Single(answers.Select(answer => answer.Headers.Location?.ToString()).Distinct());
        Assert.StartsWith("/staff/merchants/", path, StringComparison.Ordinal);
        await clerk.SubmitAsync(Form, shop);
        Assert.Equal(path, clerk.Path);

        // A form of its own makes another, however like it; without a key it makes none.
        await clerk.OpenAsync("/staff/merchants");
        await clerk.SubmitAsync(Form, shop);
        Assert.NotEqual(path, clerk.Path);
        await clerk.OpenAsync("/staff/merchants");
        await clerk.SubmitAsync(Form, [.. shop, ("key", "")]);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, clerk.Status);
        Assert.Equal(2, (await house.Parts.Wallet.Merchants.AllAsync()).Count(one => one.PayoutAccount == "shop-1"));
    }

    [Fact]
    public async Task A_day_that_is_none_is_said_beside_its_field_which_keeps_it()
    {
        await using WebHouse house = await WebHouse.StartAsync(postgres);
        using Browser clerk = await MeTests.StaffAsync(house, AccountKind.Operator);
        foreach (string day in (string[])["yesterday", "2026-02-30", "２０２６-11-01", "\0"])
        {
            await clerk.OpenAsync($"/staff/days?date={Uri.EscapeDataString(day)}");
            Assert.Equal(HttpStatusCode.UnprocessableEntity, clerk.Status);
            Assert.Contains("Write the day as", clerk.Form("#date-wrong").TextContent, StringComparison.Ordinal);
            Assert.True(day == "\0" || day == clerk.Form("#date").GetAttribute("value"), day);
        }

        foreach (string day in (string[])["0001-01-01", "9999-12-31"])
        {
            await clerk.OpenAsync($"/staff/days?date={day}");
            Assert.Equal(HttpStatusCode.OK, clerk.Status);
        }
    }

    [Fact]
    public async Task A_customer_number_that_is_none_is_said_beside_its_field_which_keeps_it()
    {
        await using WebHouse house = await WebHouse.StartAsync(postgres);
        using Browser auditor = await MeTests.StaffAsync(house, AccountKind.Auditor);
        foreach (string number in (string[])["-1", "0", "1e3", "abc", "99999999999999999999"])
        {
            await auditor.OpenAsync($"/staff/security?person={number}");
            Assert.Equal(HttpStatusCode.UnprocessableEntity, auditor.Status);
            Assert.Contains("digits", auditor.Form("#person-wrong").TextContent, StringComparison.Ordinal);
            Assert.Equal(number, auditor.Form("#person").GetAttribute("value"));
        }

        await auditor.OpenAsync("/staff/security");
        Assert.Equal(HttpStatusCode.OK, auditor.Status);
    }

    [Fact]
    public async Task An_auditor_reads_a_trial_balance_that_balances()
    {
        await using WebHouse house = await WebHouse.StartAsync(postgres);
        (long person, _) = await house.NewReaderAsync();
        await house.Wallet.TopUpAsync(person, "1000.00");
        using Browser auditor = await MeTests.StaffAsync(house, AccountKind.Auditor);
        await auditor.OpenAsync("/staff/trial-balance");
        Assert.Contains("1,000.00", auditor.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("does not balance", auditor.Text, StringComparison.Ordinal);
        await auditor.OpenAsync($"/staff/security?person={person}");
        Assert.Contains("Signed in", auditor.Text, StringComparison.Ordinal);
    }
}
