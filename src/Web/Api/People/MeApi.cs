using Huoqi.Identity;
using Huoqi.Kernel;
using Microsoft.AspNetCore.Http;

namespace Huoqi.Web;

/// <summary>How somebody wants to see the pages.</summary>
internal sealed record DisplayShape(string Language, string Theme, bool Elder, bool HideAmounts, bool RedUp);

/// <summary>Who is signed in. Phone and name are masked: whoever holds a token must not learn them from it.</summary>
internal sealed record MeOut(
    long Person, string MaskedPhone, string MaskedName, string Nickname, string Level, bool Frozen,
    DateTimeOffset? CoolingUntil, bool HasPasskey, bool HasPassword, bool HasPaymentPassword, DisplayShape Display);

/// <summary>What others see beside the masked name.</summary>
internal sealed record NicknameIn(string Nickname);

/// <summary>The code that came to the new phone.</summary>
internal sealed record NewPhoneIn(string Ticket, string Phone, string Code)
{
    public override string ToString() => nameof(NewPhoneIn);
}

/// <summary>Name and id number, as they stand on the id card.</summary>
internal sealed record IdentityIn(string Name, string IdNumber)
{
    public override string ToString() => nameof(IdentityIn);
}

/// <summary>A further kind of source that can check who somebody is.</summary>
internal sealed record SourceIn(KycSource Source, string? Evidence = null)
{
    public override string ToString() => nameof(SourceIn);
}

/// <summary>How far somebody is identified, the class of account that follows from it, the sources that have not
/// answered yet, and what every level allows.</summary>
internal sealed record KycOut(
    string Level, int AccountClass, IReadOnlyList<KycSource> Sources, IReadOnlyList<KycSource> Waiting,
    IReadOnlyList<KycLevelOut> Levels);

/// <summary>What a level allows: from the balance payments, transfers and fund purchases up to <c>amount</c> in a
/// window, and the fund from cards or also from the wallet. Class 0 only looks; without an amount there is no limit.
/// </summary>
internal sealed record KycLevelOut(
    string Level, int AccountClass, Currency Currency, Money? Amount, LimitWindow? Window, bool BuysFromCard,
    bool BuysFromWallet)
{
    public static IReadOnlyList<KycLevelOut> All(RuleBook rules, DateOnly today) =>
        [.. Enum.GetValues<KycLevel>().Select(level => Of(level, rules, today))];

    private static KycLevelOut Of(KycLevel level, RuleBook rules, DateOnly today)
    {
        Rule<Limit>? rule = level switch
        {
            KycLevel.L0 => null,
            KycLevel.L1 => rules.ClassI,
            KycLevel.L2 => rules.ClassII,
            KycLevel.L3 => rules.ClassIII,
        };
        Limit? limit = rule?.InForceOn(today) == true ? rule.On(today) : null;
        bool onlyClassIII = rules.OnlyClassIIIBuysFunds.InForceOn(today) && rules.OnlyClassIIIBuysFunds.On(today);
        return new(
            level.ToString(), KycRules.AccountClassOf(level), Currency.Cny, limit?.Amount, limit?.Window,
            BuysFromCard: level > KycLevel.L0,
            BuysFromWallet: level == KycLevel.L3 || (level > KycLevel.L0 && !onlyClassIII));
    }
}

/// <summary>What somebody allowed.</summary>
internal sealed record ConsentOut(
    long Consent, string Category, string Purpose, string Version, DateTimeOffset From, DateTimeOffset? To,
    DateTimeOffset? RevokedAt);

/// <summary>A use of data that may be allowed: what to ask for, and the text that the person is shown before.</summary>
internal sealed record ConsentOfferOut(string Category, string Purpose, string Version, BothOut Data, BothOut Use)
{
    public static IReadOnlyList<ConsentOfferOut> All { get; } =
    [
        .. ConsentOffer.All.Select(offer => new ConsentOfferOut(
            offer.Category, offer.Purpose, ConsentOffer.Version, BothOut.Of(offer.Data), BothOut.Of(offer.Use))),
    ];
}

