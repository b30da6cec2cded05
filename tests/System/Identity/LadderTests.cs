#pragma warning disable xUnit1051 // Every call here is short; a token at each of them would hide what the test says.
using System.Xml.Linq;
using Huoqi.Identity;
using Huoqi.Bench;
using Xunit;

namespace Huoqi.SystemTests.Identity;

/// <summary>Identification, recovery, consents, staff, counters and keys.</summary>
public sealed class LadderTests(PostgresFixture postgres)
{
    private const string IdNumber = "11010519491231002X";

    [Fact]
    public async Task Sources_raise_the_level_once_per_kind_and_lost_answers_are_asked_for_again()
    {
        await using IdentityHouse house = await IdentityHouse.OpenAsync(postgres);
        (SessionRow session, _) = await house.SignUpAsync();
        Kyc kyc = new(house.Parts);
        Assert.Equal(IdentityStatus.InvalidIdNumber,
            (await kyc.IdentifyAsync(session.Person, "王小明", "110105194912310021")).Status);
        await house.SetFaultsAsync("{\"loseNextAnswers\":1}");
        KycStanding lost = await kyc.IdentifyAsync(session.Person, "王小明", IdNumber);
        Assert.Equal((IdentityStatus.Unknown, KycLevel.L0), (lost.Status, lost.Level));
        Assert.Equal(0, await kyc.SettleAsync(10));
        Assert.Equal(KycLevel.L1, (await kyc.ReadAsync(session.Person)).Level);
        Assert.Equal(KycLevel.L1, (await kyc.AddSourceAsync(session.Person, KycSource.Carrier, "")).Level);
        Assert.Equal(KycLevel.L1, (await kyc.AddSourceAsync(session.Person, KycSource.Carrier, "")).Level);
        foreach (KycSource source in (KycSource[])[KycSource.BankCard, KycSource.Face])
        {
            Assert.Equal(IdentityStatus.InvalidText, (await kyc.AddSourceAsync(session.Person, source, "  ")).Status);
        }

        await house.SetFaultsAsync("{\"refuseIdNumbers\":[{\"ending\":\"02X\",\"code\":\"closed\"}]}");
        KycStanding refused = await kyc.AddSourceAsync(session.Person, KycSource.BankCard, "tok-1");
        Assert.Equal((IdentityStatus.Refused, KycLevel.L1), (refused.Status, refused.Level));
        await house.SetFaultsAsync("{}");
        KycStanding second = await kyc.AddSourceAsync(session.Person, KycSource.BankCard, "tok-1");
        Assert.Equal((KycLevel.L2, 2), (second.Level, second.AccountClass));
        Assert.Equal(IdentityEventKind.KycRaised, Assert.Single(second.Events).Kind);
        Assert.Equal(KycLevel.L3, (await kyc.AddSourceAsync(session.Person, KycSource.Face, "picture-1")).Level);
        (SessionRow other, _) = await house.SignUpAsync();
        Assert.Equal(IdentityStatus.Exists, (await kyc.IdentifyAsync(other.Person, "王小明", IdNumber)).Status);
        Assert.Equal(KycLevel.L0, (await kyc.ReadAsync(other.Person)).Level);
    }

