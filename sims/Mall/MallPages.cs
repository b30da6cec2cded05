using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using Huoqi.Client;

namespace Huoqi.Mall;

/// <summary>The shop's pages, written by hand: no script, one style sheet, everything said in either
/// language.</summary>
internal static class MallPages
{
    private static readonly HtmlEncoder Html = HtmlEncoder.Create(UnicodeRanges.All);

    public static string Shop(bool english, string? trouble = null)
    {
        StringBuilder page = new();
        _ = page.Append(CultureInfo.InvariantCulture, $"<h1>{Say(Texts.Shop, english)}</h1><p class=\"motto\">")
            .Append(Say(Texts.Motto, english)).Append("</p>");
        if (trouble is not null)
        {
            _ = page.Append("<p class=\"trouble\" role=\"alert\">").Append(Html.Encode(trouble)).Append("</p>");
        }

        _ = page.Append("<h2>").Append(Say(Texts.Goods, english)).Append("</h2><ul class=\"goods\">");
        foreach (Good good in Goods.All)
        {
            string name = Say(good.Name, english);
            _ = page.Append(CultureInfo.InvariantCulture, $"""
                <li><img src="/img/{good.Id}.svg" alt="" width="160" height="120"><h3>{name}</h3>
                <p>{Say(good.About, english)}</p><p class="price">¥ {good.Price}</p>
                <form method="post" action="/buy"><input type="hidden" name="good" value="{good.Id}">
                <button aria-label="{Say(Texts.PayWith, english)}: {name}">{Say(Texts.PayWith, english)}</button>
                </form></li>
                """);
        }

        return Whole(english, Texts.Shop, "/", page.Append("</ul>").ToString());
    }

    public static string OfOrder(bool english, Order order, string? trouble = null)
    {
        bool waits = order.State is PaymentState.Open or PaymentState.Paying;
        StringBuilder page = new();
        _ = page.Append(CultureInfo.InvariantCulture, $"""
            <h1>{Say(Texts.YourOrder, english)}</h1><div class="order"><img src="/img/{order.Good.Id}.svg" alt=""
            width="160" height="120"><dl><dt>{Say(order.Good.Name, english)}</dt>
            <dd>{Say(order.Good.About, english)}</dd><dt>{Say(Texts.Order, english)}</dt>
            <dd class="number">{order.Number}</dd><dt>{Say(Texts.Amount, english)}</dt><dd>¥ {order.Good.Price}</dd>
            <dt>{Say(Texts.Status, english)}</dt>
            <dd class="state" role="status">{Say(OfState(order.State), english)}</dd></dl></div>
            """);
        if (!waits)
        {
            Text how = order.ToldByWebhook ? Texts.ByWebhook : Texts.ByQuery;
            _ = page.Append("<p class=\"how\">").Append(Say(how, english)).Append("</p>");
        }

        if (trouble is not null)
        {
            _ = page.Append("<p class=\"trouble\" role=\"alert\">").Append(Html.Encode(trouble)).Append("</p>");
        }

        if (waits && order.PayUrl is { } url)
        {
            _ = page.Append(CultureInfo.InvariantCulture,
                $"<p><a class=\"button\" href=\"{Html.Encode(url.ToString())}\">{Say(Texts.GoPay, english)}</a></p>");
        }

        if (order.State is PaymentState.Paid)
        {
            _ = page.Append(CultureInfo.InvariantCulture, $"""
                <form method="post" action="/orders/{order.Number}/refund">
                <button class="quiet">{Say(Texts.Refund, english)}</button></form>
                """);
        }

        _ = page.Append(CultureInfo.InvariantCulture, $"<p><a href=\"/\">{Say(Texts.Back, english)}</a></p>");
        return Whole(english, Texts.YourOrder, $"/orders/{order.Number}", page.ToString(), refresh: waits);
    }

    public static string Log(bool english, IReadOnlyList<HeardWebhook> heard)
    {
        StringBuilder page = new();
        _ = page.Append(CultureInfo.InvariantCulture, $"<h1>{Say(Texts.Log, english)}</h1>");
        if (heard.Count == 0)
        {
            return Whole(english, Texts.Log, "/log", $"{page}<p>{Say(Texts.NoLog, english)}</p>");
        }

        _ = page.Append(CultureInfo.InvariantCulture, $"""
            <table><thead><tr><th scope="col">{Say(Texts.At, english)}</th>
            <th scope="col">{Say(Texts.Type, english)}</th>
            <th scope="col">{Say(Texts.Order, english)}</th><th scope="col">{Say(Texts.Amount, english)}</th>
            <th scope="col">{Say(Texts.Verdict, english)}</th></tr></thead><tbody>
            """);
        foreach (HeardWebhook one in heard)
        {
            Text verdict = one.Verdict != WebhookVerdict.Genuine
                ? Texts.NotRight
                : one.IsAgain ? Texts.Again : Texts.Genuine;
            _ = page.Append(CultureInfo.InvariantCulture, $"""
                <tr><td>{one.At.ToOffset(TimeSpan.FromHours(8)):HH:mm:ss}</td><td>{Html.Encode(one.Type)}</td>
                <td class="number">{Html.Encode(one.Order ?? "")}</td><td>{Html.Encode(one.Amount)}</td>
                <td>{Say(verdict, english)}</td></tr>
                """);
        }

        return Whole(english, Texts.Log, "/log", $"{page}</tbody></table>");
    }

    public static string Missing(bool english) => Whole(english, Texts.NoSuch, "/", $"""
        <h1>{Say(Texts.NoSuch, english)}</h1><p><a href="/">{Say(Texts.Back, english)}</a></p>
        """);

    private static Text OfState(PaymentState state) => state switch
    {
        PaymentState.Open => Texts.Waiting,
        PaymentState.Paying => Texts.Paying,
        PaymentState.Paid => Texts.Paid,
        PaymentState.PartlyRefunded => Texts.PartlyRefunded,
        PaymentState.Refunded => Texts.Refunded,
        PaymentState.Expired => Texts.Expired,
        PaymentState.Cancelled => Texts.Cancelled,
    };

    private static string Say(Text text, bool english) => Html.Encode(text.In(english));

    private static string Whole(bool english, Text title, string path, string body, bool refresh = false) => $"""
        <!DOCTYPE html>
        <html lang="{(english ? "en" : "zh-CN")}"><head><meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">{(refresh ? Refresh : "")}
        <title>{Say(title, english)} · {Say(Texts.Shop, english)}</title><link rel="stylesheet" href="/mall.css">
        <link rel="icon" href="/img/tea.svg" type="image/svg+xml"></head><body>
        <a class="skip" href="#content">{Say(Texts.Skip, english)}</a>
        <header><a class="shop" href="/">{Say(Texts.Shop, english)}</a><nav aria-label="{Say(Texts.Shop, english)}">
        <a href="/log">{Say(Texts.Log, english)}</a>
        <a href="{path}?lang={(english ? "zh" : "en")}" hreflang="{(english ? "zh-CN" : "en")}"
        lang="{(english ? "zh-CN" : "en")}">{Say(Texts.OtherLanguage, english)}</a></nav></header>
        <main id="content">{body}</main></body></html>
        """;

    // While the payment is under way the page looks again by itself, also without script.
    private const string Refresh = "<meta http-equiv=\"refresh\" content=\"3\">";
}
