using System.Net;
using Huoqi.Web;
using Xunit;

namespace Huoqi.SystemTests;

/// <summary>The contract, the fees and the risks are read before they are accepted, and at any time after.</summary>
public sealed class FundPapersTests(PostgresFixture postgres)
{
    private static string[] Names => [.. Papers.All.Select(paper => paper.Name)];

    [Fact]
    public async Task Whoever_has_accepted_the_documents_reads_each_of_them_again()
    {
        await using MoneyHouse house = await MoneyHouse.StartAsync(postgres);
        (_, Browser browser) = await house.PersonAsync();
        foreach (string page in (string[])["/agreement", "/yield"])
        {
            await browser.OpenAsync(page);
            Assert.Equal(Names, Linked(browser, "ul.links a"));
        }

        await browser.OpenAsync("/me");
        Assert.NotNull(browser.Page.QuerySelector("a[href='/agreement']"));
        await browser.OpenAsync("/agreement?back=%2Fme");
        Assert.Equal(Names.Order(), Linked(browser, "th a").Order());
        await browser.OpenAsync(browser.Page.QuerySelector("th a[href^='/agreement/fees']")!.GetAttribute("href")!);
        Assert.Contains("Management 0.30 %", browser.Text, StringComparison.Ordinal);

        // And back to the page with all of them, which still knows where it was opened from.
        Assert.Equal("/agreement?back=%2Fme", browser.Page.QuerySelector("a.back")!.GetAttribute("href"));
    }

    [Fact]
    public async Task Strangers_read_the_documents_before_they_sign_up()
    {
        await using WebHouse house = await WebHouse.StartAsync(postgres);
        using Browser browser = house.NewBrowser();
        await browser.OpenAsync("/");
        Assert.Equal(Names, Linked(browser, "ul.links a"));
        await browser.OpenAsync(browser.Page.QuerySelector("ul.links a")!.GetAttribute("href")!);
        Assert.Equal(HttpStatusCode.OK, browser.Status);
        Assert.Equal("/", browser.Page.QuerySelector("a.back")!.GetAttribute("href"));
    }

    private static string[] Linked(Browser browser, string selector) =>
    [
        .. browser.Page.QuerySelectorAll(selector)
            .Select(link => link.GetAttribute("href")!.Split('?')[0]["/agreement/".Length..]),
    ];
}
