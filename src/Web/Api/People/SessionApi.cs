using System.Text.Json;
using Huoqi.Identity;
using Microsoft.AspNetCore.Http;

namespace Huoqi.Web;

/// <summary>A phone to send a code to.</summary>
internal sealed record PhoneIn(string Phone)
{
    public override string ToString() => nameof(PhoneIn);
}

/// <summary>The phone of an account, and the one that takes its place when it is lost too.</summary>
internal sealed record LostIn(string Phone, string? NewPhone = null)
{
    public override string ToString() => nameof(LostIn);
}

/// <summary>A code was sent, or so it is said: the answer is the same for every phone.</summary>
internal sealed record TicketOut(string Ticket);

/// <summary>The code that came to the phone.</summary>
internal sealed record CodeIn(string Ticket, string Phone, string Code)
{
    public override string ToString() => nameof(CodeIn);
}

/// <summary>What recovers an account: the code, and what the authority knows.</summary>
internal sealed record RecoveryIn(
    string Ticket, string Phone, string Code, string Name, string IdNumber, string? NewPhone = null,
    string? Face = null)
{
    public override string ToString() => nameof(RecoveryIn);
}

/// <summary>For whose passkeys; any of this site when missing.</summary>
internal sealed record PasskeyAskIn(string? Phone = null)
{
    public override string ToString() => nameof(PasskeyAskIn);
}

/// <summary>What navigator.credentials takes, and the id to give back with its answer.</summary>
internal sealed record PasskeyAskOut(string Ask, JsonElement Options);

/// <summary>What navigator.credentials answered.</summary>
internal sealed record PasskeyAnswerIn(string Ask, JsonElement Credential)
{
    public override string ToString() => nameof(PasskeyAnswerIn);
}

/// <summary>The second way to sign in.</summary>
internal sealed record PasswordSignInIn(string Phone, string Password)
{
    public override string ToString() => nameof(PasswordSignInIn);
}

/// <summary>A session just opened; the token is shown nowhere else.</summary>
internal sealed record SignedInOut(long Person, string Token, bool IsNew)
{
    public override string ToString() => nameof(SignedInOut);
}

/// <summary>A device that is signed in.</summary>
internal sealed record SessionOut(
    long Session, string Device, DateTimeOffset CreatedAt, DateTimeOffset LastSeen, bool IsThis);

/// <summary>Ways in, and the list of who is in.</summary>
internal static class SessionApi
{
    private static readonly SignedInOut Opened = new(1_000_001, "1000001.3.Zm9v…", IsNew: false);

    private static readonly PasskeyAskOut Asked = new("a1b2c3", Examples.Json("""{"challenge":"dGVzdA"}"""));

    public static void Map(Routes routes)
    {
        routes.Api("POST", "/api/v1/sign-up/codes", Who.Anyone, SendCodeAsync)
            .Says(ApiArea.Sessions, "sendSignUpCode", "发送注册或登录验证码", "Sends a code to a phone to sign up or in.")
            .Takes(new PhoneIn("13800000001")).Gives(new TicketOut("t_8f3k"))
            .Refuses(Problems.InvalidPhone, Problems.TryLater);
        routes.Api("POST", "/api/v1/sign-up", Who.Anyone, SignUpAsync)
            .Says(ApiArea.Sessions, "signUp", "用验证码注册或登录", "Signs up, or in, with the code that came to the phone.")
            .Takes(new CodeIn("t_8f3k", "13800000001", "123456"))
            .Gives(Opened with { IsNew = true }, StatusCodes.Status201Created)
            .Refuses(Problems.NotProved, Problems.Expired, Problems.OtherWay, Problems.TryLater);
        routes.Api("POST", "/api/v1/sessions/passkey-asks", Who.Anyone, AskPasskeyAsync)
            .Says(ApiArea.Sessions, "askForPasskey", "开始通行密钥登录", "Begins to sign in with a passkey.")
            .Takes(new PasskeyAskIn("13800000001")).Gives(Asked)
            .Refuses(Problems.TryLater);
        routes.Api("POST", "/api/v1/sessions/passkey", Who.Anyone, ByPasskeyAsync)
            .Says(ApiArea.Sessions, "signInWithPasskey", "完成通行密钥登录", "Signs in with the authenticator's answer.")
            .Takes(new PasskeyAnswerIn("a1b2c3", Examples.Credential)).Gives(Opened, StatusCodes.Status201Created)
            .Refuses(Problems.NotProved, Problems.Expired, Problems.TryLater);
        routes.Api("POST", "/api/v1/sessions/password", Who.Anyone, ByPasswordAsync)
            .Says(ApiArea.Sessions, "signInWithPassword", "用密码登录", "Signs in with phone and password.")
            .Takes(new PasswordSignInIn("13800000001", "four words make one"))
            .Gives(Opened, StatusCodes.Status201Created)
            .Refuses(Problems.NotProved, Problems.TryLater);
        routes.Api("POST", "/api/v1/recovery/codes", Who.Anyone, SendRecoveryAsync)
            .Says(ApiArea.Sessions, "sendRecoveryCode", "发送找回账户的验证码", "Sends a code to recover an account.")
            .Takes(new LostIn("13800000001")).Gives(new TicketOut("t_8f3k"))
            .Refuses(Problems.InvalidPhone, Problems.TryLater);
        routes.Api("POST", "/api/v1/recovery", Who.Anyone, RecoverAsync)
            .Says(ApiArea.Sessions, "recover", "找回账户", "Recovers an account whose passkey or phone is lost.")
            .Takes(new RecoveryIn("t_8f3k", "13800000001", "123456", "李明", "110101199003078515"))
            .Gives(Opened, StatusCodes.Status201Created)
            .Refuses(
                Problems.NotProved, Problems.Expired, Problems.Refused, Problems.PartnerSilent, Problems.TryLater);
        MapList(routes);
    }

