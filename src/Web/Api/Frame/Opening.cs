using Huoqi.Acquiring;
using Huoqi.Customers;
using Huoqi.Identity;
using Huoqi.Kernel;
using Huoqi.Ledger;
using Huoqi.Wallet;
using Microsoft.AspNetCore.Http;

namespace Huoqi.Web;

/// <summary>Answers of identity as answers of the API.</summary>
internal static class Opening
{
    private const int LongestReason = 200;

    /// <summary>A session, or why there is none.</summary>
    public static async Task<IResult> ToAnswerAsync(Visit visit, SignedIn signedIn)
    {
        if (Refusals.Of(signedIn.Status) is { } refused)
        {
            return refused;
        }

        await Told.EventsAsync(visit, signedIn.Events);
        return ApiAnswer.Created(
            new SignedInOut(signedIn.Person, signedIn.Token!.Value.Reveal(), signedIn.IsNew), "/api/v1/me");
    }

    /// <summary>A question to an authenticator.</summary>
    public static IResult ToAsk(PasskeyAsk ask) => Refusals.Of(ask.Status) is { } refused
        ? refused
        : ApiAnswer.Ok(new PasskeyAskOut(ask.Ask, Examples.Json(ask.OptionsJson)));

    /// <summary>Done with nothing to say, or a refusal; the person is told what happened to the account.</summary>
    public static async Task<IResult> ToldAsync(this Visit visit, IdentityAnswer answer)
    {
        if (Refusals.Of(answer.Status) is { } refused)
        {
            return refused;
        }

        await Told.EventsAsync(visit, answer.Events);
        return ApiAnswer.Done;
    }

    /// <summary>Done with nothing to say, or a refusal.</summary>
    public static IResult Done(CustomerStatus status) =>
        Refusals.Of(status) is { } refused ? refused : ApiAnswer.Done;

    /// <summary>Freezes or unfreezes an account.</summary>
    public static async Task<IResult> FreezeAsync(
        Visit visit, long person, bool freeze, bool byStaff, string reason)
    {
        if (reason.Length == 0 || !Notes.AreGood(reason, LongestReason))
        {
            return Problems.InvalidValue with
            {
                Fields = [new("/reason", $"Give one line of 1 to {LongestReason} characters.")],
            };
        }

        return OfFreezing(await Freezing.ChangeAsync(visit, person, freeze, byStaff, reason));
    }

    /// <summary>Frozen or opened, or not. What is not known yet is no yes; asking again does no harm.</summary>
    public static IResult OfFreezing(WalletStatus status)
    {
        if (status == WalletStatus.Unknown)
        {
            return Problems.Busy;
        }

        return Refusals.Of(status) is { } refused ? refused : ApiAnswer.Done;
    }

    /// <summary>Who owns the accounts of the caller: a person's number, or a merchant's party.</summary>
    extension(Visit visit)
    {
        public long Owner => visit.Caller is { } caller
            ? caller.Role == Who.Merchant ? Party.Merchant(caller.Number) : caller.Number
            : throw new InvariantBrokenException("the route is for callers who are known");

        public short OwnerShard => visit.Parts.ShardOf(visit.Owner);

        /// <summary>Under whom the caller's Idempotency-Keys stand: those of a sandbox are not those of its merchant,
        /// so that what was tried there is never the answer to a real request.</summary>
        public long KeyOwner => visit.Caller is { Sandbox: true } ? -visit.Owner : visit.Owner;

        /// <summary>Whose payments a merchant's key speaks of.</summary>
        public Shop Shop => new(visit.Caller!.Number, visit.Caller.Sandbox);
    }
}
