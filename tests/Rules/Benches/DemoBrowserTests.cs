using Huoqi.Bench;
using Xunit;

namespace Huoqi.RulesTests.Benches;

/// <summary>How the tour of Lighthouse reads pages: their forms and their links.</summary>
public sealed class DemoBrowserTests
{
    private const string Page = """
        <a class="skip" href="#content">Skip</a>
        <a href="/income/2026-11-28">28</a> <a class="n" href="/income/2026-11-27?a=1&amp;b=2">27</a>
        <a href="/income/2026-11-28">again</a>
        <form class="card" method="post" action="/confirm/7" data-options="{&quot;a&quot;:1}">
            <input type="hidden" name="how" value="passkey" /><input type="hidden" name="credential" />
        </form>
        <form method="post" action="/confirm/7">
            <input type="hidden" name="form-token" value="a&#x2B;b" />
            <input type="hidden" name="how" value="digits" />
            <input id="digits" name="digits" type="password" />
        </form>
        """;

    [Fact]
    public void Of_several_forms_to_one_address_the_one_with_the_field_is_sent()
    {
        Dictionary<string, string>? hidden = DemoBrowser.HiddenFields(Page, "/confirm/7", "digits");
        Assert.Equal(new() { ["form-token"] = "a+b", ["how"] = "digits" }, hidden);
        hidden = DemoBrowser.HiddenFields(Page, "/confirm/7", "");
        Assert.Equal(new() { ["how"] = "passkey", ["credential"] = "" }, hidden);
    }

    [Theory]
    [InlineData("/confirm/8", "digits")]
    [InlineData("/confirm/7", "amount")]
    public void A_form_that_is_not_there_is_not_made_up(string action, string field) =>
        Assert.Null(DemoBrowser.HiddenFields(Page, action, field));

    [Fact]
    public void Links_come_in_their_order_and_once() => Assert.Equal(
        ["/income/2026-11-28", "/income/2026-11-27?a=1&b=2"], DemoBrowser.Links(Page, "/income/"));
}
