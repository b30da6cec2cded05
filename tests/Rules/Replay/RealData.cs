using Huoqi.Replay;

namespace Huoqi.RulesTests;

/// <summary>The real data of the repository, and a stand-in for the ledger's hash of people to shards.</summary>
internal static class RealData
{
    public const int Shards = 64;

    public static string Folder { get; } = Path.Combine(RepositoryRoot(), "data", "yuebao");

    public static IReadOnlyList<YuebaoDay> Days { get; } = YuebaoData.Read(Folder);

    public static int ShardOf(long person) => (int)(SplitMix64.Mix((ulong)person) % Shards);

    public static ReplayPlan Plan(ulong seed, int people, int days) => new(Days, seed, people, days, Shards, ShardOf);

    private static string RepositoryRoot()
    {
        DirectoryInfo at = new(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(at.FullName, "Huoqi.slnx")))
        {
            at = at.Parent ?? throw new InvalidOperationException("no Huoqi.slnx above the tests");
        }

        return at.FullName;
    }
}
