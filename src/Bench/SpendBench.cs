using System.Diagnostics;
using Huoqi.Figures;
using Huoqi.Kernel;

namespace Huoqi.Bench;

/// <summary>
/// One balance, spent two hundred times at once through the public API of two web processes: whether exactly one wins.
/// It counts rounds and measures no time, so that the number of rounds follows the scale alone.
/// </summary>
public sealed class SpendBench : IBench
{
    private const int Acts = 200;
    private const int Told = 10;

    public string Name => "spend";

    public string What => "one balance spent 200 times at once over HTTP, at two processes";

    public IReadOnlyList<Figure> Figures { get; } =
    [
        new("web_spend_rounds", "rounds of 200 acts of 100.00 at once on a wallet of 100.00", null, "rounds",
            FigureTarget.AtLeast(1_000)),
        new("web_spend_wrong", "of those, rounds without exactly one winner, and findings", null, "rounds",
            FigureTarget.Exactly(0)),
    ];

    public async Task RunAsync(BenchRun run, CancellationToken cancel)
    {
        await using Installation installation = await run.Server.OpenBesideAsync(
            "bench_spend", Installation.DefaultShardCount, cancel);
        await using SpendBooks books = await SpendBooks.StartAsync(installation, run.Folder, cancel);
        await using WebProcess one = await WebProcess.StartAsync(books.Connection, books.WebArguments, cancel);
        await using WebProcess two = await WebProcess.StartAsync(books.Connection, books.WebArguments, cancel);
        using ApiCaller atOne = new(one.Address);
        using ApiCaller atTwo = new(two.Address);
        long friend = await books.PersonAsync(Money.Zero, cancel);
        SpendRound round = new(books, [atOne, atTwo], friend, Acts);

        SpendKind[] kinds = Enum.GetValues<SpendKind>();
        Dictionary<string, int> winners = new(StringComparer.Ordinal);
        long rounds = run.Scaled(1_000);
        long wrong = 0;
        long begun = Stopwatch.GetTimestamp();
        for (long n = 1; n <= rounds; n++)
        {
            SpendKind kind = kinds[n % kinds.Length];
            SpendRound.Outcome outcome = await round.RunAsync(kind, cancel);
            winners[outcome.Winner] = winners.GetValueOrDefault(outcome.Winner) + 1;
            wrong += outcome.Wrong.Count == 0 ? 0 : 1;
            foreach (string line in outcome.Wrong.Take(Told))
            {
                run.Say($"  round {n} ({kind}): {line}");
            }

            if (n % 50 == 0 || n == rounds)
            {
                run.Say($"  {n:N0} rounds, {wrong:N0} wrong, {Stopwatch.GetElapsedTime(begun).TotalSeconds:N0} s");
            }
        }

        run.Say($"  won by {string.Join(", ", winners.OrderBy(pair => pair.Key, StringComparer.Ordinal)
            .Select(pair => $"{pair.Key} {pair.Value:N0}"))}");
        await books.SettleAsync(cancel);
        IReadOnlyList<string> findings = await books.FindingsAsync(cancel);
        foreach (string finding in findings.Take(Told))
        {
            run.Say($"  verify: {finding}");
        }

        run.Sheet.Set("web_spend_rounds", rounds);
        run.Sheet.Set("web_spend_wrong", wrong + findings.Count);
    }
}
