#pragma warning disable xUnit1051 // Every call here is short; a token at each of them would hide what the test says.
using Huoqi.Customers;
using Huoqi.Identity;
using Huoqi.Kernel;
using Huoqi.Wallet;
using Huoqi.Workers;
using Xunit;

namespace Huoqi.SystemTests;

/// <summary>What a running process does about identity while nobody waits: late answers are told, what is over goes.
/// </summary>
public sealed class IdentityLoopTests(PostgresFixture postgres)
{
    private const string IdNumber = "11010519491231002X";

    [Fact]
    public async Task A_late_answer_of_the_authority_opens_the_account_and_is_told_once_in_the_persons_language()
    {
        await using LoopHouse house = await LoopHouse.StartAsync(postgres);
        long person = await PersonAsync(house, "13800000001");
        await house.SetFaultsAsync("{\"loseNextAnswers\":1}");
        Kyc kyc = new(house.Parts.Identity);
        Assert.Equal(IdentityStatus.Unknown, (await kyc.IdentifyAsync(person, "王小明", IdNumber)).Status);
        Assert.Empty(await MessagesAsync(house, person));
        Assert.Contains("Name and id number", await WaitingAsync(house, person), StringComparison.Ordinal);

        await using Loops loops = house.Run("identity checks");
        await LoopHouse.UntilAsync(async () => (await MessagesAsync(house, person)).Count > 0);
        Message told = Assert.Single(await MessagesAsync(house, person));
        Assert.Equal((MessageKind.Identity, "KycRaised", "L1"),
            (told.Kind, told.Parameters["step"], told.Parameters["detail"]));
        PaymentAccount? account = await house.Parts.Db.OneAsync(
            new PaymentAccount.Of(house.House.Ledger.ShardOf(person), person));
        Assert.Equal(AccountClass.I, account!.Class);
        Assert.Equal("", await WaitingAsync(house, person));
        await SaysAsync(house, person, "实名核验通过，您的等级现在是 L1", "Your identity was confirmed; your level is now L1");

        // A second yes that raises nothing, and a no.
        await house.SetFaultsAsync("{\"loseNextAnswers\":1}");
        Assert.Equal(IdentityStatus.Unknown, (await kyc.AddSourceAsync(person, KycSource.Carrier, "")).Status);
        await LoopHouse.UntilAsync(async () => (await MessagesAsync(house, person)).Count == 2);
        await SaysAsync(house, person, "“手机运营商”核验通过，等级不变",
            "“Phone carrier” confirmed your identity; your level stays as it is");
        await house.SetFaultsAsync(
            "{\"loseNextAnswers\":1,\"refuseIdNumbers\":[{\"ending\":\"02X\",\"code\":\"closed\"}]}");
        Assert.Equal(IdentityStatus.Unknown, (await kyc.AddSourceAsync(person, KycSource.Tax, "")).Status);
        await LoopHouse.UntilAsync(async () => (await MessagesAsync(house, person)).Count == 3);
        await SaysAsync(house, person, "“个税”核验未通过", "“Income tax” did not confirm your identity");
        Assert.Equal(["Tax: Refused", "Carrier: Done", "IdRegistry: L1"], await AnsweredAsync(house, person));
    }

    [Fact]
    public async Task Who_gives_the_number_of_another_account_hears_it_also_when_the_answer_is_late()
    {
        await using LoopHouse house = await LoopHouse.StartAsync(postgres);
        Kyc kyc = new(house.Parts.Identity);
        long first = await PersonAsync(house, "13800000001");
        Assert.Equal(IdentityStatus.Done, (await kyc.IdentifyAsync(first, "王小明", IdNumber)).Status);
        long second = await PersonAsync(house, "13800000002");
        await house.SetFaultsAsync("{\"loseNextAnswers\":1}");
        Assert.Equal(IdentityStatus.Unknown, (await kyc.IdentifyAsync(second, "王小明", IdNumber)).Status);

        await using Loops loops = house.Run("identity checks");
        await LoopHouse.UntilAsync(async () => (await MessagesAsync(house, second)).Count > 0);
        await SaysAsync(house, second, "该身份证号已用于另一个账户", "This id number belongs to another account");
        Assert.Equal(KycLevel.L0, (await kyc.ReadAsync(second)).Level);
        Assert.Null(await house.Parts.Db.OneAsync(
            new PaymentAccount.Of(house.House.Ledger.ShardOf(second), second)));
    }

    [Fact]
    public async Task What_was_raised_on_a_page_whose_process_died_is_told_and_twice_told_is_one_message()
    {
        await using LoopHouse house = await LoopHouse.StartAsync(postgres);
        long person = await PersonAsync(house, "13800000001");
        // The page asked and got its answer, and then was no more: no message, no account.
        KycStanding standing = await new Kyc(house.Parts.Identity).IdentifyAsync(person, "王小明", IdNumber);
        Assert.Equal((IdentityStatus.Done, KycLevel.L1), (standing.Status, standing.Level));
        UntoldEvents untold = new(house.Parts.Identity);
        UntoldEvent kept = Assert.Single(await untold.ListAsync(10));
        Assert.Equal(Assert.Single(standing.Events), kept.Event);
        Web.KycUpkeep upkeep = new(house.Parts);
        Assert.Equal(1, await upkeep.RunAsync());
        Assert.Equal(0, await upkeep.RunAsync());
        await Web.Told.EventsAsync(house.Parts.Customers, standing.Events, CancellationToken.None);
        Assert.Single(await MessagesAsync(house, person));
        Assert.NotNull(await house.Parts.Db.OneAsync(
            new PaymentAccount.Of(house.House.Ledger.ShardOf(person), person)));
    }

