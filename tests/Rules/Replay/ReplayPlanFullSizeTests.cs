using System.Diagnostics;
using Huoqi.Replay;
using Xunit;

namespace Huoqi.RulesTests;

/// <summary>The plan of the whole replay, 28,041 people and 427 days, held to its promises.</summary>
public sealed class ReplayPlanFullSizeTests(ITestOutputHelper output)
{
    private const int Days = 427;

    [Theory]
    [InlineData(1)]
    [InlineData(20130701)]
    public void The_full_plan_has_half_a_million_acts_and_the_income_of_the_real_people(ulong seed)
    {
        ReplayPlan plan = RealData.Plan(seed, YuebaoDay.PeopleInData, Days);
        long started = Stopwatch.GetTimestamp();
        Assert.Equal(Days, plan.Run().Count());
        TimeSpan took = Stopwatch.GetElapsedTime(started);
        long[] actsPerKind = new long[Enum.GetValues<ActKind>().Length];
        int[] actsPerPerson = new int[plan.People];
        PlanOracle oracle = new(plan);
        Count(plan.BeforeFirstDay, actsPerKind, actsPerPerson);
        int openingShare = HeavyTail.TopHundredthShare([.. plan.BeforeFirstDay[1].Acts.Select(act => act.AmountFen)]);
        int closingShare = 0;
        long incomeFen = 0;
        long closingFen = 0;
        int daysWithinOnePercent = 0;
        foreach (PlannedDay day in plan.Run())
        {
            PlanChecks.SumsAreExact(day);
            oracle.DoActsAndCheck(day);
            Assert.DoesNotContain(day.Phases.SelectMany(phase => phase.Acts), act => act.AmountFen < Spread.LeastFen);
            Count(day.Phases, actsPerKind, actsPerPerson);
            incomeFen += day.PeopleIncomeFen;
            closingFen = day.ClosingFen;
            daysWithinOnePercent += Math.Abs(day.PeopleIncomeFen - day.Totals.IncomeFen) * 100
                <= day.Totals.IncomeFen ? 1 : 0;
            closingShare = day.Number == Days ? day.TopHundredthShare() : 0;
        }

        long reportedFen = plan.Days.Sum(day => day.IncomeFen);
        int oftenActive = actsPerPerson.Count(acts => acts >= 10);
        output.WriteLine($"acts {actsPerKind.Sum()}, often active {oftenActive}, took {took.TotalSeconds:F1} s");
        output.WriteLine($"top 1 %: opening {openingShare}, closing {closingShare} of 10,000");
        output.WriteLine($"income {incomeFen} of {reportedFen}, days within 1 %: {daysWithinOnePercent}");
        foreach (ActKind kind in Enum.GetValues<ActKind>())
        {
            output.WriteLine($"{PlannedAct.NameOf(kind)}: {actsPerKind[(int)kind]}");
        }

        Assert.InRange(actsPerKind.Sum(), 505_000, 525_000);
        Assert.True(oftenActive >= 20_000);
        Assert.InRange(openingShare, 2_000, 6_000);
        Assert.InRange(closingShare, 2_000, 6_000);
        Assert.True(Math.Abs(incomeFen - reportedFen) * 10_000 <= reportedFen * 26);
        Assert.True(daysWithinOnePercent >= 375);
        Assert.Equal(100, plan.ReportedBreakFen);
        Assert.Equal(incomeFen - reportedFen + 100, closingFen - plan.Days[^1].ClosingFen);
        Assert.True(took < TimeSpan.FromSeconds(20));
    }

    private static void Count(IReadOnlyList<PlannedPhase> phases, long[] actsPerKind, int[] actsPerPerson)
    {
        foreach (PlannedPhase phase in phases)
        {
            actsPerKind[(int)phase.Kind] += phase.Acts.Count;
            foreach (PlannedAct act in phase.Acts)
            {
                actsPerPerson[act.Person - 1]++;
            }
        }
    }
}
