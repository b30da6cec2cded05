using System.Net;
using AngleSharp.Dom;
using Huoqi.Customers;
using Huoqi.Kernel;
using Huoqi.Wallet;
using Xunit;

namespace Huoqi.SystemTests;

/// <summary>Money in and out over HTTP: what is shown before, what moves once and what never.</summary>
public sealed class MoneyMoveTests(PostgresFixture postgres)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_subscription_shows_its_days_before_and_its_receipt_after()
    {
        await using MoneyHouse house = await MoneyHouse.StartAsync(postgres);
        (long person, Browser browser) = await house.PersonAsync();
        await browser.OpenAsync("/move?way=in");
        Assert.Contains("Fri 20 Nov", browser.Text, StringComparison.Ordinal);
        await browser.SubmitAsync("#move", ("amount", "100.00"), ("to", "fund"), ("from", "wallet"));
        string review = browser.Page.QuerySelector("#review-lines")!.TextContent;
        // Ordered on Wednesday before 15:00: confirmed and earning on Thursday, income shown on Friday.
        Assert.Contains("¥100.00", review, StringComparison.Ordinal);
        Assert.Contains("Thu 19 Nov 2026", review, StringComparison.Ordinal);
        Assert.Contains("Fri 20 Nov 2026", review, StringComparison.Ordinal);
        Assert.Contains("¥0.00", review, StringComparison.Ordinal);
        Assert.Equal(Money.FromYuan(1000), (await house.HoldingAsync(person)).Wallet);
        await MoneyHouse.ProveAsync(browser);
        Assert.StartsWith("/receipt/", browser.Path, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, browser.Status);
        Assert.Equal(Money.FromYuan(900), (await house.HoldingAsync(person)).Wallet);
    }

    [Theory]
    [InlineData("in", "fund", "wallet", "", "14:59", "2026-11-18 15:01", "Sat 21 Nov 2026", "The cut-off")]
    [InlineData("in", "fund", "card:1", "", "14:59", "2026-11-18 15:01", "Sat 21 Nov 2026", "The cut-off")]
    [InlineData("out", "card:1", "fund", "T1", "14:59", "2026-11-18 15:01", "Fri 20 Nov 2026", "The cut-off")]
    [InlineData("out", "card:1", "fund", "T0", "23:59", "2026-11-19 00:01", "Thu 19 Nov 2026", "A new day")]
    public async Task Days_that_are_new_since_they_were_shown_are_shown_before_anything_moves(
        string way, string to, string from, string speed, string shown, string confirmed, string day, string said)
    {
        await using MoneyHouse house = await MoneyHouse.StartAsync(postgres);
        (long person, Browser browser) = await house.PersonAsync();
        house.Wallet.Clock.Set($"2026-11-18 {shown}");
        await browser.OpenAsync($"/move?way={way}");
        await browser.SubmitAsync("#move", ("amount", "100"), ("to", to), ("from", from), ("speed", speed));
        string review = browser.Page.QuerySelector("#review-lines")!.TextContent;
        Assert.DoesNotContain(day, review, StringComparison.Ordinal);
        Assert.Equal(from == "card:1", review.Contains("if the bank answers before then", StringComparison.Ordinal));

        house.Wallet.Clock.Set(confirmed);
        await MoneyHouse.ProveAsync(browser);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        Assert.Contains(said, browser.Text, StringComparison.Ordinal);
        Assert.Contains(day, browser.Page.QuerySelector("#review-lines")!.TextContent, StringComparison.Ordinal);
        Assert.Equal((Money.FromYuan(1000), Money.FromYuan(500)), await house.HoldingAsync(person));

        await MoneyHouse.ProveAsync(browser);
        Assert.StartsWith("/receipt/", browser.Path, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_form_that_was_not_taken_says_also_that_the_days_are_new()
    {
        await using MoneyHouse house = await MoneyHouse.StartAsync(postgres);
        (_, Browser browser) = await house.PersonAsync();
        house.Wallet.Clock.Set("2026-11-18 14:59");
        await browser.OpenAsync("/move?way=in");
        await browser.SubmitAsync("#move", ("amount", "100"), ("to", "fund"), ("from", "wallet"));
        house.Wallet.Clock.Set("2026-11-18 15:01");
        await browser.SubmitAsync(
            "form[action^='/confirm/']:has(input[name=digits])",
            ("digits", MoneyHouse.Digits), ("form-token", "stale"));
        Assert.Equal(HttpStatusCode.BadRequest, browser.Status);
        Assert.Contains("The cut-off has passed", browser.Text, StringComparison.Ordinal);
        await MoneyHouse.ProveAsync(browser);
        Assert.StartsWith("/receipt/", browser.Path, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dates_that_nobody_has_announced_are_said_to_be_provisional()
    {
        await using MoneyHouse house = await MoneyHouse.StartAsync(postgres);
        (_, Browser browser) = await house.PersonAsync();
        house.Wallet.Clock.Set("2026-12-30 10:00");
        await browser.OpenAsync("/move?way=out");
        Assert.DoesNotContain("provisional", browser.Text, StringComparison.Ordinal);

        house.Wallet.Clock.Set("2026-12-31 10:00");
        await browser.OpenAsync("/move?way=in");
        Assert.Contains("Mon 4 Jan 2027 (provisional)", browser.Text, StringComparison.Ordinal);
        await browser.SubmitAsync("#move", ("amount", "100.00"), ("to", "fund"), ("from", "wallet"));
        string review = browser.Page.QuerySelector("#review-lines")!.TextContent;
        Assert.Contains("Thu 31 Dec 2026", review, StringComparison.Ordinal);
        Assert.DoesNotContain("Thu 31 Dec 2026 (provisional)", review, StringComparison.Ordinal);
        Assert.Contains("Mon 4 Jan 2027 (provisional)", review, StringComparison.Ordinal);
        Assert.Contains("The holidays of 2027 are not announced yet", review, StringComparison.Ordinal);
        await MoneyHouse.ProveAsync(browser);
        Assert.Contains("Mon 4 Jan 2027 (provisional)", browser.Text, StringComparison.Ordinal);
        await browser.OpenAsync("/bills");
        Assert.Contains("Expected on Mon 4 Jan 2027 (provisional)", browser.Text, StringComparison.Ordinal);

        // Once the day is there it is what it was.
        house.Wallet.Clock.Set("2027-01-04 10:00");
        await browser.OpenAsync("/bills");
        Assert.DoesNotContain("provisional", browser.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("in", "wallet", "card:1", "", 1000, 500)]
    [InlineData("in", "fund", "card:1", "", 1000, 500)]
    [InlineData("out", "wallet", "fund", "T0", 1100, 400)]
    [InlineData("out", "card:1", "fund", "T0", 1000, 400)]
    [InlineData("out", "wallet", "fund", "T1", 1000, 400)]
    [InlineData("out", "card:1", "fund", "T1", 1000, 400)]
    [InlineData("out", "card:1", "wallet", "", 900, 500)]
    public async Task Every_way_in_and_out_ends_at_a_receipt(
        string way, string to, string from, string speed, int wallet, int units)
    {
        await using MoneyHouse house = await MoneyHouse.StartAsync(postgres);
        (long person, Browser browser) = await house.PersonAsync();
        if (speed == "T0" && to == "wallet")
        {
            await house.Wallet.FacilityAsync("10000.00");
        }

        await browser.OpenAsync($"/move?way={way}");
        await browser.SubmitAsync("#move", ("amount", "100"), ("to", to), ("from", from), ("speed", speed));
        Assert.StartsWith("/confirm/", browser.Path, StringComparison.Ordinal);
        await MoneyHouse.ProveAsync(browser);
        Assert.StartsWith("/receipt/", browser.Path, StringComparison.Ordinal);
        Assert.Equal((Money.FromYuan(wallet), Money.FromYuan(units)), await house.HoldingAsync(person));
    }

    [Fact]
    public async Task What_is_wrong_with_an_amount_is_said_and_what_was_typed_is_kept()
    {
        await using MoneyHouse house = await MoneyHouse.StartAsync(postgres);
        (long person, Browser browser) = await house.PersonAsync();
        string[] wrong =
        [
            "0", "-5", "1.005", "１００", "1e27", "", " ", "1 000", "1,000.00", "$100", "100💰",
            "<script>alert(1)</script>", new('9', 4_000), "5000000000", "1000.01",
        ];
        foreach (string typed in wrong)
        {
            await browser.OpenAsync("/move?way=in");
            await browser.SubmitAsync("#move", ("amount", typed), ("to", "fund"), ("from", "wallet"));
            Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
            IElement field = browser.Page.QuerySelector("#amount")!;
            Assert.Equal("true", field.GetAttribute("aria-invalid"));
            Assert.Equal(typed, field.GetAttribute("value") ?? "");
            Assert.NotEmpty(browser.Page.QuerySelector("#amount-wrong")!.TextContent);
            Assert.Null(browser.Page.QuerySelector("main script"));
        }

        Assert.Equal((Money.FromYuan(1000), Money.FromYuan(500)), await house.HoldingAsync(person));
    }

    [Fact]
    public async Task A_longer_text_than_any_field_takes_and_one_with_nul_are_refused()
    {
        await using MoneyHouse house = await MoneyHouse.StartAsync(postgres);
        (_, Browser browser) = await house.PersonAsync();
        await browser.OpenAsync("/move?way=in");
        await browser.SubmitAsync("#move", ("amount", new string('9', 10_000)), ("to", "fund"), ("from", "wallet"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        Assert.Contains(
            "At most 40 characters, and this has 10000",
            browser.Page.QuerySelector("#amount-wrong")!.TextContent, StringComparison.Ordinal);
        await browser.OpenAsync("/move?way=in");
        await browser.SubmitAsync("#move", ("amount", "1\0"), ("to", "fund"), ("from", "wallet"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        Assert.Equal("1", browser.Page.QuerySelector("#amount")!.GetAttribute("value"));
    }

    [Theory]
    [InlineData("in", "wallet", "wallet")]
    [InlineData("out", "wallet", "wallet")]
    [InlineData("in", "moon", "wallet")]
    [InlineData("in", "fund", "card:0")]
    [InlineData("out", "card:x", "fund")]
    [InlineData("in", "fund", "card:77")]
    public async Task Ends_that_make_no_sense_are_refused(string way, string to, string from)
    {
        await using MoneyHouse house = await MoneyHouse.StartAsync(postgres);
        (_, Browser browser) = await house.PersonAsync();
        await browser.OpenAsync($"/move?way={way}");
        await browser.SubmitAsync("#move", ("amount", "12.34"), ("to", to), ("from", from), ("speed", "T1"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        Assert.Equal("12.34", browser.Page.QuerySelector("#amount")!.GetAttribute("value"));
    }

    [Fact]
    public async Task Nobody_reads_documents_for_what_their_class_rules_out()
    {
        await using MoneyHouse house = await MoneyHouse.StartAsync(postgres);
        (long person, Browser browser) = await house.PersonAsync(agreed: false);
        WalletAnswer lowered = await new ChangeClass(house.Parts.Wallet)
            .HandleAsync(new(person, "lowered", AccountClass.II, "a test"));
        Assert.Equal(WalletStatus.Done, lowered.Status);
        await browser.OpenAsync("/move?way=in");
        Assert.Contains("only with a class III account", browser.Text, StringComparison.Ordinal);
        await browser.SubmitAsync("#move", ("amount", "12.34"), ("to", "fund"), ("from", "wallet"));
        Assert.StartsWith("/move", browser.Path, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        Assert.Contains("Only a class III account", browser.Text, StringComparison.Ordinal);
        await browser.OpenAsync("/save");
        await browser.SubmitAsync("#sweep", ("keep", "100"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        Assert.Contains("Only a class III account", browser.Text, StringComparison.Ordinal);

        // From a card it may: there the documents come.
        await browser.OpenAsync("/move?way=in");
        await browser.SubmitAsync("#move", ("amount", "12.34"), ("to", "fund"), ("from", "card:1"));
        Assert.StartsWith("/agreement", browser.Path, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_first_subscription_leads_to_the_documents_and_back_with_what_was_typed()
    {
        await using MoneyHouse house = await MoneyHouse.StartAsync(postgres);
        (long person, Browser browser) = await house.PersonAsync(agreed: false);
        await browser.OpenAsync("/move?way=in");
        await browser.SubmitAsync("#move", ("amount", "12.34"), ("to", "fund"), ("from", "wallet"));
        Assert.StartsWith("/agreement", browser.Path, StringComparison.Ordinal);
        await browser.SubmitAsync("#accept", ("accept-1", "1"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        await browser.SubmitAsync("#accept", ("accept-1", "1"), ("accept-2", "1"), ("accept-3", "9"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        await browser.SubmitAsync("#accept", ("accept-1", "1"), ("accept-2", "1"), ("accept-3", "1"));
        Assert.StartsWith("/move", browser.Path, StringComparison.Ordinal);
        Assert.Equal("12.34", browser.Page.QuerySelector("#amount")!.GetAttribute("value"));
        IReadOnlyList<Acceptance> accepted =
            await new Agreements(house.Parts.Customers).AcceptedByAsync(person, Cancel);
        Assert.Equal(3, accepted.Count);
        Assert.All(accepted, acceptance => Assert.Equal(64, acceptance.Document.TextHash.Length));
        await browser.SubmitAsync("#move");
        Assert.StartsWith("/confirm/", browser.Path, StringComparison.Ordinal);
        await browser.OpenAsync("/agreement/contract");
        Assert.Contains("T+1", browser.Text, StringComparison.Ordinal);
        await browser.OpenAsync("/agreement/nothing");
        Assert.Equal(HttpStatusCode.NotFound, browser.Status);
    }
}
