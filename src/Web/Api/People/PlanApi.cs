using Huoqi.Customers;
using Huoqi.Kernel;
using Microsoft.AspNetCore.Http;

namespace Huoqi.Web;

/// <summary>Something a person saves for.</summary>
internal sealed record GoalOut(
    long Goal, string Name, Currency Currency, Money Target, DateOnly? By, FundUnits Assigned, Money? EachMonth)
{
    public static GoalOut Of(Goal goal) => new(
        goal.Number, goal.Name, Currency.Cny, goal.Target, goal.By, goal.Assigned, goal.EachMonth);
}

/// <summary>A goal to add or to change.</summary>
internal sealed record GoalIn(string Name, Currency Currency, Money Target, DateOnly? By = null);

/// <summary>Units of the holding that are for a goal.</summary>
internal sealed record AssignIn(FundUnits Assigned);

/// <summary>The number of what was made.</summary>
internal sealed record NumberOut(long Number, string Location);

/// <summary>What stays in the wallet each night; the rest goes into the fund.</summary>
internal sealed record SweepShape(Currency Currency, Money Keep, DateOnly? Since = null);

/// <summary>What goes into the fund with each payment.</summary>
internal sealed record SavingShape(Currency Currency, Money PerPayment, DateOnly? Since = null);

/// <summary>A version of a document that people agree to.</summary>
internal sealed record DocumentOut(DocumentKind Kind, int Version, string TextHash, DateOnly From, bool Missing);

/// <summary>That the person accepted a version of a document, and when; its text is read by kind and version.</summary>
internal sealed record AcceptanceOut(DocumentKind Kind, int Version, string TextHash, DateTimeOffset AcceptedAt)
{
    public static AcceptanceOut Of(Acceptance one) =>
        new(one.Document.Kind, one.Document.Version, one.Document.TextHash, one.AcceptedAt);
}

/// <summary>The documents in force, and all that the person accepted, newest first.</summary>
internal sealed record AgreementsOut(IReadOnlyList<DocumentOut> Items, IReadOnlyList<AcceptanceOut> Accepted);

/// <summary>A text in both languages; the Chinese one decides.</summary>
internal sealed record BothOut(string Zh, string En)
{
    public static BothOut Of(Text text) => new(text.In(Language.Zh), text.In(Language.En));
}

/// <summary>A paragraph of a document.</summary>
internal sealed record ClauseOut(BothOut Heading, BothOut Body);

/// <summary>What a version of a document says.</summary>
internal sealed record DocumentTextOut(
    DocumentKind Kind, int Version, string TextHash, BothOut Title, IReadOnlyList<ClauseOut> Clauses)
{
    public static DocumentTextOut Of(Paper paper) => new(
        paper.Kind, paper.Version, paper.ToDocument().TextHash, BothOut.Of(paper.Title),
        [.. paper.Clauses.Select(clause => new ClauseOut(BothOut.Of(clause.Heading), BothOut.Of(clause.Body)))]);
}

/// <summary>What a person arranges for later: goals, standing orders, agreements.</summary>
internal static class PlanApi
{
    private static readonly GoalOut Goal = new(
        1, "旅行", Currency.Cny, new(500_000), new(2027, 7, 1), FundUnits.FromWhole(1_200), new(54_300));

    private static Problem[] OfPuttingAside =>
    [
        Problems.Of(ActStatus.AccountNotOpen), Problems.AccountClosed, Problems.ClassTooLow,
        Problems.AgreementsMissing,
    ];

    public static void Map(Routes routes)
    {
        routes.Api("GET", "/api/v1/goals", Who.Person, GoalsAsync)
            .Says(ApiArea.Plans, "listGoals", "储蓄目标", "Lists the person's saving goals.")
            .Gives(new ListOut<GoalOut>([Goal]));
        routes.Api("POST", "/api/v1/goals", Who.Person, AddGoalAsync)
            .Says(ApiArea.Plans, "addGoal", "添加目标", "Adds a saving goal.")
            .Takes(new GoalIn("旅行", Currency.Cny, new(500_000), new(2027, 7, 1)))
            .Gives(new NumberOut(1, "/api/v1/goals"), StatusCodes.Status201Created)
            .Refuses(Problems.InvalidValue, Problems.TooMany);
        routes.Api("PUT", "/api/v1/goals/{goal:long:min(1)}", Who.Person, ChangeGoalAsync)
            .Says(ApiArea.Plans, "changeGoal", "修改目标", "Changes a saving goal.")
            .Takes(new GoalIn("旅行", Currency.Cny, new(600_000))).GivesNothing()
            .Refuses(Problem.NotFound, Problems.InvalidValue);
        routes.Api("PUT", "/api/v1/goals/{goal:long:min(1)}/assigned", Who.Person, AssignAsync)
            .Says(ApiArea.Plans, "assignToGoal", "为目标划出份额", "Assigns units of the holding to a goal.")
            .Takes(new AssignIn(FundUnits.FromWhole(1_200))).GivesNothing()
            .Refuses(Problem.NotFound, Problems.InvalidValue);
        routes.Api("DELETE", "/api/v1/goals/{goal:long:min(1)}", Who.Person, RemoveGoalAsync)
            .Says(ApiArea.Plans, "removeGoal", "删除目标", "Takes a goal away; its units are free again.")
            .GivesNothing().Refuses(Problem.NotFound);
        MapOrders(routes);
        MapAgreements(routes);
    }

