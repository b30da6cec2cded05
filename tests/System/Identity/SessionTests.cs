#pragma warning disable xUnit1051 // Every call here is short; a token at each of them would hide what the test says.
using Huoqi.Identity;
using Huoqi.Bench;
using Npgsql;
using Xunit;

namespace Huoqi.SystemTests.Identity;

/// <summary>Sessions: rotated, listed, ended; factors change only after a fresh step-up.</summary>
public sealed class SessionTests(PostgresFixture postgres)
{
    [Fact]
    public async Task A_rotated_token_reads_a_moment_longer_without_its_step_up_and_then_no_more()
    {
        await using IdentityHouse house = await IdentityHouse.OpenAsync(postgres);
        (SessionRow session, _, SoftwarePasskey passkey) = await house.WithPasskeyAsync();
        using SoftwarePasskey owned = passkey;
        string old = house.LastToken;
        (_, SessionRow proved) = await house.ProveAsync(session, passkey, StepUp.Factors);
        Assert.NotEqual(old, house.LastToken);
        Assert.NotNull(proved.StepUpAt);
        Assert.Null((await house.Sessions.ReadAsync(old))!.StepUpAt);
        house.Clock.Move(TimeSpan.FromSeconds(31));
        Assert.Null(await house.Sessions.ReadAsync(old));
        Assert.NotNull(await house.Sessions.ReadAsync(house.LastToken));
    }

