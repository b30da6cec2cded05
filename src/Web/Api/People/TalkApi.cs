using System.Globalization;
using Huoqi.Customers;
using Huoqi.Identity;
using Huoqi.Kernel;
using Huoqi.Ledger;
using Huoqi.Wallet;
using Microsoft.AspNetCore.Http;

namespace Huoqi.Web;

/// <summary>A message: a kind and values, never a sentence; and what may be seen of the person among the values.
/// </summary>
internal sealed record MessageOut(
    long Message, MessageKind Kind, IReadOnlyDictionary<string, string> Parameters, string? MaskedName,
    string? Nickname, DateTimeOffset At, bool IsRead)
{
    public static MessageOut Of(Message message, IReadOnlyDictionary<long, Payee> names)
    {
        Payee? seen = PersonOf(message) is { } person ? names.GetValueOrDefault(person) : null;
        return new(
            message.Number, message.Kind, message.Parameters, seen?.MaskedName, seen?.Nickname, message.At,
            message.IsRead);
    }

    /// <summary>The other person that a message names.</summary>
    public static long? PersonOf(Message message) =>
        message.Parameters.TryGetValue("person", out string? person)
        && long.TryParse(person, NumberStyles.None, CultureInfo.InvariantCulture, out long number)
            ? number
            : null;
}

/// <summary>How many messages are not read, 99 at most.</summary>
internal sealed record UnreadOut(int Unread);

/// <summary>"Something is wrong with this entry."</summary>
internal sealed record DisputeIn(OrderNo Order, string Text);

/// <summary>What somebody says is wrong, and what the answer was.</summary>
internal sealed record DisputeOut(
    long Dispute, OrderNo Order, DisputeState State, string Text, DateTimeOffset OpenedAt, DateOnly AnswerDueOn,
    string? Answer, DateTimeOffset? AnsweredAt)
{
    public static readonly DisputeOut Example = new(
        1, Examples.Order, DisputeState.Open, "这笔不是我付的", Examples.At, new(2026, 12, 21), Answer: null,
        AnsweredAt: null);

    public static DisputeOut Of(Dispute dispute) => new(
        dispute.Number, dispute.Entry, dispute.State, dispute.Text, dispute.OpenedAt, dispute.AnswerDueOn,
        dispute.Answer, dispute.AnsweredAt);
}

/// <summary>A friend is asked for money.</summary>
internal sealed record MoneyRequestIn(long Friend, Currency Currency, Money Amount, string Text);

/// <summary>A request for money, of one's own or to oneself, with what may be seen of the other person; who has left
/// is a number alone.</summary>
internal sealed record MoneyRequestOut(
    long Request, long Asker, long Friend, string? MaskedName, string? Nickname, Currency Currency, Money Amount,
    string Text, RequestState State, DateTimeOffset AskedAt, DateOnly ExpiresOn, OrderNo? Gift)
{
    public static readonly MoneyRequestOut Example = new(
        5, 1_000_002, 1_000_001, "•芳", "小芳", Currency.Cny, Examples.Amount, "午饭", RequestState.Open, Examples.At,
        new(2026, 11, 28), Gift: null);

    public static MoneyRequestOut Of(MoneyRequest one, Payee? other) => new(
        one.Number, one.Asker, one.Friend, other?.MaskedName, other?.Nickname, Currency.Cny, one.Amount, one.Text,
        one.State, one.AskedAt, one.ExpiresOn, one.Gift);
}

/// <summary>What hinders closing the account.</summary>
internal sealed record HinderingOut(ClosingHindrance Kind, Currency Currency, Money Amount);

/// <summary>Messages, disputes, requests between friends, and leaving.</summary>
internal static class TalkApi
{
    private const int UsualPage = 30;

