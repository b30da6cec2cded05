using Huoqi.Demo;
using Huoqi.Kernel;
using Huoqi.Wallet;
using Xunit;

namespace Huoqi.RulesTests;

/// <summary>The plan of a demo keeps today's rules, whoever acts, and is the same for the same seed.</summary>
public sealed class DemoPlanTests
{
    private static readonly DemoSeries Series = DemoSeries.Covering(RealData.Days, new(2026, 11, 20));

    private static DemoPlan Plan(int people, ulong seed) =>
        new(Series, people, seed, RuleBook.Default, FundDays.Default(TradingCalendar.China));

    private static IEnumerable<(DateOnly Date, DemoAct Act)> Acts(DemoPlan plan) =>
        plan.Run(Series.First, new(2026, 11, 20), visitorThrough: new(2026, 11, 20))
            .SelectMany(day => day.Waves.SelectMany(wave => wave.Acts.Select(act => (day.Date, act))));

    [Theory]
    [InlineData(300, 1UL)]
    [InlineData(20, 7UL)]
    public void No_act_breaks_a_cap_of_today(int people, ulong seed)
    {
        DemoPlan plan = Plan(people, seed);
        Dictionary<(int Person, DateOnly), long> fast = [];
        Dictionary<(int Person, int Window), long> used = [];
        foreach ((DateOnly date, DemoAct act) in Acts(plan))
        {
            Assert.InRange(act.Fen, 1, 5_000_000);
            DemoPerson person = plan.People[act.Person];
            if (act.Kind is DemoActKind.RedeemToWallet or DemoActKind.RedeemToCard)
            {
                Assert.InRange(fast[(act.Person, date)] = fast.GetValueOrDefault((act.Person, date)) + act.Fen,
                    1, RuleBook.Default.T0Cap.On(date).Amount.Fen);
            }

            if (act.Kind is DemoActKind.SubscribeFromWallet)
            {
                Assert.Equal(AccountClass.III, person.Class);
            }

            if (act.Kind is DemoActKind.SubscribeFromWallet or DemoActKind.PayFromFund or DemoActKind.PayFromWallet
                or DemoActKind.Send)
            {
                Limit limit = person.Class switch
                {
                    AccountClass.I => RuleBook.Default.ClassI.On(date),
                    AccountClass.II => RuleBook.Default.ClassII.On(date),
                    AccountClass.III => RuleBook.Default.ClassIII.On(date),
                };
                (int, int) window = (act.Person, limit.Window.IdOf(date));
                Assert.InRange(used[window] = used.GetValueOrDefault(window) + act.Fen, 1, limit.Amount.Fen);
            }
        }
    }

    [Fact]
    public void The_same_seed_gives_the_same_acts_and_every_key_is_of_one_act()
    {
        List<(DateOnly, DemoAct Act)> acts = [.. Acts(Plan(100, seed: 5))];
        Assert.Equal(acts, Acts(Plan(100, seed: 5)));
        Assert.NotEqual(acts, Acts(Plan(100, seed: 6)));
        Assert.Equal(acts.Count, acts.Select(act => act.Act.Key).Distinct().Count());
        Assert.All(acts, act => Assert.True(act.Act.Key.Length <= WalletParts.LongestKey));
    }

    [Fact]
    public void After_the_filling_the_visitor_is_left_alone_and_the_days_before_stay_as_they_are()
    {
        DateOnly filled = new(2026, 11, 20);
        DemoPlan plan = Plan(100, seed: 5);
        List<(DateOnly Date, DemoAct Act)> longer = [.. plan.Run(Series.First, filled.AddDays(60), filled)
            .SelectMany(day => day.Waves.SelectMany(wave => wave.Acts.Select(act => (day.Date, act))))];

        Assert.Equal(Acts(plan), longer.Where(act => act.Date <= filled));
        List<DemoAct> later = [.. longer.Where(act => act.Date > filled).Select(act => act.Act)];
        Assert.InRange(later.Count, 500, 50_000);
        Assert.DoesNotContain(later, act => act.Person == DemoPlan.Visitor);
        Assert.DoesNotContain(later, act => act.Kind == DemoActKind.Send && act.Other == DemoPlan.Visitor);
        Assert.Contains(later, act => act.Kind == DemoActKind.Send);
        Assert.Contains(later, act => act.Kind == DemoActKind.PayFromFund && act.Other == DemoCast.Mall);
    }

    [Fact]
    public void The_key_of_an_act_names_day_wave_kind_and_person()
    {
        Assert.All(Acts(Plan(50, seed: 2)), act => Assert.Matches(
            $"^demo-{act.Date:yyyyMMdd}-[1-4]-{(int)act.Act.Kind}-{act.Act.Person}(-[2-9])?$", act.Act.Key));
    }

    [Fact]
    public void The_visitor_has_a_history_with_everything_in_it()
    {
        DemoAct[] own = [.. Acts(Plan(300, seed: 1)).Select(act => act.Act).Where(act => act.Person == 0)];
        foreach (DemoActKind kind in Enum.GetValues<DemoActKind>())
        {
            Assert.True(own.Any(act => act.Kind == kind), $"the visitor never does {kind}");
        }

        Assert.InRange(own.Length, 150, 1_000);
        Assert.Contains(own, act => act.Kind == DemoActKind.Refund && act.Fen < act.Payment!.Fen);
    }

    [Fact]
    public void Together_people_hold_enough_for_the_income_of_a_day_to_tell_its_published_figure()
    {
        // Half a fen of the day's income must be less than half of the figure's last decimal.
        Assert.All(Enumerable.Range(1, 5), seed => Assert.True(Plan(300, (ulong)seed).Openings.Sum() > 100_000_000));
    }

    [Fact]
    public void People_are_made_up_with_numbers_that_check_and_differ()
    {
        IReadOnlyList<DemoPerson> people = DemoCast.People(999, seed: 3);
        Assert.Equal(999, people.Select(person => person.IdNumber).Distinct().Count());
        Assert.Equal(999, people.Select(person => person.Phone).Distinct().Count());
        Assert.All(people, person => Assert.Matches("^1[3-9][0-9]{9}$", person.Phone));
        Assert.All(people, person => Assert.Matches("^[0-9]{17}[0-9X]$", person.IdNumber));
    }
}
