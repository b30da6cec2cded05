using System.Globalization;
using Huoqi.Kernel;

namespace Huoqi.Torture;

/// <summary>The wire between app and server goes dead: no reset, no refusal, only silence.</summary>
internal sealed class Partition : Fault
{
    public override string Name => "partition";

    public override string What => "no packet passes between app and server, for 8 s";

    public override TimeSpan Lasts => TimeSpan.FromSeconds(8);

    public override string? WhyNot() => Needs.Root(("ip", "iproute2"));

    public override async Task<Stage> SetUpAsync(StagePlan plan, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return await WiredStage.MakeAsync(plan, cancel);
    }

    public override Task StrikeAsync(Stage stage, SeededRandom random, CancellationToken cancel) =>
        ((WiredStage)stage).WireAsync("down", cancel);

    public override Task HealAsync(Stage stage, CancellationToken cancel) =>
        ((WiredStage)stage).WireAsync("up", cancel);

    /// <summary>The app in a network of its own, the server at the other end of one wire.</summary>
    private sealed class WiredStage(string folder, string net, string wire, string address) : ServerStage(folder)
    {
        private PostgresRun? _server;

        public static async Task<WiredStage> MakeAsync(StagePlan plan, CancellationToken cancel)
        {
            // Private addresses by our pid, names of devices of at most 15 letters.
            int pid = Environment.ProcessId;
            string subnet = string.Create(
                CultureInfo.InvariantCulture, $"10.{200 + pid / 256 % 50}.{pid % 256}.{plan.Round % 60 * 4}");
            string last = subnet[..(subnet.LastIndexOf('.') + 1)];
            string here = string.Create(CultureInfo.InvariantCulture, $"{last}{plan.Round % 60 * 4 + 1}");
            string there = string.Create(CultureInfo.InvariantCulture, $"{last}{plan.Round % 60 * 4 + 2}");
            string net = OsRemains.NameOf("net", plan.Round);
            string wire = string.Create(CultureInfo.InvariantCulture, $"hq{pid % 1_000_000}a{plan.Round % 60}");
            string data = Path.Combine(plan.Folder, "data");
            Directory.CreateDirectory(data);
            WiredStage stage = new(data, net, wire, here);
            try
            {
                await Programs.RunAsync("ip", ["netns", "add", net], cancel);
                await Programs.RunAsync(
                    "ip", ["link", "add", wire, "type", "veth", "peer", "name", "eth0", "netns", net], cancel);
                await Programs.RunAsync("ip", ["address", "add", $"{here}/30", "dev", wire], cancel);
                await Programs.RunAsync("ip", ["link", "set", wire, "up"], cancel);
                await Programs.RunAsync("ip", ["-n", net, "address", "add", $"{there}/30", "dev", "eth0"], cancel);
                await Programs.RunAsync("ip", ["-n", net, "link", "set", "eth0", "up"], cancel);
                await Programs.RunAsync("ip", ["-n", net, "link", "set", "lo", "up"], cancel);
                (string database, string socket) = await DatabaseFromAsync(plan, "server", cancel);
                await PostgresRun.TrustAsync(database, cancel);
                stage._server = await PostgresRun.StartAsync(
                    new(database, socket, Port: 5432, Listen: here), keep: true, cancel);
                return stage;
            }
            catch
            {
                await stage.DisposeAsync();
                throw;
            }
        }

        public override string? OwnerConnection() => _server?.OwnerConnection;

        public override int Postmaster() => _server?.Postmaster ?? 0;

        public async Task WireAsync(string state, CancellationToken cancel) =>
            await Programs.RunAsync("ip", ["link", "set", wire, state], cancel);

        protected override string AppConnection() => _server!.ConnectionTo(address);

        protected override IReadOnlyList<string> AppWrapper => ["ip", "netns", "exec", net];

        public override async ValueTask DisposeAsync()
        {
            KillApps();
            if (_server is not null)
            {
                await _server.DisposeAsync();
            }

            // The wire goes with the network.
            await Programs.TryAsync("ip", ["link", "delete", wire], CancellationToken.None);
            await Programs.TryAsync("ip", ["netns", "delete", net], CancellationToken.None);
        }
    }
}
