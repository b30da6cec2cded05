using Huoqi.Customers;
using Huoqi.Identity;
using Microsoft.AspNetCore.Http;

namespace Huoqi.Web;

/// <summary>
/// The review of anything wanted, its proof and its doing. The confirmation's id is the key of the act: sent twice, or
/// come back to, it leads to the same receipt. What a review has promised is compared when it is confirmed.
/// </summary>
internal static class ConfirmRoutes
{
    private const string Pattern = "/confirm/{id}";

    public static void Map(Routes routes)
    {
        routes.Page(Pattern, Who.Person, visit => ShowAsync(visit, Fields.None));
        routes.Form(Pattern, Who.Person, TakeAsync);
    }

    private static string IdOf(Visit visit) => visit.Http.Request.RouteValues["id"] as string ?? "";

    private static async Task<IResult> ShowAsync(Visit visit, Fields fields)
    {
        Confirmation? found =
            await new Confirmations(visit.Parts).FindAsync(visit.Person, IdOf(visit), visit.Aborted);
        if (found is null)
        {
            return Say(visit, ActStatus.ConfirmationNotFound, again: "/move");
        }

        string again = WantedPaths.Again(found.Wanted, found.Id);
        if (found.Order is { } order)
        {
            return visit.GoTo(WantedPaths.Done(found.Wanted, order));
        }

        if (found.Outcome is { } refused)
        {
            return Say(visit, refused, again);
        }

        if (found.Key is not null)
        {
            return Say(visit, ActStatus.Unknown, again, found.Id);
        }

        if (found.ExpiresAt <= visit.Parts.Identity.Time.GetUtcNow())
        {
            return Say(visit, ActStatus.ConfirmationExpired, again);
        }

        Quote quote = await Reviews.QuoteAsync(visit.Parts, visit.Person, found.Wanted, visit.Aborted);
        // A form that was not taken had been shown days too.
        Fields sent = visit.NotTaken?.Typed ?? fields;
        if (PromisedDays.ChangedSince(sent[PromisedDays.Field], quote) is { } changed)
        {
            sent.Refuse(PromisedDays.Field, changed);
        }

        return visit.Show<ConfirmPage>(
            new Dictionary<string, object?>
            {
                [nameof(ConfirmPage.Review)] = await Review.ReadAsync(visit, found.Wanted, quote),
                [nameof(ConfirmPage.PromisedNow)] = PromisedDays.Of(quote),
                [nameof(ConfirmPage.Ask)] = await new StepUp(visit.Parts.Identity).AgainAsync(
                    visit.Person, found.Id, found.OptionsJson, found.ExpiresAt, visit.Aborted),
                [nameof(ConfirmPage.Again)] = again,
                [nameof(ConfirmPage.Fields)] = fields,
            },
            fields.AreGood ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity);
    }

    private static async Task<IResult> TakeAsync(Visit visit, Fields fields)
    {
        string id = IdOf(visit);
        Confirmation? found =
            await new Confirmations(visit.Parts).FindAsync(visit.Person, id, visit.Aborted);
        if (found is null)
        {
            return Say(visit, ActStatus.ConfirmationNotFound, again: "/move");
        }

        // Other days than those shown are shown first: no proof is spent, and nothing moves.
        if (found.Key is null && await HaveDaysChangedAsync(visit, found.Wanted, fields))
        {
            return await ShowAsync(visit, fields);
        }

        // What was used already needs no second proof: the key is the same, and so is the answer.
        bool proved = found.Key is not null || await Proofs.TakeAsync(visit, fields, id, money: true);
        ActAnswer answer = await WantedActs.DoAsync(
            visit.Parts, visit.Session, found.Wanted, id, key: id, visit.Aborted);
        if (answer.Order is { } order && ActStatuses.IsTaken(answer.Status))
        {
            return visit.GoTo(WantedPaths.Done(found.Wanted, order));
        }

        // A second click whose proof came too late was answered above, if the first one was good.
        if (!proved && answer.Status is ActStatus.ConfirmationNotProved or ActStatus.ConfirmationExpired)
        {
            return await ShowAsync(visit, fields);
        }

        string again = answer.Status == ActStatus.AgreementsMissing
            ? AgreementPaths.Before(WantedPaths.Again(found.Wanted, found.Id))
            : WantedPaths.Again(found.Wanted, found.Id);
        return Say(visit, answer.Status, again, ActStatuses.IsFinal(answer.Status) ? null : id);
    }

    private static async Task<bool> HaveDaysChangedAsync(Visit visit, Wanted wanted, Fields fields) =>
        fields.Has(PromisedDays.Field) && PromisedDays.ChangedSince(
            fields[PromisedDays.Field],
            await Reviews.QuoteAsync(visit.Parts, visit.Person, wanted, visit.Aborted)) is not null;

    private static IResult Say(Visit visit, ActStatus status, string again, string? retry = null)
    {
        ActMeaning meaning = ActMeaning.Of(status);
        if (meaning.Http == StatusCodes.Status429TooManyRequests)
        {
            visit.Http.Response.Headers.RetryAfter = "2";
        }

        return visit.Show<OutcomePage>(
            new Dictionary<string, object?>
            {
                [nameof(OutcomePage.Sentence)] = meaning.Sentence,
                [nameof(OutcomePage.Again)] = again,
                [nameof(OutcomePage.Retry)] = retry is null ? null : WantedPaths.Confirm(retry),
            },
            meaning.Http);
    }
}
