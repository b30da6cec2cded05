#pragma warning disable xUnit1051 // Every call here is short; a token at each of them would hide what the test says.
using System.Net;
using System.Text.RegularExpressions;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using Huoqi.Acquiring;
using Huoqi.Customers;
using Huoqi.Identity;
using Huoqi.Ledger;
using Huoqi.Wallet;
using Huoqi.Web;
using Xunit;

namespace Huoqi.SystemTests.Security;

/// <summary>Whatever people and merchants wrote is text on every page that shows it, and Chinese stays
/// Chinese.</summary>
public sealed partial class StoredTextTests(PostgresFixture postgres)
{
    private const string Phone = "13800000001";
    private const string FriendPhone = "13800000002";

    /// <summary>Each tries to leave the place it is shown at; "名" shows that it was shown.</summary>
    private static readonly string[] Payloads =
    [
        "\"><x-y>名", "'><x-y>名", "<x-y onclick=z()>名", "</title><x-y>名", "\" onfocus=z() 名", "' onload=z() 名",
        "</script><x-y>名", "<!--<x-y>名", "--><x-y>名", "{{7*7}}@(7*7)名", "javascript:z()//名", "＜x-y＞“名”",
        "<svg/onload=z()>名", "&lt;x-y&gt;&#60;名", "</p></main><x-y>名",
    ];

    [Fact]
    public async Task Nothing_that_was_stored_becomes_markup_on_any_page()
    {
        await using SafeHouse house = await SafeHouse.StartAsync(postgres);
        long person = await house.PersonAsync(Phone, "1000.00");
        long friend = await house.PersonAsync(FriendPhone, "1000.00");
        List<string> paths = await StoreAsync(house, person, friend);
        HashSet<string> shown = [];
        int pages = 0;
        foreach ((Who who, long caller) in ((Who, long)[])
            [(Who.Person, person), (Who.Person, friend), (Who.Operator, 0), (Who.Auditor, 0)])
        {
            using Browser browser = await house.BrowserAsync(who, caller);
            pages += await WalkAsync(browser, new(paths), shown);
        }

        Assert.True(pages > 80, $"only {pages} pages were seen");
        string[] unseen = [.. Payloads.Where(payload => !shown.Contains(payload))];
        Assert.True(unseen.Length == 0, $"never shown: {string.Join(" | ", unseen)}");
    }

    private static async Task<List<string>> StoreAsync(SafeHouse house, long person, long friend)
    {
        AppParts parts = house.Parts;
        List<string> paths = ["/", "/me", "/bills", "/save", "/send", "/pay", "/inbox", "/me/devices", "/me/disputes",
            "/me/cards", "/staff/disputes", "/staff/merchants", "/staff/days", "/staff/security",
            "/staff/trial-balance", "/send/requests", "/collect", "/me/security", "/move", "/statement", "/yield",
            $"/staff/person?number={person}", $"/staff/person?number={friend}", "/income", "/me/data"];
        for (int i = 0; i < Payloads.Length; i++)
        {
            string text = Payloads[i];
            _ = await new Profiles(parts.Identity).SetNicknameAsync(friend, text);
            WalletAnswer gift = await new SendToFriend(parts.Wallet)
                .HandleAsync(new(person, $"gift-{i}", friend, new(100 + i), text));
            Assert.True(gift.Status is WalletStatus.Done or WalletStatus.Pending, $"{text}: {gift.Status}");
            (CustomerStatus goal, _) = await new Goals(parts.Customers).AddAsync(person, text, new(100), by: null);
            Assert.Equal(CustomerStatus.Done, goal);
            _ = await new MoneyRequests(parts.Customers).AskAsync(friend, $"ask-{i}", person, new(100), text);
            _ = await new BankCards(parts.Customers).KeepAsync(person, text, "1234", $"card-{i}");
            BillPage bills = (await new BillReading(parts.Customers).PageAsync(person, new(), null, 50))!;
            OrderNo entry = bills.Items[0].No;
            _ = await new Disputes(parts.Customers).OpenAsync(person, entry, text);
            _ = await new RegisterMerchant(parts.Wallet).HandleAsync(new(100 + i, $"m{i}", text, $"pay-{i}", new(100)));
            PaymentAnswer made = await new CreatePayment(parts.Acquiring).HandleAsync(
                new(100 + i, $"order-{i}", new(100), text, text, null, null));
            Assert.Equal(AcquiringStatus.Done, made.Status);
            paths.Add($"/pay/{made.Payment!.Id}");
            paths.Add($"/staff/merchants/{100 + i}");
            paths.Add($"/bills/{entry}/wrong");
            _ = await new Sessions(parts.Identity).OpenAsync(person, new("127.0.0.1", text));
        }

        _ = await house.Web.Wallet.DeliverAsync();
        return paths;
    }

    /// <summary>Opens pages and what they link to, and looks at each.</summary>
    private static async Task<int> WalkAsync(Browser browser, Queue<string> open, HashSet<string> shown)
    {
        HashSet<string> seen = [.. open];
        int pages = 0;
        while (open.TryDequeue(out string? path) && pages < 250)
        {
            using HttpResponseMessage answer = await browser.SendAsync(new(HttpMethod.Get, path));
            if (answer.Content.Headers.ContentType?.MediaType != "text/html")
            {
                continue;
            }

            pages++;
            string html = await answer.Content.ReadAsStringAsync();
            Assert.True(answer.StatusCode < HttpStatusCode.InternalServerError, $"{path}: {answer.StatusCode}");
            IDocument page = Look(path, html, shown);
            foreach (string link in page.QuerySelectorAll("a[href^='/']").Select(a => a.GetAttribute("href")!)
                .Where(link => link.Split('?')[0] is not "/live" && !link.Contains("/file", StringComparison.Ordinal)))
            {
                if (seen.Add(link))
                {
                    open.Enqueue(link);
                }
            }
        }

        return pages;
    }

    private static IDocument Look(string path, string html, HashSet<string> shown)
    {
        IDocument page = new HtmlParser().ParseDocument(html);
        foreach (IElement element in page.All)
        {
            bool strange = element.LocalName is "x-y"
                || element.Attributes.Any(one => one.Name.StartsWith("on", StringComparison.OrdinalIgnoreCase))
                || element.GetAttribute("href")?.StartsWith("javascript:", StringComparison.OrdinalIgnoreCase) == true;
            Assert.False(strange, $"{path}: {element.OuterHtml}");
        }

        Assert.Single(page.QuerySelectorAll("main"));
        foreach (INode comment in page.Descendants<IComment>())
        {
            Assert.DoesNotContain("名", comment.TextContent, StringComparison.Ordinal);
        }

        Match escaped = EscapedChinese().Match(html);
        Assert.False(escaped.Success, $"{path}: {escaped.Value} is not readable");
        shown.UnionWith(Payloads.Where(payload => page.Body!.TextContent.Contains(payload, StringComparison.Ordinal)));
        return page;
    }

    // A letter of Chinese, Japanese or Korean as a number.
    [GeneratedRegex(
        "&#(x[3-9][0-9a-fA-F]{3}|1[2-9][0-9]{3}|[2-5][0-9]{4});",
        RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex EscapedChinese();
}
