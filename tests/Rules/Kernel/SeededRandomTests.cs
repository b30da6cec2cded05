using Huoqi.Kernel;
using Xunit;

namespace Huoqi.RulesTests.Kernel;

public sealed class SeededRandomTests
{
    [Fact]
    public void The_bits_are_those_of_the_published_algorithm()
    {
        // Reference outputs of xoshiro256** for the state 1, 2, 3, 4.
        SeededRandom random = new(1, 2, 3, 4);
        ulong[] expected =
        [
            11520, 0, 1509978240, 1215971899390074240, 1216172134540287360, 607988272756665600, 16172922978634559625,
            8476171486693032832, 10595114339597558777, 2904607092377533576,
        ];
        Assert.Equal(expected, Enumerable.Range(0, expected.Length).Select(_ => random.NextBits()));
    }

    [Fact]
    public void A_seed_is_spread_by_the_published_algorithm()
    {
        // Reference outputs of splitmix64 for the seed 1234567.
        SeededRandom spread = new(
            6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431);
        SeededRandom seeded = new(1234567);
        for (int i = 0; i < 10; i++)
        {
            Assert.Equal(spread.NextBits(), seeded.NextBits());
        }
    }

    [Fact]
    public void Numbers_stay_within_their_bounds_and_reach_all_of_them()
    {
        SeededRandom random = new(7);
        int[] counts = new int[10];
        for (int i = 0; i < 100_000; i++)
        {
            counts[random.Next(10)]++;
        }

        // Five standard deviations around 10,000.
        Assert.All(counts, count => Assert.InRange(count, 9_525, 10_475));
        Assert.Equal(5, random.Next(5, 6));
        Assert.InRange(random.Next(long.MaxValue), 0, long.MaxValue - 1);
        Assert.Throws<ArgumentOutOfRangeException>(() => random.Next(0));
    }

    [Fact]
    public void Heavy_tailed_numbers_halve_with_every_doubling()
    {
        SeededRandom random = new(9);
        long[] drawn = [.. Enumerable.Range(0, 64_000).Select(_ => random.NextHeavyTailed(100, 1_000_000_000))];
        Assert.All(drawn, number => Assert.InRange(number, 100, 1_000_000_000));
        Assert.InRange(drawn.Count(number => number >= 200), 31_300, 32_700);
        Assert.InRange(drawn.Count(number => number >= 1_600), 3_650, 4_350);
        Assert.Equal(5, random.NextHeavyTailed(5, 5));
    }

    [Fact]
    public void A_shuffle_keeps_the_items_and_a_seed_repeats_it()
    {
        int[] first = [.. Enumerable.Range(0, 52)];
        int[] second = [.. first];
        new SeededRandom(10).Shuffle<int>(first);
        new SeededRandom(10).Shuffle<int>(second);
        Assert.Equal(first, second);
        Assert.NotEqual(Enumerable.Range(0, 52), first);
        Assert.Equal(Enumerable.Range(0, 52), first.Order());
    }

    [Fact]
    public void Forks_are_streams_of_their_own()
    {
        SeededRandom first = new SeededRandom(11).Fork(1);
        SeededRandom same = new SeededRandom(11).Fork(1);
        SeededRandom other = new SeededRandom(11).Fork(2);
        ulong bits = first.NextBits();
        Assert.Equal(bits, same.NextBits());
        Assert.NotEqual(bits, other.NextBits());
    }
}