    private static void MapList(Routes routes)
    {
        routes.Api("GET", "/api/v1/sessions", Who.Person, ListAsync)
            .Says(ApiArea.Sessions, "listSessions", "已登录的设备", "Lists the devices that are signed in.")
            .Gives(new ListOut<SessionOut>([new(3, "Chrome, Android", Examples.At, Examples.At, IsThis: true)]));
        routes.Api("DELETE", "/api/v1/sessions/{session:long:min(1)}", Who.Person, RevokeAsync)
            .Says(ApiArea.Sessions, "endSession", "退出一台设备", "Signs a device out, also this one.")
            .GivesNothing().Refuses(Problem.NotFound);
        routes.Api("DELETE", "/api/v1/sessions", Who.Person, RevokeOthersAsync)
            .Says(ApiArea.Sessions, "endOtherSessions", "退出其他所有设备", "Signs all other devices out.")
            .GivesNothing();
    }

    private static async Task<IResult> SendCodeAsync(Visit visit, PhoneIn body, CancellationToken cancel) =>
        ToTicket(await new SignUp(visit.Parts.Identity).BeginAsync(body.Phone, visit.Visitor, cancel));

    private static async Task<IResult> SignUpAsync(Visit visit, CodeIn body, CancellationToken cancel) => await Opening
        .ToAnswerAsync(visit, await new SignUp(visit.Parts.Identity)
            .FinishAsync(body.Ticket, body.Phone, body.Code, visit.Visitor, cancel));

    private static async Task<IResult> AskPasskeyAsync(Visit visit, PasskeyAskIn body, CancellationToken cancel) =>
        Opening.ToAsk(await new SignIn(visit.Parts.Identity).BeginPasskeyAsync(body.Phone, visit.Visitor, cancel));

    private static async Task<IResult> ByPasskeyAsync(Visit visit, PasskeyAnswerIn body, CancellationToken cancel) =>
        await Opening.ToAnswerAsync(visit, await new SignIn(visit.Parts.Identity)
            .FinishPasskeyAsync(body.Ask, body.Credential.GetRawText(), visit.Visitor, cancel));

    private static async Task<IResult> ByPasswordAsync(
        Visit visit, PasswordSignInIn body, CancellationToken cancel) => await Opening
        .ToAnswerAsync(visit, await new SignIn(visit.Parts.Identity)
            .ByPasswordAsync(body.Phone, body.Password, visit.Visitor, cancel));

    private static async Task<IResult> SendRecoveryAsync(Visit visit, LostIn body, CancellationToken cancel) =>
        ToTicket(
        await new Recovery(visit.Parts.Identity).BeginAsync(new(body.Phone, body.NewPhone), visit.Visitor, cancel));

    private static async Task<IResult> RecoverAsync(Visit visit, RecoveryIn body, CancellationToken cancel) =>
        await Opening.ToAnswerAsync(visit, await new Recovery(visit.Parts.Identity).FinishAsync(
            body.Ticket, new(body.Phone, body.NewPhone), body.Code, new(body.Name, body.IdNumber, body.Face ?? ""),
            visit.Visitor, cancel));

    private static async Task<IResult> ListAsync(Visit visit, CancellationToken cancel)
    {
        IReadOnlyList<SessionItem> sessions =
            await new Sessions(visit.Parts.Identity).ListAsync(visit.Session, cancel);
        return ApiAnswer.Ok(new ListOut<SessionOut>([.. sessions.Select(item =>
            new SessionOut(item.Session, item.Device, item.CreatedAt, item.LastSeen, item.IsThis))]));
    }

    private static async Task<IResult> RevokeAsync(Visit visit, long session, CancellationToken cancel) =>
        await visit.ToldAsync(
            await new Sessions(visit.Parts.Identity).RevokeAsync(visit.Session, session, cancel));

    private static async Task<IResult> RevokeOthersAsync(Visit visit, CancellationToken cancel) =>
        await visit.ToldAsync(await new Sessions(visit.Parts.Identity).RevokeOthersAsync(visit.Session, cancel));

    private static IResult ToTicket(CodeSent sent) =>
        Refusals.Of(sent.Status) is { } refused ? refused : ApiAnswer.Ok(new TicketOut(sent.Ticket));
}
