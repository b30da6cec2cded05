using Huoqi.Identity;
using Huoqi.Kernel;
using Microsoft.AspNetCore.Http;

namespace Huoqi.Web;

/// <summary>Money to a friend, found by phone or by a collect link.</summary>
internal static class SendRoutes
{
    public static void Map(Routes routes)
    {
        routes.Page("/send", Who.Person, ShowAsync);
        routes.Form("/send", Who.Person, TakeAsync);
    }

    private static async Task<IResult> ShowAsync(Visit visit)
    {
        if (visit.Query("again") is { } again && await BegunAsync(visit, again) is var (begun, payee))
        {
            return Show(
                visit, Fields.Of(("again", again), ("amount", begun.Amount.ToPlain()), ("note", begun.Note)), payee);
        }

        return Show(
            visit,
            Fields.Of(("phone", ""), ("amount", visit.Query("amount") ?? ""), ("note", visit.Query("note") ?? "")),
            payee: null);
    }

    // What the person asked to confirm before; it names the friend, whose phone nobody has to type twice.
    private static async Task<(Wanted.Send Begun, Payee Payee)?> BegunAsync(Visit visit, string confirmation)
    {
        CancellationToken cancel = visit.Aborted;
        Confirmation? found = await new Confirmations(visit.Parts).FindAsync(visit.Person, confirmation, cancel);
        return found is { Wanted: Wanted.Send send }
            && await new Names(visit.Parts.Identity).OfAsync(send.Friend, cancel) is { } payee
            ? (send, payee)
            : null;
    }

    /// <summary>The form; with a payee that is known already there is no phone to type.</summary>
    public static IResult Show(Visit visit, Fields fields, Payee? payee, Text? why = null) =>
        visit.Show<SendPage>(
            new Dictionary<string, object?>
            {
                [nameof(SendPage.Fields)] = fields,
                [nameof(SendPage.Payee)] = payee,
                [nameof(SendPage.Why)] = why,
            },
            fields.AreGood && why is null ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity);

    /// <summary>Finds a friend by the phone that was typed; null when the field was refused.</summary>
    public static async Task<Payee?> FriendAsync(Visit visit, Fields fields)
    {
        if (fields.Wrong.ContainsKey("phone"))
        {
            return null;
        }

        (IdentityStatus status, Payee? payee) = await new Names(visit.Parts.Identity).FindByPhoneAsync(
            visit.Person, Typed.Phone(fields["phone"]), visit.Aborted);
        switch (visit.Noted(status))
        {
            case IdentityStatus.Done when payee?.Person == visit.Person:
                fields.Refuse("phone", ActTexts.PayeeIsSelf);
                return null;
            case IdentityStatus.Done:
                return payee;
            case IdentityStatus.InvalidPhone:
                fields.Refuse("phone", SendTexts.BadPhone);
                return null;
            case IdentityStatus.TryLater:
                fields.Refuse("phone", SendTexts.TooManySearches);
                return null;
            default:
                fields.Refuse("phone", SendTexts.NobodyThere);
                return null;
        }
    }

    /// <summary>A status of the money as a word beside the field it is about, or above the form.</summary>
    public static Text? Refuse(Fields fields, ActStatus status)
    {
        Text sentence = ActMeaning.Of(status).Sentence;
        switch (status)
        {
            case ActStatus.LimitExceeded or ActStatus.ProofTooWeak or ActStatus.CodeLimitExceeded
                or ActStatus.InsufficientBalance or ActStatus.InvalidAmount:
                fields.Refuse("amount", sentence);
                return null;
            case ActStatus.PayeeIsSelf or ActStatus.PayeeCannotReceive when !fields.Has("code") && !fields.Has("again"):
                fields.Refuse("phone", sentence);
                return null;
            default:
                return sentence;
        }
    }

    private static async Task<IResult> TakeAsync(Visit visit, Fields fields)
    {
        bool byCode = fields.Has("code");
        Payee? payee = byCode ? await CollectRoutes.PayeeOfAsync(visit, fields["code"]) : null;
        if (fields.Has("again") && await BegunAsync(visit, fields["again"]) is var (begun, friendOfBefore))
        {
            (payee, byCode) = (friendOfBefore, begun.ByCode);
        }

        if (byCode && payee is null)
        {
            return Show(visit, Fields.Of(("amount", fields["amount"]), ("note", fields["note"])), null,
                SendTexts.NoSuchCode);
        }

        bool amountRead = AmountField.TryRead(fields, "amount", out Money amount);
        bool noteRead = Notes.TryRead(fields, "note", out string note);
        // A phone is looked up only when the rest is right: the look-ups of an hour are few.
        Payee? friend = payee ?? (amountRead && noteRead ? await FriendAsync(visit, fields) : null);
        if (!amountRead || !noteRead || friend is null)
        {
            return Show(visit, fields, payee);
        }

        ConfirmationAsk ask = await Reviews.AskAsync(
            visit.Parts, visit.Session, new Wanted.Send(amount, friend.Person, note, byCode),
            visit.Aborted);
        if (ask.Confirmation is { } confirmation)
        {
            return visit.GoTo(WantedPaths.Confirm(confirmation.Id));
        }

        Text? why = Refuse(fields, ask.Status);
        return Show(visit, fields, payee, why);
    }
}
