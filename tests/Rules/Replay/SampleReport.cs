using Huoqi.Replay;

namespace Huoqi.RulesTests;

/// <summary>A report made from a plan alone, as if the ledger had agreed with it.</summary>
internal static class SampleReport
{
    public static ReplayReport Of(ReplayPlan plan)
    {
        List<ReportDay> days = [];
        Dictionary<ActKind, ReportActs> acts = [];
        Add(acts, plan.BeforeFirstDay);
        List<ReportPerson> people = [];
        foreach (PlannedDay day in plan.Run())
        {
            Add(acts, day.Phases);
            days.Add(new(
                day.Date, day.ClosingFen, day.Totals.ClosingFen, day.PeopleIncomeFen, day.Totals.IncomeFen,
                day.Number < 7 ? null : day.Totals.SevenDayYield, day.Totals.SevenDayYield,
                day.Phases.Sum(phase => phase.Acts.Count)));
            if (day.Number == plan.Days.Count)
            {
                PersonDay first = day.OfPerson(1);
                people.Add(new(
                    Person: 1, Acts: 12, IncomeFen: 345, first.AvailableUnits, first.UnconfirmedUnits,
                    first.WalletFen, DaysEqual: days.Count));
            }
        }

        FigureSheet sheet = new(plan);
        sheet.Set(FigureSheet.YieldDaysEqual, Math.Max(0, days.Count - 6));
        sheet.Set(FigureSheet.Acts, acts.Values.Sum(kind => kind.Count));
        sheet.Set(FigureSheet.WallTime, 181.3m);
        return new(
            [new("Seed", $"{plan.Seed}"), new("People", $"{plan.People}"), new("Note", "a <b> & \"c\"")],
            sheet.Figures, days, Reconciliation.Of(RealData.Days), [.. acts.Values.OrderBy(kind => kind.Kind)],
            [new("Trial balance, book Payment, CNY", "debits equal credits", Passed: true),
             new("Hash chain of shard 12", "group 77 does not follow", Passed: false)],
            people);
    }

    private static void Add(Dictionary<ActKind, ReportActs> acts, IReadOnlyList<PlannedPhase> phases)
    {
        foreach (PlannedPhase phase in phases)
        {
            ReportActs sum = acts.GetValueOrDefault(phase.Kind, new(phase.Kind, Count: 0, AmountFen: 0));
            acts[phase.Kind] = sum with
            {
                Count = sum.Count + phase.Acts.Count,
                AmountFen = sum.AmountFen + phase.Acts.Sum(act => act.AmountFen),
            };
        }
    }
}
