using System.Globalization;
using Huoqi.Customers;
using Huoqi.Identity;
using Huoqi.Kernel;
using Microsoft.AspNetCore.Http;

namespace Huoqi.Web;

/// <summary>Requests for money between friends: asked, paid, declined, taken back.</summary>
internal static class RequestRoutes
{
    private const int PageLength = 20;

    public static void Map(Routes routes)
    {
        routes.Page("/send/ask", Who.Person, visit => Task.FromResult(ShowAsk(visit, Fields.None)));
        routes.Form("/send/ask", Who.Person, AskAsync);
        routes.Page("/send/requests", Who.Person, visit => ListAsync(visit));
        routes.Form("/send/requests/{number}/pay", Who.Person, PayAsync);
        routes.Form("/send/requests/{number}/decline", Who.Person, (visit, _) => AnswerAsync(
            visit, number => new MoneyRequests(visit.Parts.Customers).DeclineAsync(visit.Person, number)));
        routes.Form("/send/requests/{number}/withdraw", Who.Person, (visit, _) => AnswerAsync(
            visit, number => new MoneyRequests(visit.Parts.Customers).WithdrawAsync(visit.Person, number)));
    }

    private static IResult ShowAsk(Visit visit, Fields fields, Text? why = null) => visit.Show<AskPage>(
        new Dictionary<string, object?> { [nameof(AskPage.Fields)] = fields, [nameof(AskPage.Why)] = why },
        fields.AreGood && why is null ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity);

    private static async Task<IResult> AskAsync(Visit visit, Fields fields)
    {
        bool amountRead = AmountField.TryRead(fields, "amount", out Money amount);
        bool textRead = Notes.TryRead(fields, "note", out string text, required: true);
        Payee? friend = amountRead && textRead ? await SendRoutes.FriendAsync(visit, fields) : null;
        if (!amountRead || !textRead || friend is null)
        {
            return ShowAsk(visit, fields);
        }

        if (!FormKey.TryRead(fields, out string key))
        {
            return ShowAsk(visit, fields, Texts.NotAForm);
        }

        (CustomerStatus status, _) = await AskForMoney.HandleAsync(visit, key, friend.Person, amount, text);
        return status switch
        {
            CustomerStatus.Done => visit.GoTo("/send/requests?done=asked"),
            CustomerStatus.TooMany => ShowAsk(visit, fields, SendTexts.TooManyRequests),
            CustomerStatus.NotFound => ShowAsk(visit, fields, SendTexts.NobodyThere),
            // The bank has no part in it: its answers do not come.
            CustomerStatus.NotValid or CustomerStatus.TooLate or CustomerStatus.NotTheHolder
                or CustomerStatus.Unknown => ShowAsk(visit, fields, ActTexts.StateChanged),
        };
    }

    private static async Task<IResult> ListAsync(Visit visit, Text? why = null)
    {
        CancellationToken cancel = visit.Aborted;
        long? before = long.TryParse(
            visit.Query("before"), NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : null;
        IReadOnlyList<MoneyRequest> requests =
            await new MoneyRequests(visit.Parts.Customers).OfAsync(visit.Person, before, PageLength, cancel);
        long[] friends = [.. requests.Select(request => Other(visit, request)).Distinct()];
        IReadOnlyDictionary<long, Payee> names = await new Names(visit.Parts.Identity).OfAsync(friends, cancel);
        return visit.Show<RequestsPage>(
            new Dictionary<string, object?>
            {
                [nameof(RequestsPage.Requests)] = requests,
                [nameof(RequestsPage.Names)] =
                    friends.ToDictionary(friend => friend, friend => Friends.Shown(names.GetValueOrDefault(friend))),
                [nameof(RequestsPage.Next)] = requests.Count == PageLength ? requests[^1].Number : null,
                [nameof(RequestsPage.Why)] = why,
                [nameof(RequestsPage.IsAsked)] = visit.Query("done") == "asked",
            },
            why is null ? StatusCodes.Status200OK : StatusCodes.Status409Conflict);
    }

    /// <summary>The other one of a request.</summary>
    internal static long Other(Visit visit, MoneyRequest request) =>
        request.Asker == visit.Person ? request.Friend : request.Asker;

    private static long? NumberOf(Visit visit) => long.TryParse(
        visit.Http.Request.RouteValues["number"] as string, NumberStyles.None, CultureInfo.InvariantCulture,
        out long number) ? number : null;

    private static async Task<IResult> PayAsync(Visit visit, Fields fields)
    {
        CancellationToken cancel = visit.Aborted;
        // Amount and payee are the request's own: nothing of the form can change them.
        if (NumberOf(visit) is not { } number
            || await new MoneyRequests(visit.Parts.Customers).FindAsync(visit.Person, number, cancel)
                is not { State: RequestState.Open } request)
        {
            return await ListAsync(visit, SendTexts.RequestGone);
        }

        ConfirmationAsk ask = await Reviews.AskAsync(
            visit.Parts, visit.Session, new Wanted.AnswerRequest(request.Amount, request.Asker, request.Number),
            cancel);
        return ask.Confirmation is { } confirmation
            ? visit.GoTo(WantedPaths.Confirm(confirmation.Id))
            : await ListAsync(visit, ActMeaning.Of(ask.Status).Sentence);
    }

    private static async Task<IResult> AnswerAsync(Visit visit, Func<long, Task<CustomerStatus>> answer) =>
        NumberOf(visit) is { } number && await answer(number) == CustomerStatus.Done
            ? visit.GoTo("/send/requests")
            : await ListAsync(visit, SendTexts.RequestGone);
}
