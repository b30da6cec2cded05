using Huoqi.Identity;
using Microsoft.AspNetCore.Http;

namespace Huoqi.Web;

/// <summary>Signing in and out: passkey, password, the demo's one click.</summary>
internal static class SignInPages
{
    public static void Map(Routes routes)
    {
        routes.Page("/sign-in", Who.Anyone, ShowAsync);
        routes.Form("/sign-in/passkey", Who.Anyone, ByPasskeyAsync);
        routes.Form("/sign-in/password", Who.Anyone, ByPasswordAsync);
        routes.Form("/demo/sign-in", Who.Anyone, AsDemoPersonAsync);
        routes.Form("/sign-out", Who.Person | Who.Operator | Who.Auditor, OutAsync);
    }

    /// <summary>After a sign-in: the cookie, the message, and on to where the visitor wanted to go.</summary>
    public static async Task<IResult> EnterAsync(Visit visit, SignedIn signedIn, string path)
    {
        SessionDoor.Give(visit.Http, signedIn.Token!.Value);
        if (signedIn.IsNew)
        {
            // Whoever is new likes the pages as they were seen so far.
            await new Profiles(visit.Parts.Identity)
                .SetDisplayAsync(signedIn.Person, visit.Display.ToKept(), visit.Aborted);
        }

        await Told.EventsAsync(visit, signedIn.Events);
        return visit.GoTo(path);
    }

    private static Task<IResult> ShowAsync(Visit visit)
    {
        string back = Paths.OwnOr(visit.Query("back"), "/");
        return visit.Caller is { Role: Who.Person }
            ? Task.FromResult(visit.GoTo(back))
            : PageAsync(visit, Fields.Of(("back", back)), wrong: null);
    }

    private static async Task<IResult> PageAsync(Visit visit, Fields fields, Text? wrong)
    {
        PasskeyAsk ask = await new SignIn(visit.Parts.Identity)
            .BeginPasskeyAsync(phone: null, visit.Visitor, visit.Aborted);
        bool refused = wrong is not null || !fields.AreGood;
        return visit.Show<SignInPage>(
            new Dictionary<string, object?>
            {
                [nameof(SignInPage.Ask)] = ask,
                [nameof(SignInPage.Fields)] = fields,
                [nameof(SignInPage.Wrong)] = wrong,
            },
            refused ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK);
    }

    private static async Task<IResult> ByPasskeyAsync(Visit visit, Fields fields)
    {
        SignedIn signedIn = await new SignIn(visit.Parts.Identity).FinishPasskeyAsync(
            fields["ask"], fields["credential"], visit.Visitor, visit.Aborted);
        return signedIn.Status == IdentityStatus.Done
            ? await EnterAsync(visit, signedIn, Paths.OwnOr(fields["back"], "/"))
            : await PageAsync(visit, fields, visit.Noted(signedIn.Status) switch
            {
                IdentityStatus.TryLater => IdentityTexts.Of(IdentityStatus.TryLater),
                IdentityStatus.Expired => PasskeyExpired,
                _ => PasskeyTexts.Failed,
            });
    }

    private static async Task<IResult> ByPasswordAsync(Visit visit, Fields fields)
    {
        if (!fields.AreGood)
        {
            return await PageAsync(visit, fields, wrong: null);
        }

        SignedIn signedIn = await new SignIn(visit.Parts.Identity).ByPasswordAsync(
            Typed.Phone(fields["phone"]), fields["password"], visit.Visitor, visit.Aborted);
        switch (visit.Noted(signedIn.Status))
        {
            case IdentityStatus.Done:
                return await EnterAsync(visit, signedIn, Paths.OwnOr(fields["back"], "/"));
            case IdentityStatus.InvalidPhone:
                fields.Refuse("phone", IdentityTexts.Of(IdentityStatus.InvalidPhone));
                return await PageAsync(visit, fields, wrong: null);
            case IdentityStatus.TryLater:
                return await PageAsync(visit, fields, IdentityTexts.Of(IdentityStatus.TryLater));
            default:
                // One answer for every other reason: nobody learns whether a phone has an account.
                return await PageAsync(visit, fields, WrongPassword);
        }
    }

    private static async Task<IResult> AsDemoPersonAsync(Visit visit, Fields fields)
    {
        if (visit.Parts.Demo is not { } demo)
        {
            throw new RefusedException(StatusCodes.Status404NotFound, Texts.NotFound);
        }

        SignedIn signedIn = await new Sessions(visit.Parts.Identity)
            .OpenAsync(demo.Person, visit.Visitor, visit.Aborted);
        // Whoever looks around sees the pages as before, not as the last one liked them.
        DisplayForm.Remember(visit, visit.Display);
        return signedIn.Status == IdentityStatus.Done
            ? await EnterAsync(visit, signedIn, Paths.OwnOr(fields["back"], "/"))
            : await PageAsync(visit, fields, IdentityTexts.Of(visit.Noted(signedIn.Status)));
    }

    private static async Task<IResult> OutAsync(Visit visit, Fields fields)
    {
        _ = await new Sessions(visit.Parts.Identity)
            .RevokeAsync(visit.Session, visit.Session.Session, visit.Aborted);
        SessionDoor.Take(visit.Http);
        return visit.GoTo(visit.Caller!.Role == Who.Person ? "/" : "/staff/sign-in");
    }

    private static readonly Text WrongPassword = new(
        "手机号或密码不对，请检查后重试，或用手机验证码。",
        "The phone or the password is wrong. Check both and try again, or use a code to your phone.");

    private static readonly Text PasskeyExpired = new(
        "登录页面打开太久，请再试一次。", "The sign-in page was open for too long; try again.");
}
