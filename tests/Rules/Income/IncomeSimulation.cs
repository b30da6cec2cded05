using Huoqi.Ledger;
using Xunit;

namespace Huoqi.RulesTests;

/// <summary>
/// One case: people subscribe, redeem, freeze and give while days are sealed on time and published late, losses come,
/// days are corrected, processes restart and answers get lost. Books and model are compared after every step.
/// </summary>
internal sealed class IncomeSimulation(IncomeCase size, PlantedBug bug)
{
    private readonly Random _random = new(size.Seed);

    public async Task RunAsync()
    {
        await using IncomeWorld world = new(size, bug);
        List<IncomeFundRun> funds =
            [.. world.Funds.Select((_, place) => new IncomeFundRun(_random, world, place, size))];
        DateOnly date = IncomeWorld.FirstDay.AddDays(-1);
        await OpenPeopleAsync(world, date);
        foreach (IncomeFundRun fund in funds)
        {
            await fund.OpenAsync(date);
        }

        for (int day = 0; day < size.Days; day++)
        {
            date = IncomeWorld.FirstDay.AddDays(day);
            foreach (IncomeFundRun fund in funds)
            {
                await DayAsync(world, fund, date, day);
            }
        }

        await FinishAsync(world, funds, date);
    }

    private async Task OpenPeopleAsync(IncomeWorld world, DateOnly date)
    {
        PostResult[] opened = await Task.WhenAll(Enumerable.Range(1, size.Holders).Select(person =>
            world.Process(0).Ledger.PostAsync(new()
            {
                Shard = Sharding.Of(person, size.Shards),
                Owner = person,
                Act = Books.AnAct,
                Key = "open",
                BusinessDate = date,
                Standing = Standing.Open,
            })));
        Assert.All(opened, result => Assert.True(result.IsPosted));
    }

    private async Task DayAsync(IncomeWorld world, IncomeFundRun fund, DateOnly date, int day)
    {
        int acts = _random.Next(2 + (size.Holders / (day == 0 ? 1 : 10)));
        for (int i = 0; i < acts; i++)
        {
            await ActAsync(world, fund, date);
        }

        // Some days are sealed late, and then several at once.
        bool sealNow = _random.Next(6) != 0;
        while (fund.OpenDay <= day && sealNow)
        {
            await fund.SealAsync(date);
        }

        await MaybeAsync(8, () => world.RestartAsync(_random.Next(2)));
        await MaybeAsync(3, () => ActAsync(world, fund, date));
        while (fund.Unpublished > 0 && _random.Next(4) != 0)
        {
            await fund.PublishAsync(date);
            await MaybeAsync(10, () => world.RestartAsync(_random.Next(2)));
            await MaybeAsync(2, () => ActAsync(world, fund, date));
        }

        await MaybeAsync(6, () => fund.CorrectAsync(date));
        await MaybeAsync(6, () => fund.AdjustAsync(date));
        await MaybeAsync(15, () => fund.SweepAsync(date));
    }

    private Task MaybeAsync(int oneIn, Func<Task> step) => _random.Next(oneIn) == 0 ? step() : Task.CompletedTask;

    /// <summary>One act: by one process, by both, after another one slipped in, or with its answer lost.</summary>
    private async Task ActAsync(IncomeWorld world, IncomeFundRun fund, DateOnly date)
    {
        int first = _random.Next(2);
        GeneralLedger ledger = world.Process(first).Ledger;
        GeneralLedger other = world.Process(1 - first).Ledger;
        IncomeAct act = fund.Acts.Next(date, fund.OpenDay);
        switch (_random.Next(12))
        {
            case 0:
                PostResult[] both = await Task.WhenAll(ledger.PostAsync(act.Draft), other.PostAsync(act.Draft));
                Assert.Equal(1, both.Count(result => result.Replayed));
                Assert.All(both, result => Expect(act, result));
                break;
            case 1:
                IncomeAct later = fund.Acts.Next(date, fund.OpenDay);
                world.Store.BeforeCommit = async _ =>
                {
                    world.Store.BeforeCommit = null;
                    Expect(act, await other.PostAsync(act.Draft));
                };
                Expect(later, await ledger.PostAsync(later.Draft));
                Array.ForEach(later.Touched, fund.Checks.One);
                break;
            case 2:
                world.AnswersToLose = 1;
                Expect(act, await ledger.PostAsync(act.Draft));
                break;
            default:
                Expect(act, await ledger.PostAsync(act.Draft));
                break;
        }

        Array.ForEach(act.Touched, fund.Checks.One);
    }

    private async Task FinishAsync(IncomeWorld world, List<IncomeFundRun> funds, DateOnly date)
    {
        foreach (IncomeFundRun fund in funds)
        {
            while (fund.OpenDay < size.Days)
            {
                await fund.SealAsync(date);
            }

            while (fund.Unpublished > 0)
            {
                await fund.PublishAsync(date);
            }

            await fund.SweepAsync(date);
        }

        // The chain of a planted bug is broken by the planting itself.
        if (bug == PlantedBug.None && size.Seed % 20 == 0)
        {
            BooksCheck.Holds(world.Store);
        }
    }

    private static void Expect(IncomeAct act, PostResult result)
    {
        if (result.Status != act.Expected)
        {
            Assert.Fail($"{act.Draft.Key} {act.Draft.Legs[0]}: expected {act.Expected}, was {result}");
        }
    }
}
