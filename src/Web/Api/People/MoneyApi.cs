using System.Globalization;
using System.Text.Json;
using Huoqi.Customers;
using Huoqi.Identity;
using Huoqi.Kernel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Huoqi.Web;

/// <summary>What a person has and earned.</summary>
internal static class MoneyApi
{
    private const int UsualPage = 30;

    private static readonly FundDayOut FundDay = new(
        Examples.Day, IncomePer10k.Parse("1.1204"), YieldPercent.Parse("4.146"));

    private static readonly IncomeDayOut OneDay = new(
        Examples.Day, FundUnits.FromWhole(10_000), Currency.Cny, new(112), Examples.Order);

    public static void Map(Routes routes)
    {
        routes.Api("GET", "/api/v1/home", Who.Person, HomeAsync)
            .WithMetadata(new ReadTogether((parts, person, batch) =>
                new HomeReading(parts.Customers).AddTo(batch, person)))
            .Says(ApiArea.Money, "getHome", "总览", "What the person has, and what it earned.")
            .Gives(new HomeOut(
                Currency.Cny, new(1_033_512), new(33_400), FundUnits.FromWhole(10_000), default, default, default,
                default, new(112), Examples.Day, new(112), new(3_284), new(12_345), FundDay))
            .Refuses(Problems.AccountMissing);
        routes.Api("GET", "/api/v1/income", Who.Person, IncomeAsync)
            .Says(ApiArea.Money, "listIncome", "收益明细", "Income by day, newest first.")
            .Gives(new PageOut<IncomeDayOut>([OneDay], Cursor.Of("income", (DateOnly?)Examples.Day)))
            .Refuses(Problems.InvalidCursor, Problems.BadRequest);
        routes.Api("GET", "/api/v1/income/months/{month}", Who.Person, MonthAsync)
            .Says(ApiArea.Money, "getIncomeMonth", "收益日历", "The income of a calendar month, such as 2026-11.")
            .Gives(new IncomeMonthOut("2026-11", Currency.Cny, new(112), [OneDay], []))
            .Refuses(Problem.NotFound);
        routes.Api("GET", "/api/v1/income/days/{day}", Who.Person, DayAsync)
            .Says(ApiArea.Money, "explainIncome", "收益从何而来", "How a day's income came about.")
            .Gives(new IncomeExplainedOut(
                OneDay, Currency.Cny, FundDay, new(112_040_000), FundUnits.FromWhole(1_000_000_000), new(112),
                40_000_000, GotOneMore: false, []))
            .Refuses(Problem.NotFound);
        routes.Api("GET", "/api/v1/fund/yields", Who.Anyone, YieldsAsync)
            .Says(ApiArea.Money, "listYields", "收益率走势", "The fund's days: income per 10,000 and seven-day yield.")
            .Gives(new ListOut<FundDayOut>([FundDay])).Refuses(Problems.BadRequest);
        routes.Api("GET", "/api/v1/limits", Who.Person, LimitsAsync)
            .Says(ApiArea.Money, "listLimits", "限额与剩余", "Every limit of the person, with what is left of it.")
            .Gives(new ListOut<LimitOut>([new(
                LimitKind.FastRedemption, LimitWindow.Day, Currency.Cny, new(1_000_000), new(50_000), new(950_000),
                "t0-cap")]));
        routes.Api("GET", "/api/v1/quotes", Who.Person, QuoteAsync)
            .Says(
                ApiArea.Money, "getQuote", "试算：到账、起息、费用、限额；hindrance 与实际操作被拒时的代码相同",
                "What an act would come to: arrival, first earning day, fee, limit. What hinders it is the code that "
                + "the act itself would be refused with.")
            .Gives(new QuoteOut(
                QuoteAct.SubscribeFromWallet, Currency.Cny, Examples.Amount, IsPossible: true, Hindrance: null,
                AgreementsMissing: false, Money.Zero, Arrival.OnDay, new(2026, 11, 23), new(2026, 11, 20),
                Examples.At, new(2026, 11, 23), new(2026, 11, 23), new(2026, 11, 24), EarnsUntilBefore: null,
                IsProvisional: false, new(33_400), Limit: null))
            .Refuses(Problems.BadRequest);
        CardApi.Map(routes);
    }

