using System.Net;
using Huoqi.Customers;
using Huoqi.Identity;
using Huoqi.Kernel;
using Xunit;

namespace Huoqi.SystemTests;

/// <summary>Saving by itself and goals over HTTP.</summary>
public sealed class MoneySaveTests(PostgresFixture postgres)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_sweep_and_the_saving_are_turned_on_changed_and_off()
    {
        await using MoneyHouse house = await MoneyHouse.StartAsync(postgres);
        (long person, Browser browser) = await house.PersonAsync();
        NightlySweep sweep = new(house.Parts.Customers);
        SavingPerPayment saving = new(house.Parts.Customers);
        await browser.OpenAsync("/save");
        await browser.SubmitAsync("#sweep", ("keep", "0"));
        Assert.Equal(Money.Zero, (await sweep.FindAsync(person, Cancel))!.Keep);
        await browser.SubmitAsync("#sweep", ("keep", "200.50"));
        Assert.Equal(Money.Parse("200.50"), (await sweep.FindAsync(person, Cancel))!.Keep);
        await browser.SubmitAsync("#saving", ("each", "1.00"));
        Assert.Equal(Money.FromYuan(1), (await saving.FindAsync(person, Cancel))!.PerPayment);
        await browser.SubmitAsync("#sweep", ("keep", "1,000"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        Assert.Equal("1,000", browser.Page.QuerySelector("#keep")!.GetAttribute("value"));
        await browser.SubmitAsync("#saving", ("each", "0"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        await browser.SubmitAsync("#sweep-end");
        await browser.SubmitAsync("#saving-end");
        Assert.Null(await sweep.FindAsync(person, Cancel));
        Assert.Null(await saving.FindAsync(person, Cancel));
    }

    [Fact]
    public async Task Hidden_amounts_stand_in_no_field_either()
    {
        await using MoneyHouse house = await MoneyHouse.StartAsync(postgres);
        (long person, Browser browser) = await house.PersonAsync();
        _ = await new NightlySweep(house.Parts.Customers).SetAsync(person, Money.Parse("200.50"), Cancel);
        _ = await new SavingPerPayment(house.Parts.Customers).SetAsync(person, Money.Parse("1.37"), Cancel);
        await browser.OpenAsync("/save");
        Assert.Equal("200.50", browser.Page.QuerySelector("#keep")!.GetAttribute("value"));
        _ = await new Profiles(house.Parts.Identity).SetDisplayAsync(
            person, Huoqi.Identity.Display.Default with { Language = "en", HideAmounts = true }, Cancel);
        await browser.OpenAsync("/save");
        Assert.DoesNotContain("200.50", browser.Page.DocumentElement.OuterHtml, StringComparison.Ordinal);
        Assert.DoesNotContain("1.37", browser.Page.DocumentElement.OuterHtml, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Saving_by_itself_needs_the_documents_too()
    {
        await using MoneyHouse house = await MoneyHouse.StartAsync(postgres);
        (long person, Browser browser) = await house.PersonAsync(agreed: false);
        await browser.OpenAsync("/save");
        await browser.SubmitAsync("#sweep", ("keep", "100"));
        Assert.StartsWith("/agreement", browser.Path, StringComparison.Ordinal);
        Assert.Null(await new NightlySweep(house.Parts.Customers).FindAsync(person, Cancel));

        // Behind the documents stands what was typed before them.
        Assert.Equal("/save?keep=100", browser.Form("#accept input[name=back]").GetAttribute("value"));
        await browser.OpenAsync("/save?keep=100");
        Assert.Equal("100", browser.Page.QuerySelector("#keep")!.GetAttribute("value"));
    }

    [Theory]
    [InlineData("2026-11-18 10:00", "Thu 19 Nov 2026", "Fri 20 Nov 2026", "Thu 19 Nov 2026")]
    [InlineData("2026-11-18 22:30", "Fri 20 Nov 2026", "Mon 23 Nov 2026", "Fri 20 Nov 2026")]
    public async Task Before_it_is_turned_on_both_say_when_it_earns_and_that_it_costs_nothing(
        string now, string sweepOrders, string sweepEarns, string savingEarns)
    {
        await using MoneyHouse house = await MoneyHouse.StartAsync(postgres);
        house.Wallet.Clock.Set(now);
        (_, Browser browser) = await house.PersonAsync();
        await browser.OpenAsync("/save");
        // The sweep comes after the cut-off: it belongs to the next dealing day.
        Assert.Equal(sweepOrders, Said("sweep-name", "Order day (T)"));
        Assert.Equal(sweepEarns, Said("sweep-name", "Confirmed on"));
        Assert.Equal(sweepEarns, Said("sweep-name", "First earning day"));
        Assert.Equal(savingEarns, Said("saving-name", "First earning day"));
        Assert.Equal("¥0.00", Said("sweep-name", "Fee"));
        Assert.Equal("¥0.00", Said("saving-name", "Fee"));

        string? Said(string card, string name) => browser.Page
            .QuerySelectorAll($"section[aria-labelledby={card}] dt").Single(term => term.TextContent == name)
            .NextElementSibling?.TextContent.Trim();
    }

    [Fact]
    public async Task Somebody_without_an_account_is_told_so()
    {
        await using MoneyHouse house = await MoneyHouse.StartAsync(postgres);
        long person = await new Profiles(house.Parts.Identity).MakeAsync(
            new MadePerson("13800000003", "李明", MoneyHouse.IdNumberOf("13800000003"), KycLevel.L3), cancel: Cancel);
        _ = await new Profiles(house.Parts.Identity).SetDisplayAsync(
            person, Huoqi.Identity.Display.Default with { Language = "en" }, Cancel);
        Browser browser = await house.Web.SignedInAsync(person);
        await browser.OpenAsync("/save");
        foreach ((string form, string field) in ((string, string)[])[("#sweep", "keep"), ("#saving", "each")])
        {
            await browser.SubmitAsync(form, (field, "1.00"));
            Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
            Assert.Contains("have no account", browser.Text, StringComparison.Ordinal);
        }

        Assert.Null(await new NightlySweep(house.Parts.Customers).FindAsync(person, Cancel));
        Assert.Null(await new SavingPerPayment(house.Parts.Customers).FindAsync(person, Cancel));
    }

    [Fact]
    public async Task Goals_are_made_filled_and_deleted()
    {
        await using MoneyHouse house = await MoneyHouse.StartAsync(postgres);
        (long person, Browser browser) = await house.PersonAsync();
        Goals goals = new(house.Parts.Customers);
        await browser.OpenAsync("/save");
        await browser.SubmitAsync("#goal", ("name", "去海边 🏖"), ("target", "1200.00"), ("by", "2027-05-18"));
        Goal goal = Assert.Single(await goals.OfAsync(person, Cancel));
        Assert.Equal(("去海边 🏖", Money.FromYuan(1200)), (goal.Name, goal.Target));
        Assert.NotNull(goal.EachMonth);
        Assert.Contains("a month", browser.Text, StringComparison.Ordinal);
        await browser.SubmitAsync("form[action$='/assign']", ($"assigned-{goal.Number}", "300.00"));
        Assert.Equal(Money.FromYuan(300), Assert.Single(await goals.OfAsync(person, Cancel)).Assigned.ToMoney());
        Assert.Equal("30000", browser.Page.QuerySelector("progress")!.GetAttribute("value"));
        await browser.SubmitAsync("form[action$='/assign']", ($"assigned-{goal.Number}", "500.01"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        Assert.Contains("than you hold", browser.Text, StringComparison.Ordinal);
        await browser.SubmitAsync("form[action$='/delete']");
        Assert.Empty(await goals.OfAsync(person, Cancel));
    }

    [Fact]
    public async Task A_form_for_a_goal_that_is_sent_twice_makes_one_goal()
    {
        await using MoneyHouse house = await MoneyHouse.StartAsync(postgres);
        (long person, Browser browser) = await house.PersonAsync();
        Goals goals = new(house.Parts.Customers);
        await browser.OpenAsync("/save");
        HttpResponseMessage[] answers = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ =>
            browser.SendFormAsync("#goal", ("name", "a boat"), ("target", "900.00"))));
        Assert.All(answers, answer => Assert.Equal("/save?done=saved", answer.Headers.Location!.ToString()));
        Assert.Single(await goals.OfAsync(person, Cancel));

        // The page that was gone back to: the same again is the same, and another goal is none under this key.
        await browser.SubmitAsync("#goal", ("name", "a boat"), ("target", "900.00"));
        Assert.Equal("/save?done=saved", browser.Path);
        string used = KeyOf(browser);
        await browser.SubmitAsync("#goal", ("name", "a boat"), ("target", "900.00"));
        Assert.Equal(2, (await goals.OfAsync(person, Cancel)).Count);
        Assert.NotEqual(used, KeyOf(browser));
        await browser.SubmitAsync("#goal", ("name", "a car"), ("target", "900.00"), ("key", used));
        Assert.Equal(HttpStatusCode.Conflict, browser.Status);

        // A form that comes again keeps its key; one without any gets one.
        await browser.OpenAsync("/save");
        string kept = KeyOf(browser);
        await browser.SubmitAsync("#goal", ("name", ""), ("target", "1.00"));
        Assert.Equal(kept, KeyOf(browser));
        await browser.SubmitAsync("#goal", ("name", "a car"), ("target", "1.00"), ("key", "x"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        Assert.NotEqual(kept, KeyOf(browser));
        await browser.SubmitAsync("#goal");
        Assert.Equal(["a boat", "a boat", "a car"], (await goals.OfAsync(person, Cancel)).Select(goal => goal.Name));

        static string KeyOf(Browser browser) =>
            browser.Page.QuerySelector("#goal input[name=key]")!.GetAttribute("value")!;
    }

    [Theory]
    [InlineData("", "1.00", "", "name")]
    [InlineData("x", "0", "", "target")]
    [InlineData("x", "1.00", "yesterday", "by")]
    [InlineData("x", "1.00", "2020-01-01", "by")]
    [InlineData("x", "1.00", "9999-12-31", "by")]
    public async Task What_is_wrong_with_a_goal_is_said_beside_its_field(
        string name, string target, string by, string wrong)
    {
        await using MoneyHouse house = await MoneyHouse.StartAsync(postgres);
        (long person, Browser browser) = await house.PersonAsync();
        await browser.OpenAsync("/save");
        await browser.SubmitAsync("#goal", ("name", name), ("target", target), ("by", by));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        Assert.NotEmpty(browser.Page.QuerySelector($"#{wrong}-wrong")!.TextContent);
        Assert.Empty(await new Goals(house.Parts.Customers).OfAsync(person, Cancel));
    }

    [Fact]
    public async Task Somebody_elses_goal_is_none()
    {
        await using MoneyHouse house = await MoneyHouse.StartAsync(postgres);
        (long person, Browser browser) = await house.PersonAsync();
        (_, Browser other) = await house.PersonAsync("13800000002");
        await browser.OpenAsync("/save");
        await browser.SubmitAsync("#goal", ("name", "x"), ("target", "1.00"));
        Goal goal = Assert.Single(await new Goals(house.Parts.Customers).OfAsync(person, Cancel));
        await other.OpenAsync("/save");
        string token = other.Page.QuerySelector("input[name=form-token]")!.GetAttribute("value")!;
        foreach (string number in (string[])[$"{goal.Number}", "-1", "x", "99999999999999999999"])
        {
            HttpResponseMessage answer = await other.SendAsync(new(HttpMethod.Post, $"/save/goals/{number}/delete")
            {
                Content = new FormUrlEncodedContent(new Dictionary<string, string> { ["form-token"] = token }),
            });
            // Goals are numbered for each person: of the other one there is none of this number.
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        }

        Assert.Single(await new Goals(house.Parts.Customers).OfAsync(person, Cancel));
    }
}
