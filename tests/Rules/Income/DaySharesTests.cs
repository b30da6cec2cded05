using Huoqi.Ledger;
using Xunit;

namespace Huoqi.RulesTests;

/// <summary>Shares without a division are held against 128-bit division, up to the limits of the types.</summary>
public sealed class DaySharesTests(ITestOutputHelper output)
{
#if MUTATION
    private const int Draws = 20_000;
#else
    private const int Draws = 1_000_000;
#endif

    [Fact]
    public void A_floor_without_division_is_what_128_bits_give()
    {
        int seed = Environment.GetEnvironmentVariable("HUOQI_SHARES_SEED") is { } one ? int.Parse(one) : 20260713;
        output.WriteLine($"seed {seed}; set HUOQI_SHARES_SEED to run another");
        Random random = new(seed);
        for (int draw = 0; draw < Draws; draw++)
        {
            long earning = 1 + Skewed(random, long.MaxValue - 1);
            long units = random.Next(3) == 0 ? earning - Skewed(random, earning) : Skewed(random, earning);
            long total = Skewed(random, long.MaxValue) * (random.Next(2) == 0 ? 1 : -1);
            Same(units, total, earning);
        }
    }

    [Fact]
    public void A_floor_without_division_is_right_at_every_border()
    {
        long[] borders =
        [
            1, 2, 3, (1L << 31) - 1, 1L << 32, (1L << 32) + 1, (1L << 62) - 1, 1L << 62, long.MaxValue - 1,
            long.MaxValue,
        ];
        foreach (long earning in borders)
        {
            foreach (long units in borders.Append(0).Where(units => units <= earning))
            {
                foreach (long total in borders.Append(0))
                {
                    Same(units, total, earning);
                    Same(units, -total, earning);
                }

                Same(units, long.MinValue, earning);
            }
        }
    }

    [Fact]
    public void A_day_made_ready_gives_what_the_day_gives()
    {
        int seed = 20260714;
        output.WriteLine($"seed {seed}");
        Random random = new(seed);
        for (int draw = 0; draw < 2_000; draw++)
        {
            long earning = Skewed(random, 1L << random.Next(1, 62));
            EarningDay day = new(new Asset(1), new(2026, 1, 1), earning == 0 ? 0 : random.NextInt64(-1_000, 1_000),
                earning, earning == 0 ? EarningDay.NoCut : Skewed(random, earning), random.Next(10));
            DayShares shares = new(day);
            for (int holder = 0; holder < 20; holder++)
            {
                long units = random.Next(8) == 0 ? -random.Next(100) : Skewed(random, Math.Max(1, earning));
                Assert.Equal(day.ShareOf(units, holder), shares.Of(units, holder));
            }
        }
    }

    private static void Same(long units, long total, long earning)
    {
        (Int128 quotient, Int128 rest) = Int128.DivRem((Int128)units * total, earning);
        if (rest < 0)
        {
            (quotient, rest) = (quotient - 1, rest + earning);
        }

        long floor = new FloorShares(total, earning).Floor(units, out long remainder);
        Assert.True(floor == quotient && remainder == rest,
            $"{units} × {total} / {earning}: {quotient} rest {rest}, was {floor} rest {remainder}");
    }

    /// <summary>Below or at <paramref name="most"/>, small and great ones alike.</summary>
    private static long Skewed(Random random, long most) => random.NextInt64(most) >> random.Next(63);
}
