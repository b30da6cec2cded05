using Huoqi.Customers;
using Microsoft.AspNetCore.Http;

namespace Huoqi.Web;

/// <summary>The first page: what somebody has and what it earned; for strangers, what this is.</summary>
internal static class HomeRoutes
{
    public static void Map(Routes routes)
    {
        routes.Page("/", Who.Anyone, ReadHome, ShowAsync);
        routes.Page("/yield", Who.Person, YieldAsync);
    }

    private static HomePart ReadHome(AppParts parts, long person, Kernel.ReadBatch batch) =>
        new HomeReading(parts.Customers).AddTo(batch, person);

    private static async Task<IResult> ShowAsync(Visit visit, HomePart? part)
    {
        if (part is null || visit.Caller is not { Role: Who.Person })
        {
            return visit.Show<WelcomePage>();
        }

        Customers.Home? home = await part.ToHomeAsync(visit.Aborted);
        return visit.Show<HomePage>(new Dictionary<string, object?> { [nameof(HomePage.Home)] = home });
    }

    private static async Task<IResult> YieldAsync(Visit visit)
    {
        YieldSpan span = visit.Query("span") switch
        {
            "7d" => YieldSpan.Week,
            "3m" => YieldSpan.Quarter,
            "1y" => YieldSpan.Year,
            _ => YieldSpan.Month,
        };
        IReadOnlyList<FundFigures> days =
            await new YieldReading(visit.Parts.Customers).ReadAsync(span, visit.Aborted);
        Dictionary<string, object?> parameters =
            new() { [nameof(YieldPage.Span)] = span, [nameof(YieldPage.Days)] = days };
        return visit.Piece == "yield" ? visit.Show<YieldPiece>(parameters) : visit.Show<YieldPage>(parameters);
    }
}
