using System.Globalization;
using Huoqi.Kernel;

namespace Huoqi.Torture;

/// <summary>The clock of the app jumps, back or ahead, by an hour or by days; the server's does not.</summary>
internal sealed class ClockJump : Fault
{
    // The app's clock runs ahead from the beginning: nothing may be posted before the installation was made.
    private const int AheadSeconds = 3 * 86_400;

    private static readonly int[] JumpSeconds = [-3_600, 3_600, -2 * 86_400, 3 * 86_400, -1];

    private static readonly string[] Libraries =
    [
        "/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1", "/usr/lib/aarch64-linux-gnu/faketime/libfaketime.so.1",
        "/usr/lib64/faketime/libfaketime.so.1", "/usr/lib/faketime/libfaketime.so.1",
    ];

    public override string Name => "clock-jump";

    public override string What => "the clock of the app jumps by up to 3 days, and back after 3 s";

    public override TimeSpan Lasts => TimeSpan.FromSeconds(3);

    public override string? WhyNot() => !OperatingSystem.IsLinux() ? "it needs Linux"
        : Libraries.Any(File.Exists) ? null
        : "a program is missing; run: apt-get install faketime";

    public override async Task<Stage> SetUpAsync(StagePlan plan, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return await ClockStage.MakeAsync(plan, cancel);
    }

    public override Task StrikeAsync(Stage stage, SeededRandom random, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(random);
        ((ClockStage)stage).Set(JumpSeconds[(int)random.Next(JumpSeconds.Length)]);
        return Task.CompletedTask;
    }

    public override Task HealAsync(Stage stage, CancellationToken cancel)
    {
        ((ClockStage)stage).Set(0);
        return Task.CompletedTask;
    }

    private sealed class ClockStage(string folder) : ServerStage(folder)
    {
        private readonly string _folder = folder;
        private PostgresRun? _server;

        private string Clock => Path.Combine(_folder, "clock");

        public static async Task<ClockStage> MakeAsync(StagePlan plan, CancellationToken cancel)
        {
            ClockStage stage = new(plan.Folder);
            (string database, string socket) = await DatabaseFromAsync(plan, "server", cancel);
            stage.Set(0);
            stage._server = await PostgresRun.StartAsync(new(database, socket, Port: 5432), keep: true, cancel);
            return stage;
        }

        /// <summary>By rename, so that nobody reads half of it.</summary>
        public void Set(int seconds)
        {
            seconds += AheadSeconds;
            File.WriteAllText(Clock + ".new", seconds.ToString("+0;-0;+0", CultureInfo.InvariantCulture) + "\n");
            File.Move(Clock + ".new", Clock, overwrite: true);
        }

        public override string? OwnerConnection() => _server?.OwnerConnection;

        public override int Postmaster() => _server?.Postmaster ?? 0;

        // A data folder beside the server's, which an app with a server elsewhere leaves empty.
        public override AppLaunch Launch(int index) =>
            new(["--data", Path.Combine(_folder, "app"), "--database", AppConnection()], AppWrapper, AppEnvironment);

        protected override string AppConnection() => _server!.OwnerConnection;

        protected override IReadOnlyDictionary<string, string> AppEnvironment => new Dictionary<string, string>
        {
            ["LD_PRELOAD"] = Libraries.First(File.Exists),
            ["FAKETIME_TIMESTAMP_FILE"] = Clock,
            ["FAKETIME_NO_CACHE"] = "1",
            ["FAKETIME_DONT_FAKE_MONOTONIC"] = "1",
        };

        public override async ValueTask DisposeAsync()
        {
            KillApps();
            if (_server is not null)
            {
                await _server.DisposeAsync();
            }

            // What libfaketime shares between processes; a killed one leaves it.
            foreach (string file in Directory.EnumerateFiles("/dev/shm", "*faketime_s*_*"))
            {
                if (!Directory.Exists($"/proc/{file[(file.LastIndexOf('_') + 1)..]}"))
                {
                    File.Delete(file);
                }
            }
        }
    }
}
