using Huoqi.Replay;
using Xunit;

namespace Huoqi.RulesTests;

/// <summary>What must hold of a planned day whatever its size.</summary>
internal static class PlanChecks
{
    public static void SumsAreExact(PlannedDay day)
    {
        Assert.Equal(day.Totals.FromWalletFen, SumOf(day, ActKind.SubscribeFromWallet));
        Assert.Equal(day.Totals.FromCardFen, SumOf(day, ActKind.SubscribeFromCard));
        Assert.Equal(day.Totals.ConsumeFen, SumOf(day, ActKind.PayFromFund));
        Assert.Equal(day.Totals.ToWalletFen, SumOf(day, ActKind.RedeemToWallet));
        long fastFen = SumOf(day, ActKind.RedeemToCardFast);
        Assert.Equal(day.Totals.ToCardFen, fastFen + SumOf(day, ActKind.RedeemToCardNextDay));
        Assert.InRange(fastFen * 2, day.Totals.ToCardFen, day.Totals.ToCardFen + 1);
    }

    public static long SumOf(PlannedDay day, ActKind kind)
    {
        long sum = 0;
        foreach (PlannedAct act in ActsOf(day, kind))
        {
            sum += act.AmountFen;
        }

        return sum;
    }

    public static IReadOnlyList<PlannedAct> ActsOf(PlannedDay day, ActKind kind)
    {
        foreach (PlannedPhase phase in day.Phases)
        {
            if (phase.Kind == kind)
            {
                return phase.Acts;
            }
        }

        return [];
    }
}
