using System.Globalization;

namespace Huoqi.Verify;

/// <summary>The report as text: a table of checks, the trial balance, the findings. A pure function.</summary>
internal static class VerifyText
{
    public static IReadOnlyList<string> Lines(VerifyReport report)
    {
        List<string> lines = [$"{"check",-16} {"rows",14}  result"];
        foreach (VerifyCheck check in report.Checks)
        {
            string result = check.FindingCount == 0 ? "ok" : Count(check.FindingCount, "finding");
            lines.Add($"{check.Name,-16} {Number(check.Rows),14}  {result}");
        }

        if (report.TrialBalance.Count > 0)
        {
            lines.Add("");
            lines.Add($"{"book",-15} {"asset",5} {"code",5} {"debit",24} {"credit",24}");
            foreach (IGrouping<(string Book, int Asset), TrialBalanceLine> book in
                report.TrialBalance.GroupBy(line => (line.Book, line.Asset)))
            {
                AddBook(lines, book.Key.Book, book.Key.Asset, [.. book]);
            }
        }

        foreach (VerifyCheck check in report.Checks.Where(check => check.FindingCount > 0))
        {
            lines.Add("");
            lines.Add($"{check.Name}: {Count(check.FindingCount, "finding")}");
            lines.AddRange(check.Findings.Select(finding => $"  {finding}"));
            long more = check.FindingCount - check.Findings.Count;
            if (more > 0)
            {
                lines.Add($"  and {Number(more)} more");
            }
        }

        long findings = report.Checks.Sum(check => check.FindingCount);
        lines.Add("");
        string seconds = report.Took.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture);
        lines.Add(
            $"{(findings == 0 ? "verified" : "NOT verified")}: {Number(report.Rows)} journal rows in "
            + $"{seconds} s, {Count(findings, "finding")}");
        return lines;
    }

    private static void AddBook(List<string> lines, string book, int asset, IReadOnlyList<TrialBalanceLine> accounts)
    {
        Int128 debit = 0;
        Int128 credit = 0;
        foreach (TrialBalanceLine line in accounts)
        {
            debit += line.Debit;
            credit += line.Credit;
            string left = line.Debit == 0 ? "" : Amount(line.Debit);
            string right = line.Debit == 0 ? Amount(line.Credit) : "";
            lines.Add($"{book,-15} {asset,5} {line.Code,5} {left,24} {right,24}");
        }

        lines.Add($"{"",-15} {"",5} {"sum",5} {Amount(debit),24} {Amount(credit),24}");
    }

    // Fen and 0.01 units alike: two places.
    private static string Amount(Int128 hundredths)
    {
        Int128 size = Int128.Abs(hundredths);
        string text = (size / 100).ToString("N0", CultureInfo.InvariantCulture);
        string places = ((int)(size % 100)).ToString("00", CultureInfo.InvariantCulture);
        return $"{(hundredths < 0 ? "-" : "")}{text}.{places}";
    }

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static string Count(long count, string noun) => $"{Number(count)} {noun}{(count == 1 ? "" : "s")}";
}
