using Huoqi.Kernel;
using Npgsql;

namespace Huoqi.Torture;

/// <summary>
/// The server that takes writes dies for good, and its synchronous standby takes over. Every other time the standby is
/// cut off before, so that commits hang, and an operator cancels them: what they then say must be "not known".
/// </summary>
internal sealed class Failover : Fault
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(30);

    public override string Name => "failover";

    public override string What => "the server dies and its synchronous standby takes over, also after it was cut off";

    public override FaultGroup Group => FaultGroup.Failover;

    public override (int Short, int Whole) Strikes => (2, 20);

    public override int StrikesPerStage => 5;

    public override string? WhyNot() => Needs.Root(("setpriv", "util-linux"));

    public override async Task<Stage> SetUpAsync(StagePlan plan, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return await PairStage.MakeAsync(plan, cancel);
    }

    public override async Task StrikeAsync(Stage stage, SeededRandom random, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(random);
        PairStage pair = (PairStage)stage;
        await pair.AddStandbyAsync(cancel);
        if (pair.Failovers % 2 == 1)
        {
            await CancelWhileCutOffAsync(pair, cancel);
        }

        await pair.LosePrimaryAsync(cancel);
    }

    public override Task HealAsync(Stage stage, CancellationToken cancel) => ((PairStage)stage).PromoteAsync(cancel);

    private static async Task CancelWhileCutOffAsync(PairStage pair, CancellationToken cancel)
    {
        await pair.CutOffAsync(cancel);
        for (int i = 0; i < 5; i++)
        {
            await Task.Delay(400, cancel);
            await pair.CancelCommitsAsync(cancel);
        }
    }

    /// <summary>Two servers; which of them is the first changes with each failover.</summary>
    private sealed class PairStage(StagePlan plan, string folder, PostgresRun primary) : ServerStage(folder)
    {
        private const string Standby = "huoqi_standby";

        private readonly List<PostgresRun> _gone = [];
        private PostgresRun _primary = primary;
        private string _primarySocket = "";
        private PostgresRun? _standby;
        private string _standbySocket = "";
        private int _cutOff;

        public int Failovers { get; private set; }

        public static async Task<PairStage> MakeAsync(StagePlan plan, CancellationToken cancel)
        {
            (string database, string socket) = await DatabaseFromAsync(plan, "server-0", cancel);
            await PostgresRun.TrustAsync(database, cancel);
            // Nobody starts a dead primary again: it would not know that another took over.
            PostgresRun first = await PostgresRun.StartAsync(new(database, socket, Port: 5432), keep: false, cancel);
            string data = Path.Combine(plan.Folder, "data");
            Directory.CreateDirectory(data);
            PairStage pair = new(plan, data, first) { _primarySocket = socket };
            try
            {
                await pair.AddStandbyAsync(cancel);
                return pair;
            }
            catch
            {
                await pair.DisposeAsync();
                throw;
            }
        }

        public override string? OwnerConnection() => _primary.OwnerConnection;

        public override int Postmaster() => _primary.Postmaster;

        protected override string AppConnection() => _primary.OwnerConnection;

        /// <summary>Copies the primary and waits until no commit is confirmed that the copy has not.</summary>
        public async Task AddStandbyAsync(CancellationToken cancel)
        {
            if (_standby is not null)
            {
                return;
            }

            string database = Path.Combine(plan.Folder, $"server-{Failovers + 1}");
            _standbySocket = $"{database}-socket";
            Directory.CreateDirectory(_standbySocket);
            await Programs.RunAsync(
                await BaseBackupAsync(cancel),
                [
                    "-D", database, "-R", "--checkpoint=fast", "--wal-method=stream", "--no-sync", "--no-password",
                    "-d", $"host={_primarySocket} port=5432 user=huoqi_owner application_name={Standby}",
                ],
                cancel);
            // The copy would wait for a standby of its own as soon as it is promoted.
            await File.AppendAllTextAsync(
                Path.Combine(database, "postgresql.auto.conf"), "\nsynchronous_standby_names = ''\n", cancel);
            string template = Path.Combine(plan.Template, "postgres");
            // A base backup leaves it out, and a server of the rig reads there which program made it.
            File.Copy(Path.Combine(template, "postmaster.opts"), Path.Combine(database, "postmaster.opts"));
            await Programs.RunAsync("chown", ["-R", $"--reference={template}", database, _standbySocket], cancel);
            _standby = await PostgresRun.StartAsync(
                new(database, _standbySocket, Port: 5432), keep: false, cancel);
            await ExecuteAsync(
                _primary.OwnerConnection, $"ALTER SYSTEM SET synchronous_standby_names = '{Standby}'", cancel);
            await ExecuteAsync(_primary.OwnerConnection, "SELECT pg_reload_conf()", cancel);
            while (!await IsSynchronousAsync(cancel))
            {
                await Task.Delay(LookAgain, cancel);
            }
        }

        /// <summary>Freezes what receives the log on the standby: no commit is confirmed any more.</summary>
        public async Task CutOffAsync(CancellationToken cancel)
        {
            int receiver = (int)await AskAsync(
                _standby!.OwnerConnection, "SELECT coalesce(max(pid), 0)::bigint FROM pg_stat_wal_receiver", cancel);
            Invariant.Holds(receiver != 0, "a standby receives");
            await ServerProcesses.SignalAsync("STOP", [receiver], cancel);
            _cutOff = receiver;
        }

        /// <summary>What an impatient operator does to statements that hang.</summary>
        public async Task CancelCommitsAsync(CancellationToken cancel) => await AskAsync(
            _primary.OwnerConnection,
            """
            SELECT count(pg_cancel_backend(pid)) FROM pg_stat_activity
            WHERE application_name = 'huoqi' AND wait_event = 'SyncRep'
            """,
            cancel);

        /// <summary>Kills the primary, after it was proved that the standby is the synchronous one.</summary>
        public async Task LosePrimaryAsync(CancellationToken cancel)
        {
            Invariant.Holds(await IsSynchronousAsync(cancel), "only a standby that was synchronous may take over");
            await KillServerAsync(cancel);
        }

        public async Task PromoteAsync(CancellationToken cancel)
        {
            if (_cutOff != 0)
            {
                await ServerProcesses.SignalAsync("CONT", [_cutOff], cancel);
                _cutOff = 0;
            }

            PostgresRun next = _standby!;
            // Not waiting in the session itself: its snapshot could conflict with what is replayed, and the replay
            // would then wait for it (max_standby_streaming_delay) before it looks at the wish to be promoted.
            await ExecuteAsync(next.OwnerConnection, "SELECT pg_promote(wait => false)", cancel);
            while (await AskAsync(next.OwnerConnection, "SELECT pg_is_in_recovery()::integer::bigint", cancel) != 0)
            {
                await Task.Delay(LookAgain, cancel);
            }

            _gone.Add(_primary);
            (_primary, _primarySocket) = (next, _standbySocket);
            _standby = null;
            Failovers++;
            // They still look for the dead one; the next ones are told the new address.
            KillApps();
        }

        public override async ValueTask DisposeAsync()
        {
            KillApps();
            if (_cutOff != 0)
            {
                await ServerProcesses.SignalAsync("CONT", [_cutOff], CancellationToken.None);
            }

            foreach (PostgresRun server in (PostgresRun[])[.. _standby is null ? [] : (PostgresRun[])[_standby],
                _primary, .. _gone])
            {
                await server.DisposeAsync();
            }
        }

        private async Task<bool> IsSynchronousAsync(CancellationToken cancel) => 1 == await AskAsync(
            _primary.OwnerConnection,
            $"SELECT count(*) FROM pg_stat_replication WHERE application_name = '{Standby}' AND sync_state = 'sync'",
            cancel);

        private static async Task<long> AskAsync(string connection, string question, CancellationToken cancel)
        {
            await using NpgsqlConnection open = new(connection);
            await open.OpenAsync(cancel);
            await using NpgsqlCommand command = new(question, open);
            return (long)(await command.ExecuteScalarAsync(cancel))!;
        }

        // Beside the server's program, where a link leads to it too.
        private async Task<string> BaseBackupAsync(CancellationToken cancel)
        {
            string options =
                await File.ReadAllTextAsync(Path.Combine(plan.Template, "postgres", "postmaster.opts"), cancel);
            string program = options.Split(' ')[0];
            string real = File.ResolveLinkTarget(program, returnFinalTarget: true)?.FullName ?? program;
            return Path.Combine(Path.GetDirectoryName(real)!, "pg_basebackup");
        }
    }
}
