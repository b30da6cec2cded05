using System.Net;
using AngleSharp.Dom;
using Huoqi.Kernel;
using Npgsql;
using Xunit;

namespace Huoqi.SystemTests;

/// <summary>Money between friends over HTTP: who it is is shown before, and asking moves nothing by itself.</summary>
public sealed class MoneySendTests(PostgresFixture postgres)
{
    private const string Phone = "13800000001";
    private const string FriendPhone = "13800000002";

    private const string LongNote = "0123456789012345678901234567890123456789012345678901234567890123456789"
        + "0123456789012345678901234567890";

    [Fact]
    public async Task A_friend_is_shown_masked_before_money_is_sent()
    {
        await using MoneyHouse house = await MoneyHouse.StartAsync(postgres);
        (long person, Browser browser) = await house.PersonAsync(Phone);
        (long friend, _) = await house.PersonAsync(FriendPhone);
        await browser.OpenAsync("/send");
        await browser.SubmitAsync("#send", ("phone", "138 0000 0002"), ("amount", "12.34"), ("note", "午饭 🍜"));
        string confirmation = browser.Path;

        // Who goes back to change it has nothing to type twice.
        await browser.OpenAsync(browser.Page.QuerySelector("a[href^='/send?again=']")!.GetAttribute("href")!);
        Assert.Contains("•丰", browser.Page.QuerySelector("#send")!.TextContent, StringComparison.Ordinal);
        Assert.Equal("12.34", browser.Page.QuerySelector("#amount")!.GetAttribute("value"));
        Assert.Equal("午饭 🍜", browser.Page.QuerySelector("#note")!.GetAttribute("value"));
        await browser.SubmitAsync("#send", ("amount", "0"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        Assert.Contains("•丰", browser.Page.QuerySelector("#send")!.TextContent, StringComparison.Ordinal);
        await browser.SubmitAsync("#send", ("amount", "12.34"));
        Assert.NotEqual(confirmation, browser.Path);
        string review = browser.Page.QuerySelector("#review-lines")!.TextContent;
        Assert.Contains("•丰", review, StringComparison.Ordinal);
        Assert.DoesNotContain("张三", browser.Text, StringComparison.Ordinal);
        Assert.Contains("午饭 🍜", review, StringComparison.Ordinal);
        await MoneyHouse.ProveAsync(browser);
        Assert.StartsWith("/receipt/", browser.Path, StringComparison.Ordinal);
        Assert.Contains("午饭 🍜", browser.Text, StringComparison.Ordinal);
        _ = await house.Wallet.DeliverAsync();
        Assert.Equal(Money.Parse("987.66"), (await house.HoldingAsync(person)).Wallet);
        Assert.Equal(Money.Parse("1012.34"), (await house.HoldingAsync(friend)).Wallet);
    }

    [Theory]
    [InlineData("13899999999", "1.00", "", "phone")]
    [InlineData("12345", "1.00", "", "phone")]
    [InlineData("", "1.00", "", "phone")]
    [InlineData("1380000000２x", "1.00", "", "phone")]
    [InlineData(Phone, "1.00", "", "phone")]
    [InlineData(FriendPhone, "-1", "", "amount")]
    [InlineData(FriendPhone, "1000.01", "", "amount")]
    [InlineData(FriendPhone, "1.00", "a\u202Eb", "note")]
    [InlineData(FriendPhone, "1.00", "a\nb", "note")]
    [InlineData(FriendPhone, "1.00", LongNote, "note")]
    public async Task What_is_wrong_is_said_beside_its_field(string phone, string amount, string note, string wrong)
    {
        await using MoneyHouse house = await MoneyHouse.StartAsync(postgres);
        (long person, Browser browser) = await house.PersonAsync(Phone);
        _ = await house.PersonAsync(FriendPhone);
        await browser.OpenAsync("/send");
        await browser.SubmitAsync("#send", ("phone", phone), ("amount", amount), ("note", note));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        Assert.NotEmpty(browser.Page.QuerySelector($"#{wrong}-wrong")!.TextContent);
        Assert.Equal(phone, browser.Page.QuerySelector("#phone")!.GetAttribute("value") ?? "");
        Assert.Equal(amount, browser.Page.QuerySelector("#amount")!.GetAttribute("value"));
        Assert.Equal(Money.FromYuan(1000), (await house.HoldingAsync(person)).Wallet);
    }

    [Fact]
    public async Task A_script_in_a_note_is_text()
    {
        await using MoneyHouse house = await MoneyHouse.StartAsync(postgres);
        (_, Browser browser) = await house.PersonAsync(Phone);
        _ = await house.PersonAsync(FriendPhone);
        await browser.OpenAsync("/send");
        await browser.SubmitAsync(
            "#send", ("phone", FriendPhone), ("amount", "1.00"), ("note", "<script>alert(1)</script>"));
        Assert.Contains("<script>alert(1)</script>", browser.Text, StringComparison.Ordinal);
        Assert.Null(browser.Page.QuerySelector("main script"));
    }

    [Fact]
    public async Task A_collect_link_names_its_owner_and_carries_amount_and_note()
    {
        await using MoneyHouse house = await MoneyHouse.StartAsync(postgres);
        (long owner, Browser browser) = await house.PersonAsync(Phone);
        (long payer, Browser other) = await house.PersonAsync(FriendPhone);
        await browser.OpenAsync("/collect");
        await browser.SubmitAsync("#collect", ("amount", "5.00"), ("note", "茶"));
        Uri link = new(browser.Page.QuerySelector("a[href*='/collect/']")!.GetAttribute("href")!);
        await other.OpenAsync(link.PathAndQuery);
        Assert.Contains("•丰", other.Text, StringComparison.Ordinal);
        Assert.Equal("5.00", other.Page.QuerySelector("#amount")!.GetAttribute("value"));
        await other.SubmitAsync("#send");
        await MoneyHouse.ProveAsync(other);
        Assert.StartsWith("/receipt/", other.Path, StringComparison.Ordinal);
        _ = await house.Wallet.DeliverAsync();
        Assert.Equal(Money.FromYuan(1005), (await house.HoldingAsync(owner)).Wallet);
        Assert.Equal(Money.FromYuan(995), (await house.HoldingAsync(payer)).Wallet);
        await browser.OpenAsync(link.PathAndQuery);
        await browser.SubmitAsync("#send");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        await browser.OpenAsync("/collect/AAAAAAAAAAAAAAAAAAAAAA");
        Assert.Equal(HttpStatusCode.NotFound, browser.Status);
        await browser.OpenAsync("/collect?amount=-1");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
    }

    [Fact]
    public async Task A_request_for_money_is_asked_once_and_paid_by_whom_it_asks()
    {
        await using MoneyHouse house = await MoneyHouse.StartAsync(postgres);
        (long asker, Browser browser) = await house.PersonAsync(Phone);
        (long friend, Browser other) = await house.PersonAsync(FriendPhone);
        (_, Browser stranger) = await house.PersonAsync("13800000003");
        await browser.OpenAsync("/send/ask");
        string key = browser.Page.QuerySelector("input[name=key]")!.GetAttribute("value")!;
        await AskAsync(browser, key);
        await browser.OpenAsync("/send/ask");
        await AskAsync(browser, key);
        Assert.Single(browser.Page.QuerySelectorAll("form[action$='/withdraw']"));
        await other.OpenAsync("/send/requests");
        string pay = other.Page.QuerySelector("form[action$='/pay']")!.GetAttribute("action")!;
        await stranger.OpenAsync("/send/requests");
        Assert.Empty(stranger.Page.QuerySelectorAll("form[action$='/pay']"));
        await stranger.OpenAsync("/send/ask");
        string token = stranger.Page.QuerySelector("input[name=form-token]")!.GetAttribute("value")!;
        foreach (string path in (string[])[pay, pay.Replace("/pay", "/decline", StringComparison.Ordinal)])
        {
            HttpResponseMessage refused = await stranger.SendAsync(new(HttpMethod.Post, path)
            {
                Content = new FormUrlEncodedContent(new Dictionary<string, string> { ["form-token"] = token }),
            });
            Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        }

        await other.SubmitAsync("form[action$='/pay']");
        string review = other.Page.QuerySelector("#review-lines")!.TextContent;
        Assert.Contains("•丰", review, StringComparison.Ordinal);
        Assert.Contains("电影票", review, StringComparison.Ordinal);
        await MoneyHouse.ProveAsync(other);
        Assert.StartsWith("/receipt/", other.Path, StringComparison.Ordinal);
        _ = await house.Wallet.DeliverAsync();
        Assert.Equal(Money.FromYuan(1020), (await house.HoldingAsync(asker)).Wallet);
        Assert.Equal(Money.FromYuan(980), (await house.HoldingAsync(friend)).Wallet);
        await other.OpenAsync("/send/requests");
        Assert.Contains("Paid", other.Text, StringComparison.Ordinal);
        Assert.Empty(other.Page.QuerySelectorAll("form[action$='/pay']"));
    }

    [Fact]
    public async Task A_request_confirmed_many_times_at_once_is_paid_once_and_every_answer_is_its_receipt()
    {
        await using MoneyHouse house = await MoneyHouse.StartAsync(postgres);
        (long asker, Browser browser) = await house.PersonAsync(Phone);
        (_, Browser other) = await house.PersonAsync(FriendPhone);
        await browser.OpenAsync("/send/ask");
        await AskAsync(browser);
        await other.OpenAsync("/send/requests");
        await other.SubmitAsync("form[action$='/pay']");

        // While its row is held, all of them read the request as open; one of them will take it.
        await using NpgsqlConnection holder = await house.Wallet.Database.Owner.OpenConnectionAsync();
        await using NpgsqlTransaction held = await holder.BeginTransactionAsync();
        await using NpgsqlCommand hold = new("SELECT FROM customers.money_request FOR UPDATE", holder, held);
        _ = await hold.ExecuteNonQueryAsync();
        Task<HttpResponseMessage>[] posts = [.. Enumerable.Range(0, 3).Select(_ => other.SendFormAsync(
            "form[action^='/confirm/']:has(input[name=digits])", ("digits", MoneyHouse.Digits)))];
        long waiting = 0;
        for (int i = 0; i < 200 && waiting < posts.Length; i++)
        {
            await Task.Delay(50, TestContext.Current.CancellationToken);
            waiting = await house.Wallet.Database.ValueAsync<long>("""
                SELECT count(*) FROM pg_stat_activity
                WHERE datname = current_database() AND wait_event_type = 'Lock'
                    AND query LIKE 'UPDATE customers.money_request%'
                """);
        }

        await held.RollbackAsync();
        HttpResponseMessage[] answers = await Task.WhenAll(posts);
        Assert.True(waiting >= 2, $"{waiting} were waiting for the request");
        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode));
        string receipt = Assert.Single(answers.Select(answer => answer.Headers.Location!.ToString()).Distinct());
        Assert.StartsWith("/receipt/", receipt, StringComparison.Ordinal);
        _ = await house.Wallet.DeliverAsync();
        Assert.Equal(Money.FromYuan(1020), (await house.HoldingAsync(asker)).Wallet);
    }

    [Fact]
    public async Task A_request_can_be_declined_and_taken_back()
    {
        await using MoneyHouse house = await MoneyHouse.StartAsync(postgres);
        (_, Browser browser) = await house.PersonAsync(Phone);
        (_, Browser other) = await house.PersonAsync(FriendPhone);
        await browser.OpenAsync("/send/ask");
        await AskAsync(browser);
        await other.OpenAsync("/send/requests");
        await other.SubmitAsync("form[action$='/decline']");
        Assert.Contains("Declined", other.Text, StringComparison.Ordinal);
        await browser.OpenAsync("/send/ask");
        await AskAsync(browser);
        await other.OpenAsync("/send/requests");
        await browser.SubmitAsync("form[action$='/withdraw']");
        Assert.Contains("Taken back", browser.Text, StringComparison.Ordinal);
        await other.SubmitAsync("form[action$='/pay']");
        Assert.Equal(HttpStatusCode.Conflict, other.Status);
    }

    private static Task<IDocument> AskAsync(Browser browser, string? key = null) => browser.SubmitAsync("#ask",
    [
        ("phone", FriendPhone), ("amount", "20.00"), ("note", "电影票"),
        .. key is null ? ((string, string)[])[] : [("key", key)],
    ]);
}
