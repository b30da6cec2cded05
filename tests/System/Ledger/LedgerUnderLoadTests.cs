using Huoqi.Kernel;
using Huoqi.Ledger;
using Huoqi.RulesTests;
using Xunit;

namespace Huoqi.SystemTests;

/// <summary>The ledger over a real server: two processes at once, and step by step beside the store in
/// memory.</summary>
public sealed class LedgerUnderLoadTests(PostgresFixture postgres)
{
    private const int Shards = 4;
    private const int People = 8;
    private const short AnAct = 900;

    private static readonly DateOnly Today = new(2026, 3, 10);
    private static readonly AccountKey Reserve = AccountKey.Of(Party.Platform, AccountCode.ReserveAtCentralBank);

    [Fact]
    public async Task Two_processes_that_spend_the_same_money_spend_it_once()
    {
        await using TestDatabase database = await postgres.CreateDatabaseAsync();
        await using GeneralLedger one = await StartAsync(database);
        await using GeneralLedger two = await StartAsync(database);
        await OpenPeopleAsync(one, 10_000);

        // Each asks for every spending, half of them under the same key; there is money for half of the distinct ones.
        List<Task<PostResult>> asked = [];
        for (int i = 0; i < 200; i++)
        {
            for (short shard = 0; shard < Shards; shard++)
            {
                long person = 1 + (i % People);
                asked.Add(one.PostAsync(Spend(shard, person, $"both {i}", 400)));
                asked.Add(two.PostAsync(Spend(shard, person, $"both {i}", 400)));
                asked.Add(one.PostAsync(Spend(shard, person, $"one {i}", 400)));
                asked.Add(two.PostAsync(Spend(shard, person, $"two {i}", 400)));
            }
        }

        PostResult[] results = await Task.WhenAll(asked);

        Assert.All(results, r =>
            Assert.True(r.Status is PostStatus.Posted or PostStatus.InsufficientBalance, r.ToString()));
        Assert.Equal(Shards * People * 25, results.Count(r => r is { IsPosted: true, Replayed: false }));
        Assert.Equal(0L, await database.ValueAsync<long>(
            "SELECT count(*) FROM ledger.account WHERE account >= 8388608 AND balance <> 0"));
        Assert.Equal(0m, await database.ValueAsync<decimal>(
            "SELECT sum(balance)::numeric FROM ledger.account"));
        Assert.Equal(0L, await database.ValueAsync<long>("""
            SELECT count(*) FROM ledger.request_key k
            WHERE (k.status = 0) <> EXISTS (SELECT FROM ledger.entry e WHERE e.shard = k.shard AND e.entry = k.entry)
            """));
    }

