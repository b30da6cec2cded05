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
