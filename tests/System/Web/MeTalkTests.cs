#pragma warning disable xUnit1051 // Every call here is short; a token at each of them would hide what the test says.
using System.Net;
using Huoqi.Customers;
using Huoqi.Identity;
using Huoqi.Ledger;
using Xunit;

namespace Huoqi.SystemTests;

/// <summary>Messages, something wrong with an entry, and leaving.</summary>
public sealed class MeTalkTests(PostgresFixture postgres)
{
    [Fact]
    public async Task Messages_are_paged_newest_first_and_marked_as_read()
    {
        await using WebHouse house = await WebHouse.StartAsync(postgres);
        (long person, Browser browser) = await house.NewReaderAsync();
        Inbox inbox = new(house.Parts.Customers);
        for (int i = 1; i <= 45; i++)
        {
            await inbox.PutAsync(person, MessageKind.TopUp, $"order-{i}", new Dictionary<string, string>
            {
                ["order"] = $"00-{i:D12}",
                ["amount"] = $"{i}.00",
            });
        }

        await browser.OpenAsync("/inbox");
        Assert.Contains("¥45.00 from your card has arrived", browser.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("¥25.00", browser.Text, StringComparison.Ordinal);
        List<string> seen = [];
        for (int pages = 0; pages < 5; pages++)
        {
            seen.AddRange(browser.Page.QuerySelectorAll(".bill a.inline").Select(link => link.TextContent));
            if (browser.Page.QuerySelector("a[href^='/inbox?before=']")?.GetAttribute("href") is not { } older)
            {
                break;
            }

            await browser.OpenAsync(older);
        }

        Assert.Equal(45, seen.Distinct().Count());
        await browser.OpenAsync("/inbox");
        await browser.SubmitAsync("form:has(input[name=number])");
        Assert.Equal(44, await inbox.UnreadAsync(person));
        await browser.SubmitAsync("form[action='/inbox/read']:not(:has(input[name=number]))");
        Assert.Equal(0, await inbox.UnreadAsync(person));
        Assert.Null(browser.Page.QuerySelector(".tag.warn"));
        await browser.OpenAsync("/inbox?before=x");
        Assert.Equal(HttpStatusCode.NotFound, browser.Status);
    }

    [Fact]
    public async Task Messages_stand_by_when_it_happened_and_every_page_goes_on_where_the_last_one_ended()
    {
        await using WebHouse house = await WebHouse.StartAsync(postgres);
        (long person, _) = await house.NewReaderAsync();
        short shard = house.Parts.ShardOf(person);
        // Written in any order, three each at one instant, as by several followers of the journal.
        await house.Wallet.Database.RunAsync($$"""
            INSERT INTO customers.message (shard, person, number, kind, subject, parameters, written_at)
            SELECT {{shard}}, {{person}}, 1000 + i, 9, 's' || i, '{}',
                timestamptz '2026-11-01 00:00Z' + (i * 37 % 40) / 3 * interval '1 hour'
            FROM generate_series(1, 40) AS i
            """);
        Inbox inbox = new(house.Parts.Customers);
        List<Message> read = [];
        for (long? before = null; read.Count < 60; before = read[^1].Number)
        {
            IReadOnlyList<Message> page = await inbox.PageAsync(person, before, 7);
            if (page.Count == 0)
            {
                break;
            }

            read.AddRange(page);
        }

        Assert.Equal(40, read.Select(message => message.Number).Distinct().Count());
        Assert.Equal(read.OrderByDescending(one => one.At).ThenByDescending(one => one.Number), read);
        Assert.NotEqual(read.OrderByDescending(one => one.Number), read);
        Assert.Empty(await inbox.PageAsync(person, 999_999, 7));
    }

    [Fact]
    public async Task A_freeze_and_its_end_are_told_once_each()
    {
        await using WebHouse house = await WebHouse.StartAsync(postgres);
        (long person, Browser browser) = await house.NewReaderWithDigitsAsync();
        await browser.OpenAsync("/me/freeze");
        await browser.SubmitAsync("form[action='/me/freeze']", ("reason", "lost phone"));
        await browser.OpenAsync("/me/prove?back=/me/freeze");
        await browser.ProveAsync();
        await browser.OpenAsync("/me/freeze");
        await browser.SubmitAsync("form[action='/me/unfreeze']");
        JournalMessages follower = new(house.Parts.Customers);
        await follower.RunAsync();
        await follower.RunAsync();
        Assert.Equal(["false", "true"], (await new Inbox(house.Parts.Customers).PageAsync(person, null, 100))
            .Where(message => message.Kind == MessageKind.StandingChanged)
            .Select(message => message.Parameters["frozen"]));
    }

    [Fact]
    public async Task An_entry_is_disputed_once_and_staff_answers()
    {
        await using WebHouse house = await WebHouse.StartAsync(postgres);
        (long person, Browser browser) = await house.NewReaderAsync();
        (_, Browser other) = await house.NewReaderAsync("13800000002");
        await house.Wallet.TopUpAsync(person, "100.00");
        BillPage bills = (await new BillReading(house.Parts.Customers).PageAsync(person, new(), null, 10))!;
        OrderNo order = bills.Items[0].No;

        await other.OpenAsync($"/bills/{order}/wrong");
        Assert.Equal(HttpStatusCode.NotFound, other.Status);
        await browser.OpenAsync($"/bills/{order}/wrong");
        await browser.SubmitAsync("form.card[method=post]", ("text", " "));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        await browser.SubmitAsync("form.card[method=post]", ("text", new('长', 3_000)));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        Assert.Equal(3_000, browser.Form("textarea").TextContent.Count(c => c == '长'));
        await browser.SubmitAsync("form.card[method=post]", ("text", "It was \u202E001"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        Assert.Contains("It was \u202E001", browser.Form("textarea").TextContent, StringComparison.Ordinal);
        await browser.SubmitAsync("form.card[method=post]", ("text", "It was 1,000 <b>not</b> 100"));
        Assert.Contains("It was 1,000 <b>not</b> 100", browser.Text, StringComparison.Ordinal);
        Assert.Null(browser.Page.QuerySelector("textarea"));

        using Browser clerk = await MeTests.StaffAsync(house, AccountKind.Operator);
        await clerk.OpenAsync("/staff/disputes");
        await clerk.SubmitAsync("form[action='/staff/disputes']", ("answer", "The bank says 100"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, clerk.Status);
        Assert.Equal("The bank says 100", clerk.Form("textarea").TextContent.Trim());
        await clerk.SubmitAsync(
            "form[action='/staff/disputes']", ("upheld", "no"), ("answer", "The bank says 100"));
        Assert.Contains("Nothing waits", clerk.Text, StringComparison.Ordinal);
        await browser.OpenAsync("/me/disputes");
        Assert.Contains("The bank says 100", browser.Text, StringComparison.Ordinal);
        await other.OpenAsync("/me/disputes");
        Assert.DoesNotContain("The bank says 100", other.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task So_many_entries_are_disputed_at_a_time()
    {
        await using WebHouse house = await WebHouse.StartAsync(postgres);
        (long person, Browser browser) = await house.NewReaderAsync();
        await house.Wallet.TopUpAsync(person, "1.00");
        Bill first = (await new BillReading(house.Parts.Customers).PageAsync(person, new(), null, 10))!.Items[0];
        await house.Wallet.Database.RunAsync($"""
            INSERT INTO customers.dispute (shard, person, entry, opened_at, due_on, said, state)
            SELECT {house.Parts.ShardOf(person)}, {person}, 1000000 + i, now(), '2026-12-01', 'other', 1
            FROM generate_series(1, 20) AS i
            """);
        await browser.OpenAsync("/me");
        await browser.OpenAsync(browser.Page.QuerySelector("a[href='/me/disputes']")!.GetAttribute("href")!);
        Assert.Contains("other", browser.Text, StringComparison.Ordinal);
        await browser.OpenAsync($"/bills/{first.No}/wrong");
        await browser.SubmitAsync("form.card[method=post]", ("text", "one more"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        Assert.Contains("wait until some are answered", browser.Text, StringComparison.Ordinal);
        await house.Wallet.Database.RunAsync(
            "UPDATE customers.dispute SET state = 3, answer = 'no' WHERE entry = 1000001");
        await browser.SubmitAsync("form.card[method=post]", ("text", "one more"));
        Assert.Contains("one more", browser.Text, StringComparison.Ordinal);
        Assert.Null(browser.Page.QuerySelector("textarea"));
    }

    [Fact]
    public async Task Whoever_leaves_hears_all_that_hinders_and_is_gone_afterwards()
    {
        await using WebHouse house = await WebHouse.StartAsync(postgres);
        (long person, Browser browser) = await house.NewReaderWithDigitsAsync();
        await house.Wallet.TopUpAsync(person, "100.00");
        await browser.OpenAsync("/me/close");
        Assert.Contains("The wallet holds money", browser.Text, StringComparison.Ordinal);
        Assert.Contains("¥100.00", browser.Text, StringComparison.Ordinal);
        Assert.Null(browser.Page.QuerySelector("form[action='/me/close']"));

        (_, Browser empty) = await house.NewReaderWithDigitsAsync("13800000003");
        await empty.OpenAsync("/me/close");
        await empty.SubmitAsync("form[action='/me/close']");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, empty.Status);
        await empty.SubmitAsync("form[action='/me/close']", ("sure", "yes"));
        await empty.ProveAsync();
        await empty.SubmitAsync("form[action='/me/close']", ("sure", "yes"));
        Assert.Contains("account is closed", empty.Text, StringComparison.Ordinal);
        Assert.False(await empty.IsSignedInAsync());

        // The phone is free for somebody else.
        using Browser next = house.NewBrowser();
        await house.SignUpAsync(next, "13800000003");
    }
}