    [Fact]
    public async Task An_act_whose_rows_are_refused_is_refused_alone()
    {
        await using TestDatabase database = await postgres.CreateDatabaseAsync();
        await using GeneralLedger ledger = await StartAsync(database);
        await OpenPeopleAsync(ledger, 10_000);
        PostResult[] results = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => ledger.PostAsync(
            Spend(0, 1, $"settle {i}", 1) with
            {
                // Nothing of this number was ever sent.
                Rows = i % 10 == 3 ? [new Deliveries.SettledRow(0, Entry: 1_000_000, new(PostStatus.Posted, 1))] : [],
            })));
        for (int i = 0; i < results.Length; i++)
        {
            Assert.Equal(i % 10 == 3 ? PostStatus.RowsRefused : PostStatus.Posted, results[i].Status);
        }
    }

    [Fact]
    public async Task Step_by_step_the_server_and_the_store_in_memory_give_the_same_answers_and_the_same_hashes()
    {
        await using TestDatabase database = await postgres.CreateDatabaseAsync();
        await using GeneralLedger prepared = await StartAsync(database);
        MemoryLedgerStore memory = new(Shards);
        PostgresLedgerStore server = new(database.App);
        SteppingClock clock = new(new DateTimeOffset(2026, 3, 10, 1, 0, 0, TimeSpan.Zero));
        await using GeneralLedger inMemory = new(memory, Shards, new LedgerOptions(), clock);
        await using GeneralLedger onServer = new(server, Shards, new LedgerOptions(), clock);
        const int seed = 20260310;
        Random random = new(seed);
        for (int step = 0; step < 600; step++)
        {
            EntryDraft draft = Something(random, step);
            PostResult expected = await inMemory.PostAsync(draft);
            PostResult actual = await onServer.PostAsync(draft);
            Assert.True(expected == actual, $"seed {seed}, step {step}: memory {expected}, server {actual}");
        }

        LoadRequest heads = new();
        heads.Heads.AddRange([0, 1, 2, 3]);
        LoadResult expectedHeads = await memory.LoadAsync(heads);
        LoadResult actualHeads = await server.LoadAsync(heads);
        for (short shard = 0; shard < Shards; shard++)
        {
            Assert.Equal(expectedHeads.Heads[shard].Head.Head, actualHeads.Heads[shard].Head.Head);
            Assert.Equal(expectedHeads.Heads[shard].Head.Chain, actualHeads.Heads[shard].Head.Chain);
            Assert.Equal(expectedHeads.Heads[shard].Funds, actualHeads.Heads[shard].Funds);
        }

        Db reads = database.Db;
        await SameAsync(memory, reads, new EarningQueries.HoldersOf(Fund),
            holder =>
                $"{holder.Shard} {holder.Head} {holder.Row.Owner} {holder.Row.PostedThrough} {holder.Row.Units} " +
                $"{string.Join(',', holder.Row.ChangeDays)} {string.Join(',', holder.Row.ChangeUnits)}");
        await SameAsync(memory, reads, new EarningQueries.UnitChangesAfter(Fund, [0, 2], [0, 20]), change =>
            change.ToString());
        await SameAsync(memory, reads, new LedgerQueries.BalanceInShards(Reserve), balance => balance.ToString());
        await SameAsync(memory, reads, new LedgerQueries.FundProgressOf(Fund), progress => progress.ToString());
        await SameAsync(memory, reads, new LedgerQueries.DaysAfter(1, Fund, Today), day => day.ToString());
        await SameAsync(memory, reads, new LedgerQueries.BalancesOf(1, 2), balance => balance.ToString());
    }

    private static readonly Asset Fund = new(1);

    private static async Task SameAsync<TRow>(
        MemoryLedgerStore memory, Db server, Query<TRow> query, Func<TRow, string> text)
        where TRow : class
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        Assert.Equal((await memory.AllAsync(query, cancel)).Select(text),
            (await server.AllAsync(query, cancel)).Select(text));
    }

    /// <summary>Any act of the ledger: standing, money, units, limits, reversals, steps of the fund, refused or
    /// not.</summary>
    private static EntryDraft Something(Random random, int step)
    {
        short shard = (short)random.Next(Shards);
        long person = random.Next(1, People + 1);
        DateOnly day = Today.AddDays(step / 60);
        AccountKey units = AccountKey.Of(person, AccountCode.UnitsAvailable, Fund);
        AccountKey contra = AccountKey.Of(Party.Platform, AccountCode.FundContra, Fund);
        AccountKey limit = AccountKey.Of(person, AccountCode.FastRedemptionLimit, Fund);
        EntryDraft draft = Spend(shard, person, $"step {step}", random.Next(0, 300)) with { BusinessDate = day };
        return random.Next(12) switch
        {
            0 or 1 or 2 => draft with { Standing = (Standing)random.Next(1, 5), Legs = [] },
            3 or 4 => draft with { Legs = [Leg.Transfer(Reserve, Wallet(person), random.Next(1, 500))] },
            5 or 6 => draft with
            {
                Legs = [Leg.Units(contra, units, new(random.Next(1, 5_000)), day.AddDays(random.Next(3)))],
            },
            7 => draft with
            {
                Legs = [Leg.Units(units, contra, new(random.Next(1, 2_000)), day.AddDays(random.Next(3)))],
            },
            8 => draft with { Legs = [Leg.UseLimit(limit, day.DayNumber, new(500), new(random.Next(1, 300)))] },
            9 => draft with { Legs = [], Reverses = random.Next(1, 40) },
            10 => draft with { Legs = [], Earning = SomeStep(random, day) },
            _ => draft,
        };
    }

    private static EarningStep SomeStep(Random random, DateOnly day) => random.Next(4) switch
    {
        0 => new EarningStep.OpenFund(Fund, Today),
        1 or 2 => new EarningStep.Seal(Fund, day),
        _ => new EarningStep.Publish(new(Fund, day.AddDays(-1), 0, 0, EarningDay.NoCut, 0), PartFen: 0, PartUnits: 0),
    };

    private static AccountKey Wallet(long person) => AccountKey.Of(person, AccountCode.UserBalance);

    private static Task<GeneralLedger> StartAsync(TestDatabase database) =>
        GeneralLedger.StartAsync(database.App, Shards, new LedgerOptions { Queues = 2 }, TimeProvider.System);

    private static async Task OpenPeopleAsync(GeneralLedger ledger, long balance)
    {
        for (short shard = 0; shard < Shards; shard++)
        {
            for (long person = 1; person <= People; person++)
            {
                EntryDraft open = Spend(shard, person, "open", 1) with { Legs = [], Standing = Standing.Open };
                EntryDraft topUp = Spend(shard, person, "top up", 1) with
                {
                    Legs = [Leg.Transfer(Reserve, Wallet(person), balance)],
                };
                Assert.True((await ledger.PostAsync(open)).IsPosted);
                Assert.True((await ledger.PostAsync(topUp)).IsPosted);
            }
        }
    }

    private static EntryDraft Spend(short shard, long person, string key, long amount) => new()
    {
        Shard = shard,
        Owner = person,
        Act = AnAct,
        Key = key,
        BusinessDate = Today,
        Legs = [Leg.Transfer(Wallet(person), Reserve, amount)],
    };
}
