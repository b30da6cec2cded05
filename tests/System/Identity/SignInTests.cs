#pragma warning disable xUnit1051 // Every call here is short; a token at each of them would hide what the test says.
using Huoqi.Identity;
using Huoqi.Bench;
using Npgsql;
using Xunit;

namespace Huoqi.SystemTests.Identity;

/// <summary>Phones, codes, passkeys, passwords and sessions on a real database.</summary>
public sealed class SignInTests(PostgresFixture postgres)
{
    [Fact]
    public async Task A_phone_becomes_a_person_and_the_database_says_nothing_of_it_in_clear()
    {
        await using IdentityHouse house = await IdentityHouse.OpenAsync(postgres);
        (SessionRow session, string phone) = await house.SignUpAsync("13800138000");
        Assert.True(session.Person > 1_000_000);
        Assert.Equal(Display.Default, session.Display);
        Assert.Equal(phone, (await new Profiles(house.Parts).ReadAsync(session.Person))!.Phone.Reveal());
        Kyc kyc = new(house.Parts);
        KycStanding identified = await kyc.IdentifyAsync(session.Person, "王小明", "11010519491231002X");
        Assert.Equal((IdentityStatus.Done, KycLevel.L1, 1),
            (identified.Status, identified.Level, identified.AccountClass));
        foreach (string table in (string[])["account", "login", "code", "kyc_check", "security_log", "counter"])
        {
            string all = await house.Database.ValueAsync<string>(
                $"SELECT coalesce(string_agg(t::text, ' '), '') FROM identity.{table} t");
            foreach (string clear in (string[])[phone, "王小明", "11010519491231002X"])
            {
                Assert.DoesNotContain(clear, all, StringComparison.Ordinal);
                Assert.DoesNotContain(
                    Convert.ToHexStringLower(System.Text.Encoding.UTF8.GetBytes(clear)), all, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public async Task Of_a_hundred_parallel_guesses_at_a_code_five_are_looked_at()
    {
        await using IdentityHouse house = await IdentityHouse.OpenAsync(postgres);
        string phone = IdentityHouse.NewPhone();
        SignUp signUp = new(house.Parts);
        CodeSent sent = await signUp.BeginAsync(phone, IdentityHouse.Visitor);
        string code = await house.CodeAsync(phone);
        string[] wrong = [.. Enumerable.Range(0, 101).Select(i => $"{i:D6}").Where(guess => guess != code).Take(100)];
        SignedIn[] answers = await Task.WhenAll(wrong.Select(
            guess => signUp.FinishAsync(sent.Ticket, phone, guess, IdentityHouse.Visitor)));
        Assert.All(answers, answer => Assert.Equal(IdentityStatus.NotProved, answer.Status));
        Assert.Equal((short)5, await house.Database.ValueAsync<short>("SELECT tries FROM identity.code"));
        // Now also the right one comes too late.
        Assert.Equal(IdentityStatus.NotProved,
            (await signUp.FinishAsync(sent.Ticket, phone, code, IdentityHouse.Visitor)).Status);
    }

    [Fact]
    public async Task A_code_is_good_once_for_its_phone_and_for_five_minutes()
    {
        await using IdentityHouse house = await IdentityHouse.OpenAsync(postgres);
        SignUp signUp = new(house.Parts);
        string phone = IdentityHouse.NewPhone(), other = IdentityHouse.NewPhone();
        CodeSent sent = await signUp.BeginAsync(phone, IdentityHouse.Visitor);
        string code = await house.CodeAsync(phone);
        Assert.Equal(IdentityStatus.NotProved,
            (await signUp.FinishAsync(sent.Ticket, other, code, IdentityHouse.Visitor)).Status);
        SignedIn[] both = await Task.WhenAll(
            signUp.FinishAsync(sent.Ticket, phone, code, IdentityHouse.Visitor),
            signUp.FinishAsync(sent.Ticket, phone, code, IdentityHouse.Visitor));
        Assert.Single(both, answer => answer.Status == IdentityStatus.Done);
        CodeSent late = await signUp.BeginAsync(other, IdentityHouse.Visitor);
        house.Clock.Move(TimeSpan.FromMinutes(5));
        Assert.Equal(IdentityStatus.NotProved, (await signUp.FinishAsync(
            late.Ticket, other, await house.CodeAsync(other), IdentityHouse.Visitor)).Status);
    }

    [Fact]
    public async Task A_passkey_signs_in_and_neither_a_replay_nor_a_copy_does()
    {
        await using IdentityHouse house = await IdentityHouse.OpenAsync(postgres);
        (SessionRow session, string phone, SoftwarePasskey passkey) = await house.WithPasskeyAsync();
        using SoftwarePasskey owned = passkey;
        Assert.True(session.HasPasskey);
        SignIn signIn = new(house.Parts);
        PasskeyAsk ask = await signIn.BeginPasskeyAsync(null, IdentityHouse.Visitor);
        string answer = passkey.Get(ask.OptionsJson);
        SignedIn done = await signIn.FinishPasskeyAsync(ask.Ask, answer, IdentityHouse.Visitor);
        Assert.Equal((IdentityStatus.Done, session.Person), (done.Status, done.Person));
        Assert.Equal(IdentityStatus.NotProved,
            (await signIn.FinishPasskeyAsync(ask.Ask, answer, IdentityHouse.Visitor)).Status);
        // The same answer to a new question; a counter that stands still; a user nobody verified.
        PasskeyAsk second = await signIn.BeginPasskeyAsync(phone, IdentityHouse.Visitor);
        Assert.Equal(IdentityStatus.NotProved,
            (await signIn.FinishPasskeyAsync(second.Ask, answer, IdentityHouse.Visitor)).Status);
        PasskeyAsk third = await signIn.BeginPasskeyAsync(phone, IdentityHouse.Visitor);
        passkey.Counter = 0;
        Assert.Equal(IdentityStatus.NotProved, (await signIn.FinishPasskeyAsync(
            third.Ask, passkey.Get(third.OptionsJson), IdentityHouse.Visitor)).Status);
        passkey.Counter = 10;
        passkey.VerifiesUser = false;
        PasskeyAsk fourth = await signIn.BeginPasskeyAsync(phone, IdentityHouse.Visitor);
        Assert.Equal(IdentityStatus.NotProved, (await signIn.FinishPasskeyAsync(
            fourth.Ask, passkey.Get(fourth.OptionsJson), IdentityHouse.Visitor)).Status);
        foreach (string rubbish in (string[])["", "{}", "null", "[]", "{\"id\":1}", new string('{', 9_000)])
        {
            PasskeyAsk fifth = await signIn.BeginPasskeyAsync(null, IdentityHouse.Visitor);
            Assert.Equal(IdentityStatus.NotProved,
                (await signIn.FinishPasskeyAsync(fifth.Ask, rubbish, IdentityHouse.Visitor)).Status);
        }
    }

    [Fact]
    public async Task Somebody_elses_passkey_and_another_origin_do_not_answer_for_a_person()
    {
        await using IdentityHouse house = await IdentityHouse.OpenAsync(postgres);
        (_, string phone, SoftwarePasskey own) = await house.WithPasskeyAsync();
        (_, _, SoftwarePasskey other) = await house.WithPasskeyAsync();
        using SoftwarePasskey first = own;
        using SoftwarePasskey second = other;
        SignIn signIn = new(house.Parts);
        PasskeyAsk ask = await signIn.BeginPasskeyAsync(phone, IdentityHouse.Visitor);
        Assert.Equal(IdentityStatus.NotProved, (await signIn.FinishPasskeyAsync(
            ask.Ask, other.Get(ask.OptionsJson), IdentityHouse.Visitor)).Status);
        using SoftwarePasskey elsewhere = new("http://localhost");
        (SessionRow fresh, _) = await house.SignUpAsync();
        Passkeys passkeys = new(house.Parts);
        PasskeyAsk made = await passkeys.BeginAsync(fresh);
        Assert.Equal(IdentityStatus.NotProved, (await passkeys.FinishAsync(
            fresh, made.Ask, elsewhere.Create(made.OptionsJson), "x")).Status);
    }

    [Fact]
    public async Task Unknown_phones_get_the_answers_of_known_ones()
    {
        await using IdentityHouse house = await IdentityHouse.OpenAsync(postgres);
        (SessionRow session, string phone) = await house.SignUpAsync();
        Assert.Equal(IdentityStatus.Done,
            (await new Passwords(house.Parts).SetAsync(session, "korrekt pferd batterie")).Status);
        string unknown = IdentityHouse.NewPhone();
        SignIn signIn = new(house.Parts);
        foreach (string number in (string[])[phone, unknown])
        {
            Assert.Equal(IdentityStatus.NotProved,
                (await signIn.ByPasswordAsync(number, "wrong password", IdentityHouse.Visitor)).Status);
            PasskeyAsk ask = await signIn.BeginPasskeyAsync(number, IdentityHouse.Visitor);
            Assert.Equal(IdentityStatus.Done, ask.Status);
            Assert.Contains("\"allowCredentials\":[]", ask.OptionsJson, StringComparison.Ordinal);
            Assert.Equal(IdentityStatus.Done,
                (await new Recovery(house.Parts).BeginAsync(new(number), IdentityHouse.Visitor)).Status);
            Assert.Equal(IdentityStatus.Done,
                (await new SignUp(house.Parts).BeginAsync(number, IdentityHouse.Visitor)).Status);
        }

        // The phone alone does not open an account that has a password.
        Assert.Equal(IdentityStatus.OtherWayNeeded, (await new SignUp(house.Parts).FinishAsync(
            (await new SignUp(house.Parts).BeginAsync(phone, IdentityHouse.Visitor)).Ticket, phone,
            await house.CodeAsync(phone), IdentityHouse.Visitor)).Status);
        Assert.Equal(IdentityStatus.Done,
            (await signIn.ByPasswordAsync(phone, "korrekt pferd batterie", IdentityHouse.Visitor)).Status);
    }

    [Fact]
    public async Task Sign_ins_are_limited_per_account_and_the_limit_ends()
    {
        await using IdentityHouse house = await IdentityHouse.OpenAsync(postgres);
        IdentityParts tight = house.Parts with { Terms = new() { SignInsPerAccount = 3 } };
        SignIn signIn = new(tight);
        string phone = IdentityHouse.NewPhone();
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(IdentityStatus.Done, (await signIn.BeginPasskeyAsync(phone, IdentityHouse.Visitor)).Status);
        }

        Assert.Equal(IdentityStatus.TryLater, (await signIn.BeginPasskeyAsync(phone, IdentityHouse.Visitor)).Status);
        house.Clock.Move(TimeSpan.FromMinutes(16));
        Assert.Equal(IdentityStatus.Done, (await signIn.BeginPasskeyAsync(phone, IdentityHouse.Visitor)).Status);
    }

    [Fact]
    public async Task An_old_hash_is_made_again_with_the_parameters_of_today()
    {
        await using IdentityHouse house = await IdentityHouse.OpenAsync(postgres);
        (SessionRow session, string phone) = await house.SignUpAsync();
        await new Passwords(house.Parts).SetAsync(session, "korrekt pferd batterie");
        PasswordHash weak = PasswordHash.Of("korrekt pferd batterie"u8, 1_000);
        await using NpgsqlCommand command = house.Database.Owner.CreateCommand(
            "UPDATE identity.account SET password_rounds = $1, password_salt = $2, password_hash = $3");
        command.Parameters.AddWithValue(weak.Rounds);
        command.Parameters.AddWithValue(weak.Salt);
        command.Parameters.AddWithValue(weak.Hash);
        await command.ExecuteNonQueryAsync();
        SignIn signIn = new(house.Parts);
        Assert.Equal(IdentityStatus.Done,
            (await signIn.ByPasswordAsync(phone, "korrekt pferd batterie", IdentityHouse.Visitor)).Status);
        Assert.Equal(PasswordHash.RoundsNow,
            await house.Database.ValueAsync<int>("SELECT password_rounds FROM identity.account"));
        Assert.Equal(IdentityStatus.Done,
            (await signIn.ByPasswordAsync(phone, "korrekt pferd batterie", IdentityHouse.Visitor)).Status);
    }
}
