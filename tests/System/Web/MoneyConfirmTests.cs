using System.Net;
using Huoqi.Acquiring;
using Huoqi.Identity;
using Huoqi.Kernel;
using Huoqi.Web;
using Xunit;

namespace Huoqi.SystemTests;

/// <summary>A confirmation is one act: for its owner, for what was shown, in its time, and done once.</summary>
public sealed class MoneyConfirmTests(PostgresFixture postgres)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_double_click_is_one_act_and_one_receipt()
    {
        await using MoneyHouse house = await MoneyHouse.StartAsync(postgres);
        (long person, Browser browser) = await house.PersonAsync();
        await AskAsync(browser, "100.00");
        string token = browser.Page.QuerySelector("input[name=form-token]")!.GetAttribute("value")!;
        string path = browser.Path;
        HttpResponseMessage[] answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => browser.SendAsync(
            new(HttpMethod.Post, path)
            {
                Content = new FormUrlEncodedContent(new Dictionary<string, string>
                {
                    ["form-token"] = token,
                    ["how"] = "digits",
                    ["digits"] = MoneyHouse.Digits,
                }),
            })));
        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode));
        string receipt = Assert.Single(answers.Select(answer => answer.Headers.Location!.ToString()).Distinct());
        Assert.StartsWith("/receipt/", receipt, StringComparison.Ordinal);
        Assert.Equal(Money.FromYuan(900), (await house.HoldingAsync(person)).Wallet);
    }

    [Fact]
    public async Task The_way_back_after_it_is_done_leads_to_the_receipt()
    {
        await using MoneyHouse house = await MoneyHouse.StartAsync(postgres);
        (long person, Browser browser) = await house.PersonAsync();
        await AskAsync(browser, "100.00");
        string review = browser.Path;
        await MoneyHouse.ProveAsync(browser);
        string receipt = browser.Path;
        await browser.OpenAsync(review);
        Assert.Equal(receipt, browser.Path);
        Assert.Equal(Money.FromYuan(900), (await house.HoldingAsync(person)).Wallet);
    }

    [Fact]
    public async Task A_wrong_payment_password_moves_nothing_and_may_be_corrected()
    {
        await using MoneyHouse house = await MoneyHouse.StartAsync(postgres);
        (long person, Browser browser) = await house.PersonAsync();
        await AskAsync(browser, "100.00");
        foreach (string digits in (string[])["", "000000", "29583", "abcdef"])
        {
            await MoneyHouse.ProveAsync(browser, digits);
            Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
            Assert.Contains("No money moved", browser.Text, StringComparison.Ordinal);
        }

        Assert.Equal(Money.FromYuan(1000), (await house.HoldingAsync(person)).Wallet);
        await MoneyHouse.ProveAsync(browser);
        Assert.StartsWith("/receipt/", browser.Path, StringComparison.Ordinal);
        Assert.Equal(Money.FromYuan(900), (await house.HoldingAsync(person)).Wallet);
    }

    [Fact]
    public async Task Five_wrong_payment_passwords_lock_it()
    {
        await using MoneyHouse house = await MoneyHouse.StartAsync(postgres);
        (long person, Browser browser) = await house.PersonAsync();
        await AskAsync(browser, "100.00");
        string review = browser.Path;
        string token = browser.Page.QuerySelector("input[name=form-token]")!.GetAttribute("value")!;
        for (int attempt = 0; attempt < 5; attempt++)
        {
            await MoneyHouse.ProveAsync(browser, "837295");
        }

        // The page asks for it no more; a page opened before the lock still has the form, and the right one is late.
        Assert.Null(browser.Page.QuerySelector("input[name=digits]"));
        using HttpResponseMessage late = await browser.SendAsync(new(HttpMethod.Post, review)
        {
            Content = new FormUrlEncodedContent(new Dictionary<string, string>
            {
                ["form-token"] = token,
                ["how"] = "digits",
                ["digits"] = MoneyHouse.Digits,
            }),
        });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, late.StatusCode);
        Assert.Contains("locked", browser.Text, StringComparison.Ordinal);
        Assert.Equal(Money.FromYuan(1000), (await house.HoldingAsync(person)).Wallet);
    }

    [Fact]
    public async Task Somebody_elses_confirmation_is_none()
    {
        await using MoneyHouse house = await MoneyHouse.StartAsync(postgres);
        (long person, Browser browser) = await house.PersonAsync();
        (_, Browser other) = await house.PersonAsync("13800000002");
        await AskAsync(browser, "100.00");
        string path = browser.Path;
        await other.OpenAsync(path);
        Assert.Equal(HttpStatusCode.NotFound, other.Status);
        await AskAsync(other, "1.00");
        string token = other.Page.QuerySelector("input[name=form-token]")!.GetAttribute("value")!;
        HttpResponseMessage answer = await other.SendAsync(new(HttpMethod.Post, path)
        {
            Content = new FormUrlEncodedContent(new Dictionary<string, string>
            {
                ["form-token"] = token,
                ["how"] = "digits",
                ["digits"] = MoneyHouse.Digits,
            }),
        });
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal(Money.FromYuan(1000), (await house.HoldingAsync(person)).Wallet);
        await other.OpenAsync("/confirm/nothing");
        Assert.Equal(HttpStatusCode.NotFound, other.Status);
    }

    [Fact]
    public async Task What_is_done_is_exactly_what_was_confirmed()
    {
        await using MoneyHouse house = await MoneyHouse.StartAsync(postgres);
        (long person, Browser browser) = await house.PersonAsync();
        SessionRow session =
            (await new Sessions(house.Parts.Identity).ReadAsync(browser.Cookies["__Host-huoqi"], Cancel))!;
        Wanted.Subscribe wanted = new(Money.FromYuan(100), Pocket.Wallet);
        string id = (await Reviews.AskAsync(house.Parts, session, wanted, Cancel)).Confirmation!.Id;
        Assert.Equal(ActStatus.ConfirmationNotProved, await DoAsync(wanted, "key-1"));
        StepUpProof proof =
            await new StepUp(house.Parts.Identity).ProveByPaymentPasswordAsync(
                session, id, MoneyHouse.Digits, Cancel);
        Assert.Equal(IdentityStatus.Done, proof.Status);
        Assert.Equal(
            ActStatus.ConfirmationChanged, await DoAsync(wanted with { Amount = Money.FromYuan(101) }, "key-1"));
        Assert.Equal(
            ActStatus.ConfirmationChanged, await DoAsync(wanted with { Source = new(1) }, "key-1"));
        Assert.Equal(Money.FromYuan(1000), (await house.HoldingAsync(person)).Wallet);
        Assert.Equal(ActStatus.Pending, await DoAsync(wanted, "key-1"));
        Assert.Equal(ActStatus.Pending, await DoAsync(wanted, "key-1"));
        Assert.Equal(ActStatus.ConfirmationUsed, await DoAsync(wanted, "key-2"));
        Assert.Equal(Money.FromYuan(900), (await house.HoldingAsync(person)).Wallet);

        async Task<ActStatus> DoAsync(Wanted act, string key) =>
            (await WantedActs.DoAsync(house.Parts, session, act, id, key, Cancel)).Status;
    }

    [Fact]
    public async Task A_payment_goes_to_whom_and_is_as_much_as_was_confirmed_or_it_is_not_made()
    {
        await using MoneyHouse house = await MoneyHouse.StartAsync(postgres);
        (long person, Browser browser) = await house.PersonAsync();
        PaymentView payment = await house.RequestAsync("30.00");
        Wanted.Pay asked = new(payment.Amount, payment.Merchant, payment.Id, PaySource.Wallet);
        string token = browser.Cookies["__Host-huoqi"];
        foreach (Wanted.Pay other in (Wanted.Pay[])[asked with { Amount = new(1) }, asked with { Merchant = 1 }])
        {
            // As a program may ask; the pages take both from the request itself, and say so before.
            SessionRow session = (await new Sessions(house.Parts.Identity).ReadAsync(token, Cancel))!;
            Assert.Equal(
                ActStatus.ConfirmationChanged, (await Reviews.AskAsync(house.Parts, session, other, Cancel)).Status);
            string id = (await new Huoqi.Web.Confirmations(house.Parts).BeginAsync(session, other, Cancel))
                .Confirmation!.Id;
            StepUpProof proof = await new StepUp(house.Parts.Identity)
                .ProveByPaymentPasswordAsync(session, id, MoneyHouse.Digits, Cancel);
            Assert.Equal(IdentityStatus.Done, proof.Status);
            token = proof.Token!.Value.Reveal();
            ActAnswer answer = await WantedActs.DoAsync(house.Parts, session, other, id, key: id, Cancel);
            Assert.Equal(ActStatus.ConfirmationChanged, answer.Status);
        }

        Assert.Equal(Money.FromYuan(1000), (await house.HoldingAsync(person)).Wallet);
        PaymentView? left = await new PaymentQuery(house.Parts.Acquiring).FindAsync(payment.Id, Cancel);
        Assert.Equal(PaymentState.Open, left!.State);
    }

    [Fact]
    public async Task What_expired_says_so_and_leads_back_to_the_filled_in_form()
    {
        await using MoneyHouse house = await MoneyHouse.StartAsync(postgres, parts => parts with
        {
            Identity = parts.Identity with { Terms = new() { ProofLife = TimeSpan.FromTicks(1) } },
        });
        (long person, Browser browser) = await house.PersonAsync();
        await AskAsync(browser, "12.34");
        Assert.Equal(HttpStatusCode.Conflict, browser.Status);
        Assert.Contains("time to confirm is over", browser.Text, StringComparison.Ordinal);
        string again = browser.Page.QuerySelector("main a.button")!.GetAttribute("href")!;
        await browser.OpenAsync(again);
        Assert.Equal("12.34", browser.Page.QuerySelector("#amount")!.GetAttribute("value"));
        Assert.Equal(Money.FromYuan(1000), (await house.HoldingAsync(person)).Wallet);
    }

    [Fact]
    public async Task A_form_of_an_old_page_or_of_another_site_moves_nothing()
    {
        await using MoneyHouse house = await MoneyHouse.StartAsync(postgres);
        (long person, Browser browser) = await house.PersonAsync();
        await AskAsync(browser, "100.00");
        foreach (string token in (string[])["", "stale"])
        {
            HttpResponseMessage answer = await browser.SendAsync(new(HttpMethod.Post, browser.Path)
            {
                Content = new FormUrlEncodedContent(new Dictionary<string, string>
                {
                    ["form-token"] = token,
                    ["how"] = "digits",
                    ["digits"] = MoneyHouse.Digits,
                }),
            });
            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
            Assert.Contains("No money moved", await answer.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        }

        Assert.Equal(Money.FromYuan(1000), (await house.HoldingAsync(person)).Wallet);
    }

    [Fact]
    public async Task Somebody_not_identified_yet_is_told_what_to_do_first()
    {
        await using MoneyHouse house = await MoneyHouse.StartAsync(postgres);
        (_, Browser friend) = await house.PersonAsync("13800000002");
        PaymentView payment = await house.RequestAsync("30.00");
        long person = await new Profiles(house.Parts.Identity).MakeAsync(
            new MadePerson("13800000001", "", "", KycLevel.L0), cancel: Cancel);
        _ = await new Profiles(house.Parts.Identity).SetDisplayAsync(
            person, Huoqi.Identity.Display.Default with { Language = "en" }, Cancel);
        Browser browser = await house.Web.SignedInAsync(person);
        string[] paths =
        [
            "/move", "/move?way=out", "/pay", $"/pay/{payment.Id}", "/send", "/send/ask", "/send/requests", "/collect",
            "/save", "/agreement",
        ];
        foreach (string path in paths)
        {
            await browser.OpenAsync(path);
            Assert.Equal(HttpStatusCode.OK, browser.Status);
        }

        await browser.OpenAsync("/move?way=in");
        await browser.SubmitAsync("#move", ("amount", "1.00"), ("to", "fund"), ("from", "wallet"));
        Assert.Contains("identify yourself", browser.Text, StringComparison.Ordinal);
        await browser.OpenAsync($"/pay/{payment.Id}");
        await browser.SubmitAsync("#pay", ("source", "wallet"));
        Assert.Contains("identify yourself", browser.Text, StringComparison.Ordinal);
        await browser.OpenAsync("/send");
        await browser.SubmitAsync("#send", ("phone", "13800000002"), ("amount", "1.00"));
        Assert.Contains("identify yourself", browser.Text, StringComparison.Ordinal);
        await friend.OpenAsync("/send");
        await friend.SubmitAsync("#send", ("phone", "13800000001"), ("amount", "1.00"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, friend.Status);
        Assert.Contains("cannot receive", friend.Text, StringComparison.Ordinal);
    }

    private static async Task AskAsync(Browser browser, string amount)
    {
        await browser.OpenAsync("/move?way=in");
        await browser.SubmitAsync("#move", ("amount", amount), ("to", "fund"), ("from", "wallet"));
        Assert.StartsWith("/confirm/", browser.Path, StringComparison.Ordinal);
    }
}
