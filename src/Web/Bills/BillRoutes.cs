using System.Globalization;
using Huoqi.Customers;
using Huoqi.Kernel;
using Huoqi.Ledger;
using Microsoft.AspNetCore.Http;

namespace Huoqi.Web;

/// <summary>Everything in and out, one receipt for each entry, statements and files to take away.</summary>
internal static class BillRoutes
{
    private const int PageLength = 30;

    public static void Map(Routes routes)
    {
        routes.Page("/bills", Who.Person, ListAsync);
        routes.Page("/receipt/{order}", Who.Person, ReceiptAsync);
        routes.Page("/statement", Who.Person, StatementAsync);
        routes.Page("/statement/file", Who.Person, FileAsync);
    }

    private static async Task<IResult> ListAsync(Visit visit)
    {
        Dictionary<string, Text> wrong = new(StringComparer.Ordinal);
        BillFilter filter = new()
        {
            Kinds = BillTexts.Groups.FirstOrDefault(group => group.Code == visit.Query("kind")).Kinds,
            In = visit.Query("way") switch { "in" => true, "out" => false, _ => null },
            From = DayOf(visit, "from", wrong),
            Through = DayOf(visit, "through", wrong),
            AtLeast = AmountOf(visit, "least", wrong),
            AtMost = AmountOf(visit, "most", wrong),
            Text = visit.Query("q") is { Length: <= 64 } text ? text.Trim() : null,
        };
        if (visit.Query("q") is { Length: > 64 })
        {
            wrong["q"] = Texts.TooLong;
        }

        BillReading reading = new(visit.Parts.Customers);
        CancellationToken cancel = visit.Http.RequestAborted;
        string? cursor = visit.Query("after");
        BillPage? page = wrong.Count > 0
            ? new([], null, null)
            : await reading.PageAsync(visit.Person, filter, cursor, PageLength, cancel);
        if (page is null)
        {
            return visit.NothingHere();
        }

        return visit.Show<BillsPage>(
            new Dictionary<string, object?>
            {
                [nameof(BillsPage.Bills)] = page,
                [nameof(BillsPage.UnderWay)] =
                    cursor is null ? await reading.UnderWayAsync(visit.Person, cancel) : Array.Empty<UnderWay>(),
                [nameof(BillsPage.Names)] = await Parties.NamesAsync(visit, page.Items.Select(bill => bill.Party)),
                [nameof(BillsPage.Wrong)] = wrong,
            },
            wrong.Count > 0 ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK);
    }

    private static async Task<IResult> ReceiptAsync(Visit visit)
    {
        Receipt? receipt = OrderNo.TryParse(visit.Route("order"), out OrderNo order)
            ? await new Receipts(visit.Parts.Customers).FindAsync(visit.Person, order, visit.Http.RequestAborted)
            : null;
        return receipt is null
            ? visit.NothingHere()
            : visit.Show<ReceiptPage>(new Dictionary<string, object?>
            {
                [nameof(ReceiptPage.Receipt)] = receipt,
                [nameof(ReceiptPage.Names)] = await Parties.NamesAsync(visit, [receipt.Bill.Party]),
            });
    }

    private static async Task<IResult> StatementAsync(Visit visit)
    {
        if (Period(visit) is not { } period)
        {
            return visit.Show<MessagePage>(
                new Dictionary<string, object?> { [nameof(MessagePage.Sentence)] = visit.Say(WrongPeriod) },
                StatusCodes.Status422UnprocessableEntity);
        }

        PeriodStatement statement = await new Statements(visit.Parts.Customers)
            .ReadAsync(visit.Person, period.From, period.Through, visit.Http.RequestAborted);
        return visit.Show<StatementPage>(new Dictionary<string, object?>
        {
            [nameof(StatementPage.Statement)] = statement,
            [nameof(StatementPage.Names)] =
                await Parties.NamesAsync(visit, statement.Rows.Select(row => row.Party)),
        });
    }

    private static async Task<IResult> FileAsync(Visit visit)
    {
        ExportFormat? format = visit.Query("format") switch
        {
            "csv" => ExportFormat.Csv,
            "xlsx" => ExportFormat.Xlsx,
            "ofx" => ExportFormat.Ofx,
            "beancount" => ExportFormat.Beancount,
            _ => null,
        };
        if (format is not { } wanted || Period(visit) is not { } period)
        {
            return visit.NothingHere();
        }

        PeriodStatement statement = await new Statements(visit.Parts.Customers)
            .ReadAsync(visit.Person, period.From, period.Through, visit.Http.RequestAborted);
        MemoryStream file = new();
        await Exports.WriteAsync(statement, wanted, visit.Now, file, visit.Http.RequestAborted);
        file.Position = 0;
        return Results.File(
            file, Exports.MediaType(wanted),
            $"huoqi-{period.From:yyyyMMdd}-{period.Through:yyyyMMdd}{Exports.Extension(wanted)}");
    }

    private static readonly Text WrongPeriod = new(
        "请填写开始日期和结束日期，开始不晚于结束，最长两年。",
        "Give a first and a last day, the first not after the last, two years at most.");

    /// <summary>The days asked for; the month so far when none were, null when they make no period.</summary>
    private static (DateOnly From, DateOnly Through)? Period(Visit visit)
    {
        Dictionary<string, Text> wrong = new(StringComparer.Ordinal);
        DateOnly from = DayOf(visit, "from", wrong) ?? visit.Today.AddDays(1 - visit.Today.Day);
        DateOnly through = DayOf(visit, "through", wrong) ?? visit.Today;
        return wrong.Count == 0 && from <= through && through <= from.AddYears(2) ? (from, through) : null;
    }

    private static DateOnly? DayOf(Visit visit, string name, Dictionary<string, Text> wrong)
    {
        if (visit.Query(name) is not { } text)
        {
            return null;
        }

        if (DateOnly.TryParseExact(
                text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly day)
            && day.Year is >= 2000 and < 2200)
        {
            return day;
        }

        wrong[name] = new("请用 2026-11-20 这样的日期。", "Write the day as 2026-11-20.");
        return null;
    }

    private static Money? AmountOf(Visit visit, string name, Dictionary<string, Text> wrong)
    {
        if (visit.Query(name) is not { } text)
        {
            return null;
        }

        if (Money.TryParse(text.Trim(), out Money amount))
        {
            return amount;
        }

        wrong[name] = new("请用 100.00 这样的金额。", "Write the amount as 100.00.");
        return null;
    }
}
