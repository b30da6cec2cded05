using System.Globalization;
using Huoqi.Customers;
using Huoqi.Identity;
using Huoqi.Kernel;
using Huoqi.Ledger;
using Microsoft.AspNetCore.Http;

namespace Huoqi.Web;

/// <summary>Everything in and out, one receipt for each entry, statements and files to take away.</summary>
internal static class BillRoutes
{
    private const int PageLength = 30;
    private const int LongestSearch = 64;

    private static readonly Text BackToFront = new(
        "结束日期不能早于开始日期。", "The last day must not be before the first.");

    private static readonly Text MostBelowLeast = new(
        "最高金额不能低于最低金额。", "The largest amount must not be below the smallest.");

    private static readonly Text TooManyYears = new(
        "对账单最长两年，请分次导出。", "A statement covers two years at most; take it in parts.");

    public static void Map(Routes routes)
    {
        routes.Page("/bills", Who.Person, ListAsync);
        routes.Page("/receipt/{order}", Who.Person, ReceiptAsync);
        routes.Page("/statement", Who.Person, StatementAsync);
        routes.Page("/statement/file", Who.Person, FileAsync);
    }

    private static Task<IResult> ListAsync(Visit visit)
    {
        Dictionary<string, Text> wrong = new(StringComparer.Ordinal);
        BillFilter filter = FilterOf(visit, wrong);
        return ShowAsync(visit, filter, visit.Query("after"), wrong, BillsPage.Search);
    }

    /// <summary>The list, or what is wrong with one of the forms on its page, which keeps what was typed.</summary>
    private static async Task<IResult> ShowAsync(
        Visit visit, BillFilter filter, string? cursor, Dictionary<string, Text> wrong, string form)
    {
        BillReading reading = new(visit.Parts.Customers);
        CancellationToken cancel = visit.Aborted;
        bool isUnread = wrong.Count > 0 && form == BillsPage.Search;
        BillPage? page = isUnread
            ? new([], null, null)
            : await reading.PageAsync(visit.Person, filter, cursor, PageLength, cancel);
        if (page is null)
        {
            return visit.NothingHere();
        }

        bool isFirst = !isUnread && cursor is null;
        IReadOnlyList<UnderWay> underWay =
            isFirst ? await reading.UnderWayAsync(visit.Person, filter, cancel) : [];
        IReadOnlyList<UnderWay> untaken =
            isFirst ? await reading.RefusedAsync(visit.Person, filter, cancel) : [];
        return visit.Show<BillsPage>(
            new Dictionary<string, object?>
            {
                [nameof(BillsPage.Bills)] = page,
                [nameof(BillsPage.UnderWay)] = underWay,
                [nameof(BillsPage.Untaken)] = untaken,
                [nameof(BillsPage.Names)] = await Parties.InAsync(
                    visit, page.Items.Select(bill => bill.Party)
                        .Concat(underWay.Concat(untaken).Select(order => order.Party))),
                [nameof(BillsPage.Form)] = form,
                [nameof(BillsPage.Wrong)] = wrong,
            },
            wrong.Count > 0 ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK);
    }

    private static BillFilter FilterOf(Visit visit, Dictionary<string, Text> wrong)
    {
        BillFilter filter = new()
        {
            Kinds = BillTexts.Groups.FirstOrDefault(group => group.Code == visit.Query("kind")).Kinds,
            In = visit.Query("way") switch { "in" => true, "out" => false, _ => null },
            From = DayOf(visit, "from", wrong),
            Through = DayOf(visit, "through", wrong),
            AtLeast = AmountOf(visit, "least", wrong),
            AtMost = AmountOf(visit, "most", wrong),
            Text = visit.Query("q") is { Length: <= LongestSearch } text ? text.Trim() : null,
        };
        if (visit.Query("q") is { Length: > LongestSearch })
        {
            wrong["q"] = Texts.TooLong;
        }

        if (filter.From > filter.Through)
        {
            wrong["through"] = BackToFront;
        }

        if (filter.AtLeast > filter.AtMost)
        {
            wrong["most"] = MostBelowLeast;
        }

        return filter;
    }

