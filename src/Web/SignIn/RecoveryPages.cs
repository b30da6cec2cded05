using Huoqi.Identity;
using Microsoft.AspNetCore.Http;

namespace Huoqi.Web;

/// <summary>A lost passkey, password or phone: a code and the authority's check replace them; money to others waits.
/// </summary>
internal static class RecoveryPages
{
    private const string What = "recover";

    public static void Map(Routes routes)
    {
        routes.Page("/recover", Who.Anyone, visit => Task.FromResult(Show(visit, Fields.None, wrong: null)));
        routes.Form("/recover", Who.Anyone, SendCodeAsync);
        routes.Page("/recover/code", Who.Anyone, visit => Task.FromResult(
            Pending.Of(visit, What) is { } begun
                ? ShowProof(visit, begun, Fields.None, wrong: null) : visit.GoTo("/recover")));
        routes.Form("/recover/code", Who.Anyone, FinishAsync);
    }

    private static IResult Show(Visit visit, Fields fields, Text? wrong) => visit.Show<RecoverPage>(
        new Dictionary<string, object?>
        {
            [nameof(RecoverPage.Fields)] = fields,
            [nameof(RecoverPage.Wrong)] = wrong,
        },
        Status(fields, wrong));

    private static IResult ShowProof(Visit visit, Pending begun, Fields fields, Text? wrong) =>
        visit.Show<RecoverProofPage>(
            new Dictionary<string, object?>
            {
                [nameof(RecoverProofPage.Begun)] = begun,
                [nameof(RecoverProofPage.Fields)] = fields,
                [nameof(RecoverProofPage.Wrong)] = wrong,
            },
            Status(fields, wrong));

    private static int Status(Fields fields, Text? wrong) => wrong is null && fields.AreGood
        ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity;

    private static async Task<IResult> SendCodeAsync(Visit visit, Fields fields)
    {
        string phone = Typed.Phone(fields["phone"]);
        string newPhone = Typed.Phone(fields["new-phone"]);
        if (!fields.AreGood)
        {
            return Show(visit, fields, wrong: null);
        }

        Lost lost = new(phone, newPhone.Length == 0 ? null : newPhone);
        CodeSent sent = await new Recovery(visit.Parts.Identity)
            .BeginAsync(lost, visit.Visitor, visit.Aborted);
        switch (visit.Noted(sent.Status))
        {
            case IdentityStatus.Done:
                Pending.Keep(visit, new(What, sent.Ticket, lost.Phone, lost.NewPhone, "/start?recovered=1"));
                return visit.GoTo("/recover/code");
            case IdentityStatus.InvalidPhone:
                // Which of the two it is can be told by whether the first one looks like a phone.
                bool first = phone.Length != 11 || phone[0] != '1' || !phone.All(char.IsAsciiDigit);
                fields.Refuse(first ? "phone" : "new-phone", IdentityTexts.Of(sent.Status));
                return Show(visit, fields, wrong: null);
            default:
                return Show(visit, fields, IdentityTexts.Of(sent.Status));
        }
    }

    private static async Task<IResult> FinishAsync(Visit visit, Fields fields)
    {
        if (Pending.Of(visit, What) is not { } begun)
        {
            return visit.GoTo("/recover");
        }

        string code = Typed.Digits(fields["code"]);
        if (code.Length == 0)
        {
            fields.Refuse("code", SignInTexts.CodeMissing);
        }

        if (!fields.AreGood)
        {
            return ShowProof(visit, begun, fields, wrong: null);
        }

        SignedIn signedIn = await new Recovery(visit.Parts.Identity).FinishAsync(
            begun.Ticket, new Lost(begun.Phone, begun.NewPhone), code,
            new Claim(
                Typed.Line(fields["name"]), Typed.Digits(fields["id-number"]).ToUpperInvariant(),
                Typed.Line(fields["face"])),
            visit.Visitor, visit.Aborted);
        switch (visit.Noted(signedIn.Status))
        {
            case IdentityStatus.Done:
                Pending.Forget(visit);
                return await SignInPages.EnterAsync(visit, signedIn, begun.Back);
            case IdentityStatus.InvalidName:
                fields.Refuse("name", IdentityTexts.Of(signedIn.Status));
                return ShowProof(visit, begun, fields, wrong: null);
            case IdentityStatus.InvalidIdNumber:
                fields.Refuse("id-number", IdentityTexts.Of(signedIn.Status));
                return ShowProof(visit, begun, fields, wrong: null);
            case IdentityStatus.NotProved or IdentityStatus.Refused or IdentityStatus.NotFound:
                // One answer for a wrong code, a wrong name and an unknown phone.
                return ShowProof(visit, begun, fields, NotRecovered);
            case IdentityStatus.Unknown:
                return ShowProof(visit, begun, fields, Silent);
            default:
                return ShowProof(visit, begun, fields, SignUpPages.OfCode(signedIn.Status));
        }
    }

    private static readonly Text Silent = new(
        "核验机构还没有答复，没有任何变化。请过几秒用同一个验证码再提交一次。",
        "The authority has not answered yet, and nothing was changed. Send the same again in a few seconds, with the "
        + "same code.");

    private static readonly Text NotRecovered = new(
        "没有核对成功：验证码、姓名、身份证号有不一致的，或账户还没有实名。请检查后重试。",
        "This could not be verified: the code, the name and the id number do not all fit, or the account was never "
        + "identified. Check them and try again.");
}