    private static void MapAgreements(Routes routes)
    {
        routes.Api("GET", "/api/v1/agreements", Who.Person, AgreementsAsync)
            .Says(
                ApiArea.Plans, "listAgreements", "协议",
                "The documents in force, which are not accepted yet, and what was accepted when.")
            .Gives(new AgreementsOut(
                [new(DocumentKind.FundContract, 2, new string('b', 64), new(2026, 1, 1), Missing: true)],
                [new(DocumentKind.FundContract, 1, new string('a', 64), Examples.At)]));
        routes.Api("GET", "/api/v1/agreements/{kind}/{version:int:min(1)}", Who.Anyone, Read)
            .Says(ApiArea.Plans, "readAgreement", "阅读协议", "The text of a version of a document, in both languages.")
            .Gives(DocumentTextOut.Of(Papers.All[0])).Refuses(Problem.NotFound);
        routes.Api("PUT", "/api/v1/agreements/{kind}/{version:int:min(1)}", Who.Person, AcceptAsync)
            .Says(ApiArea.Plans, "acceptAgreement", "同意协议", "Accepts a version of a document.")
            .GivesNothing().Refuses(Problem.NotFound, Problems.TooLate);
    }

    private static void MapOrders(Routes routes)
    {
        routes.Api("GET", "/api/v1/sweep", Who.Person, SweepAsync)
            .Says(ApiArea.Plans, "getSweep", "每晚自动转入", "The nightly sweep of the wallet into the fund.")
            .Gives(new SweepShape(Currency.Cny, new(10_000), Examples.Day)).Refuses(Problem.NotFound);
        routes.Api("PUT", "/api/v1/sweep", Who.Person, SetSweepAsync)
            .Says(ApiArea.Plans, "setSweep", "设置每晚自动转入", "Gives or changes the nightly sweep.")
            .Takes(new SweepShape(Currency.Cny, new(10_000))).GivesNothing()
            .Refuses([.. OfPuttingAside, Problems.InvalidValue]);
        routes.Api("DELETE", "/api/v1/sweep", Who.Person, EndSweepAsync)
            .Says(ApiArea.Plans, "endSweep", "关闭每晚自动转入", "Ends the nightly sweep.").GivesNothing();
        routes.Api("GET", "/api/v1/saving", Who.Person, SavingAsync)
            .Says(ApiArea.Plans, "getSaving", "笔笔攒", "What goes into the fund with each payment.")
            .Gives(new SavingShape(Currency.Cny, new(100), Examples.Day)).Refuses(Problem.NotFound);
        routes.Api("PUT", "/api/v1/saving", Who.Person, SetSavingAsync)
            .Says(ApiArea.Plans, "setSaving", "设置笔笔攒", "Gives or changes the saving per payment.")
            .Takes(new SavingShape(Currency.Cny, new(100))).GivesNothing()
            .Refuses([.. OfPuttingAside, Problems.InvalidValue]);
        routes.Api("DELETE", "/api/v1/saving", Who.Person, EndSavingAsync)
            .Says(ApiArea.Plans, "endSaving", "关闭笔笔攒", "Ends the saving per payment.").GivesNothing();
    }

    private static async Task<IResult> GoalsAsync(Visit visit, CancellationToken cancel)
    {
        IReadOnlyList<Goal> goals = await new Goals(visit.Parts.Customers).OfAsync(visit.Person, cancel);
        return ApiAnswer.Ok(new ListOut<GoalOut>([.. goals.Select(GoalOut.Of)]));
    }

