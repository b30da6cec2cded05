using Huoqi.Replay;
using Xunit;

namespace Huoqi.RulesTests;

/// <summary>Splits give back the sum and keep their bounds, whatever the numbers.</summary>
public sealed class SpreadTests
{
    [Fact]
    public void Seeded_splits_give_back_the_sum_within_floors_and_caps()
    {
        const ulong seed = 42;
        SplitMix64 random = new(seed);
        for (int round = 0; round < 5_000; round++)
        {
            int count = 1 + (int)random.Below(12);
            long[] capsFen = new long[count];
            long[] wantsFen = new long[count];
            for (int i = 0; i < count; i++)
            {
                capsFen[i] = 1 + random.Below(random.Below(2) == 0 ? 300 : 1_000_000_000_000);
                wantsFen[i] = random.Below(capsFen[i] + 1);
            }

            long totalFen = 1 + random.Below(capsFen.Sum());
            long[] parts = Spread.Within(totalFen, wantsFen, capsFen);
            long floorFen = Math.Min(Spread.LeastFen, totalFen / count);

            Assert.Equal(totalFen, parts.Sum());
            for (int i = 0; i < count; i++)
            {
                Assert.InRange(parts[i], Math.Min(floorFen, capsFen[i]), capsFen[i]);
            }

            long[] byWeight = Spread.ByWeight(totalFen, capsFen);
            Assert.Equal(totalFen, byWeight.Sum());
            Assert.All(byWeight, part => Assert.True(part >= floorFen));
        }
    }

    [Theory]
    [InlineData("2013-07-01", "2013-07-03")]
    [InlineData("2013-07-02", "2013-07-04")]
    [InlineData("2013-07-03", "2013-07-05")]
    [InlineData("2013-07-04", "2013-07-06")]
    [InlineData("2013-07-05", "2013-07-09")]
    [InlineData("2013-07-06", "2013-07-10")]
    [InlineData("2013-07-07", "2013-07-10")]
    public void An_order_is_confirmed_by_weekday_as_the_data_show(string ordered, string confirmed) =>
        Assert.Equal(DateOnly.Parse(confirmed), AsRecordedCalendar.ConfirmationDay(DateOnly.Parse(ordered)));

    [Theory]
    [InlineData(0, 15_787, 0)]
    [InlineData(225_364_535, 15_787, 35_578)]
    [InlineData(50_000_000, 1, 1)]
    [InlineData(49_999_999, 1, 0)]
    public void The_income_of_a_day_is_rounded_half_up(long units, int incomePer10k, long incomeFen) =>
        Assert.Equal(incomeFen, IncomeSplit.IncomeOfDay(units, incomePer10k));

    [Fact]
    public void Equal_remainders_go_to_the_lower_holders_first()
    {
        long[] sharesFen = new long[5];
        new IncomeSplit(5).Run([7, 7, 7, 7, 7], totalUnits: 35, incomeFen: 13, sharesFen);

        Assert.Equal([3, 3, 3, 2, 2], sharesFen);
    }

    [Fact]
    public void The_generator_gives_the_published_numbers()
    {
        SplitMix64 random = new(1234567);

        Assert.Equal(6457827717110365317UL, random.Next());
        Assert.Equal(3203168211198807973UL, random.Next());
    }
}