/// <summary>What somebody allowed, newest first, and all that may be allowed.</summary>
internal sealed record ConsentListOut(IReadOnlyList<ConsentOut> Items, IReadOnlyList<ConsentOfferOut> Offers);

/// <summary>What somebody allows.</summary>
internal sealed record ConsentIn(string Category, string Purpose, string Version, DateTimeOffset? To = null);

/// <summary>Why something is done, in the caller's words.</summary>
internal sealed record ReasonIn(string Reason);

/// <summary>A line of the security log.</summary>
internal sealed record SecurityLineOut(long Line, DateTimeOffset At, SecurityAct Act, string Device, string Detail);

/// <summary>Somebody's own account: display, identification, consents, freeze.</summary>
internal static class MeApi
{
    private const int LogPage = 50;

    private static readonly DisplayShape Shown = new("zh", "auto", Elder: false, HideAmounts: false, RedUp: true);

    private static readonly KycOut Identified = new(
        "L1", 1, [KycSource.IdRegistry], [KycSource.Carrier], KycLevelOut.All(RuleBook.Default, Examples.Day));

    public static void Map(Routes routes)
    {
        routes.Api("GET", "/api/v1/me", Who.Person, GetAsync)
            .Says(ApiArea.Me, "getMe", "我的账户", "Who is signed in.")
            .Gives(new MeOut(
                1_000_001, "138••••0001", "•明", "小明", "L3", Frozen: false, CoolingUntil: null, HasPasskey: true,
                HasPassword: false, HasPaymentPassword: true, Shown));
        routes.Api("PUT", "/api/v1/me/display", Who.Person, SetDisplayAsync)
            .Says(ApiArea.Me, "setDisplay", "显示偏好", "Sets language and display.")
            .Takes(Shown).GivesNothing().Refuses(Problems.InvalidValue);
        routes.Api("PUT", "/api/v1/me/nickname", Who.Person, SetNicknameAsync)
            .Says(ApiArea.Me, "setNickname", "设置昵称", "Sets what others see beside the masked name.")
            .Takes(new NicknameIn("小明")).GivesNothing().Refuses(Problems.InvalidValue);
        routes.Api("POST", "/api/v1/me/phone-codes", Who.Person, SendPhoneCodeAsync)
            .Says(ApiArea.Me, "sendNewPhoneCode", "向新手机号发送验证码", "Sends a code to a new phone.")
            .Takes(new PhoneIn("13900000001")).Gives(new TicketOut("t_8f3k"))
            .Refuses(Problems.StepUpNeeded, Problems.InvalidPhone, Problems.TryLater);
        routes.Api("PUT", "/api/v1/me/phone", Who.Person, ChangePhoneAsync)
            .Says(ApiArea.Me, "changePhone", "更换手机号", "Takes the code, and the new phone with it.")
            .Takes(new NewPhoneIn("t_8f3k", "13900000001", "123456")).GivesNothing()
            .Refuses(Problems.NotProved, Problems.Expired, Problems.StepUpNeeded, Problems.Exists);
        routes.Api("GET", "/api/v1/kyc", Who.Person, KycAsync)
            .Says(ApiArea.Me, "getKyc", "认证等级", "How far the person is identified, and what a level allows.")
            .Gives(Identified);
        routes.Api("POST", "/api/v1/kyc/identity", Who.Person, IdentifyAsync)
            .Says(ApiArea.Me, "identify", "实名认证", "Identifies the person with name and id number.")
            .Takes(new IdentityIn("李明", "110101199003078515")).Gives(Identified)
            .Refuses(
                Problems.InvalidName, Problems.InvalidIdNumber, Problems.Refused, Problems.PartnerSilent,
                Problems.TryLater);
        routes.Api("POST", "/api/v1/kyc/sources", Who.Person, AddSourceAsync)
            .Says(ApiArea.Me, "addKycSource", "增加认证来源", "Adds a further source of identification.")
            .Takes(new SourceIn(KycSource.Carrier)).Gives(Identified with { Level = "L2" })
            .Refuses(Problems.Refused, Problems.PartnerSilent, Problems.TryLater);
        MapRest(routes);
    }

