#pragma warning disable xUnit1051 // Every call here is short; a token at each of them would hide what the test says.
using System.Net;
using System.Text.Json.Nodes;
using Huoqi.Customers;
using Huoqi.Identity;
using Huoqi.SystemTests.Api;
using Huoqi.Web;
using Xunit;

namespace Huoqi.SystemTests;

/// <summary>How many may be asked for money, and who.</summary>
public sealed class MoneyRequestTests(PostgresFixture postgres)
{
    [Fact]
    public async Task One_person_asks_few_for_money_and_only_people_who_are_there()
    {
        await using ApiHouse house = await ApiHouse.StartAsync(postgres);
        long asker = await house.PersonAsync("13800000001");
        long friend = await house.PersonAsync("13800000002");
        string token = await house.TokenAsync(asker);
        (IdentityStatus _, long staff) = await new Operators(house.House.Parts.Identity)
            .CreateAsync("ops", AccountKind.Operator, "four words make one");
        foreach (long nobody in (long[])[friend + 1_000, staff])
        {
            Assert.Equal("not-found", await ApiHouse.CodeOfAsync(await AskAsync(nobody, $"n{nobody}")));
        }

        // What cannot be asked at all does not count.
        Assert.Equal("invalid-value", await ApiHouse.CodeOfAsync(await AskAsync(asker, "self")));
        int all = MoneyRequests.OpenAtMost + 5;
        HttpResponseMessage[] answers = await Task.WhenAll(
            Enumerable.Range(0, all).Select(i => AskAsync(friend, $"k{i}")));
        HttpResponseMessage[] made = [.. answers.Where(answer => answer.StatusCode == HttpStatusCode.Created)];
        Assert.Equal(MoneyRequests.OpenAtMost, made.Length);
        foreach (HttpResponseMessage refused in answers.Except(made))
        {
            Assert.Equal("too-many", await ApiHouse.CodeOfAsync(refused));
        }

        // One is taken back and another asked, until the day is used up.
        JsonNode first = await ApiHouse.BodyOfAsync(made[0]);
        using HttpResponseMessage withdrawn = await house.SendAsync(
            "POST", $"/api/v1/money-requests/{first["number"]}/withdrawal", token: token);
        Assert.True(withdrawn.IsSuccessStatusCode, $"{withdrawn.StatusCode}");
        CounterAnswer rest = await new Counters(house.House.Parts.Identity).TryTakeAsync(
            "ask-money", $"{asker}", AskForMoney.PerDay, TimeSpan.FromDays(1), AskForMoney.PerDay - all - 2 - 1);
        Assert.Equal((true, 1L), (rest.Taken, rest.Left));
        using HttpResponseMessage last = await AskAsync(friend, "last");
        Assert.Equal(HttpStatusCode.Created, last.StatusCode);
        Assert.Equal("too-many", await ApiHouse.CodeOfAsync(await AskAsync(friend, "one-more")));

        Task<HttpResponseMessage> AskAsync(long whom, string key) => house.SendAsync(
            "POST", "/api/v1/money-requests",
            $$"""{"friend":{{whom}},"currency":"CNY","amount":"1.00","text":"lunch"}""", token, key: key);
    }

    [Fact]
    public async Task Who_has_asked_too_often_is_told_so_by_the_page_but_not_for_the_same_form_again()
    {
        await using MoneyHouse house = await MoneyHouse.StartAsync(postgres);
        (long asker, Browser browser) = await house.PersonAsync("13800000001");
        (long friend, _) = await house.PersonAsync("13800000002");
        await browser.OpenAsync("/send/ask");
        string key = browser.Page.QuerySelector("input[name=key]")!.GetAttribute("value")!;
        await AskAsync(key);
        Assert.Equal("/send/requests?done=asked", browser.Path);
        MoneyRequests requests = new(house.Parts.Customers);
        for (int i = 1; i < MoneyRequests.OpenAtMost; i++)
        {
            Assert.Equal(
                CustomerStatus.Done, (await requests.AskAsync(asker, $"k{i}", friend, new(100), "tea")).Status);
        }

        await browser.OpenAsync("/send/ask");
        await AskAsync(key);
        Assert.Equal("/send/requests?done=asked", browser.Path);
        await browser.OpenAsync("/send/ask");
        await AskAsync(browser.Page.QuerySelector("input[name=key]")!.GetAttribute("value")!);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        Assert.Contains("take some back first", browser.Text, StringComparison.Ordinal);

        Task AskAsync(string under) => browser.SubmitAsync(
            "#ask", ("phone", "13800000002"), ("amount", "20.00"), ("note", "tea"), ("key", under));
    }
}