    [Fact]
    public async Task A_lost_phone_is_replaced_after_a_check_and_money_to_others_waits()
    {
        await using IdentityHouse house = await IdentityHouse.OpenAsync(postgres);
        (SessionRow session, string phone, SoftwarePasskey lostKey) = await house.WithPasskeyAsync();
        using SoftwarePasskey owned = lostKey;
        await new Kyc(house.Parts).IdentifyAsync(session.Person, "王小明", IdNumber);
        string oldToken = house.LastToken, newPhone = IdentityHouse.NewPhone();
        Recovery recovery = new(house.Parts);
        Lost lost = new(phone, newPhone);
        foreach (Claim wrong in (Claim[])[
            new("王小红", IdNumber, "picture-2"), new("", ""), new("王小明", "11010519900307803X", "picture-2")])
        {
            CodeSent attempt = await recovery.BeginAsync(lost, IdentityHouse.Visitor);
            Assert.Equal(IdentityStatus.NotProved, (await recovery.FinishAsync(
                attempt.Ticket, lost, await house.CodeAsync(newPhone), wrong, IdentityHouse.Visitor)).Status);
        }

        CodeSent sent = await recovery.BeginAsync(lost, IdentityHouse.Visitor);
        SignedIn done = await recovery.FinishAsync(
            sent.Ticket, lost, await house.CodeAsync(newPhone), new("王小明", IdNumber, "picture-2"),
            IdentityHouse.Visitor);
        Assert.Equal((IdentityStatus.Done, session.Person), (done.Status, done.Person));
        Assert.Null(await house.Sessions.ReadAsync(oldToken));
        SessionRow now = await house.ReadAsync(done);
        Assert.Equal((false, false), (now.HasPasskey, now.HasPaymentPassword));
        Assert.NotNull(now.CoolingUntil);
        using SoftwarePasskey newKey = await house.AddPasskeyAsync(now);
        Purpose send = new("send", 100, "•红", "", ToOthers: true);
        StepUp stepUp = new(house.Parts);
        Assert.Equal(IdentityStatus.Cooling, (await stepUp.BeginAsync(now, send)).Status);
        // To what was the person's own before, and not to a card that came with whoever recovered.
        Cooling cooling = new(house.Parts);
        Assert.False(await cooling.HoldsBackAsync(session.Person, house.Clock.GetUtcNow().AddDays(-2)));
        Assert.True(await cooling.HoldsBackAsync(session.Person, house.Clock.GetUtcNow()));
        (string own, SessionRow after) = await house.ProveAsync(now, newKey, send with { ToOthers = false });
        Assert.Equal(IdentityStatus.Done,
            await stepUp.UseAsync(session.Person, own, send with { ToOthers = false }, "k1"));
        house.Clock.Move(TimeSpan.FromHours(25));
        (string others, _) = await house.ProveAsync(after, newKey, send);
        Assert.Equal(IdentityStatus.Done, await stepUp.UseAsync(session.Person, others, send, "k2"));
    }

    [Fact]
    public async Task A_recovery_is_asked_again_with_the_same_code_while_the_authority_is_silent()
    {
        await using IdentityHouse house = await IdentityHouse.OpenAsync(postgres);
        (SessionRow session, string phone) = await house.SignUpAsync();
        await new Kyc(house.Parts).IdentifyAsync(session.Person, "王小明", IdNumber);
        Recovery recovery = new(house.Parts);
        CodeSent sent = await recovery.BeginAsync(new(phone), IdentityHouse.Visitor);
        string code = await house.CodeAsync(phone), wrong = code == "000000" ? "000001" : "000000";

        // As often as it is silent: more than there are tries.
        await house.SetFaultsAsync("{\"loseNextAnswers\":7}");
        for (int i = 0; i < 7; i++)
        {
            Assert.Equal(IdentityStatus.Unknown, (await FinishAsync(code)).Status);
        }

        // Guesses are counted all the same, and the last try is the right one.
        for (int i = 0; i < 4; i++)
        {
            Assert.Equal(IdentityStatus.NotProved, (await FinishAsync(wrong)).Status);
        }

        Assert.Equal(IdentityStatus.Done, (await FinishAsync(code)).Status);
        Assert.Equal(IdentityStatus.NotProved, (await FinishAsync(code)).Status);

        // The time of the code is what it was.
        sent = await recovery.BeginAsync(new(phone), IdentityHouse.Visitor);
        code = await house.CodeAsync(phone);
        await house.SetFaultsAsync("{\"loseNextAnswers\":1}");
        Assert.Equal(IdentityStatus.Unknown, (await FinishAsync(code)).Status);
        house.Clock.Move(TimeSpan.FromMinutes(6));
        Assert.Equal(IdentityStatus.NotProved, (await FinishAsync(code)).Status);

        Task<SignedIn> FinishAsync(string given) => recovery.FinishAsync(
            sent.Ticket, new(phone), given, new("王小明", IdNumber), IdentityHouse.Visitor);
    }

