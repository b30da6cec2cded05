using System.Text.Json;
using Huoqi.Identity;
using Microsoft.AspNetCore.Http;

namespace Huoqi.Web;

/// <summary>A passkey in the person's own list.</summary>
internal sealed record PasskeyOut(
    long Passkey, string Label, DateTimeOffset CreatedAt, DateTimeOffset? LastUsed, bool IsBackedUp);

/// <summary>A new passkey, as the authenticator made it.</summary>
internal sealed record PasskeyIn(string Ask, JsonElement Credential, string Label)
{
    public override string ToString() => nameof(PasskeyIn);
}

/// <summary>What a passkey is called.</summary>
internal sealed record LabelIn(string Label);

/// <summary>A password; at least 15 characters, no other rule.</summary>
internal sealed record PasswordIn(string Password)
{
    public override string ToString() => nameof(PasswordIn);
}

/// <summary>Six digits.</summary>
internal sealed record DigitsIn(string Digits)
{
    public override string ToString() => nameof(DigitsIn);
}

/// <summary>What somebody proves with: passkeys, password, payment password.</summary>
internal static class FactorApi
{
    public static void Map(Routes routes)
    {
        routes.Api("GET", "/api/v1/passkeys", Who.Person, ListAsync)
            .Says(ApiArea.Me, "listPasskeys", "通行密钥列表", "Lists the person's passkeys.")
            .Gives(new ListOut<PasskeyOut>([new(1, "手机", Examples.At, LastUsed: null, IsBackedUp: true)]));
        routes.Api("POST", "/api/v1/passkeys/asks", Who.Person, AskAsync)
            .Says(ApiArea.Me, "askForNewPasskey", "开始添加通行密钥", "Asks an authenticator to make a passkey.")
            .Gives(new PasskeyAskOut("a1b2c3", Examples.Json("""{"challenge":"dGVzdA"}""")))
            .Refuses(Problems.StepUpNeeded, Problems.TooMany);
        routes.Api("POST", "/api/v1/passkeys", Who.Person, AddAsync)
            .Says(ApiArea.Me, "addPasskey", "添加通行密钥", "Takes a new passkey.")
            .Takes(new PasskeyIn("a1b2c3", Examples.Credential, "手机")).GivesNothing()
            .Refuses(Problems.NotProved, Problems.Expired, Problems.StepUpNeeded, Problems.Exists);
        routes.Api("PUT", "/api/v1/passkeys/{passkey:long:min(1)}", Who.Person, RenameAsync)
            .Says(ApiArea.Me, "renamePasskey", "给通行密钥改名", "Calls a passkey otherwise.")
            .Takes(new LabelIn("旧手机")).GivesNothing().Refuses(Problem.NotFound, Problems.InvalidValue);
        routes.Api("DELETE", "/api/v1/passkeys/{passkey:long:min(1)}", Who.Person, RemoveAsync)
            .Says(ApiArea.Me, "removePasskey", "删除通行密钥", "Takes a passkey away; never the last way to sign in.")
            .GivesNothing().Refuses(Problem.NotFound, Problems.StepUpNeeded, Problems.LastWay);
        routes.Api("PUT", "/api/v1/password", Who.Person, SetPasswordAsync)
            .Says(ApiArea.Me, "setPassword", "设置登录密码", "Sets the password and ends the other sessions.")
            .Takes(new PasswordIn("four words make one")).GivesNothing()
            .Refuses(Problems.PasswordWeak, Problems.StepUpNeeded);
        routes.Api("DELETE", "/api/v1/password", Who.Person, RemovePasswordAsync)
            .Says(ApiArea.Me, "removePassword", "移除登录密码", "Takes the password away.")
            .GivesNothing().Refuses(Problems.StepUpNeeded, Problems.LastWay, Problems.NotSet);
        routes.Api("PUT", "/api/v1/payment-password", Who.Person, SetPaymentPasswordAsync)
            .Says(ApiArea.Me, "setPaymentPassword", "设置支付密码", "Sets the six digits that confirm money.")
            .Takes(new DigitsIn("295183")).GivesNothing()
            .Refuses(Problems.PaymentPasswordWeak, Problems.StepUpNeeded);
    }

    private static async Task<IResult> ListAsync(Visit visit, CancellationToken cancel)
    {
        IReadOnlyList<PasskeyItem> passkeys =
            await new Passkeys(visit.Parts.Identity).ListAsync(visit.Person, cancel);
        return ApiAnswer.Ok(new ListOut<PasskeyOut>([.. passkeys.Select(one => new PasskeyOut(
            one.Passkey, one.Label, one.CreatedAt, one.LastUsed, one.IsBackedUp))]));
    }

    private static async Task<IResult> AskAsync(Visit visit, CancellationToken cancel) =>
        Opening.ToAsk(await new Passkeys(visit.Parts.Identity).BeginAsync(visit.Session, cancel));

    private static async Task<IResult> AddAsync(Visit visit, PasskeyIn body, CancellationToken cancel) =>
        await visit.ToldAsync(await new Passkeys(visit.Parts.Identity)
            .FinishAsync(visit.Session, body.Ask, body.Credential.GetRawText(), body.Label, cancel));

    private static async Task<IResult> RenameAsync(
        Visit visit, long passkey, LabelIn body, CancellationToken cancel) => await visit.ToldAsync(
        await new Passkeys(visit.Parts.Identity).RenameAsync(visit.Session, passkey, body.Label, cancel));

    private static async Task<IResult> RemoveAsync(Visit visit, long passkey, CancellationToken cancel) =>
        await visit.ToldAsync(await new Passkeys(visit.Parts.Identity).RemoveAsync(visit.Session, passkey, cancel));

    private static async Task<IResult> SetPasswordAsync(Visit visit, PasswordIn body, CancellationToken cancel) =>
        await visit.ToldAsync(await new Passwords(visit.Parts.Identity).SetAsync(visit.Session, body.Password, cancel));

    private static async Task<IResult> RemovePasswordAsync(Visit visit, CancellationToken cancel) =>
        await visit.ToldAsync(await new Passwords(visit.Parts.Identity).RemoveAsync(visit.Session, cancel));

    private static async Task<IResult> SetPaymentPasswordAsync(Visit visit, DigitsIn body, CancellationToken cancel) =>
        await visit.ToldAsync(
            await new PaymentPassword(visit.Parts.Identity).SetAsync(visit.Session, body.Digits, cancel));
}
