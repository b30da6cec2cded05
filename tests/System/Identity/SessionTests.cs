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
    public async Task The_log_stands_by_time_whichever_connection_drew_a_number_first()
    {
        await using IdentityHouse house = await IdentityHouse.OpenAsync(postgres);
        (SessionRow session, _) = await house.SignUpAsync();
        short shard = house.Parts.ShardOf(session.Person);
        await house.Database.RunAsync($"""
            INSERT INTO identity.security_log (shard, number, at, act, person, subject, device, detail, address)
            SELECT {shard}, 100000 + i, timestamptz '2020-01-01 00:00Z' + (i * 37 % 40) / 3 * interval '1 minute',
                5, {session.Person}, '', 'x', 'd' || i, ''
            FROM generate_series(1, 40) AS i
            """);
        SecurityLog log = new(house.Parts);
        List<SecurityLine> read = [];
        for (long? before = null; read.Count < 100; before = read[^1].Number)
        {
            IReadOnlyList<SecurityLine> page = await log.ListAsync(session.Person, before, 7);
            if (page.Count == 0)
            {
                break;
            }

            read.AddRange(page);
        }

        Assert.True(read.Count > 40);
        Assert.Equal(read.Count, read.Select(line => line.Number).Distinct().Count());
        Assert.Equal(read.OrderByDescending(line => line.At).ThenByDescending(line => line.Number), read);
        Assert.NotEqual(read.OrderByDescending(line => line.Number), read);
        Assert.Empty(await log.ListAsync(session.Person, 999_999_999, 7));
    }

    [Fact]
    public async Task The_token_before_a_rotation_reads_without_its_step_up_until_the_new_one_is_used()
    {
        await using IdentityHouse house = await IdentityHouse.OpenAsync(postgres);
        (SessionRow session, _, SoftwarePasskey passkey) = await house.WithPasskeyAsync();
        using SoftwarePasskey owned = passkey;
        string old = house.LastToken;
        (_, SessionRow proved) = await house.ProveAsync(session, passkey, StepUp.Factors);
        Assert.NotEqual(old, house.LastToken);
        Assert.NotNull(proved.StepUpAt);
        Assert.True(proved.IsFirstUse);
        house.Clock.Move(TimeSpan.FromDays(1));
        SessionRow before = (await house.UseAsync(old))!;
        Assert.Equal((null, false), (before.StepUpAt, before.IsFirstUse));
        Assert.NotNull(await house.UseAsync(old));

        Assert.True((await house.UseAsync(house.LastToken))!.IsFirstUse);
        Assert.Null(await house.UseAsync(old));
        Assert.False((await house.UseAsync(house.LastToken))!.IsFirstUse);
    }

    [Fact]
    public async Task Answers_that_are_lost_one_after_the_other_lose_no_sign_in()
    {
        await using IdentityHouse house = await IdentityHouse.OpenAsync(postgres);
        (SessionRow session, _, SoftwarePasskey passkey) = await house.WithPasskeyAsync();
        using SoftwarePasskey owned = passkey;
        string old = house.LastToken;
        List<string> lost = [];
        for (int i = 0; i < 3; i++)
        {
            await house.ProveAsync((await house.UseAsync(old))!, passkey, StepUp.Factors);
            lost.Add(house.LastToken);
            house.Clock.Move(TimeSpan.FromDays(2));
        }

        Assert.NotNull(await house.UseAsync(old));
        Assert.Null(await house.UseAsync(lost[0]));
        Assert.Null(await house.UseAsync(lost[1]));
        Assert.NotNull(await house.UseAsync(lost[2]));
        Assert.Null(await house.UseAsync(old));

        // From here on it is the new one that a lost answer leaves behind.
        await house.ProveAsync(session, passkey, StepUp.Factors);
        Assert.NotNull(await house.UseAsync(lost[2]));
        Assert.NotNull(await house.UseAsync(house.LastToken));
        Assert.Null(await house.UseAsync(lost[2]));
    }

    [Fact]
    public async Task A_token_whose_successor_nobody_uses_reads_no_longer_than_an_idle_session_lives()
    {
        await using IdentityHouse house = await IdentityHouse.OpenAsync(postgres);
        (SessionRow session, _, SoftwarePasskey passkey) = await house.WithPasskeyAsync();
        using SoftwarePasskey owned = passkey;
        string old = house.LastToken;
        await house.ProveAsync(session, passkey, StepUp.Factors);
        // Used all the time, so that the session itself is not idle.
        for (int day = 0; day < 7; day++)
        {
            Assert.NotNull(await house.UseAsync(old));
            house.Clock.Move(TimeSpan.FromDays(1));
        }

        Assert.Null(await house.UseAsync(old));
        Assert.NotNull(await house.UseAsync(house.LastToken));
    }

    [Fact]
    public async Task A_request_that_was_slow_does_not_end_what_was_rotated_meanwhile()
    {
        await using IdentityHouse house = await IdentityHouse.OpenAsync(postgres);
        (SessionRow session, _, SoftwarePasskey passkey) = await house.WithPasskeyAsync();
        using SoftwarePasskey owned = passkey;
        await house.ProveAsync(session, passkey, StepUp.Factors);
        string used = house.LastToken;
        SessionOf asked = house.Sessions.Of(used)!;
        SessionRow slow = (await house.Sessions.ReadAsync(used))!;
        Assert.True(slow.IsFirstUse);
        await house.ProveAsync((await house.UseAsync(used))!, passkey, StepUp.Factors);
        await house.Sessions.TakeOverAsync(asked, slow);
        Assert.NotNull(await house.UseAsync(used));
        Assert.NotNull(await house.UseAsync(house.LastToken));
        Assert.Null(await house.UseAsync(used));
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
            Assert.Equal(day >= 24, await house.UseAsync(house.LastToken) is null);
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
        Assert.Equal(IdentityStatus.StepUpNeeded, (await passwords.SetAsync(session, "korrekt pferd batterie")).Status);
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
        Assert.Equal(IdentityStatus.StepUpNeeded, (await passwords.SetAsync(fresh, "korrekt pferd batterie")).Status);
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
        // What is the person's own stays so, if it was there before; a card of today waits like somebody else's.
        Assert.Equal(IdentityStatus.Done, (await stepUp.BeginAsync(now, new("withdraw", 1, "own card", ""))).Status);
        Cooling cooling = new(house.Parts);
        DateTimeOffset today = house.Clock.GetUtcNow();
        Assert.True(await cooling.HoldsBackAsync(now.Person, today));
        Assert.True(await cooling.HoldsBackAsync(now.Person, today.AddHours(-23)));
        Assert.False(await cooling.HoldsBackAsync(now.Person, today.AddHours(-25)));
        Assert.False(await cooling.HoldsBackAsync(now.Person, since: null));
        house.Clock.Move(TimeSpan.FromHours(25));
        Assert.False(await cooling.HoldsBackAsync(now.Person, today));
    }
}
