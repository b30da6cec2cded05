using Huoqi.Acquiring;
using Huoqi.Customers;
using Microsoft.AspNetCore.Http;

namespace Huoqi.Web;

/// <summary>Paying a merchant: what a code or link leads to, and the payment request itself.</summary>
internal static class PayRoutes
{
    private static readonly Text NotACode = new(
        "看不懂这个付款码或链接；请完整粘贴商家或朋友给您的链接。",
        "This is no payment code or link; paste the whole link that the merchant or friend gave you.");
    private static readonly Text ChooseSource = new("请选择付款方式。", "Choose what to pay with.");

    public static void Map(Routes routes)
    {
        routes.Page("/pay", Who.Person, visit => Task.FromResult(ShowStart(visit, Fields.None)));
        routes.Form("/pay", Who.Person, (visit, fields) => Task.FromResult(GoToCode(visit, fields)));
        routes.Page("/pay/{request}", Who.Person, visit => ShowAsync(visit, Fields.None));
        routes.Form("/pay/{request}", Who.Person, TakeAsync);
    }

    /// <summary>Where a code or link leads that was pasted or scanned; null when it leads nowhere here.</summary>
    internal static string? PathOf(string pasted)
    {
        string text = pasted.Trim();
        int end = text.IndexOfAny(['?', '#']);
        string[] pieces = (end < 0 ? text : text[..end]).Split('/', StringSplitOptions.RemoveEmptyEntries);
        // What a collect link asks for stands in its query; chats and address bars show its note unescaped.
        string query = end >= 0 && text[end] == '?' ? Paths.Escaped(text[end..]) : "";
        return pieces switch
        {
            [.., var last] when RequestId.TryParse(last, out RequestId request) => $"/pay/{request}",
            [.., "collect", { Length: 22 } code] when code.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_') =>
                $"/collect/{code}{query}",
            _ => null,
        };
    }

    /// <summary>Where a request is paid: by people, or where it was made in a sandbox by whoever plays the
    /// payer.</summary>
    internal static string PathOf(PaymentView payment) =>
        payment.Sandbox ? SandboxRoutes.PathOf(payment.Id) : $"/pay/{payment.Id}";

    private static IResult ShowStart(Visit visit, Fields fields) => visit.Show<PayStartPage>(
        new Dictionary<string, object?>
        {
            [nameof(PayStartPage.Fields)] = fields,
            [nameof(PayStartPage.Link)] = CollectRoutes.LinkOf(visit, amount: null, note: ""),
        },
        fields.AreGood ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity);

    private static IResult GoToCode(Visit visit, Fields fields)
    {
        if (fields.AreGood && PathOf(fields["code"]) is { } path)
        {
            return visit.GoTo(path);
        }

        fields.Refuse("code", NotACode);
        return ShowStart(visit, fields);
    }

    private static async Task<PaymentView?> FindAsync(Visit visit) =>
        RequestId.TryParse(visit.Http.Request.RouteValues["request"] as string, out RequestId id)
        && id.Shard < visit.Parts.Identity.Shards
            ? await new PaymentQuery(visit.Parts.Acquiring).FindAsync(id, visit.Aborted)
            : null;

    private static async Task<IResult> ShowAsync(Visit visit, Fields fields, Text? why = null)
    {
        if (await FindAsync(visit) is not { } payment)
        {
            return visit.Show<MessagePage>(
                new Dictionary<string, object?>
                {
                    [nameof(MessagePage.Sentence)] = visit.Say(ActTexts.PaymentNotFound),
                },
                StatusCodes.Status404NotFound);
        }

        if (payment.Sandbox && fields.AreGood && why is null)
        {
            return visit.GoTo(PathOf(payment));
        }

        Quotes quotes = new(visit.Parts.Customers);
        CancellationToken cancel = visit.Aborted;
        bool open = payment.State == PaymentState.Open;
        Dictionary<string, object?> parameters = new()
        {
            [nameof(PayPage.Payment)] = payment,
            [nameof(PayPage.Fields)] = fields,
            [nameof(PayPage.Why)] = why,
            [nameof(PayPage.Link)] = open ? $"{PaymentApi.SiteOf(visit)}{PathOf(payment)}" : null,
            [nameof(PayPage.FromWallet)] = open
                ? await quotes.ForAsync(QuoteAct.PayFromWallet, visit.Person, payment.Amount, cancel)
                : null,
            [nameof(PayPage.FromFund)] = open
                ? await quotes.ForAsync(QuoteAct.PayFromFund, visit.Person, payment.Amount, cancel)
                : null,
        };
        return visit.Show<PayPage>(
            parameters,
            fields.AreGood && why is null ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity);
    }

    private static async Task<IResult> TakeAsync(Visit visit, Fields fields)
    {
        PaySource? source = fields["source"] switch
        {
            "wallet" => PaySource.Wallet,
            "fund" => PaySource.Fund,
            _ => null,
        };
        if (source is null)
        {
            fields.Refuse("source", ChooseSource);
        }

        // Merchant and amount are the request's own: nothing of the form can change them.
        if (!fields.AreGood || source is not { } chosen || await FindAsync(visit) is not { } payment
            || payment.State != PaymentState.Open)
        {
            return await ShowAsync(visit, fields);
        }

        if (payment.Sandbox)
        {
            return await ShowAsync(visit, fields, ActTexts.PaymentSandbox);
        }

        ConfirmationAsk ask = await Reviews.AskAsync(
            visit.Parts, visit.Session, new Wanted.Pay(payment.Amount, payment.Merchant, payment.Id, chosen),
            visit.Aborted);
        return ask.Confirmation is { } confirmation
            ? visit.GoTo(WantedPaths.Confirm(confirmation.Id))
            : await ShowAsync(visit, fields, ActMeaning.Of(ask.Status).Sentence);
    }
}