    private static async Task<IResult> HomeAsync(Visit visit, CancellationToken cancel)
    {
        // Read together with the session; the door has found it good by now.
        HomePart part = (HomePart)visit.Http.Items[typeof(ReadTogether)]!;
        return await part.ToHomeAsync(cancel) is { } home
            ? ApiAnswer.Ok(HomeOut.Of(home))
            : Problems.AccountMissing;
    }

    private static async Task<IResult> IncomeAsync(
        Visit visit, string? cursor, int? limit, CancellationToken cancel)
    {
        Customers.IncomePage page = await new IncomeReading(visit.Parts.Customers).ListAsync(
            visit.Person, Cursor.DayOf("income", cursor), Asked.Limit(limit, UsualPage, IncomeReading.LargestPage),
            cancel);
        return ApiAnswer.Ok(new PageOut<IncomeDayOut>(
            [.. page.Days.Select(IncomeDayOut.Of)], Cursor.Of("income", page.Next)));
    }

    private static async Task<IResult> MonthAsync(Visit visit, string month, CancellationToken cancel)
    {
        if (!DateOnly.TryParseExact(
            $"{month}-01", "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly first)
            || first.Year is < 2000 or > 2199)
        {
            return Problem.NotFound;
        }

        IncomeMonth found = await new IncomeReading(visit.Parts.Customers)
            .MonthAsync(visit.Person, first.Year, first.Month, cancel);
        return ApiAnswer.Ok(new IncomeMonthOut(
            month, Currency.Cny, found.Total, [.. found.Days.Select(IncomeDayOut.Of)],
            [.. found.Adjustments.Select(AdjustmentOut.Of)]));
    }

    private static async Task<IResult> DayAsync(Visit visit, string day, CancellationToken cancel)
    {
        if (Asked.Day(day) is not { } wanted
            || await new IncomeReading(visit.Parts.Customers).DayAsync(visit.Person, wanted, cancel) is not { } found)
        {
            return Problem.NotFound;
        }

        return ApiAnswer.Ok(new IncomeExplainedOut(
            IncomeDayOut.Of(found.Day), Currency.Cny, FundDayOut.Of(found.Fund), new(found.Fund.Numbers.TotalFen),
            new(found.Fund.Numbers.EarningUnits), found.Floor, found.Remainder, found.GotOneMore,
            [.. found.Adjustments.Select(AdjustmentOut.Of)]));
    }

    private static async Task<IResult> YieldsAsync(Visit visit, string? span, CancellationToken cancel)
    {
        YieldSpan wanted = Asked.OneOf<YieldSpan>(span, "span") ?? YieldSpan.Month;
        IReadOnlyList<FundFigures> days = await new YieldReading(visit.Parts.Customers).ReadAsync(wanted, cancel);
        return ApiAnswer.Ok(new ListOut<FundDayOut>([.. days.Select(FundDayOut.Of)]));
    }

    private static async Task<IResult> LimitsAsync(Visit visit, CancellationToken cancel)
    {
        IReadOnlyList<LimitStanding> limits =
            await new LimitsLeft(visit.Parts.Customers).ReadAsync(visit.Person, cancel);
        return ApiAnswer.Ok(new ListOut<LimitOut>([.. limits.Select(LimitOut.Of)]));
    }

    private static async Task<IResult> QuoteAsync(
        Visit visit, string? act, string? amount, CancellationToken cancel)
    {
        QuoteAct wanted = Asked.OneOf<QuoteAct>(act, "act") ?? throw Asked.Missing("act");
        Money fen = Asked.Amount(amount) ?? throw Asked.Missing("amount");
        Quote quote = await new Quotes(visit.Parts.Customers).ForAsync(wanted, visit.Person, fen, cancel);
        return ApiAnswer.Ok(QuoteOut.Of(quote));
    }
}

/// <summary>Parameters of addresses, read as strictly as bodies.</summary>
internal static class Asked
{
    /// <summary>How many a page has.</summary>
    public static int Limit(int? limit, int usual, int most) => limit switch
    {
        null => usual,
        _ when limit >= 1 && limit <= most => limit.Value,
        _ => throw new ProblemException(Problems.BadRequest with
        {
            Fields = [new("limit", $"limit is a whole number from 1 to {most}.")],
        }),
    };

