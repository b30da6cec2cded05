using System.Globalization;
using Huoqi.Customers;
using Microsoft.AspNetCore.Http;

namespace Huoqi.Web;

/// <summary>What somebody's money earned: by month, by day, and how a day's income came about.</summary>
internal static class IncomeRoutes
{
    public static void Map(Routes routes)
    {
        routes.Page("/income", Who.Person, MonthAsync);
        routes.Page("/income/{day}", Who.Person, DayAsync);
    }

    private static async Task<IResult> MonthAsync(Visit visit)
    {
        // The last day that can have an income: on the first of a month that is the month before.
        DateOnly wanted = visit.Today.AddDays(-1);
        if (visit.Query("month") is { } text && (!DateOnly.TryParseExact(
                $"{text}-01", "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out wanted)
            || wanted.Year is < 2000 or > 2199))
        {
            return visit.NothingHere();
        }

        IncomeReading reading = new(visit.Parts.Customers);
        IncomeMonth month =
            await reading.MonthAsync(visit.Person, wanted.Year, wanted.Month, visit.Aborted);
        return visit.Show<IncomePage>(new Dictionary<string, object?>
        {
            [nameof(IncomePage.First)] = new DateOnly(wanted.Year, wanted.Month, 1),
            [nameof(IncomePage.Month)] = month,
        });
    }

    private static async Task<IResult> DayAsync(Visit visit)
    {
        if (!DateOnly.TryParseExact(visit.Route("day"), "yyyy-MM-dd", CultureInfo.InvariantCulture,
            DateTimeStyles.None, out DateOnly day))
        {
            return visit.NothingHere();
        }

        IncomeExplained? explained = await new IncomeReading(visit.Parts.Customers)
            .DayAsync(visit.Person, day, visit.Aborted);
        return explained is null
            ? visit.NothingHere()
            : visit.Show<IncomeDayPage>(
                new Dictionary<string, object?> { [nameof(IncomeDayPage.Explained)] = explained });
    }
}
