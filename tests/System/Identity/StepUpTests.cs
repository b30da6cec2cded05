#pragma warning disable xUnit1051 // Every call here is short; a token at each of them would hide what the test says.
using Huoqi.Identity;
using Huoqi.Bench;
using Xunit;

namespace Huoqi.SystemTests.Identity;

/// <summary>Confirmations of money: bound to their purpose, proved once, used by one request.</summary>
public sealed class StepUpTests(PostgresFixture postgres)
{
    private static readonly Purpose Pay = new("pay", 30_00, "Corner shop", "order 7", ToOthers: true);

    [Fact]
    public async Task A_passkey_confirms_one_purpose_for_one_request()
    {
        await using IdentityHouse house = await IdentityHouse.OpenAsync(postgres);
        (SessionRow session, _, SoftwarePasskey passkey) = await house.WithPasskeyAsync();
        using SoftwarePasskey owned = passkey;
        (string confirmation, SessionRow after) = await house.ProveAsync(session, passkey, Pay);
        Assert.Equal(StepUpWay.Passkey, after.StepUpBy);
        StepUp stepUp = new(house.Parts);
        foreach (Purpose other in (Purpose[])[
            Pay with { Fen = 30_01 }, Pay with { Payee = "corner shop" }, Pay with { Act = "send" },
            Pay with { Detail = "order 8" }, Pay with { ToOthers = false }])
        {
            Assert.Equal(IdentityStatus.Changed,
                await stepUp.UseAsync(session.Person, confirmation, other, "k1"));
        }

        Assert.Equal(IdentityStatus.NotFound, await stepUp.UseAsync(session.Person + 4, confirmation, Pay, "k1"));
        Assert.Equal(IdentityStatus.Done, await stepUp.UseAsync(session.Person, confirmation, Pay, "k1"));
        Assert.Equal(IdentityStatus.Done, await stepUp.UseAsync(session.Person, confirmation, Pay, "k1"));
        Assert.Equal(IdentityStatus.Used, await stepUp.UseAsync(session.Person, confirmation, Pay, "k2"));
        house.Clock.Move(TimeSpan.FromHours(1));
        Assert.Equal(IdentityStatus.Done, await stepUp.UseAsync(session.Person, confirmation, Pay, "k1"));
    }