    [Fact]
    public async Task A_confirmation_made_before_a_recovery_moves_nothing_to_others()
    {
        await using IdentityHouse house = await IdentityHouse.OpenAsync(postgres);
        (SessionRow session, string phone, SoftwarePasskey passkey) = await house.WithPasskeyAsync();
        using SoftwarePasskey owned = passkey;
        Purpose send = new("send", 100, "•红", "", ToOthers: true);
        (string confirmation, SessionRow fresh) = await house.ProveAsync(session, passkey, send);
        NewPhone change = new(house.Parts);
        string newPhone = IdentityHouse.NewPhone();
        CodeSent sent = await change.BeginAsync(fresh, newPhone, IdentityHouse.Visitor);
        IdentityAnswer changed = await change.FinishAsync(
            fresh, sent.Ticket, newPhone, await house.CodeAsync(newPhone), IdentityHouse.Visitor);
        Assert.Equal(IdentityStatus.Done, changed.Status);
        Assert.Equal(IdentityStatus.Cooling,
            await new StepUp(house.Parts).UseAsync(session.Person, confirmation, send, "k"));
        Names names = new(house.Parts);
        Assert.Equal(IdentityStatus.NotFound, (await names.FindByPhoneAsync(session.Person, phone)).Status);
        Assert.Equal(session.Person, (await names.FindByPhoneAsync(session.Person, newPhone)).Payee!.Person);
    }

    [Fact]
    public async Task Consents_are_given_listed_and_taken_back()
    {
        await using IdentityHouse house = await IdentityHouse.OpenAsync(postgres);
        (SessionRow session, _) = await house.SignUpAsync();
        Consents consents = new(house.Parts);
        await consents.GrantAsync(session.Person, "payments", "marketing", "2026-01");
        await consents.GrantAsync(session.Person, "payments", "marketing", "2026-01");
        Consent given = Assert.Single(await consents.ListAsync(session.Person));
        Assert.True(await consents.IsGrantedAsync(session.Person, "payments", "marketing"));
        Assert.Equal(IdentityStatus.Done,
            (await consents.RevokeAsync(session.Person, given.Number, "不想要")).Status);
        Assert.False(await consents.IsGrantedAsync(session.Person, "payments", "marketing"));
        Assert.Equal("不想要", Assert.Single(await consents.ListAsync(session.Person)).Reason);
    }

    [Fact]
    public async Task Staff_sign_in_by_name_with_short_sessions_of_their_own_kind()
    {
        await using IdentityHouse house = await IdentityHouse.OpenAsync(postgres);
        Operators operators = new(house.Parts);
        (IdentityStatus made, long number) =
            await operators.CreateAsync("auditor.one", AccountKind.Auditor, "korrekt pferd batterie");
        Assert.Equal((IdentityStatus.Done, true), (made, number < 1_000_000));
        Assert.Equal(IdentityStatus.Exists,
            (await operators.CreateAsync("Auditor.One", AccountKind.Operator, "korrekt pferd batterie")).Status);
        foreach ((string name, string password) in ((string, string)[])[
            ("auditor.one", "wrong password"), ("nobody", "korrekt pferd batterie")])
        {
            Assert.Equal(IdentityStatus.NotProved,
                (await operators.ByPasswordAsync(name, password, IdentityHouse.Visitor)).Status);
        }

        SessionRow session = await house.ReadAsync(
            await operators.ByPasswordAsync("auditor.one", "korrekt pferd batterie", IdentityHouse.Visitor));
        Assert.Equal((AccountKind.Auditor, number), (session.Kind, session.Person));
        Assert.Equal("auditor.one", Assert.Single(await operators.ListAsync()).Name);
        house.Clock.Move(TimeSpan.FromMinutes(31));
        Assert.Null(await house.Sessions.ReadAsync(house.LastToken));
        await operators.CloseAsync(number);
        Assert.Equal(IdentityStatus.NotProved, (await operators.ByPasswordAsync(
            "auditor.one", "korrekt pferd batterie", IdentityHouse.Visitor)).Status);
    }

