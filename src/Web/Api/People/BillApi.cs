using Huoqi.Customers;
using Huoqi.Kernel;
using Huoqi.Ledger;
using Microsoft.AspNetCore.Http;

namespace Huoqi.Web;

/// <summary>A row of a statement.</summary>
internal sealed record StatementRowOut(
    DateOnly Date, OrderNo? Order, BillKind Kind, Money Wallet, FundUnits Units, Money WalletAfter,
    FundUnits UnitsAfter, PartyOut Party, string Reference);

/// <summary>A period with its opening and closing balances. What is on its way to or from the fund, paid for and not
/// yet held or redeemed and not yet paid out, is in neither balance.</summary>
internal sealed record StatementOut(
    DateOnly From, DateOnly Through, Currency Currency, Money OpeningWallet, FundUnits OpeningUnits,
    Money OpeningUnderWay, IReadOnlyList<StatementRowOut> Rows, Money ClosingWallet, FundUnits ClosingUnits,
    Money ClosingUnderWay);

/// <summary>Everything in and out: bills, receipts, statements, and files of them.</summary>
internal static class BillApi
{
    private const int UsualPage = 30;

    private const int LongestText = 100;

    /// <summary>An export may name the day after its last one, which at the end of time there is none of.</summary>
    private const int LastYear = 2199;

    private static readonly BillOut Bill = new(
        Examples.Order, BillKind.Payment, BillState.Done, Examples.Day, Examples.At, BillDirection.Out, Currency.Cny,
        new(-3_000), new(-3_000), default, new(30_400), UnitsAfter: null, PartyOut.Shop, "M-1001",
        FirstDay: null, LastDay: null);

    public static void Map(Routes routes)
    {
        routes.Api("GET", "/api/v1/bills", Who.Person, PageAsync)
            .Says(ApiArea.Money, "listBills", "账单", "Everything in and out, newest first.")
            .Gives(new PageOut<BillOut>([Bill], Cursor.Of("bills", "7.123456")))
            .Refuses(Problems.InvalidCursor, Problems.BadRequest);
        routes.Api("GET", "/api/v1/bills/{order}", Who.Person, ReceiptAsync)
            .Says(ApiArea.Money, "getReceipt", "回单", "The receipt of one entry.")
            .Gives(new ReceiptOut(
                Currency.Cny, Bill,
                [new(ReceiptPlace.Wallet, ReceiptPlace.Merchant, Examples.Amount, IsUnits: false, EarnsFrom: null)],
                new(Examples.Order, 1, "商城", "M-1001", Examples.Amount, Money.Zero, []), FundOrder: null,
                OrderedBy: null, AnsweredBy: null, []))
            .Refuses(Problem.NotFound);
        routes.Api("GET", "/api/v1/under-way", Who.Person, UnderWayAsync)
            .Says(
                ApiArea.Money, "listUnderWay", "在途",
                "What waits for a partner's answer; then what the bank refused to take from a card in the last "
                + $"{BillReading.RefusedShownDays} days, of which there is no bill.")
            .Gives(new ListOut<UnderWayOut>([new(
                Examples.Order, BillKind.Subscription, BillState.Pending, BillDirection.Own, Currency.Cny,
                Examples.Amount, Examples.Day, new(2026, 11, 23), PartyOut.None)]));
        routes.Api("GET", "/api/v1/statement", Who.Person, StatementAsync)
            .Says(ApiArea.Money, "getStatement", "对账单", "A period with opening and closing balances.")
            .Gives(new StatementOut(
                Examples.Day, Examples.Day, Currency.Cny, new(33_400), default, Money.Zero,
                [new(Examples.Day, Examples.Order, BillKind.Payment, new(-3_000), default, new(30_400), default,
                    PartyOut.Shop, "M-1001")],
                new(30_400), default, Money.Zero))
            .Refuses(Problems.BadRequest);
        routes.Api("GET", "/api/v1/exports/{format}", Who.Person, ExportAsync)
            .Says(ApiArea.Money, "exportStatement", "导出", "The same statement as csv, xlsx, ofx or beancount.")
            .GivesFile(
                "text/csv", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "application/x-ofx",
                "text/plain")
            .Refuses(Problem.NotFound, Problems.BadRequest);
    }