    [Fact]
    public async Task Of_many_requests_at_once_exactly_one_uses_a_confirmation()
    {
        await using IdentityHouse house = await IdentityHouse.OpenAsync(postgres);
        (SessionRow session, _, SoftwarePasskey passkey) = await house.WithPasskeyAsync();
        using SoftwarePasskey owned = passkey;
        StepUp stepUp = new(house.Parts);
        SessionRow now = session;
        for (int round = 0; round < 5; round++)
        {
            (string confirmation, now) = await house.ProveAsync(now, passkey, Pay);
            IdentityStatus[] answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(
                i => stepUp.UseAsync(session.Person, confirmation, Pay, $"key {i}")));
            Assert.Single(answers, IdentityStatus.Done);
            Assert.Equal(39, answers.Count(answer => answer == IdentityStatus.Used));
        }
    }

    [Fact]
    public async Task An_assertion_for_one_confirmation_proves_no_other_and_itself_once()
    {
        await using IdentityHouse house = await IdentityHouse.OpenAsync(postgres);
        (SessionRow session, _, SoftwarePasskey passkey) = await house.WithPasskeyAsync();
        using SoftwarePasskey owned = passkey;
        StepUp stepUp = new(house.Parts);
        StepUpAsk small = await stepUp.BeginAsync(session, Pay with { Fen = 1 });
        StepUpAsk large = await stepUp.BeginAsync(session, Pay with { Fen = 1_000_000 });
        string answer = passkey.Get(small.OptionsJson!);
        Assert.Equal(IdentityStatus.NotProved,
            (await stepUp.ProveByPasskeyAsync(session, large.Confirmation, answer)).Status);
        Assert.Equal(IdentityStatus.NotProved,
            await stepUp.UseAsync(session.Person, large.Confirmation, Pay with { Fen = 1_000_000 }, "k"));
        Assert.Equal(IdentityStatus.Done,
            (await stepUp.ProveByPasskeyAsync(session, small.Confirmation, answer)).Status);
        Assert.Equal(IdentityStatus.NotProved,
            (await stepUp.ProveByPasskeyAsync(session, small.Confirmation, answer)).Status);
    }

    [Fact]
    public async Task Of_a_hundred_parallel_guesses_at_a_payment_password_five_are_looked_at_and_then_it_is_blocked()
    {
        await using IdentityHouse house = await IdentityHouse.OpenAsync(postgres);
        (SessionRow session, _) = await house.SignUpAsync();
        Assert.Equal(IdentityStatus.PaymentPasswordWeak,
            (await new PaymentPassword(house.Parts).SetAsync(session, "123456")).Status);
        Assert.Equal(IdentityStatus.Done, (await new PaymentPassword(house.Parts).SetAsync(session, "260718")).Status);
        StepUp stepUp = new(house.Parts);
        StepUpAsk ask = await stepUp.BeginAsync(session, Pay);
        Assert.Equal((true, null), (ask.PaymentPassword, ask.OptionsJson));
        StepUpProof[] answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(
            i => stepUp.ProveByPaymentPasswordAsync(session, ask.Confirmation, $"9{i:D5}")));
        Assert.Equal(4, answers.Count(answer => answer.Status == IdentityStatus.NotProved));
        Assert.Equal(96, answers.Count(answer => answer.Status == IdentityStatus.Blocked));
        Assert.Contains(answers, answer => answer.Events is [{ Kind: IdentityEventKind.PaymentPasswordBlocked }]);
        Assert.Equal(IdentityStatus.Blocked,
            (await stepUp.ProveByPaymentPasswordAsync(session, ask.Confirmation, "260718")).Status);
        Assert.False((await stepUp.BeginAsync(session, Pay)).PaymentPassword);
    }

    [Fact]
    public async Task A_lock_ends_every_fresh_proof_so_that_only_another_factor_lifts_it()
    {
        await using IdentityHouse house = await IdentityHouse.OpenAsync(postgres);
        (SessionRow session, _) = await house.SignUpAsync();
        PaymentPassword payment = new(house.Parts);
        await payment.SetAsync(session, "260718");
        StepUp stepUp = new(house.Parts);
        StepUpAsk proved = await stepUp.BeginAsync(session, Pay);
        StepUpProof proof = await stepUp.ProveByPaymentPasswordAsync(session, proved.Confirmation, "260718");
        string token = proof.Token!.Value.Reveal();
        SessionRow fresh = (await house.Sessions.ReadAsync(token))!;
        SignedIn beside = await house.Sessions.OpenAsync(session.Person, IdentityHouse.Visitor);
        SessionRow other = await house.ReadAsync(beside);
        Assert.NotNull(fresh.StepUpAt);
        StepUpAsk guessed = await stepUp.BeginAsync(other, Pay);
        Assert.False(guessed.PaymentPasswordLocked);
        for (int guess = 0; guess < 4; guess++)
        {
            Assert.Equal(IdentityStatus.NotProved,
                (await stepUp.ProveByPaymentPasswordAsync(other, guessed.Confirmation, $"91827{guess}")).Status);
        }

        // Until the lock the proof holds: four slips do not cost a person what they have shown.
        Assert.NotNull((await house.Sessions.ReadAsync(token))!.StepUpAt);
        Assert.Equal(IdentityStatus.Blocked,
            (await stepUp.ProveByPaymentPasswordAsync(other, guessed.Confirmation, "918279")).Status);
        SessionRow after = (await house.Sessions.ReadAsync(token))!;
        Assert.Null(after.StepUpAt);
        Assert.Null(after.StepUpBy);
        Assert.Equal(IdentityStatus.StepUpNeeded, (await payment.SetAsync(after, "371829")).Status);
        Assert.Equal(IdentityStatus.StepUpNeeded,
            (await new Passwords(house.Parts).SetAsync(after, "a lantern over the river")).Status);
        StepUpAsk locked = await stepUp.BeginAsync(after, Pay);
        Assert.Equal((true, false), (locked.PaymentPasswordLocked, locked.PaymentPassword));
    }

    [Fact]
    public async Task A_right_payment_password_proves_it_and_wrong_ones_are_forgotten()
    {
        await using IdentityHouse house = await IdentityHouse.OpenAsync(postgres);
        (SessionRow session, _) = await house.SignUpAsync();
        await new PaymentPassword(house.Parts).SetAsync(session, "260718");
        StepUp stepUp = new(house.Parts);
        StepUpAsk ask = await stepUp.BeginAsync(session, Pay);
        Assert.Equal(4, (await stepUp.ProveByPaymentPasswordAsync(session, ask.Confirmation, "111112")).TriesLeft);
        StepUpProof proof = await stepUp.ProveByPaymentPasswordAsync(session, ask.Confirmation, "260718");
        Assert.Equal((IdentityStatus.Done, 5), (proof.Status, proof.TriesLeft));
        Assert.Equal((short)0, await house.Database.ValueAsync<short>("SELECT payment_tries FROM identity.account"));
        Assert.Equal(IdentityStatus.Done, await stepUp.UseAsync(session.Person, ask.Confirmation, Pay, "k"));
        // A password proves no money.
        StepUpAsk second = await stepUp.BeginAsync(session, Pay);
        Assert.Equal(IdentityStatus.Forbidden,
            (await stepUp.ProveByPasswordAsync(session, second.Confirmation, "x")).Status);
    }

    [Fact]
    public async Task What_is_not_proved_or_used_in_five_minutes_or_whose_session_ended_is_worth_nothing()
    {
        await using IdentityHouse house = await IdentityHouse.OpenAsync(postgres);
        (SessionRow session, _, SoftwarePasskey passkey) = await house.WithPasskeyAsync();
        using SoftwarePasskey owned = passkey;
        StepUp stepUp = new(house.Parts);
        StepUpAsk ask = await stepUp.BeginAsync(session, Pay);
        Assert.Equal(IdentityStatus.NotProved, await stepUp.UseAsync(session.Person, ask.Confirmation, Pay, "k"));
        (string confirmation, SessionRow now) = await house.ProveAsync(session, passkey, Pay);
        house.Clock.Move(TimeSpan.FromMinutes(5));
        Assert.Equal(IdentityStatus.NotProved, (await stepUp.ProveByPasskeyAsync(
            session, ask.Confirmation, passkey.Get(ask.OptionsJson!))).Status);
        Assert.Equal(IdentityStatus.Expired, await stepUp.UseAsync(session.Person, confirmation, Pay, "k"));
        (string last, _) = await house.ProveAsync(now, passkey, Pay);
        await house.Sessions.RevokeAllAsync(session.Person);
        Assert.Equal(IdentityStatus.Expired, await stepUp.UseAsync(session.Person, last, Pay, "k"));
    }
}
