using Huoqi.Funds;
using Huoqi.Kernel;
using Huoqi.Ledger;
using Xunit;

namespace Huoqi.RulesTests;

/// <summary>Two closers that meet in the middle of a day; found or feared while the property test was
/// written.</summary>
public sealed class DailyIncomeTests
{
    private static readonly DateOnly FirstDay = IncomeWorld.FirstDay;

    [Fact]
    public async Task Of_two_closers_with_different_figures_one_is_refused_and_all_shards_have_the_same_numbers()
    {
        await using IncomeWorld world = await OpenAsync();
        PublishedDay[] published = await Task.WhenAll(
            world.Process(0).Incomes[0].PublishAsync(FirstDay, new Money(10_01), FirstDay),
            world.Process(1).Incomes[0].PublishAsync(FirstDay, new Money(10_02), FirstDay));

        Assert.Contains(published, day => day.Status == PostStatus.Posted);
        Assert.Single(DaysOf(world).Distinct());
        Assert.Equal(world.Store.Shards.Count, DaysOf(world).Count);
    }

    [Fact]
    public async Task A_day_that_another_closer_begins_between_two_reads_is_gone_on_with()
    {
        await using IncomeWorld world = await OpenAsync();
        MeddlingReads reads = new(world.Store);
        await using IncomeProcess late = new(world.Store, reads, world.Store.Shards.Count, world.Clock, world.Funds);
        reads.BeforeHolders = async () =>
        {
            world.PublishesLostFrom = 1;
            await world.Process(1).Incomes[0].PublishAsync(FirstDay, new Money(10_01), FirstDay);
            world.PublishesLostFrom = null;
        };

        PublishedDay published = await late.Incomes[0].PublishAsync(FirstDay, new Money(10_01), FirstDay);

        Assert.Equal(PostStatus.Posted, published.Status);
        Assert.Single(DaysOf(world).Distinct());
        Assert.Equal(world.Store.Shards.Count, DaysOf(world).Count);
        Assert.Equal(10_01, world.Store.Shards.Sum(shard => shard.Days[world.Funds[0].Asset][0].PartFen));
    }

    public static TheoryData<string, long, long, long, long> Late => new()
    {
        // what                                     units   income of the day  units that earned  missed
        { "a share without rest",                   100,    10,                1_000,             1 },
        { "a share with a rest is cut off",         199,    10,                1_000,             1 },
        { "a loss is cut off downwards",            1,      -10,               1_000,             -1 },
        { "more units than all that earned",        2_000,  10,                1_000,             20 },
        { "a day on which nothing earned",          100,    0,                 0,                 0 },
    };

    [Theory]
    [MemberData(nameof(Late))]
    public void Units_confirmed_late_missed_their_floor_share(
        string what, long units, long total, long earned, long missed)
    {
        EarningDay day = new(new Asset(1), FirstDay, total, earned, EarningDay.NoCut, 0);
        Assert.True(missed == CorrectIncome.MissedBy(new(units), [day]), what);
    }

    private static List<EarningDay> DaysOf(IncomeWorld world) =>
        [.. world.Store.Shards.SelectMany(shard => shard.Days[world.Funds[0].Asset]).Select(day => day.Numbers)];

    /// <summary>A fund in three shards, with holders in each and its first day sealed.</summary>
    private static async Task<IncomeWorld> OpenAsync()
    {
        IncomeWorld world = new(new IncomeCase(Seed: 1, Holders: 30, Days: 2, Funds: 1, Shards: 3), PlantedBug.None);
        DailyIncome income = world.Process(0).Incomes[0];
        await income.OpenAsync(FirstDay, FirstDay);
        GeneralLedger ledger = world.Process(0).Ledger;
        for (int person = 1; person <= 30; person++)
        {
            EntryDraft open = new()
            {
                Shard = ledger.ShardOf(person),
                Owner = person,
                Act = Books.AnAct,
                Key = "open",
                BusinessDate = FirstDay,
                Standing = Standing.Open,
            };
            await ledger.PostAsync(open);
            await ledger.PostAsync(open with
            {
                Key = "subscribe",
                Standing = Standing.None,
                Legs = [Leg.Units(Books.Contra(), Books.Units(person), new(100 + person), FirstDay)],
            });
        }

        Assert.Equal(PostStatus.Posted, await income.SealAsync(FirstDay, FirstDay));
        return world;
    }

    /// <summary>Lets something happen just before the holders are read, once.</summary>
    private sealed class MeddlingReads(IReads reads) : IReads
    {
        public Func<Task>? BeforeHolders { get; set; }

        public async Task<IReadOnlyList<TRow>> AllAsync<TRow>(Query<TRow> query, CancellationToken cancel = default)
        {
            if (query is EarningQueries.HoldersOf && BeforeHolders is { } meddle)
            {
                BeforeHolders = null;
                await meddle();
            }

            return await reads.AllAsync(query, cancel);
        }
    }
}
