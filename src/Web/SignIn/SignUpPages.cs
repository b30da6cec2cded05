using Huoqi.Identity;
using Microsoft.AspNetCore.Http;

namespace Huoqi.Web;

/// <summary>A phone becomes a person, or signs one in who has nothing else yet: phone, code, first steps.</summary>
internal static class SignUpPages
{
    public static void Map(Routes routes)
    {
        routes.Page("/sign-up", Who.Anyone, visit => Task.FromResult(
            Show(visit, Fields.Of(("back", Paths.OwnOr(visit.Query("back"), "/"))), wrong: null)));
        routes.Form("/sign-up", Who.Anyone, SendCodeAsync);
        routes.Page("/sign-up/code", Who.Anyone, visit => Task.FromResult(
            Pending.Of(visit, What) is { } begun
                ? ShowCode(visit, begun, Fields.None, wrong: null) : visit.GoTo("/sign-up")));
        routes.Form("/sign-up/code", Who.Anyone, TakeCodeAsync);
        routes.Page("/start", Who.Person, StartAsync);
        routes.Page("/demo/phone", Who.Anyone, ShowPhoneAsync);
    }

    /// <summary>What is wrong with a code, in words.</summary>
    public static Text OfCode(IdentityStatus status) => status switch
    {
        IdentityStatus.NotProved => SignInTexts.CodeWrong,
        IdentityStatus.Expired => SignInTexts.CodeExpired,
        IdentityStatus.Blocked => SignInTexts.CodeBlocked,
        IdentityStatus.Exists => PhoneTaken,
        _ => IdentityTexts.Of(status),
    };

    private static readonly Text PhoneTaken = new(
        "这个手机号已用于另一个账户，没有更换；请换一个手机号。",
        "This phone belongs to another account, and nothing was changed; use another number.");

    private const string What = "sign-up";

    private static IResult Show(Visit visit, Fields fields, Text? wrong) => visit.Show<SignUpPage>(
        new Dictionary<string, object?>
        {
            [nameof(SignUpPage.Fields)] = fields,
            [nameof(SignUpPage.Wrong)] = wrong,
        },
        Status(fields, wrong));

    private static IResult ShowCode(Visit visit, Pending begun, Fields fields, Text? wrong) => visit.Show<CodePage>(
        new Dictionary<string, object?>
        {
            [nameof(CodePage.Begun)] = begun,
            [nameof(CodePage.Fields)] = fields,
            [nameof(CodePage.Wrong)] = wrong,
        },
        Status(fields, wrong));

    private static int Status(Fields fields, Text? wrong) => wrong is null && fields.AreGood
        ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity;

    private static async Task<IResult> SendCodeAsync(Visit visit, Fields fields)
    {
        // "Send another code" names no phone: it is the one that was begun with.
        Pending? before = fields.Has("again") ? Pending.Of(visit, What) : null;
        string phone = before?.Phone ?? Typed.Phone(fields["phone"]);
        if (!fields.AreGood)
        {
            return Show(visit, fields, wrong: null);
        }

        CodeSent sent = await new SignUp(visit.Parts.Identity)
            .BeginAsync(phone, visit.Visitor, visit.Aborted);
        switch (visit.Noted(sent.Status))
        {
            case IdentityStatus.Done:
                string back = before?.Back ?? Paths.OwnOr(fields["back"], "/");
                Pending.Keep(visit, new(What, sent.Ticket, phone, NewPhone: null, back));
                return visit.GoTo("/sign-up/code");
            case IdentityStatus.InvalidPhone:
                fields.Refuse("phone", IdentityTexts.Of(sent.Status));
                return Show(visit, fields, wrong: null);
            default:
                return Show(visit, fields, IdentityTexts.Of(sent.Status));
        }
    }

    private static async Task<IResult> TakeCodeAsync(Visit visit, Fields fields)
    {
        if (Pending.Of(visit, What) is not { } begun)
        {
            return visit.GoTo("/sign-up");
        }

        string code = Typed.Digits(fields["code"]);
        if (code.Length == 0 || !fields.AreGood)
        {
            fields.Refuse("code", SignInTexts.CodeMissing);
            return ShowCode(visit, begun, fields, wrong: null);
        }

        SignedIn signedIn = await new SignUp(visit.Parts.Identity)
            .FinishAsync(begun.Ticket, begun.Phone, code, visit.Visitor, visit.Aborted);
        switch (visit.Noted(signedIn.Status))
        {
            case IdentityStatus.Done:
                Pending.Forget(visit);
                return await SignInPages.EnterAsync(visit, signedIn, signedIn.IsNew ? "/start" : begun.Back);
            case IdentityStatus.OtherWayNeeded:
                return ShowCode(visit, begun, fields, IdentityTexts.Of(signedIn.Status));
            default:
                fields.Refuse("code", OfCode(signedIn.Status));
                return ShowCode(visit, begun, fields, wrong: null);
        }
    }

    private static async Task<IResult> StartAsync(Visit visit)
    {
        FirstSteps steps = await FirstSteps.ReadAsync(visit);
        return visit.Show<StartPage>(new Dictionary<string, object?> { [nameof(StartPage.Steps)] = steps });
    }

    // Only what was sent to the phone that this very browser has begun with: another visitor's codes are not shown.
    private static async Task<IResult> ShowPhoneAsync(Visit visit)
    {
        if (visit.Parts.Demo is not { MessagesToAsync: { } messagesTo })
        {
            throw new RefusedException(StatusCodes.Status404NotFound, Texts.NotFound);
        }

        Pending? begun = Pending.Of(visit, what: null);
        return visit.Show<DemoPhonePage>(new Dictionary<string, object?>
        {
            [nameof(DemoPhonePage.Begun)] = begun,
            [nameof(DemoPhonePage.Messages)] =
                begun is null ? [] : await messagesTo(begun.CodeTo, visit.Aborted),
        });
    }
}
