namespace Huoqi.RulesTests;

/// <summary>The size of a case, drawn from its seed: most are small, one in a thousand is as large as they
/// come.</summary>
/// <param name="Seed">One seed is one case.</param>
/// <param name="Holders">Up to 200.</param>
/// <param name="Days">Up to 60.</param>
/// <param name="Funds">One or two.</param>
/// <param name="Shards">One to three.</param>
internal sealed record IncomeCase(int Seed, int Holders, int Days, int Funds, short Shards)
{
    public const int MostHolders = 200;
    public const int MostDays = 60;
    private const int FullSizeEvery = 1_000;

    public static IncomeCase Of(int seed)
    {
        Random random = new(seed);
        if (seed % FullSizeEvery == 0)
        {
            return new(seed, MostHolders, MostDays, Funds: 2, Shards: 3);
        }

        return new(seed, Skewed(MostHolders), Skewed(MostDays), random.Next(1, 3), (short)random.Next(1, 4));

        // The sixth power of an even draw: half of all cases have less than a fiftieth of the most.
        int Skewed(int most)
        {
            int draw = random.Next(1, 101);
            long millionths = (most - 1) * 1_000_000L;
            for (int power = 0; power < 6; power++)
            {
                millionths = millionths * draw / 100;
            }

            return 1 + (int)(millionths / 1_000_000);
        }
    }

    public override string ToString() => $"seed {Seed}: {Holders} holders, {Days} days, {Funds} funds, {Shards} shards";
}

/// <summary>A bug put in on purpose, to see that the test would find it.</summary>
public enum PlantedBug
{
    None,

    /// <summary>The cut account is one too low: the last fen of a day is lost.</summary>
    CutOffByOne,

    /// <summary>A shard takes a day for published that only another shard has yet.</summary>
    TouchBeforePublication,

    /// <summary>The columns in memory miss one change of units.</summary>
    StaleColumn,
}
