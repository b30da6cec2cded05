using Huoqi.Kernel;
using Xunit;

namespace Huoqi.RulesTests.Kernel;

public sealed class SplitTests
{
    public static TheoryData<long, long[], long[]> Splits => new()
    {
        { 100, [1, 1, 1], [34, 33, 33] },
        { 2, [1, 1, 1], [1, 1, 0] },
        { 100, [1, 0, 2], [33, 0, 67] },
        { -100, [1, 1, 1], [-33, -33, -34] },
        { 0, [5, 6], [0, 0] },
        { 7, [long.MaxValue, long.MaxValue], [4, 3] },
        { long.MaxValue, [long.MaxValue], [long.MaxValue] },
        // Holders A, B, C, E of the income example: 1.72 yuan over 10000.00, 333.33, 5000.55 and 0.50 units.
        { 172, [1_000_000, 33_333, 500_055, 50], [112, 4, 56, 0] },
    };

    [Theory]
    [MemberData(nameof(Splits))]
    public void A_split_gives_the_largest_remainder_first_and_ties_by_position(
        long total, long[] weights, long[] shares) =>
        Assert.Equal(shares, LargestRemainder.Split(total, weights));

    [Fact]
    public void Shares_add_up_and_are_less_than_one_fen_from_exact()
    {
        const long seed = 42;
        SeededRandom random = new(seed);
        for (int round = 0; round < 3_000; round++)
        {
            long total = random.Next(-1_000_000, 1_000_000);
            long[] weights = new long[1 + random.Next(12)];
            for (int i = 0; i < weights.Length; i++)
            {
                weights[i] = random.Next(3) == 0 ? 0 : random.NextHeavyTailed(1, 1_000_000_000);
            }

            weights[0]++;
            long[] shares = LargestRemainder.Split(total, weights);
            Int128 sum = weights.Sum();
            Assert.Equal(total, shares.Sum());
            for (int i = 0; i < shares.Length; i++)
            {
                Assert.True(Int128.Abs((shares[i] * sum) - ((Int128)total * weights[i])) < sum, $"seed {seed}");
            }
        }
    }

    [Fact]
    public void Weights_must_not_be_negative_nor_all_zero()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new Money(1).Split(2, -1));
        ArgumentException allZero = Assert.Throws<ArgumentException>(() => new Money(1).Split(0, 0));
        Assert.Contains("at least one weight must be positive", allZero.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new Money(1).Split());
    }

    [Fact]
    public void A_large_redemption_is_accepted_in_proportion()
    {
        // 100,000 units accepted of 150,000 asked for: who asked for 9,000 gets 6,000.
        FundUnits[] accepted = FundUnits.FromWhole(100_000).Split(9_000, 141_000);
        Assert.Equal([FundUnits.FromWhole(6_000), FundUnits.FromWhole(94_000)], accepted);
    }
}
