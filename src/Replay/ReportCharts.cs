namespace Huoqi.Replay;

/// <summary>The three charts of the report, each with its whole table folded under it.</summary>
internal static class ReportCharts
{
    private const int FenPerMillionYuan = 100_000_000;
    private const int FenPerThousandYuan = 100_000;

    public static void Render(TextWriter page, IReadOnlyList<ReportDay> days)
    {
        if (days.Count == 0)
        {
            return;
        }

        DateOnly[] dates = [.. days.Select(day => day.Date)];
        ReportDay last = days[^1];
        Section(page, "Balance", new(
            "balance", "Total balance of the people at the end of each day",
            $"From {Amounts.Yuan(days[0].ClosingFen)} yuan on the first day to {Amounts.Yuan(last.ClosingFen)} on the "
            + $"last; reported {Amounts.Yuan(last.ReportedClosingFen)}.",
            "million yuan", FromZero: true, dates,
            [
                new("Ours", "ours band", [.. days.Select(day => (double?)day.ClosingFen / FenPerMillionYuan)]),
                new("Reported", "theirs", [.. days.Select(day => (double?)day.ReportedClosingFen / FenPerMillionYuan)]),
            ]));
        FenTable(page, "Balance at the end of the day, in yuan", days, day => (day.ClosingFen, day.ReportedClosingFen));
        int comparable = days.Count(day => day.SevenDayYield is not null);
        int equal = days.Count(day => day.SevenDayYield == day.PublishedSevenDayYield);
        Section(page, "7-day yield", new(
            "yield", "7-day annualised yield",
            $"Ours equals the published one to three decimals on {Amounts.Count(equal)} of "
            + $"{Amounts.Count(comparable)} days; the first six days have no seven days behind them.",
            "% a year", FromZero: false, dates,
            [
                new("Ours", "ours band", [.. days.Select(day => (double?)day.SevenDayYield / 1000)]),
                new("Published", "theirs", [.. days.Select(day => (double?)day.PublishedSevenDayYield / 1000)]),
            ]));
        YieldTable(page, days);
        long incomeFen = days.Sum(day => day.IncomeFen);
        long reportedFen = days.Sum(day => day.ReportedIncomeFen);
        Section(page, "Daily income", new(
            "income", "Income of the people, each day",
            $"{Amounts.Yuan(incomeFen)} yuan in sum; reported {Amounts.Yuan(reportedFen)}, a difference of "
            + $"{Amounts.Yuan(incomeFen - reportedFen)}.",
            "thousand yuan", FromZero: true, dates,
            [
                new("Ours", "ours band", [.. days.Select(day => (double?)day.IncomeFen / FenPerThousandYuan)]),
                new("Reported", "theirs", [.. days.Select(day => (double?)day.ReportedIncomeFen / FenPerThousandYuan)]),
            ]));
        FenTable(page, "Income of the day, in yuan", days, day => (day.IncomeFen, day.ReportedIncomeFen));
    }

    private static void Section(TextWriter page, string heading, LineChart chart) => page.WriteLine($"""
        <section><h2>{heading}</h2><p>{ReportHtml.Escaped(chart.Description)}</p>
        <div class="card chart">{chart.Svg()}</div>
        """);

    private static void FenTable(
        TextWriter page,
        string caption,
        IReadOnlyList<ReportDay> days,
        Func<ReportDay, (long Ours, long Theirs)> figures)
    {
        TableHead(page, caption, days.Count, "Reported");
        foreach (ReportDay day in days)
        {
            (long ours, long theirs) = figures(day);
            TableRow(page, day, Amounts.Yuan(ours), Amounts.Yuan(theirs), Amounts.Yuan(ours - theirs));
        }

        page.WriteLine("</tbody></table></div></details></section>");
    }

    private static void YieldTable(TextWriter page, IReadOnlyList<ReportDay> days)
    {
        TableHead(page, "7-day annualised yield, in %", days.Count, "Published");
        foreach (ReportDay day in days)
        {
            string ours = day.SevenDayYield is int yield ? Amounts.Yield(yield) : "\u2013";
            string difference = day.SevenDayYield is int known
                ? (known == day.PublishedSevenDayYield ? "equal" : $"{known - day.PublishedSevenDayYield} / 1000")
                : "\u2013";
            TableRow(page, day, ours, Amounts.Yield(day.PublishedSevenDayYield), difference);
        }

        page.WriteLine("</tbody></table></div></details></section>");
    }

    private static void TableHead(TextWriter page, string caption, int days, string theirs) => page.WriteLine($"""
        <details><summary>Table: all {Amounts.Count(days)} days</summary><div class="scroll" tabindex="0"><table>
        <caption>{caption}</caption><thead><tr><th scope="col">Day</th><th scope="col" class="n">Ours</th>
        <th scope="col" class="n">{theirs}</th><th scope="col" class="n">Difference</th></tr></thead><tbody>
        """);

    private static void TableRow(TextWriter page, ReportDay day, string ours, string theirs, string difference) =>
        page.WriteLine(
            $"<tr><th scope=\"row\" class=\"s\">{ReportHtml.Day(day.Date)}</th><td class=\"n\">{ours}</td>"
            + $"<td class=\"n\">{theirs}</td><td class=\"n\">{difference}</td></tr>");
}