    private static void MapRest(Routes routes)
    {
        ConsentOut consent = new(1, "payments", "credit-score", "2026-01", Examples.At, To: null, RevokedAt: null);
        routes.Api("GET", "/api/v1/consents", Who.Person, ConsentsAsync)
            .Says(ApiArea.Me, "listConsents", "授权列表", "Lists what the person allowed, and what is on offer.")
            .Gives(new ConsentListOut([consent], ConsentOfferOut.All));
        routes.Api("POST", "/api/v1/consents", Who.Person, GrantAsync)
            .Says(ApiArea.Me, "grantConsent", "授权", "Allows a use of data.")
            .Takes(new ConsentIn("payments", "credit-score", "2026-01")).GivesNothing().Refuses(Problems.InvalidValue);
        routes.Api("POST", "/api/v1/consents/{consent:long:min(1)}/revocation", Who.Person, RevokeAsync)
            .Says(ApiArea.Me, "revokeConsent", "撤回授权", "Takes a consent back.")
            .Takes(new ReasonIn("不再需要")).GivesNothing().Refuses(Problem.NotFound);
        routes.Api("POST", "/api/v1/freeze", Who.Person, FreezeAsync)
            .Says(ApiArea.Me, "freezeMe", "冻结我的账户", "Freezes the account: money comes in, nothing goes out.")
            .Takes(new ReasonIn("手机丢失")).GivesNothing()
            .Refuses(Problems.AccountFrozen, Problems.AccountMissing);
        routes.Api("GET", "/api/v1/security-log", Who.Person, LogAsync)
            .Says(ApiArea.Me, "listSecurityLog", "安全记录", "What happened to the person's sign-ins and factors.")
            .Gives(new PageOut<SecurityLineOut>(
                [new(12, Examples.At, SecurityAct.SignedIn, "Chrome, Android", "")], Next: null))
            .Refuses(Problems.InvalidCursor);
    }

    private static async Task<IResult> GetAsync(Visit visit, CancellationToken cancel)
    {
        Profile? profile = await new Profiles(visit.Parts.Identity).ReadAsync(visit.Person, cancel);
        if (profile is null)
        {
            return Problem.NotFound;
        }

        SessionRow session = visit.Session;
        Identity.Display display = session.Display;
        return ApiAnswer.Ok(new MeOut(
            visit.Person, profile.Phone.ToString(), profile.Name.ToString(), profile.Nickname,
            session.Level.ToString(), session.Frozen, session.CoolingUntil, session.HasPasskey, session.HasPassword,
            session.HasPaymentPassword,
            new(display.Language, display.Theme, display.Elder, display.HideAmounts, display.RedUp)));
    }

    private static async Task<IResult> SetDisplayAsync(Visit visit, DisplayShape body, CancellationToken cancel) =>
        body.Language is "zh" or "en" && body.Theme is "auto" or "light" or "dark"
            ? await visit.ToldAsync(await new Profiles(visit.Parts.Identity).SetDisplayAsync(
                visit.Person, new(body.Language, body.Theme, body.Elder, body.HideAmounts, body.RedUp), cancel))
            : Problems.InvalidValue with
            {
                Fields = [new("/language", "\"zh\" or \"en\"; the theme is auto, light or dark.")],
            };

    private static async Task<IResult> SetNicknameAsync(Visit visit, NicknameIn body, CancellationToken cancel) =>
        await visit.ToldAsync(
            await new Profiles(visit.Parts.Identity).SetNicknameAsync(visit.Person, body.Nickname, cancel));

    private static async Task<IResult> SendPhoneCodeAsync(Visit visit, PhoneIn body, CancellationToken cancel)
    {
        CodeSent sent = await new NewPhone(visit.Parts.Identity)
            .BeginAsync(visit.Session, body.Phone, visit.Visitor, cancel);
        return Refusals.Of(sent.Status) is { } refused ? refused : ApiAnswer.Ok(new TicketOut(sent.Ticket));
    }