    private static async Task<IResult> AddGoalAsync(Visit visit, GoalIn body, CancellationToken cancel)
    {
        (CustomerStatus status, long number) = await new Goals(visit.Parts.Customers)
            .AddAsync(visit.Person, body.Name, body.Target, body.By, cancel: cancel);
        return Refusals.Of(status) is { } refused
            ? refused
            : ApiAnswer.Created(new NumberOut(number, "/api/v1/goals"), "/api/v1/goals");
    }

    private static async Task<IResult> ChangeGoalAsync(
        Visit visit, long goal, GoalIn body, CancellationToken cancel) => Opening.Done(
        await new Goals(visit.Parts.Customers)
            .ChangeAsync(visit.Person, goal, body.Name, body.Target, body.By, cancel));

    private static async Task<IResult> AssignAsync(Visit visit, long goal, AssignIn body, CancellationToken cancel) =>
        Opening.Done(await new Goals(visit.Parts.Customers).AssignAsync(visit.Person, goal, body.Assigned, cancel));

    private static async Task<IResult> RemoveGoalAsync(Visit visit, long goal, CancellationToken cancel) =>
        Opening.Done(await new Goals(visit.Parts.Customers).RemoveAsync(visit.Person, goal, cancel));

    private static async Task<IResult> SweepAsync(Visit visit, CancellationToken cancel) =>
        await new NightlySweep(visit.Parts.Customers).FindAsync(visit.Person, cancel) is { } order
            ? ApiAnswer.Ok(new SweepShape(Currency.Cny, order.Keep, order.Since))
            : Problem.NotFound;

    private static async Task<IResult> SetSweepAsync(Visit visit, SweepShape body, CancellationToken cancel) =>
        await HindranceAsync(visit, cancel)
        ?? Opening.Done(await new NightlySweep(visit.Parts.Customers).SetAsync(visit.Person, body.Keep, cancel));

    private static async Task<IResult> EndSweepAsync(Visit visit, CancellationToken cancel) =>
        Opening.Done(await new NightlySweep(visit.Parts.Customers).EndAsync(visit.Person, cancel));

    private static async Task<IResult> SavingAsync(Visit visit, CancellationToken cancel) =>
        await new SavingPerPayment(visit.Parts.Customers).FindAsync(visit.Person, cancel) is { } order
            ? ApiAnswer.Ok(new SavingShape(Currency.Cny, order.PerPayment, order.Since))
            : Problem.NotFound;

    private static async Task<IResult> SetSavingAsync(Visit visit, SavingShape body, CancellationToken cancel) =>
        await HindranceAsync(visit, cancel)
        ?? Opening.Done(
            await new SavingPerPayment(visit.Parts.Customers).SetAsync(visit.Person, body.PerPayment, cancel));

    private static async Task<IResult?> HindranceAsync(Visit visit, CancellationToken cancel)
    {
        ActStatus status = await PuttingAside.HindranceAsync(visit.Parts, visit.Person, cancel);
        return status == ActStatus.Done ? null : Problems.Of(status);
    }

    private static async Task<IResult> EndSavingAsync(Visit visit, CancellationToken cancel) =>
        Opening.Done(await new SavingPerPayment(visit.Parts.Customers).EndAsync(visit.Person, cancel));

    private static async Task<IResult> AgreementsAsync(Visit visit, CancellationToken cancel)
    {
        Agreements agreements = new(visit.Parts.Customers);
        IReadOnlyList<Document> inForce = await agreements.InForceAsync(cancel);
        IReadOnlyList<Document> missing = await agreements.MissingAsync(visit.Person, cancel);
        IReadOnlyList<Acceptance> accepted = await agreements.AcceptedByAsync(visit.Person, cancel);
        return ApiAnswer.Ok(new AgreementsOut(
            [.. inForce.Select(one => new DocumentOut(
                one.Kind, one.Version, one.TextHash, one.From, missing.Contains(one)))],
            [.. accepted.Select(AcceptanceOut.Of)]));
    }

    private static IResult Read(string kind, int version)
    {
        DocumentKind wanted = Asked.OneOf<DocumentKind>(kind)!.Value;
        Paper? paper = Papers.All.FirstOrDefault(paper => paper.Kind == wanted && paper.Version == version);
        return paper is null ? Problem.NotFound : ApiAnswer.Ok(DocumentTextOut.Of(paper));
    }

    private static async Task<IResult> AcceptAsync(
        Visit visit, string kind, int version, CancellationToken cancel) => Opening.Done(
        await new Agreements(visit.Parts.Customers).AcceptAsync(
            visit.Person, Asked.OneOf<DocumentKind>(kind)!.Value, version, cancel));
}
