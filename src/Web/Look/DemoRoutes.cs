using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Huoqi.Web;

/// <summary>What the bar of the demo does.</summary>
internal static class DemoRoutes
{
    public static void Map(Routes routes) => routes.Form("/demo/next-day", Who.Anyone, NextDayAsync);

    private static async Task<IResult> NextDayAsync(Visit visit, Fields fields)
    {
        if (visit.Parts.Demo is not { } demo)
        {
            throw new RefusedException(StatusCodes.Status404NotFound, Texts.NotFound);
        }

        // A second click on the same page finds that its tomorrow is here already.
        string today = visit.Today.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        if (fields["from"] is "" || fields["from"] == today)
        {
            await demo.MoveOnADayAsync(visit.Aborted);
        }

        return visit.GoTo(Paths.OwnOr(fields["back"], "/"));
    }
}
