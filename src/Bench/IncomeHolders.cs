using Huoqi.Kernel;
using Huoqi.Ledger;

namespace Huoqi.Bench;

/// <summary>
/// Holders of a fund, the same in every run: many with one of a few round amounts, the others anywhere between 10 yuan
/// and 670,000; one in twenty has units that begin to earn on a later day.
/// </summary>
internal static class IncomeHolders
{
    private const long LaterUnits = 50_00;
    private static readonly long[] RoundAmounts = [100_00, 1_000_00, 5_000_00, 10_000_00];

    /// <summary>What a person holds, 0.01 units.</summary>
    public static long UnitsOf(long person)
    {
        ulong draw = Mixed(person);
        ulong kind = draw % 10;
        draw /= 10;
        return kind < 3
            ? RoundAmounts[draw % 4]
            : 1_000 + (long)((draw >> 8) & ((1UL << (10 + (int)(draw % 17))) - 1));
    }

    /// <summary>Who has units that begin to earn later, and how many days later: 0 for nobody.</summary>
    public static int LaterDay(long person, int days)
    {
        ulong draw = Mixed(person + (1L << 40));
        return draw % 20 == 0 ? 1 + (int)(draw / 20 % (ulong)days) : 0;
    }

    /// <summary>On which of some days a person was last touched.</summary>
    public static int TouchDay(long person, int days) => (int)(Mixed(person + (1L << 41)) % (ulong)days);

    /// <summary>The people of every shard, by number.</summary>
    public static long[][] People(long holders, int shards)
    {
        int[] counts = new int[shards];
        for (long person = 1; person <= holders; person++)
        {
            counts[Sharding.Of(person, shards)]++;
        }

        long[][] people = [.. counts.Select(count => new long[count])];
        Array.Clear(counts);
        for (long person = 1; person <= holders; person++)
        {
            short shard = Sharding.Of(person, shards);
            people[shard][counts[shard]++] = person;
        }

        return people;
    }

    /// <summary>Columns of these people, standing at the day after <paramref name="through"/>.</summary>
    /// <param name="people">The people of every shard; taken over.</param>
    /// <param name="heads">The heads of the shards.</param>
    /// <param name="asset">The fund.</param>
    /// <param name="through">The last published day.</param>
    /// <param name="laterDay">How many days after the open one somebody's later units begin to earn; 0: none.</param>
    public static EarningColumns[] Columns(
        long[][] people, long[] heads, Asset asset, DateOnly through, Func<long, int> laterDay)
    {
        EarningColumns[] columns = new EarningColumns[people.Length];
        Cores.Each(people.Length, shard =>
        {
            long[] owners = people[shard];
            long[] units = [.. owners.Select(UnitsOf)];
            columns[shard] = new((short)shard, asset, heads[shard], through);
            columns[shard].Fill(owners, units, owners.Length);
            foreach (long owner in owners)
            {
                int later = laterDay(owner);
                if (later > 0)
                {
                    columns[shard].Change(owner, through.DayNumber + 1 + later, LaterUnits);
                }
            }
        });
        return columns;
    }

    /// <summary>What begins to earn later.</summary>
    public static long Later => LaterUnits;

    private static ulong Mixed(long number)
    {
        unchecked
        {
            ulong z = (ulong)number * 0x9E3779B97F4A7C15UL;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
            return z ^ (z >> 31);
        }
    }
}