    private static async Task<IResult> ReceiptAsync(Visit visit)
    {
        Receipt? receipt = OrderNo.TryParse(visit.Route("order"), out OrderNo order)
            ? await new Receipts(visit.Parts.Customers).FindAsync(visit.Person, order, visit.Aborted)
            : null;
        return receipt is null
            ? visit.NothingHere()
            : visit.Show<ReceiptPage>(new Dictionary<string, object?>
            {
                [nameof(ReceiptPage.Receipt)] = receipt,
                [nameof(ReceiptPage.Names)] = await Parties.InAsync(
                    visit, [receipt.Bill.Party, new(CardToken: receipt.FundOrder?.CardToken)]),
            });
    }

    private static async Task<IResult> StatementAsync(Visit visit)
    {
        Dictionary<string, Text> wrong = new(StringComparer.Ordinal);
        (DateOnly from, DateOnly through) = PeriodOf(visit, wrong);
        if (wrong.Count > 0)
        {
            return await ShowAsync(visit, new(), cursor: null, wrong, BillsPage.Take);
        }

        CancellationToken cancel = visit.Aborted;
        PeriodStatement statement =
            await new Statements(visit.Parts.Customers).ReadAsync(visit.Person, from, through, cancel);
        return visit.Show<StatementPage>(new Dictionary<string, object?>
        {
            [nameof(StatementPage.Statement)] = statement,
            [nameof(StatementPage.Names)] = await Parties.InAsync(visit, statement.Rows.Select(row => row.Party)),
            [nameof(StatementPage.Holder)] =
                await HolderAsync(visit),
        });
    }

    // Who is not identified yet has no name, but a phone.
    private static async Task<string> HolderAsync(Visit visit)
    {
        Profile? profile =
            await new Profiles(visit.Parts.Identity).ReadAsync(visit.Person, visit.Aborted);
        return profile?.Name.Reveal() is { Length: > 0 } name ? name : $"{profile?.Phone}";
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
        if (format is not { } wanted)
        {
            return visit.NothingHere();
        }

        Dictionary<string, Text> wrong = new(StringComparer.Ordinal);
        (DateOnly from, DateOnly through) = PeriodOf(visit, wrong);
        if (wrong.Count > 0)
        {
            return await ShowAsync(visit, new(), cursor: null, wrong, BillsPage.Take);
        }

        PeriodStatement statement = await new Statements(visit.Parts.Customers)
            .ReadAsync(visit.Person, from, through, visit.Aborted);
        MemoryStream file = new();
        await Exports.WriteAsync(statement, wanted, visit.Now, await StatementWords.OfAsync(visit, statement), file,
            visit.Aborted);
        file.Position = 0;
        return Results.File(
            file, Exports.MediaType(wanted), $"huoqi-{from:yyyyMMdd}-{through:yyyyMMdd}{Exports.Extension(wanted)}");
    }

    /// <summary>The days asked for; the month so far when none were.</summary>
    private static (DateOnly From, DateOnly Through) PeriodOf(Visit visit, Dictionary<string, Text> wrong)
    {
        DateOnly through = DayOf(visit, "through", wrong) ?? visit.Today;
        DateOnly from = DayOf(visit, "from", wrong) ?? new(through.Year, through.Month, 1);
        if (wrong.Count == 0 && (from > through || !Statements.IsInOne(from, through)))
        {
            wrong["through"] = from > through ? BackToFront : TooManyYears;
        }

        return (from, through);
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
        if (visit.Query(name) is not { } text || string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        Fields typed = Fields.Of((name, text));
        if (AmountField.TryRead(typed, name, out Money amount, zero: true))
        {
            return amount;
        }

        wrong[name] = typed.Wrong[name];
        return null;
    }
}