    public static void Map(Routes routes)
    {
        routes.Api("GET", "/api/v1/inbox", Who.Person, InboxAsync)
            .Says(ApiArea.Talk, "listMessages", "消息", "Messages, newest first.")
            .Gives(new PageOut<MessageOut>(
                [new(9, MessageKind.Income, new Dictionary<string, string> { ["amount"] = "1.12" },
                    MaskedName: null, Nickname: null, Examples.At, IsRead: false)],
                Cursor.Of("inbox", "9")))
            .Refuses(Problems.InvalidCursor, Problems.BadRequest);
        routes.Api("GET", "/api/v1/inbox/unread", Who.Person, UnreadAsync)
            .Says(ApiArea.Talk, "countUnread", "未读消息数", "How many messages are not read.").Gives(new UnreadOut(3));
        routes.Api("PUT", "/api/v1/inbox/{message:long:min(1)}/read", Who.Person, MarkAsync)
            .Says(ApiArea.Talk, "markRead", "标为已读", "Marks a message as read.").GivesNothing();
        routes.Api("PUT", "/api/v1/inbox/read", Who.Person, MarkAllAsync)
            .Says(ApiArea.Talk, "markAllRead", "全部已读", "Marks all messages as read.").GivesNothing();
        routes.Api("GET", "/api/v1/disputes", Who.Person, DisputesAsync)
            .Says(ApiArea.Talk, "listDisputes", "我的异议", "What the person said is wrong.")
            .Gives(new ListOut<DisputeOut>([DisputeOut.Example]));
        routes.Api("POST", "/api/v1/disputes", Who.Person, DisputeAsync)
            .Says(ApiArea.Talk, "openDispute", "对一笔账目提出异议", "Says that something is wrong with an entry.")
            .Takes(new DisputeIn(Examples.Order, "这笔不是我付的"))
            .Gives(DisputeOut.Example, StatusCodes.Status201Created)
            .Refuses(Problem.NotFound, Problems.InvalidValue, Problems.TooMany);
        MapRequests(routes);
        routes.Api("GET", "/api/v1/closing", Who.Person, HindrancesAsync)
            .Says(ApiArea.Talk, "getClosing", "销户条件", "What hinders closing the account, if anything.")
            .Gives(new ListOut<HinderingOut>(
                [new(ClosingHindrance.WalletNotEmpty, Currency.Cny, Examples.Amount)]));
        routes.Api("POST", "/api/v1/closing", Who.Person, CloseAsync)
            .Says(ApiArea.Talk, "closeAccount", "销户", "Closes the account, for ever.")
            .Gives(OrderOut.Example, StatusCodes.Status201Created)
            .Refuses(Problems.NotEmpty, Problems.OrdersOpen, Problems.IncomeOutstanding, Problems.StepUpNeeded)
            .MovesMoney();
    }

    private static void MapRequests(Routes routes)
    {
        routes.Api("GET", "/api/v1/money-requests", Who.Person, RequestsAsync)
            .Says(ApiArea.Talk, "listMoneyRequests", "收款请求", "Requests the person made and got, newest first.")
            .Gives(new PageOut<MoneyRequestOut>([MoneyRequestOut.Example], Cursor.Of("requests", "5")))
            .Refuses(Problems.InvalidCursor, Problems.BadRequest);
        routes.Api("POST", "/api/v1/money-requests", Who.Person, AskAsync)
            .Says(ApiArea.Talk, "askForMoney", "向朋友收款", "Asks a friend for money.")
            .Takes(new MoneyRequestIn(1_000_002, Currency.Cny, Examples.Amount, "午饭"))
            .Gives(new NumberOut(5, "/api/v1/money-requests"), StatusCodes.Status201Created)
            .Refuses(Problem.NotFound, Problems.InvalidValue, Problems.TooMany)
            .MovesMoney();
        routes.Api("POST", "/api/v1/money-requests/{request:long:min(1)}/decline", Who.Person, DeclineAsync)
            .Says(ApiArea.Talk, "declineMoneyRequest", "拒绝收款请求", "Says no to a friend's request.")
            .GivesNothing().Refuses(Problem.NotFound, Problems.TooLate);
        routes.Api("POST", "/api/v1/money-requests/{request:long:min(1)}/withdrawal", Who.Person, WithdrawAsync)
            .Says(ApiArea.Talk, "withdrawMoneyRequest", "撤回收款请求", "Takes one's own request back.")
            .GivesNothing().Refuses(Problem.NotFound, Problems.TooLate);
    }

    private static async Task<IResult> InboxAsync(Visit visit, string? cursor, int? limit, CancellationToken cancel)
    {
        int wanted = Asked.Limit(limit, UsualPage, Inbox.LargestPage);
        IReadOnlyList<Message> messages = await new Inbox(visit.Parts.Customers)
            .PageAsync(visit.Person, Cursor.NumberOf("inbox", cursor), wanted, cancel);
        string? next = messages.Count == wanted ? Cursor.Of("inbox", $"{messages[^1].Number}") : null;
        IReadOnlyDictionary<long, Payee> names = await new Names(visit.Parts.Identity)
            .OfAsync(messages.Select(MessageOut.PersonOf).OfType<long>(), cancel);
        return ApiAnswer.Ok(new PageOut<MessageOut>(
            [.. messages.Select(message => MessageOut.Of(message, names))], next));
    }

    private static async Task<IResult> UnreadAsync(Visit visit, CancellationToken cancel) =>
        ApiAnswer.Ok(new UnreadOut(await new Inbox(visit.Parts.Customers).UnreadAsync(visit.Person, cancel)));