    [Fact]
    public async Task Counters_are_never_passed_however_many_take_at_once()
    {
        await using IdentityHouse house = await IdentityHouse.OpenAsync(postgres);
        Counters counters = new(house.Parts);
        CounterAnswer[] answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(
            _ => counters.TryTakeAsync("test", "a", 30, TimeSpan.FromMinutes(1))));
        Assert.Equal(30, answers.Count(answer => answer.Taken));
        Assert.All(answers.Where(answer => !answer.Taken), answer => Assert.True(answer.RetryAfter > TimeSpan.Zero));
        LeasedCounter first = new(counters, house.Clock, "leased", 100, TimeSpan.FromMinutes(1), 10);
        LeasedCounter second = new(counters, house.Clock, "leased", 100, TimeSpan.FromMinutes(1), 10);
        int taken = 0;
        for (int i = 0; i < 300; i++)
        {
            CounterAnswer answer = await (i % 2 == 0 ? first : second).TryTakeAsync("b");
            taken += answer.Taken ? 1 : 0;
        }

        Assert.Equal(100, taken);
        house.Clock.Move(TimeSpan.FromMinutes(2));
        Assert.True((await counters.TryTakeAsync("test", "a", 30, TimeSpan.FromMinutes(1))).Taken);
        Assert.True((await first.TryTakeAsync("b")).Taken);
        house.Clock.Move(TimeSpan.FromMinutes(2));
        Assert.Equal(2, await new IdentitySweep(house.Parts).RunAsync());
    }

    [Fact]
    public async Task Many_requests_at_once_take_one_block_and_not_one_each()
    {
        await using IdentityHouse house = await IdentityHouse.OpenAsync(postgres);
        Counters counters = new(house.Parts);
        LeasedCounter leased = new(counters, house.Clock, "burst", 100, TimeSpan.FromMinutes(1), 10);
        CounterAnswer[] answers = await Task.WhenAll(
            Enumerable.Range(0, 60).Select(async _ => await leased.TryTakeAsync("c")));
        Assert.All(answers, answer => Assert.True(answer.Taken));
        // Six blocks are gone, so that another process still has four.
        Assert.Equal(39, (await counters.TryTakeAsync("burst", "c", 100, TimeSpan.FromMinutes(1))).Left);
    }

    [Fact]
    public async Task The_key_ring_is_shared_and_sealed()
    {
        await using IdentityHouse house = await IdentityHouse.OpenAsync(postgres);
        XElement key = XElement.Parse("<key id=\"1\"><secret>canary</secret></key>");
        new KeyRing(house.Parts).StoreElement(key, "key-1");
        new KeyRing(house.Parts).StoreElement(key, "key-1");
        Assert.Equal(key.ToString(), Assert.Single(new KeyRing(house.Parts).GetAllElements()).ToString());
        Assert.DoesNotContain("canary", await house.Database.ValueAsync<string>(
            "SELECT encode(element, 'escape') FROM identity.key_ring"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_over_is_swept()
    {
        await using IdentityHouse house = await IdentityHouse.OpenAsync(postgres);
        await house.SignUpAsync();
        Assert.Equal(0, await new IdentitySweep(house.Parts).RunAsync());
        house.Clock.Move(TimeSpan.FromDays(70));
        // The session, the code, and three counters of the sign-up.
        Assert.Equal(1 + 1 + 3, await new IdentitySweep(house.Parts).RunAsync());
    }
}
