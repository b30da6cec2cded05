using Huoqi.Identity;
using Microsoft.AspNetCore.Http;

namespace Huoqi.Web;

/// <summary>What one signs in and confirms with: passkeys, the password, the payment password, the phone.</summary>
internal static class FactorPages
{
    private const string PasskeysPath = "/me/passkeys";
    private const string PhoneWhat = "new-phone";

    public static void Map(Routes routes)
    {
        routes.Page(PasskeysPath, Who.Person, visit => PasskeysAsync(visit, Begin(visit)));
        routes.Form(PasskeysPath, Who.Person, AddPasskeyAsync);
        routes.Form("/me/passkeys/rename", Who.Person, RenamePasskeyAsync);
        routes.Form("/me/passkeys/remove", Who.Person, RemovePasskeyAsync);
        routes.Page("/me/password", Who.Person, visit => Task.FromResult(
            First<PasswordPage>(visit, "/me/password", Begin(visit))));
        routes.Form("/me/password", Who.Person, SetPasswordAsync);
        routes.Form("/me/password/remove", Who.Person, RemovePasswordAsync);
        routes.Page("/me/payment-password", Who.Person, visit => Task.FromResult(
            First<PaymentPasswordPage>(visit, "/me/payment-password", Begin(visit))));
        routes.Form("/me/payment-password", Who.Person, SetPaymentPasswordAsync);
        routes.Page("/me/phone", Who.Person, visit => Task.FromResult(
            First<PhonePage>(visit, "/me/phone", Begin(visit))));
        routes.Form("/me/phone", Who.Person, SendCodeAsync);
        routes.Page("/me/phone/code", Who.Person, visit => Task.FromResult(
            Pending.Of(visit, PhoneWhat) is { } begun ? Code(visit, Fields.None, begun) : visit.GoTo("/me/phone")));
        routes.Form("/me/phone/code", Who.Person, TakeCodeAsync);
    }

    private static Fields Begin(Visit visit) => Fields.Of(("back", Paths.OwnOr(visit.Query("back"), "")));

    // A factor is changed by whoever has just proved one: the page asks first, and not after everything was typed.
    private static IResult First<TPage>(Visit visit, string path, Fields fields)
        where TPage : View =>
        Forms.NeedsProof(visit) ? visit.ToProof(WithBack(path, fields)) : visit.ShowForm<TPage>(fields);

    private static string WithBack(string path, Fields fields) =>
        fields.Has("back") ? $"{path}?back={Uri.EscapeDataString(fields["back"])}" : path;

    private static async Task<IResult> PasskeysAsync(Visit visit, Fields fields)
    {
        Passkeys passkeys = new(visit.Parts.Identity);
        IReadOnlyList<PasskeyItem> items = await passkeys.ListAsync(visit.Person, visit.Aborted);
        PasskeyAsk? ask = Forms.NeedsProof(visit) ? null : await passkeys.BeginAsync(visit.Session, visit.Aborted);
        return visit.ShowForm<PasskeysPage>(
            fields,
            (nameof(PasskeysPage.Items), items),
            (nameof(PasskeysPage.Ask), ask is { Status: IdentityStatus.Done } ? ask : null));
    }

    private static async Task<IResult> AddPasskeyAsync(Visit visit, Fields fields)
    {
        if (!fields.AreGood)
        {
            return await PasskeysAsync(visit, fields);
        }

        string label = Typed.Line(fields["label"]) is { Length: > 0 } typed ? typed : visit.Visitor.Device;
        IdentityAnswer answer = await new Passkeys(visit.Parts.Identity).FinishAsync(
            visit.Session, fields["ask"], fields["credential"], label, visit.Aborted);
        return await EndAsync(
            visit, fields, answer, "label", PasskeysPath, "added", again => PasskeysAsync(visit, again));
    }

    private static async Task<IResult> RenamePasskeyAsync(Visit visit, Fields fields)
    {
        if (!long.TryParse(fields["passkey"], out long passkey))
        {
            return visit.NothingHere();
        }

        IdentityAnswer answer = fields.AreGood
            ? await new Passkeys(visit.Parts.Identity).RenameAsync(
                visit.Session, passkey, Typed.Line(fields["label"]), visit.Aborted)
            : IdentityStatus.InvalidText;
        string field = answer.Status == IdentityStatus.InvalidText ? "label" : Forms.Whole;
        return await EndAsync(
            visit, fields, answer, field, PasskeysPath, "saved", again => PasskeysAsync(visit, again));
    }