    private static async Task<IResult> MarkAsync(Visit visit, long message, CancellationToken cancel)
    {
        await new Inbox(visit.Parts.Customers).MarkReadAsync(visit.Person, message, cancel);
        return ApiAnswer.Done;
    }

    private static async Task<IResult> MarkAllAsync(Visit visit, CancellationToken cancel)
    {
        await new Inbox(visit.Parts.Customers).MarkReadAsync(visit.Person, number: null, cancel);
        return ApiAnswer.Done;
    }

    private static async Task<IResult> DisputesAsync(Visit visit, CancellationToken cancel)
    {
        IReadOnlyList<Dispute> disputes = await new Disputes(visit.Parts.Customers).OfAsync(visit.Person, cancel);
        return ApiAnswer.Ok(new ListOut<DisputeOut>([.. disputes.Select(DisputeOut.Of)]));
    }

    private static async Task<IResult> DisputeAsync(Visit visit, DisputeIn body, CancellationToken cancel)
    {
        (CustomerStatus status, Dispute? dispute) = await new Disputes(visit.Parts.Customers)
            .OpenAsync(visit.Person, body.Order, body.Text, cancel);
        return Refusals.Of(status) is { } refused
            ? refused
            : ApiAnswer.Created(DisputeOut.Of(dispute!), "/api/v1/disputes");
    }

    private static async Task<IResult> RequestsAsync(
        Visit visit, string? cursor, int? limit, CancellationToken cancel)
    {
        int wanted = Asked.Limit(limit, UsualPage, UsualPage);
        IReadOnlyList<MoneyRequest> requests = await new MoneyRequests(visit.Parts.Customers)
            .OfAsync(visit.Person, Cursor.NumberOf("requests", cursor), wanted, cancel);
        string? next = requests.Count == wanted ? Cursor.Of("requests", $"{requests[^1].Number}") : null;
        IReadOnlyDictionary<long, Payee> names = await new Names(visit.Parts.Identity)
            .OfAsync(requests.Select(one => RequestRoutes.Other(visit, one)), cancel);
        return ApiAnswer.Ok(new PageOut<MoneyRequestOut>(
            [.. requests.Select(one => MoneyRequestOut.Of(
                one, names.GetValueOrDefault(RequestRoutes.Other(visit, one))))], next));
    }

    private static async Task<IResult> AskAsync(Visit visit, MoneyRequestIn body)
    {
        (CustomerStatus status, long number) = await AskForMoney.HandleAsync(
            visit, visit.Http.ActKey(), body.Friend, body.Amount, body.Text);
        return Refusals.Of(status) is { } refused
            ? refused
            : ApiAnswer.Created(new NumberOut(number, "/api/v1/money-requests"), "/api/v1/money-requests");
    }

    private static async Task<IResult> DeclineAsync(Visit visit, long request, CancellationToken cancel) =>
        Opening.Done(await new MoneyRequests(visit.Parts.Customers).DeclineAsync(visit.Person, request, cancel));

    private static async Task<IResult> WithdrawAsync(Visit visit, long request, CancellationToken cancel) =>
        Opening.Done(await new MoneyRequests(visit.Parts.Customers).WithdrawAsync(visit.Person, request, cancel));

    private static async Task<IResult> HindrancesAsync(Visit visit, CancellationToken cancel)
    {
        IReadOnlyList<Hindering> all =
            await new CloseMyAccount(visit.Parts.Customers).HindrancesAsync(visit.Person, cancel);
        return ApiAnswer.Ok(new ListOut<HinderingOut>(
            [.. all.Select(one => new HinderingOut(one.Kind, Currency.Cny, one.Amount))]));
    }

    private static async Task<IResult> CloseAsync(Visit visit)
    {
        // Leaving is for ever: it needs a proof as fresh as a change of factors does.
        if (!Freshness.IsFresh(visit.Parts.Identity, visit.Session))
        {
            return Problems.StepUpNeeded;
        }

        string key = visit.Http.ActKey();
        WalletAnswer answer = await Leaving.CloseAsync(visit, key);
        if (answer.Status is WalletStatus.AccountClosed or WalletStatus.AccountNotFound)
        {
            // There was nothing to close in the books; who they are is forgotten all the same.
            return ApiAnswer.Done;
        }

        if (Refusals.Of(answer.Status) is { } refused)
        {
            return refused;
        }

        return answer.Status == WalletStatus.Unknown
            ? Operations.NotKnown(visit, WalletActs.CloseAccount, visit.Shard, key)
            : ApiAnswer.Created(OrderOut.Of(answer.Order, OrderOutState.Done), $"/api/v1/bills/{answer.Order}");
    }
}