    private static async Task<IResult> ChangePhoneAsync(Visit visit, NewPhoneIn body, CancellationToken cancel) =>
        await visit.ToldAsync(await new NewPhone(visit.Parts.Identity)
            .FinishAsync(visit.Session, body.Ticket, body.Phone, body.Code, visit.Visitor, cancel));

    private static async Task<IResult> KycAsync(Visit visit, CancellationToken cancel) =>
        ToKyc(visit, await new Kyc(visit.Parts.Identity).ReadAsync(visit.Person, cancel));

    private static async Task<IResult> IdentifyAsync(Visit visit, IdentityIn body, CancellationToken cancel) =>
        IdentityPages.IsTooYoung(body.IdNumber, visit.Today)
            ? Problems.InvalidIdNumber with { Fields = [new("/idNumber", IdentityPages.TooYoung.En)] }
            : await ToKycAsync(visit, await new Kyc(visit.Parts.Identity)
                .IdentifyAsync(visit.Person, body.Name, body.IdNumber, cancel));

    private static async Task<IResult> AddSourceAsync(Visit visit, SourceIn body, CancellationToken cancel) =>
        await ToKycAsync(visit, await new Kyc(visit.Parts.Identity)
            .AddSourceAsync(visit.Person, body.Source, body.Evidence ?? "", cancel));

    private static async Task<IResult> ToKycAsync(Visit visit, KycStanding standing)
    {
        if (standing.Status == IdentityStatus.Done)
        {
            await IdentityPages.BringUpAccountAsync(visit.Parts, visit.Person, standing.AccountClass);
            await Told.EventsAsync(visit, standing.Events);
        }

        return ToKyc(visit, standing);
    }

    private static IResult ToKyc(Visit visit, KycStanding standing) => Refusals.Of(standing.Status) is { } refused
        ? refused
        : ApiAnswer.Ok(new KycOut(
            standing.Level.ToString(), standing.AccountClass, standing.Sources, standing.Waiting,
            KycLevelOut.All(visit.Parts.Wallet.Rules, visit.Today)));

    private static async Task<IResult> ConsentsAsync(Visit visit, CancellationToken cancel)
    {
        IReadOnlyList<Consent> consents = await new Consents(visit.Parts.Identity).ListAsync(visit.Person, cancel);
        return ApiAnswer.Ok(new ConsentListOut(
            [.. consents.Select(one => new ConsentOut(
                one.Number, one.Category, one.Purpose, one.Version, one.From, one.To, one.RevokedAt))],
            ConsentOfferOut.All));
    }

    private static async Task<IResult> GrantAsync(Visit visit, ConsentIn body, CancellationToken cancel) =>
        await visit.ToldAsync(await new Consents(visit.Parts.Identity)
            .GrantAsync(visit.Person, body.Category, body.Purpose, body.Version, body.To, cancel));

    private static async Task<IResult> RevokeAsync(
        Visit visit, long consent, ReasonIn body, CancellationToken cancel) => await visit.ToldAsync(
        await new Consents(visit.Parts.Identity).RevokeAsync(visit.Person, consent, body.Reason, cancel));

    private static async Task<IResult> FreezeAsync(Visit visit, ReasonIn body) =>
        await Opening.FreezeAsync(visit, visit.Person, freeze: true, byStaff: false, body.Reason);

    private static async Task<IResult> LogAsync(Visit visit, string? cursor, CancellationToken cancel)
    {
        IReadOnlyList<SecurityLine> lines = await new SecurityLog(visit.Parts.Identity)
            .ListAsync(visit.Person, Cursor.NumberOf("security", cursor), LogPage, cancel);
        string? next = lines.Count == LogPage ? Cursor.Of("security", $"{lines[^1].Number}") : null;
        return ApiAnswer.Ok(new PageOut<SecurityLineOut>(
            [.. lines.Select(line => new SecurityLineOut(line.Number, line.At, line.Act, line.Device, line.Detail))],
            next));
    }
}
