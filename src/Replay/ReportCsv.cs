using Huoqi.Figures;
namespace Huoqi.Replay;

/// <summary>The report's tables as CSV for a spreadsheet: amounts in fen, dates as yyyy-MM-dd.</summary>
public static class ReportCsv
{
    public const string DaysFile = "days.csv";
    public const string FiguresFile = "figures.csv";
    public const string BreaksFile = "breaks.csv";
    public const string PeopleFile = "people-sample.csv";

    /// <summary>Writes the four files into the folder; each is there whole or not at all.</summary>
    public static void Write(string folder, ReplayReport report)
    {
        Table(folder, DaysFile,
            "date,closing_fen,reported_closing_fen,income_fen,reported_income_fen,seven_day_yield_percent,"
            + "published_seven_day_yield_percent,acts",
            report.Days.Select(day => Row(
                Text(day.Date), day.ClosingFen, day.ReportedClosingFen, day.IncomeFen, day.ReportedIncomeFen,
                day.SevenDayYield is int ours ? Amounts.Yield(ours) : "", Amounts.Yield(day.PublishedSevenDayYield),
                day.Acts)));
        Table(folder, FiguresFile, "name,what,value,unit,target,met", report.Figures.Select(figure => Row(
            figure.Name, figure.What, figure.Value is decimal value ? Amounts.Plain(value) : "", figure.Unit,
            figure.Target, figure.Met ? "true" : "false")));
        Table(folder, BreaksFile, "date,identity,reported_fen,follows_fen,difference_fen",
            report.Reported.Breaks.Select(found => Row(
                Text(found.Date), found.Identity, found.ReportedFen, found.FollowsFen, found.DifferenceFen)));
        Table(folder, PeopleFile,
            "person,acts,income_fen,available_units_hundredths,unconfirmed_units_hundredths,wallet_fen,days_equal",
            report.People.Select(person => Row(
                person.Person, person.Acts, person.IncomeFen, person.AvailableUnits, person.UnconfirmedUnits,
                person.WalletFen, person.DaysEqual)));
    }

    private static void Table(string folder, string file, string header, IEnumerable<string> rows) =>
        WholeFile.Write(Path.Combine(folder, file), writer =>
        {
            writer.WriteLine(header);
            foreach (string row in rows)
            {
                writer.WriteLine(row);
            }
        });

    private static string Text(DateOnly date) => date.ToString("yyyy-MM-dd");

    private static string Row(params object[] cells) => string.Join(',', cells.Select(cell => Quoted($"{cell}")));

    private static string Quoted(string cell) => cell.AsSpan().IndexOfAny(",\"\n") < 0
        ? cell
        : $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
