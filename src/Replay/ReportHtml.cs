using System.Net;

using Huoqi.Figures;
namespace Huoqi.Replay;

/// <summary>
/// Renders report.html: one file that needs nothing else, no script and no network, readable in light and dark, on
/// paper and on a phone. It is well-formed XML too, which a test makes use of.
/// </summary>
public static class ReportHtml
{
    /// <summary>Writes the page whole or not at all.</summary>
    public static void Write(string path, ReplayReport report) => WholeFile.Write(path, page => Render(page, report));

    /// <summary>Writes the page to any writer.</summary>
    public static void Render(TextWriter page, ReplayReport report)
    {
        page.WriteLine("""
            <!DOCTYPE html>
            <html lang="en"><head><meta charset="utf-8" />
            <meta name="viewport" content="width=device-width, initial-scale=1" />
            <title>Huoqi replay</title>
            <style>
            """);
        page.WriteLine(ReportStyle.Css);
        page.WriteLine("</style></head><body><main>");
        Heading(page, report);
        FiguresTable(page, report.Figures);
        ReportCharts.Render(page, report.Days);
        Breaks(page, report.Reported);
        Checks(page, report.Checks);
        ActsTable(page, report.Acts);
        HowToRead(page);
        page.WriteLine("</main></body></html>");
    }

    internal static string Escaped(string text) => WebUtility.HtmlEncode(text);

    internal static string Day(DateOnly date) => date.ToString("yyyy-MM-dd");

    private static void Heading(TextWriter page, ReplayReport report)
    {
        int met = report.Figures.Count(figure => figure.Met);
        int measured = report.Figures.Count(figure => figure.Value is not null);
        string days = report.Days.Count == 0
            ? "No day was replayed."
            : $"{Amounts.Count(report.Days.Count)} days of a real money-market fund, {Day(report.Days[0].Date)} to "
                + $"{Day(report.Days[^1].Date)}, through the acts of the platform.";
        page.WriteLine($"""
            <header><h1>Money in, income every day, money out</h1>
            <p class="lead">{days} {met} of {measured} measured figures reach their targets.</p>
            """);
        page.WriteLine("<dl>");
        foreach ((string name, string value) in report.Facts)
        {
            page.WriteLine($"<div><dt>{Escaped(name)}</dt><dd>{Escaped(value)}</dd></div>");
        }

        page.WriteLine("</dl></header>");
    }

    private static void FiguresTable(TextWriter page, IReadOnlyList<Figure> figures)
    {
        page.WriteLine("""
            <section><h2>Figures</h2><div class="card"><table>
            <thead><tr><th scope="col">Figure</th><th scope="col" class="n">Value</th><th scope="col">Target</th>
            <th scope="col">Met</th></tr></thead><tbody>
            """);
        foreach (Figure figure in figures)
        {
            string value = figure.Value is decimal number
                ? $"{Amounts.Read(number)} {Escaped(figure.Unit)}"
                : "not measured";
            page.WriteLine(
                $"<tr><th scope=\"row\">{Escaped(figure.What)}<br /><code>{Escaped(figure.Name)}</code></th>"
                + $"<td class=\"n\">{value}</td><td>{Escaped(TargetText(figure.Target))}</td>"
                + $"<td>{Verdict(figure)}</td></tr>");
        }

        page.WriteLine("</tbody></table></div></section>");
    }

    private static string TargetText(FigureTarget target) => target.Kind switch
    {
        TargetKind.Exactly => $"exactly {Amounts.Read(target.Low)}",
        TargetKind.AtLeast => $"at least {Amounts.Read(target.Low)}",
        TargetKind.AtMost => $"at most {Amounts.Read(target.High)}",
        TargetKind.Within => $"{Amounts.Read(target.Low)} to {Amounts.Read(target.High)}",
    };

    private static string Verdict(Figure figure) =>
        figure.Value is null ? "<span class=\"s\">\u2013</span>" : Verdict(figure.Met, "met", "not met");

    private static string Verdict(bool good, string yes, string no) => good
        ? $"<span class=\"good s\">\u2713 {yes}</span>"
        : $"<span class=\"bad s\">\u2717 {no}</span>";

