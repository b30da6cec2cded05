using System.Diagnostics;
using Huoqi.Figures;

namespace Huoqi.Bench;

/// <summary>
/// <c>huoqi up</c> as a newcomer starts it, in an empty folder: from the start of the program, which is built already,
/// until it says its address, with a server made and fourteen months of the demo filled.
/// </summary>
public sealed class UpBench : IBench
{
    public string Name => "up";

    public string What => "how soon huoqi up is ready in a new folder, with its demo filled";

    public IReadOnlyList<Figure> Figures { get; } =
    [
        new("up_ready", "huoqi up in a new folder until it is ready, the demo filled", null, "s",
            FigureTarget.AtMost(60)),
    ];

    public async Task RunAsync(BenchRun run, CancellationToken cancel)
    {
        List<double> seconds = [];
        for (int round = 1; round <= run.Rounds; round++)
        {
            long begun = Stopwatch.GetTimestamp();
            (DemoProcess demo, _) = await DemoProcess.StartAsync([], cancel);
            await using (demo)
            {
                seconds.Add(Stopwatch.GetElapsedTime(begun).TotalSeconds);
                run.Say($"  round {round}: ready after {seconds[^1]:N1} s");
            }
        }

        run.Sheet.Set("up_ready", Math.Round(seconds.Order().ElementAt(seconds.Count / 2), 1));
    }
}