    [Fact]
    public async Task Only_the_right_token_reads_a_session()
    {
        await using IdentityHouse house = await IdentityHouse.OpenAsync(postgres);
        (SessionRow session, _) = await house.SignUpAsync();
        (SessionRow other, _) = await house.SignUpAsync();
        string[] pieces = house.LastToken.Split('.');
        foreach (string? wrong in (string?[])[
            null, "", "x", "1.2.3", $"{session.Person}.{session.Session}.{pieces[2]}", $"{house.LastToken}x",
            $"{pieces[0]}.{pieces[1]}.{new string('A', 43)}", $"-{house.LastToken}", new string('9', 200)])
        {
            Assert.Null(await house.Sessions.ReadAsync(wrong));
        }

        Assert.Equal(other.Session, (await house.Sessions.ReadAsync(house.LastToken))!.Session);
        Assert.DoesNotContain(
            pieces[2],
            await house.Database.ValueAsync<string>("SELECT string_agg(s::text, ' ') FROM identity.session s"),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sessions_are_listed_and_ended_one_by_one_or_all_at_once()
    {
        await using IdentityHouse house = await IdentityHouse.OpenAsync(postgres);
        (SessionRow first, _) = await house.SignUpAsync();
        string firstToken = house.LastToken;
        SessionRow second = await house.ReadAsync(await house.Sessions.OpenAsync(first.Person, new("a", "Phone")));
        string secondToken = house.LastToken;
        SessionRow third = await house.ReadAsync(await house.Sessions.OpenAsync(first.Person, new("a", "Tablet")));
        IReadOnlyList<SessionItem> list = await house.Sessions.ListAsync(third);
        Assert.Equal(3, list.Count);
        Assert.Equal("Tablet", Assert.Single(list, item => item.IsThis).Device);
        Assert.Equal(IdentityStatus.Done, (await house.Sessions.RevokeAsync(third, second.Session)).Status);
        Assert.Equal(IdentityStatus.NotFound, (await house.Sessions.RevokeAsync(third, second.Session)).Status);
        Assert.Null(await house.Sessions.ReadAsync(secondToken));
        await house.Sessions.RevokeOthersAsync(third);
        Assert.Null(await house.Sessions.ReadAsync(firstToken));
        Assert.NotNull(await house.Sessions.ReadAsync(house.LastToken));
        await house.Sessions.RevokeAllAsync(first.Person);
        Assert.Null(await house.Sessions.ReadAsync(house.LastToken));
        Assert.Null(await house.Sessions.RotateAsync(third));
    }

    [Fact]
    public async Task A_session_ends_when_nobody_uses_it_and_after_its_life()
    {
        await using IdentityHouse house = await IdentityHouse.OpenAsync(postgres);
        await house.SignUpAsync();
        for (int day = 0; day < 29; day += 6)
        {
            house.Clock.Move(TimeSpan.FromDays(6));
            SessionRow? session = await house.Sessions.ReadAsync(house.LastToken);
            if (day < 24)
            {
                await house.Sessions.TouchAsync(session!);
            }
            else
            {
                Assert.Null(session);
            }
        }

        await house.SignUpAsync();
        house.Clock.Move(TimeSpan.FromDays(7));
        Assert.Null(await house.Sessions.ReadAsync(house.LastToken));
    }

    [Fact]
    public async Task Factors_change_only_after_a_fresh_step_up_and_never_the_last_way_in()
    {
        await using IdentityHouse house = await IdentityHouse.OpenAsync(postgres);
        (SessionRow session, _, SoftwarePasskey passkey) = await house.WithPasskeyAsync();
        using SoftwarePasskey owned = passkey;
        Passkeys passkeys = new(house.Parts);
        Passwords passwords = new(house.Parts);
        long number = Assert.Single(await passkeys.ListAsync(session.Person)).Passkey;
        Assert.Equal(IdentityStatus.StepUpNeeded, (await passkeys.BeginAsync(session)).Status);
        Assert.Equal(IdentityStatus.StepUpNeeded, (await passkeys.RemoveAsync(session, number)).Status);
        Assert.Equal(IdentityStatus.StepUpNeeded, (await passwords.SetAsync(session, "korrekt pferd")).Status);
        (_, SessionRow fresh) = await house.ProveAsync(session, passkey, StepUp.Factors);
        Assert.Equal(IdentityStatus.LastWay, (await passkeys.RemoveAsync(fresh, number)).Status);
        Assert.Equal(IdentityStatus.Done, (await passkeys.RenameAsync(fresh, number, "Old laptop")).Status);
        using SoftwarePasskey another = await house.AddPasskeyAsync(fresh);
        Assert.Equal(IdentityStatus.Done, (await passkeys.RemoveAsync(fresh, number)).Status);
        SignIn signIn = new(house.Parts);
        PasskeyAsk ask = await signIn.BeginPasskeyAsync(null, IdentityHouse.Visitor);
        Assert.Equal(IdentityStatus.NotProved, (await signIn.FinishPasskeyAsync(
            ask.Ask, passkey.Get(ask.OptionsJson), IdentityHouse.Visitor)).Status);
        house.Clock.Move(TimeSpan.FromMinutes(6));
        Assert.Equal(IdentityStatus.StepUpNeeded, (await passwords.SetAsync(fresh, "korrekt pferd")).Status);
    }

    [Fact]
    public async Task The_security_log_is_only_added_to()
    {
        await using IdentityHouse house = await IdentityHouse.OpenAsync(postgres);
        (SessionRow session, _) = await house.SignUpAsync();
        await new SecurityLog(house.Parts).NoteAsync(
            SecurityAct.Denied, session.Person, IdentityHouse.Visitor, "GET /ops");
        IReadOnlyList<SecurityLine> lines = await new SecurityLog(house.Parts).ListAsync(session.Person, null, 10);
        Assert.Equal([SecurityAct.Denied, SecurityAct.SignedIn], lines.Select(line => line.Act).ToHashSet());
        foreach (string change in (string[])[
            "UPDATE identity.security_log SET detail = ''", "DELETE FROM identity.security_log",
            "TRUNCATE identity.security_log"])
        {
            await using NpgsqlCommand command = house.Database.App.CreateCommand(change);
            PostgresException refused = await Assert.ThrowsAsync<PostgresException>(
                () => command.ExecuteNonQueryAsync());
            Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
        }
    }

    [Fact]
    public async Task The_first_factor_makes_way_for_the_next()
    {
        await using IdentityHouse house = await IdentityHouse.OpenAsync(postgres);
        (SessionRow session, _) = await house.SignUpAsync();
        Assert.Equal(IdentityStatus.Done,
            (await new Passwords(house.Parts).SetAsync(session, "korrekt pferd batterie")).Status);
        Assert.Equal(IdentityStatus.StepUpNeeded,
            (await new PaymentPassword(house.Parts).SetAsync(session, "260718")).Status);
        SessionRow now = (await house.Sessions.ReadAsync(house.LastToken))!;
        Assert.Equal(StepUpWay.Password, now.StepUpBy);
        Assert.Equal(IdentityStatus.Done, (await new PaymentPassword(house.Parts).SetAsync(now, "260718")).Status);
        Assert.Null((await house.Sessions.ReadAsync(house.LastToken))!.CoolingUntil);
    }

    [Fact]
    public async Task A_factor_behind_a_password_makes_money_to_others_wait()
    {
        await using IdentityHouse house = await IdentityHouse.OpenAsync(postgres);
        (SessionRow session, _) = await house.SignUpAsync();
        await new Passwords(house.Parts).SetAsync(session, "korrekt pferd batterie");
        house.Clock.Move(TimeSpan.FromHours(25));
        StepUp stepUp = new(house.Parts);
        StepUpAsk ask = await stepUp.BeginAsync(session, StepUp.Factors);
        Assert.Equal(IdentityStatus.NotProved,
            (await stepUp.ProveByPasswordAsync(session, ask.Confirmation, "something else")).Status);
        StepUpProof proof = await stepUp.ProveByPasswordAsync(session, ask.Confirmation, "korrekt pferd batterie");
        SessionRow now = (await house.Sessions.ReadAsync(proof.Token!.Value.Reveal()))!;
        using SoftwarePasskey passkey = await house.AddPasskeyAsync(now);
        Assert.Equal(IdentityStatus.Cooling,
            (await stepUp.BeginAsync(now, new("send", 1, "a", "", ToOthers: true))).Status);
        Assert.Equal(IdentityStatus.Done, (await stepUp.BeginAsync(now, new("withdraw", 1, "own card", ""))).Status);
    }
}
