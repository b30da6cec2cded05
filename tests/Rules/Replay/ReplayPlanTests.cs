using Huoqi.Kernel;
using Huoqi.Replay;
using Xunit;

namespace Huoqi.RulesTests;

/// <summary>The plan at sizes where every act can be followed by hand.</summary>
public sealed class ReplayPlanTests
{
    [Theory]
    [InlineData(1, 1, 427)]
    [InlineData(2, 2, 427)]
    [InlineData(3, 3, 427)]
    [InlineData(4, 10, 427)]
    [InlineData(5, 100, 427)]
    [InlineData(6, 1_000, 120)]
    [InlineData(7, 28_041, 3)]
    [InlineData(8, 40_000, 3)]
    public void Every_day_spreads_its_totals_exactly_and_nobody_falls_below_zero(ulong seed, int people, int days)
    {
        ReplayPlan plan = RealData.Plan(seed, people, days);
        PlanOracle oracle = new(plan);
        long incomeFen = 0;
        foreach (PlannedDay day in plan.Run())
        {
            PlanChecks.SumsAreExact(day);
            oracle.DoActsAndCheck(day);
            incomeFen += day.PeopleIncomeFen;
        }

        Assert.Equal(days, oracle.DaysDone);
        long reportedFen = plan.Days.Sum(day => day.IncomeFen);
        Assert.Equal(
            incomeFen - reportedFen + plan.ReportedBreakFen, oracle.ClosingFen - plan.Days[^1].ClosingFen);
    }

    [Theory]
    [InlineData(11, 5, 60)]
    [InlineData(12, 40, 30)]
    public void Income_agrees_with_a_model_of_dated_lots(ulong seed, int people, int days)
    {
        ReplayPlan plan = RealData.Plan(seed, people, days);
        LotModel model = new(plan, RealData.Shards, RealData.ShardOf);
        foreach (PlannedDay day in plan.Run())
        {
            model.DoDay(day);
            for (int person = 1; person <= people; person++)
            {
                PersonDay figures = day.OfPerson(person);
                Assert.Equal(model.EarningUnits(person - 1, day.Date), figures.EarningUnits);
                Assert.Equal(model.IncomeFen(person - 1), figures.IncomeFen);
            }

            for (int shard = 0; shard < RealData.Shards; shard++)
            {
                BankDay figures = day.OfBank(shard);
                Assert.Equal(model.EarningUnits(people + shard, day.Date), figures.EarningUnits);
                Assert.Equal(model.IncomeFen(people + shard), figures.IncomeFen);
                Assert.Equal(model.BankOrderUnits(shard), figures.OrderUnits);
            }
        }
    }

    [Fact]
    public void The_same_seed_gives_the_same_acts_and_another_seed_others()
    {
        string first = Told(RealData.Plan(seed: 5, people: 200, days: 20));

        Assert.Equal(first, Told(RealData.Plan(seed: 5, people: 200, days: 20)));
        Assert.NotEqual(first, Told(RealData.Plan(seed: 6, people: 200, days: 20)));
    }

    [Fact]
    public void A_second_run_of_a_plan_starts_anew()
    {
        ReplayPlan plan = RealData.Plan(seed: 5, people: 200, days: 20);

        Assert.Equal(Told(plan), Told(plan));
    }

    [Fact]
    public void A_shorter_replay_is_the_beginning_of_a_longer_one()
    {
        string longer = Told(RealData.Plan(seed: 5, people: 200, days: 20));

        Assert.StartsWith(Told(RealData.Plan(seed: 5, people: 200, days: 10)), longer, StringComparison.Ordinal);
    }

    [Fact]
    public void The_plan_is_the_same_on_every_machine()
    {
        string told = Told(RealData.Plan(seed: 20130701, people: 500, days: 40));

        Assert.Equal("2C8C9C4C5A81F95A", HashOf(told));
    }

    [Theory]
    [InlineData(0, 10, "--people 0 is not possible; give a number from 1 to 1,000,000.")]
    [InlineData(1_000_001, 10, "--people 1000001 is not possible; give a number from 1 to 1,000,000.")]
    [InlineData(10, 0, "--days 0 is not possible; give a number from 1 to 427.")]
    [InlineData(10, 428, "--days 428 is not possible; give a number from 1 to 427.")]
    public void An_impossible_size_is_refused_with_the_possible_ones(int people, int days, string sentence)
    {
        UserErrorException refusal = Assert.Throws<UserErrorException>(() => RealData.Plan(seed: 1, people, days));

        Assert.Equal(sentence, refusal.Message);
    }

    [Fact]
    public void Scaled_days_keep_every_identity()
    {
        foreach (int people in new[] { 1, 7, 1_000, 28_040, 56_082 })
        {
            Assert.Empty(Reconciliation.Of(YuebaoDay.Scaled(RealData.Days, people)).Breaks);
        }

        Assert.Same(RealData.Days, YuebaoDay.Scaled(RealData.Days, YuebaoDay.PeopleInData));
    }

    private static string Told(ReplayPlan plan)
    {
        List<string> lines = [];
        foreach (PlannedPhase phase in plan.BeforeFirstDay.Concat(plan.Run().SelectMany(day => day.Phases)))
        {
            foreach (PlannedAct act in phase.Acts)
            {
                lines.Add($"{act.Key} {act.Person} {act.Merchant} {act.AmountFen}");
            }
        }

        return string.Join('\n', lines);
    }

    private static string HashOf(string text) => Convert.ToHexString(
        System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(text)))[..16];
}
