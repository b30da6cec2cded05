using Huoqi.Kernel;

namespace Huoqi.Cli;

/// <summary>What dies.</summary>
internal enum KillTarget
{
    /// <summary>huoqi itself; the database lives on, and the next huoqi takes it over.</summary>
    App,

    /// <summary>PostgreSQL, all its processes at once; huoqi starts it again.</summary>
    PostgreSql,
}

/// <summary>One kill of the plan.</summary>
/// <param name="Number">1 for the first.</param>
/// <param name="Target">The app for odd numbers, PostgreSQL for even ones.</param>
/// <param name="AfterDay">It comes in the day after this one.</param>
/// <param name="PerMille">How far into that day, in thousandths of what a day takes.</param>
internal readonly record struct PlannedKill(int Number, KillTarget Target, int AfterDay, int PerMille)
{
    /// <summary>Kills spread over the days, one in each of as many equal parts; one seed, one plan.</summary>
    public static IReadOnlyList<PlannedKill> Plan(int kills, int days, ulong seed)
    {
        SeededRandom random = new(unchecked((long)seed));
        List<PlannedKill> plan = [];
        for (int i = 0; i < kills; i++)
        {
            int first = (int)((long)days * i / kills);
            int next = (int)((long)days * (i + 1) / kills);
            plan.Add(new(
                i + 1, i % 2 == 0 ? KillTarget.App : KillTarget.PostgreSql,
                first + (int)random.Next(Math.Max(1, next - first)), (int)random.Next(1_000)));
        }

        return plan;
    }
}