    private static async Task<IResult> RemovePasskeyAsync(Visit visit, Fields fields)
    {
        if (!long.TryParse(fields["passkey"], out long passkey))
        {
            return visit.NothingHere();
        }

        IdentityAnswer answer =
            await new Passkeys(visit.Parts.Identity).RemoveAsync(visit.Session, passkey, visit.Aborted);
        return await EndAsync(
            visit, fields, answer, Forms.Whole, PasskeysPath, "removed", again => PasskeysAsync(visit, again));
    }

    private static async Task<IResult> SetPasswordAsync(Visit visit, Fields fields)
    {
        IdentityAnswer answer = fields.AreGood
            ? await new Passwords(visit.Parts.Identity).SetAsync(visit.Session, fields["password"], visit.Aborted)
            : IdentityStatus.PasswordTooLong;
        return await EndAsync(visit, fields, answer, "password", "/me/password", "saved",
            again => Task.FromResult(visit.ShowForm<PasswordPage>(again)));
    }

    private static async Task<IResult> RemovePasswordAsync(Visit visit, Fields fields)
    {
        IdentityAnswer answer = await new Passwords(visit.Parts.Identity).RemoveAsync(visit.Session, visit.Aborted);
        return await EndAsync(visit, fields, answer, Forms.Whole, "/me/password", "removed",
            again => Task.FromResult(visit.ShowForm<PasswordPage>(again)));
    }

    private static async Task<IResult> SetPaymentPasswordAsync(Visit visit, Fields fields)
    {
        string digits = Typed.Digits(fields["digits"]);
        if (digits != Typed.Digits(fields["again"]))
        {
            fields.Refuse("again", NotTheSame);
        }

        IdentityAnswer answer = fields.AreGood
            ? await new PaymentPassword(visit.Parts.Identity).SetAsync(visit.Session, digits, visit.Aborted)
            : IdentityStatus.PaymentPasswordWeak;
        string field = fields.AreGood ? "digits" : "again";
        return await EndAsync(visit, fields, answer, field, "/me/payment-password", "saved",
            again => Task.FromResult(visit.ShowForm<PaymentPasswordPage>(again)));
    }

    private static async Task<IResult> SendCodeAsync(Visit visit, Fields fields)
    {
        string phone = Typed.Phone(fields["phone"]);
        CodeSent sent = await new NewPhone(visit.Parts.Identity)
            .BeginAsync(visit.Session, phone, visit.Visitor, visit.Aborted);
        switch (visit.Noted(sent.Status))
        {
            case IdentityStatus.Done:
                Pending.Keep(visit, new(PhoneWhat, sent.Ticket, phone, NewPhone: phone, "/me"));
                return visit.GoTo("/me/phone/code");
            case IdentityStatus.StepUpNeeded:
                return visit.ToProof("/me/phone");
            default:
                fields.Refuse("phone", IdentityTexts.Of(sent.Status));
                return visit.ShowForm<PhonePage>(fields);
        }
    }

    private static IResult Code(Visit visit, Fields fields, Pending begun) =>
        visit.ShowForm<PhoneCodePage>(fields, (nameof(PhoneCodePage.Begun), begun));

    private static async Task<IResult> TakeCodeAsync(Visit visit, Fields fields)
    {
        if (Pending.Of(visit, PhoneWhat) is not { } begun)
        {
            return visit.GoTo("/me/phone");
        }

        IdentityAnswer answer = await new NewPhone(visit.Parts.Identity).FinishAsync(
            visit.Session, begun.Ticket, begun.Phone, Typed.Digits(fields["code"]), visit.Visitor,
            visit.Aborted);
        if (answer.Status == IdentityStatus.Done)
        {
            Pending.Forget(visit);
            await Told.EventsAsync(visit, answer.Events);
            return visit.Done("/me", "saved");
        }

        fields.Refuse("code", SignUpPages.OfCode(answer.Status));
        return answer.Status == IdentityStatus.StepUpNeeded
            ? visit.ToProof("/me/phone") : Code(visit, fields, begun);
    }

    // What every change of a factor ends with: done and told, to be proved first, or the form again.
    private static async Task<IResult> EndAsync(
        Visit visit, Fields fields, IdentityAnswer answer, string field, string path, string word,
        Func<Fields, Task<IResult>> again)
    {
        switch (answer.Status)
        {
            case IdentityStatus.Done:
                await Told.EventsAsync(visit, answer.Events);
                // Not to the form again: it would ask for a proof of the factor just set.
                return visit.Done(Forms.BackOr(fields, path == PasskeysPath ? path : "/me"), word);
            case IdentityStatus.StepUpNeeded:
                return visit.ToProof(WithBack(path, fields));
            default:
                fields.Refuse(field, IdentityTexts.Of(answer.Status));
                return await again(fields);
        }
    }

    private static readonly Text NotTheSame = new("两次输入不一样，请重新输入。", "The two are not the same; enter them again.");
}