    private static async Task<IResult> PageAsync(
        Visit visit, string? cursor, int? limit, string? kind, string? direction, string? from, string? through,
        string? atLeast, string? atMost, string? text, CancellationToken cancel)
    {
        BillFilter filter = new()
        {
            Kinds = Asked.OneOf<BillKind>(kind) is { } one ? new HashSet<BillKind> { one } : null,
            In = direction switch
            {
                null => null,
                "in" => true,
                "out" => false,
                _ => throw new ProblemException(Problems.BadRequest with
                {
                    Fields = [new("direction", "direction is \"in\" or \"out\".")],
                }),
            },
            From = Asked.OptionalDay(from),
            Through = Asked.OptionalDay(through, "through"),
            AtLeast = Asked.Amount(atLeast, "atLeast"),
            AtMost = Asked.Amount(atMost, "atMost"),
            Text = text is null || (text.Length <= LongestText && Values.IsWhole(text))
                ? text
                : throw new ProblemException(Problems.BadRequest with
                {
                    Fields = [new("text", $"text has at most {LongestText} characters, all of which can be shown.")],
                }),
        };
        BillPage? page = await new BillReading(visit.Parts.Customers).PageAsync(
            visit.Person, filter, Cursor.PlaceOf("bills", cursor),
            Asked.Limit(limit, UsualPage, BillReading.LargestPage), cancel);
        if (page is null)
        {
            return Problems.InvalidCursor;
        }

        PartyNames names = await PartyOut.NamesAsync(visit, page.Items.Select(bill => bill.Party), cancel);
        return ApiAnswer.Ok(new PageOut<BillOut>(
            [.. page.Items.Select(bill => BillOut.Of(bill, names))],
            page.Next is null ? null : Cursor.Of("bills", page.Next)));
    }

    private static async Task<IResult> ReceiptAsync(Visit visit, string order, CancellationToken cancel) =>
        OrderNo.TryParse(order, out OrderNo no)
        && await new Receipts(visit.Parts.Customers).FindAsync(visit.Person, no, cancel) is { } receipt
            ? ApiAnswer.Ok(ReceiptOut.Of(
                receipt, await PartyOut.NamesAsync(
                    visit, [receipt.Bill.Party, new(CardToken: receipt.FundOrder?.CardToken)], cancel)))
            : Problem.NotFound;

    private static async Task<IResult> UnderWayAsync(Visit visit, CancellationToken cancel)
    {
        BillReading reading = new(visit.Parts.Customers);
        IReadOnlyList<UnderWay> waiting = await reading.UnderWayAsync(visit.Person, cancel);
        IReadOnlyList<UnderWay> all = [.. waiting, .. await reading.RefusedAsync(visit.Person, new(), cancel)];
        PartyNames names = await PartyOut.NamesAsync(visit, all.Select(one => one.Party), cancel);
        return ApiAnswer.Ok(new ListOut<UnderWayOut>([.. all.Select(one => new UnderWayOut(
            one.No, one.Kind, one.State, one.Direction, Currency.Cny, one.Signed, one.BusinessDate, one.ExpectedOn,
            PartyOut.Of(one.Party, names)))]));
    }

    private static async Task<IResult> StatementAsync(
        Visit visit, string? from, string? through, CancellationToken cancel)
    {
        PeriodStatement statement = await ReadAsync(visit, from, through, cancel);
        PartyNames names = await PartyOut.NamesAsync(visit, statement.Rows.Select(row => row.Party), cancel);
        return ApiAnswer.Ok(new StatementOut(
            statement.From, statement.Through, Currency.Cny, statement.OpeningWallet, statement.OpeningUnits,
            statement.OpeningUnderWay,
            [.. statement.Rows.Select(row => new StatementRowOut(
                row.Date, row.No, row.Kind, row.Wallet, row.Units, row.WalletAfter, row.UnitsAfter,
                PartyOut.Of(row.Party, names), row.Reference))],
            statement.ClosingWallet, statement.ClosingUnits, statement.ClosingUnderWay));
    }

    private static async Task<IResult> ExportAsync(
        Visit visit, string format, string? from, string? through, CancellationToken cancel)
    {
        ExportFormat? wanted = format switch
        {
            "csv" => ExportFormat.Csv,
            "xlsx" => ExportFormat.Xlsx,
            "ofx" => ExportFormat.Ofx,
            "beancount" => ExportFormat.Beancount,
            _ => null,
        };
        if (wanted is not { } known)
        {
            return Problem.NotFound;
        }

        PeriodStatement statement = await ReadAsync(visit, from, through, cancel);
        DateTimeOffset madeAt = visit.Now;
        ExportWords words = await StatementWords.OfAsync(visit, statement);
        return Results.Stream(
            stream => Exports.WriteAsync(statement, known, madeAt, words, stream, cancel), Exports.MediaType(known),
            $"huoqi-{statement.From:yyyy-MM-dd}-{statement.Through:yyyy-MM-dd}{Exports.Extension(known)}");
    }

    private static Task<PeriodStatement> ReadAsync(
        Visit visit, string? from, string? through, CancellationToken cancel)
    {
        DateOnly last = Asked.OptionalDay(through, "through") ?? visit.Today;
        DateOnly first = Asked.OptionalDay(from) ?? new(last.Year, last.Month, 1);
        if (last.Year > LastYear)
        {
            throw new ProblemException(Problems.BadRequest with
            {
                Fields = [new("through", $"through is in {LastYear} at the latest.")],
            });
        }

        return first <= last && Statements.IsInOne(first, last)
            ? new Statements(visit.Parts.Customers).ReadAsync(visit.Person, first, last, cancel)
            : throw new ProblemException(Problems.BadRequest with
            {
                Fields = [new("from", "from is not after through, and at most two years before it.")],
            });
    }
}
