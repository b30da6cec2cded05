using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using Huoqi.Client;

namespace Huoqi.Mall;

/// <summary>The shop's pages, written by hand: no script, one style sheet, everything said in either
/// language.</summary>
/// <param name="platform">Where the platform's pages begin: the way back.</param>
internal sealed class MallPages(Uri platform)
{
    private static readonly HtmlEncoder Html = HtmlEncoder.Create(UnicodeRanges.All);

    public string Shop(bool english, string? trouble = null)
    {
        StringBuilder page = new();
        _ = page.Append(CultureInfo.InvariantCulture, $"<h1>{Name(english)}</h1><p class=\"motto\">")
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

    public string OfOrder(bool english, Order order, string? trouble = null)
    {
        bool waits = order.State is PaymentState.Open or PaymentState.Paying;
        StringBuilder page = new();
        _ = page.Append(CultureInfo.InvariantCulture, $"""
            <h1>{Say(Texts.YourOrder, english)}</h1><div class="order"><img src="/img/{order.Good.Id}.svg" alt=""
            width="160" height="120"><dl><dt>{Say(order.Good.Name, english)}</dt>
            <dd>{Say(order.Good.About, english)}</dd><dt>{Say(Texts.Order, english)}</dt>
            <dd class="number">{order.Number}</dd><dt>{Say(Texts.Amount, english)}</dt><dd>¥ {order.Good.Price}</dd>
            <dt>{Say(Texts.Status, english)}</dt>
            <dd class="state"><span role="status">{Say(OfState(order.State), english)}</span></dd></dl></div>
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

        if (waits)
        {
            // By hand: a page that loads itself anew loses its reader's place.
            _ = page.Append(CultureInfo.InvariantCulture,
                $"<p><a href=\"/orders/{order.Number}\">{Say(Texts.LookAgain, english)}</a></p>");
        }

        if (order.State is PaymentState.Paid)
        {
            _ = page.Append(CultureInfo.InvariantCulture, $"""
                <form method="post" action="/orders/{order.Number}/refund">
                <button class="quiet">{Say(Texts.Refund, english)}</button></form>
                """);
        }

        _ = page.Append(CultureInfo.InvariantCulture, $"<p><a href=\"/\">{Say(Texts.Back, english)}</a></p>");
        return Whole(english, Texts.YourOrder, $"/orders/{order.Number}", page.ToString());
    }

    public string Log(bool english, IReadOnlyList<HeardWebhook> heard)
    {
        StringBuilder page = new();
        _ = page.Append(CultureInfo.InvariantCulture, $"<h1>{Say(Texts.Log, english)}</h1>");
        if (heard.Count == 0)
        {
            return Whole(english, Texts.Log, "/log", $"{page}<p>{Say(Texts.NoLog, english)}</p>");
        }

        // On a phone each row is a block of lines: the roles keep it a table for those who do not see it.
        _ = page.Append(CultureInfo.InvariantCulture, $"""
            <div class="scroll" tabindex="0" role="region" aria-label="{Say(Texts.Log, english)}">
            <table class="log" role="table"><thead role="rowgroup"><tr role="row">
            """);
        foreach (Text column in (Text[])[Texts.At, Texts.Type, Texts.About, Texts.Amount, Texts.Verdict])
        {
            _ = page.Append(CultureInfo.InvariantCulture,
                $"<th scope=\"col\" role=\"columnheader\">{Say(column, english)}</th>");
        }

        _ = page.Append("</tr></thead><tbody role=\"rowgroup\">");
        string about = Say(Texts.About, english);
        string amount = Say(Texts.Amount, english);
        string signature = Say(Texts.Verdict, english);
        foreach (HeardWebhook one in heard)
        {
            Text verdict = one.Verdict != WebhookVerdict.Genuine
                ? Texts.NotRight
                : one.IsAgain ? Texts.Again : Texts.Genuine;
            _ = page.Append(CultureInfo.InvariantCulture, $"""
                <tr role="row"><td role="cell" class="at">{one.At.ToOffset(TimeSpan.FromHours(8)):HH:mm:ss}</td>
                <td role="cell" class="type">{Html.Encode(one.Type)}</td>
                <td role="cell" class="number" data-label="{about}">{Html.Encode(one.About ?? "")}</td>
                <td role="cell" data-label="{amount}">{Html.Encode(one.Amount)}</td>
                <td role="cell" data-label="{signature}">{Say(verdict, english)}</td></tr>
                """);
        }

        return Whole(english, Texts.Log, "/log", $"{page}</tbody></table></div>");
    }

    public string Missing(bool english) => Whole(english, Texts.NoSuch, "/", $"""
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

    // The platform knows the shop by its Chinese name, and asks the payer to confirm that one.
    private static string Name(bool english) => english
        ? $"{Say(Texts.Shop, english)} <span lang=\"zh-CN\">{Say(Texts.Shop, english: false)}</span>"
        : Say(Texts.Shop, english);

    private string Whole(bool english, Text title, string path, string body) => $"""
        <!DOCTYPE html>
        <html lang="{(english ? "en" : "zh-CN")}"><head><meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>{Say(title, english)} · {Say(Texts.Shop, english)}</title><link rel="stylesheet" href="/mall.css">
        <link rel="icon" href="/img/tea.svg" type="image/svg+xml"></head><body>
        <a class="skip" href="#content">{Say(Texts.Skip, english)}</a>
        <header><a class="shop" href="/">{Name(english)}</a><nav aria-label="{Say(Texts.Shop, english)}">
        <a href="{Html.Encode(platform.ToString())}">{Say(Texts.BackToHuoqi, english)}</a>
        <a href="/log">{Say(Texts.Log, english)}</a>
        <a href="{path}?lang={(english ? "zh" : "en")}" hreflang="{(english ? "zh-CN" : "en")}"
        lang="{(english ? "zh-CN" : "en")}">{Say(Texts.OtherLanguage, english)}</a></nav></header>
        <main id="content">{body}</main></body></html>
        """;
}