    private static void Breaks(TextWriter page, Reconciliation reported)
    {
        page.WriteLine($"""
            <section><h2>The reported figures against themselves</h2>
            <p>{Amounts.Count(reported.Checked)} equations between the reported sums were checked;
            {Amounts.Count(reported.Breaks.Count)} did not hold. A break is in the source and is left there.</p>
            """);
        if (reported.Breaks.Count > 0)
        {
            page.WriteLine("""
                <div class="card"><table><thead><tr><th scope="col">Day</th><th scope="col">Equation</th>
                <th scope="col" class="n">Reported, yuan</th><th scope="col" class="n">Follows, yuan</th>
                <th scope="col" class="n">Difference, yuan</th></tr></thead><tbody>
                """);
            foreach (ReportedBreak found in reported.Breaks)
            {
                page.WriteLine(
                    $"<tr><th scope=\"row\" class=\"s\">{Day(found.Date)}</th><td>{Escaped(found.Identity)}</td>"
                    + $"<td class=\"n\">{Amounts.Yuan(found.ReportedFen)}</td>"
                    + $"<td class=\"n\">{Amounts.Yuan(found.FollowsFen)}</td>"
                    + $"<td class=\"n\">{Amounts.Yuan(found.DifferenceFen)}</td></tr>");
            }

            page.WriteLine("</tbody></table></div>");
        }

        page.WriteLine("</section>");
    }

    private static void Checks(TextWriter page, IReadOnlyList<ReportCheck> checks)
    {
        page.WriteLine("<section><h2>Verify</h2>");
        if (checks.Count == 0)
        {
            page.WriteLine("<p>The books were not verified in this run.</p></section>");
            return;
        }

        page.WriteLine("""
            <p>A second program recomputes the books from the journal alone and shares no code with those that wrote
            it.</p><div class="card"><table><thead><tr><th scope="col">Check</th><th scope="col">Found</th>
            <th scope="col">Result</th></tr></thead><tbody>
            """);
        foreach (ReportCheck check in checks)
        {
            page.WriteLine(
                $"<tr><th scope=\"row\">{Escaped(check.Check)}</th><td>{Escaped(check.Result)}</td>"
                + $"<td>{Verdict(check.Passed, "holds", "broken")}</td></tr>");
        }

        page.WriteLine("</tbody></table></div></section>");
    }

    private static void ActsTable(TextWriter page, IReadOnlyList<ReportActs> acts)
    {
        page.WriteLine("""
            <section><h2>Acts</h2><div class="card"><table><thead><tr><th scope="col">Act</th>
            <th scope="col" class="n">Done</th><th scope="col" class="n">Moved, yuan</th></tr></thead><tbody>
            """);
        foreach (ReportActs act in acts)
        {
            page.WriteLine(
                $"<tr><th scope=\"row\">{Escaped(Words(act.Kind))}</th><td class=\"n\">{Amounts.Count(act.Count)}</td>"
                + $"<td class=\"n\">{Amounts.Yuan(act.AmountFen)}</td></tr>");
        }

        page.WriteLine("</tbody></table></div></section>");
    }

    private static string Words(ActKind kind) => kind switch
    {
        ActKind.OpenAccount => "Open an account",
        ActKind.TransferInHoldings => "Bring in units held already",
        ActKind.TopUp => "Top up the wallet from a card",
        ActKind.SubscribeFromWallet => "Buy units from the wallet",
        ActKind.SubscribeFromCard => "Buy units from a card",
        ActKind.PayFromFund => "Pay a merchant from units",
        ActKind.RedeemToWallet => "Redeem to the wallet, at once",
        ActKind.RedeemToCardFast => "Redeem to a card, at once",
        ActKind.RedeemToCardNextDay => "Redeem to a card, next day",
    };

    private static void HowToRead(TextWriter page) => page.WriteLine("""
        <section><h2>How to read this</h2>
        <p>The reported sums are those of 28,041 people of one fund, published day by day. Each day's purchases,
        payments and redemptions were spread over the people of this replay by a seeded, heavy-tailed chance so that
        the sums stay exact to the fen, and then carried out one by one through the platform's own acts. The yields
        are the published ones; the income is ours: half-up(units × income per 10,000 / 10,000), split to the last fen,
        credited daily and compounding.</p>
        <p>Our income comes near the reported one and does not equal it: when each real purchase began to earn is not in
        the data, only what the daily sums tell of it. All else being exact, our closing balance must differ from the
        reported one by that difference and the break in the reported figures, to the fen; the figure
        <code>closing_difference</code> says whether it does.</p>
        <p>Balance is confirmed and not yet confirmed units at 1.00 yuan each. A redemption of a day, of whatever kind,
        still earns for the person on that day; from the next day on the bank that advanced the money earns on the
        units. The same figures are in the CSV files beside this page, in fen.</p></section>
        """);
}