    [Fact]
    public async Task What_is_over_goes_and_what_is_not_stays()
    {
        await using LoopHouse house = await LoopHouse.StartAsync(postgres);
        long person = await PersonAsync(house, "13800000001");
        // One of each that is long over, one that was over for an hour, one that is good: an hour is no reason yet, but
        // for a counter.
        await house.RunAsync($"""
            CREATE TEMP TABLE age ON COMMIT DROP AS SELECT * FROM (VALUES
                (1, now() - interval '40 days'), (2, now() - interval '1 hour'), (3, now() + interval '5 minutes'))
                AS a (n, over);
            INSERT INTO identity.code (expires_at, shard, kind, tries, request, phone_lookup, code_hash)
                SELECT over, 0, 1, 0, sha256(int4send(n)), sha256('p'), sha256('c') FROM age;
            INSERT INTO identity.challenge (expires_at, shard, kind, challenge, state)
                SELECT over, 1, 2, sha256(int4send(n)), 's' FROM age;
            INSERT INTO identity.confirmation (person, session, created_at, expires_at, proved_at, proved_by, used_at,
                    used_key, shard, moves_money, to_others, confirmation, nonce, purpose_hash, act)
                SELECT {person}, 1, over, over, over, 1, over, 'k', 1, true, false, sha256(int4send(n)), sha256('n'),
                    sha256('p'), 'send' FROM age
                UNION ALL
                SELECT {person}, 1, over, over, NULL, NULL, NULL, NULL, 1, true, false, sha256(int4send(n + 10)),
                    sha256('n'), sha256('p'), 'send' FROM age;
            INSERT INTO identity.session (person, session, created_at, last_seen, idle_until, expires_at, shard, kind,
                    secret_hash, device)
                SELECT {person}, n, over, over, over, over, 0, 1, sha256(int4send(n)), 'd' FROM age;
            INSERT INTO identity.counter (window_end, taken, most, shard, granted, scope, key)
                SELECT over, 1, 1, 0, true, 'test', sha256(int4send(n)) FROM age;
            INSERT INTO web.wanted (person, made_at, expires_at, fen, shard, payment_password, to_others, confirmation,
                    act, payee, detail)
                SELECT {person}, over, over, 1, 0, true, false, 'c' || n, 'top-up', '', '' FROM age;
            """);
        await using Loops loops = house.Run("identity sweep", "wanted sweep");
        loops.Wake("identity sweep");
        loops.Wake("wanted sweep");
        string[] tables = ["code", "challenge", "confirmation", "session", "counter"];
        await LoopHouse.UntilAsync(async () =>
            await LeftAsync(house, "web.wanted") == 2 && await LeftAsync(house, "identity.counter") == 1
            && await LeftAsync(house, "identity.session") == 2);
        foreach (string table in tables)
        {
            int left = table switch { "confirmation" => 4, "counter" => 1, _ => 2 };
            Assert.Equal((table, left), (table, await LeftAsync(house, $"identity.{table}")));
        }

        // Of confirmations, too, it is the old ones that went: two of an hour ago, two that are good.
        Assert.Equal(0, await house.ValueAsync<long>(
            "SELECT count(*) FROM identity.confirmation WHERE expires_at < now() - interval '2 hours'"));
    }

    private static async Task<long> PersonAsync(LoopHouse house, string phone) =>
        await new Profiles(house.Parts.Identity).MakeAsync(new MadePerson(phone, "", "", KycLevel.L0));

    private static Task<IReadOnlyList<Message>> MessagesAsync(LoopHouse house, long person) =>
        new Inbox(house.Parts.Customers).PageAsync(person, before: null, 20);

    private static async Task<string[]> AnsweredAsync(LoopHouse house, long person) =>
    [
        .. (await new SecurityLog(house.Parts.Identity).ListAsync(person, before: null, 50))
            .Where(line => line.Act == SecurityAct.KycAnswered).Select(line => line.Detail),
    ];

    private static async Task<int> LeftAsync(LoopHouse house, string table) =>
        (int)await house.ValueAsync<long>($"SELECT count(*) FROM {table}");

    /// <summary>What the page says that it waits for; nothing when it waits for nothing.</summary>
    private static async Task<string> WaitingAsync(LoopHouse house, long person)
    {
        await new Profiles(house.Parts.Identity).SetDisplayAsync(person, Display.Default with { Language = "en" });
        using Browser browser = await SignedInAsync(house, person);
        await browser.OpenAsync("/me/identity");
        return browser.Page.QuerySelector("#waiting")?.TextContent ?? "";
    }

    private static async Task<Browser> SignedInAsync(LoopHouse house, long person)
    {
        Browser browser = new(house.Web.Address);
        browser.Cookies["__Host-huoqi"] = (await new Sessions(house.Parts.Identity)
            .OpenAsync(person, new("127.0.0.1", "Test"))).Token!.Value.Reveal();
        return browser;
    }

    private static async Task SaysAsync(LoopHouse house, long person, string chinese, string english)
    {
        foreach ((string language, string sentence) in ((string, string)[])[("zh", chinese), ("en", english)])
        {
            await new Profiles(house.Parts.Identity).SetDisplayAsync(
                person, Display.Default with { Language = language });
            using Browser browser = await SignedInAsync(house, person);
            await browser.OpenAsync("/inbox");
            Assert.Contains(sentence, browser.Text, StringComparison.Ordinal);
            Assert.NotNull(browser.Page.QuerySelector("main a[href='/me/identity']"));
        }
    }
}
