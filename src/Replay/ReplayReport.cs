using Huoqi.Figures;
namespace Huoqi.Replay;

/// <summary>One day as the replay ended it, beside what was reported.</summary>
/// <param name="Date">The calendar day.</param>
/// <param name="ClosingFen">People's units at the end of the day, not yet confirmed ones included.</param>
/// <param name="ReportedClosingFen">The same as reported.</param>
/// <param name="IncomeFen">Income of the people.</param>
/// <param name="ReportedIncomeFen">The same as reported.</param>
/// <param name="SevenDayYield">Our 7-day yield in 0.001 %; null on the first six days.</param>
/// <param name="PublishedSevenDayYield">The published one, in 0.001 %.</param>
/// <param name="Acts">Acts answered done.</param>
public sealed record ReportDay(
    DateOnly Date, long ClosingFen, long ReportedClosingFen, long IncomeFen, long ReportedIncomeFen,
    int? SevenDayYield, int PublishedSevenDayYield, int Acts);

/// <summary>How often an act was done and what it moved, in fen.</summary>
public sealed record ReportActs(ActKind Kind, long Count, long AmountFen);

/// <summary>One check of <c>verify</c>.</summary>
/// <param name="Check">What was checked.</param>
/// <param name="Result">What was found, in a few words.</param>
/// <param name="Passed">Whether nothing was wrong.</param>
public sealed record ReportCheck(string Check, string Result, bool Passed);

/// <summary>One sampled person at the end of the replay.</summary>
/// <param name="Person">Person number.</param>
/// <param name="Acts">Acts of that person.</param>
/// <param name="IncomeFen">Income over all days.</param>
/// <param name="AvailableUnits">Confirmed units, in 0.01.</param>
/// <param name="UnconfirmedUnits">Units not yet confirmed, in 0.01.</param>
/// <param name="WalletFen">Money in the wallet.</param>
/// <param name="DaysEqual">Days on which ledger and naive model agreed to the fen.</param>
public sealed record ReportPerson(
    int Person, int Acts, long IncomeFen, long AvailableUnits, long UnconfirmedUnits, long WalletFen, int DaysEqual);

/// <summary>Everything the report shows; the renderers add nothing but form.</summary>
/// <param name="Facts">What was run: seed, people, versions, acts per second; name and value.</param>
/// <param name="Figures">The figures with their targets.</param>
/// <param name="Days">The days in order.</param>
/// <param name="Reported">The reported figures held against themselves.</param>
/// <param name="Acts">Acts by kind.</param>
/// <param name="Checks">What verify found; empty when it did not run.</param>
/// <param name="People">The sampled people.</param>
public sealed record ReplayReport(
    IReadOnlyList<KeyValuePair<string, string>> Facts,
    IReadOnlyList<Figure> Figures,
    IReadOnlyList<ReportDay> Days,
    Reconciliation Reported,
    IReadOnlyList<ReportActs> Acts,
    IReadOnlyList<ReportCheck> Checks,
    IReadOnlyList<ReportPerson> People)
{
    public const string HtmlFile = "report.html";

    /// <summary>A sentence now, not after the work, when report or figures cannot be written.</summary>
    public static void RequireWritable(string folder, string? json)
    {
        WholeFile.RequireWritable(Path.Combine(folder, HtmlFile));
        if (json is not null)
        {
            WholeFile.RequireWritable(json);
        }
    }

    /// <summary>Writes report.html and the CSVs into the folder; each file is there whole or not at all.</summary>
    public void Write(string folder)
    {
        ReportCsv.Write(folder, this);
        ReportHtml.Write(Path.Combine(folder, HtmlFile), this);
    }
}