    /// <summary>A day as "2026-11-21"; null when it is none.</summary>
    public static DateOnly? Day(string? text) => DateOnly.TryParseExact(
        text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly day) ? day : null;

    /// <summary>A day that may be left out.</summary>
    public static DateOnly? OptionalDay(string? text, string name = "from") => text is null
        ? null
        : Day(text) ?? throw new ProblemException(Problems.BadRequest with
        {
            Fields = [new(name, "A day is written \"2026-11-21\".")],
        });

    /// <summary>An amount in an address; null when it was left out.</summary>
    public static Money? Amount(string? text, string name = "amount") => text is null
        ? null
        : Money.TryParse(text, out Money amount) && amount <= MoneyJson.Most
            ? amount
            : throw new ProblemException(Problems.BadRequest with
            {
                Fields = [new(name, "An amount is written such as 12.34.")],
            });

    /// <summary>One of some names, as the API writes them; null when it was left out.</summary>
    public static TEnum? OneOf<TEnum>(string? text, string name = "kind")
        where TEnum : struct, Enum
    {
        if (text is null)
        {
            return null;
        }

        foreach (TEnum value in Enum.GetValues<TEnum>())
        {
            if (NameOf(value) == text)
            {
                return value;
            }
        }

        string names = string.Join(", ", Enum.GetValues<TEnum>().Select(NameOf<TEnum>));
        throw new ProblemException(Problems.BadRequest with { Fields = [new(name, $"{name} is one of {names}.")] });
    }

    /// <summary>What is thrown when a parameter without which nothing can be answered was left out.</summary>
    public static ProblemException Missing(string name) => new(Problems.BadRequest with
    {
        Fields = [new(name, $"{name} cannot be left out.")],
    });

    private static string NameOf<TEnum>(TEnum value)
        where TEnum : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());
}

/// <summary>The person's own bank cards.</summary>
internal static class CardApi
{
    private static readonly CardOut Card = new(1, "card:1", "工商银行", "0018", Examples.At);

    public static void Map(Routes routes)
    {
        routes.Api("GET", "/api/v1/cards", Who.Person, ListAsync)
            .Says(ApiArea.Money, "listCards", "银行卡", "Lists the person's bank cards.")
            .Gives(new ListOut<CardOut>([Card]));
        routes.Api("POST", "/api/v1/cards", Who.Person, AddAsync)
            .Says(ApiArea.Money, "addCard", "添加银行卡", "Adds one's own bank card, after a fresh proof.")
            .Takes(new CardIn("工商银行", "6222 0202 0000 0000 014")).Gives(Card, StatusCodes.Status201Created)
            .Refuses(
                Problems.InvalidValue, Problems.TooMany, Problems.StepUpNeeded, Problems.NotIdentified,
                Problems.CardNotTheirs, Problems.PartnerSilent, Problems.TryLater);
        routes.Api("DELETE", "/api/v1/cards/{card:int:min(1)}", Who.Person, RemoveAsync)
            .Says(ApiArea.Money, "removeCard", "移除银行卡", "Takes a bank card away.")
            .GivesNothing().Refuses(Problem.NotFound);
    }

    private static async Task<IResult> ListAsync(Visit visit, CancellationToken cancel)
    {
        IReadOnlyList<BankCard> cards = await new BankCards(visit.Parts.Customers).OfAsync(visit.Person, cancel);
        return ApiAnswer.Ok(new ListOut<CardOut>([.. cards.Select(CardOut.Of)]));
    }

    private static async Task<IResult> AddAsync(Visit visit, CardIn body, CancellationToken cancel)
    {
        AddedCard added = await AddedCard.AddAsync(visit, body.Bank, new Personal(body.CardNumber), cancel);
        Problem? refused = added.Asked == IdentityStatus.NotSet
            ? Problems.NotIdentified
            : Refusals.Of(added.Asked) ?? Refusals.Of(added.Status);
        return refused is not null ? refused : ApiAnswer.Created(CardOut.Of(added.Card!), "/api/v1/cards");
    }

    private static async Task<IResult> RemoveAsync(Visit visit, int card, CancellationToken cancel) =>
        Opening.Done(await new BankCards(visit.Parts.Customers).RemoveAsync(visit.Person, card, cancel));
}
