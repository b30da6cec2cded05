using System.Globalization;
using Huoqi.Kernel;
using Npgsql;

namespace Huoqi.Torture;

/// <summary>What came of one stage.</summary>
/// <param name="Strikes">How often the fault struck.</param>
/// <param name="BackMs">For each strike, how long until every client was served again.</param>
/// <param name="Verdict">What the oracle found.</param>
public sealed record StageResult(int Strikes, IReadOnlyList<int> BackMs, Verdict Verdict)
{
    /// <summary>The longest time without service, in milliseconds.</summary>
    public int LongestMs => BackMs.DefaultIfEmpty(0).Max();
}

/// <summary>
/// The stage with its cast, from set-up to verdict: app processes, journals, auditor, oracle. What is done in between
/// is the caller's: clients and strikes (<see cref="FaultRun"/>), or rounds (<see cref="SpendRounds"/>).
/// </summary>
internal sealed class StageRun : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan PatienceWithBugs = TimeSpan.FromSeconds(3);

    private readonly Rig _rig;
    private readonly Control _control;
    private readonly string _folder;
    private readonly CancellationTokenSource _audited = new();
    private readonly Auditor _auditor;
    private Task _auditing = Task.CompletedTask;
    private Dictionary<long, (long Fen, long Units)> _before = [];
    private bool _isClean;
    private bool _isDisposed;

    private StageRun(Rig rig, Stage stage, Control control, string folder, string name)
    {
        (_rig, Stage, _control, _folder, Name) = (rig, stage, control, folder, name);
        _auditor = new(stage.OwnerConnection);
        Directory.CreateDirectory(JournalFolder);
    }

    public Stage Stage { get; }

    public IReadOnlyList<AppProcess> Apps { get; private set; } = [];

    /// <summary>Letters and digits: keys of this stage begin with it.</summary>
    public string Name { get; }

    private string JournalFolder => Path.Combine(_folder, "journals");

    /// <summary>Sets the stage up and starts the app processes and the auditor.</summary>
    public static async Task<StageRun> StartAsync(
        Rig rig, Fault fault, Control control, int round, CancellationToken cancel)
    {
        string what = control == Control.None ? fault.Name : control.ToString();
        string name = what.Replace("-", "", StringComparison.Ordinal) + round.ToString(CultureInfo.InvariantCulture);
        string folder = rig.FreshFolder($"stage-{name}");
        StagePlan plan = new(folder, rig.Template, round, rig.Report) { Program = rig.Program };
        Stage stage = await fault.SetUpAsync(plan, cancel);
        StageRun run = new(rig, stage, control, folder, name);
        try
        {
            await run.StartAppsAsync(fault.AppProcesses, cancel);
            return run;
        }
        catch
        {
            await run.DisposeAsync();
            throw;
        }
    }

    public ClientJournal NewJournal(int client) => new(Path.Combine(
        JournalFolder, string.Create(CultureInfo.InvariantCulture, $"client-{client:D3}.journal")));

    /// <summary>Brings home what is under way, ends the auditor, and judges.</summary>
    public async Task<Verdict> JudgeAsync(CancellationToken cancel)
    {
        bool isAtRest = await RestAsync(cancel);
        foreach (AppProcess app in Apps)
        {
            // They are done, and their connections are in the way of those that verify needs.
            await app.DisposeAsync();
        }

        await _audited.CancelAsync();
        await _auditing;
        await using NpgsqlDataSource owner = Owner();
        JournalBook journal = JournalBook.Read(JournalFolder);
        Verdict verdict = await new Oracle(owner, journal, Name).JudgeAsync(_before, cancel);
        verdict = verdict with
        {
            Audits = _auditor.Audits,
            BadAudits = _auditor.Bad,
            Unanswered = verdict.Unanswered + (isAtRest ? 0 : 1),
            Found =
            [
                .. isAtRest ? [] : (string[])["what was under way did not come to rest"],
                .. _auditor.Found, .. verdict.Found,
            ],
        };
        _isClean = verdict.Wrong == 0;
        return verdict;
    }

    /// <summary>Ends everything; what a bad verdict can be looked up in stays.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        await _audited.CancelAsync();
        await _auditing;
        foreach (AppProcess app in Apps)
        {
            await app.DisposeAsync();
        }

        await Stage.DisposeAsync();
        _audited.Dispose();
        if (_isClean || _control != Control.None)
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    /// <summary>Brings home what is under way; false when that does not end.</summary>
    private async Task<bool> RestAsync(CancellationToken cancel)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(_control == Control.None ? Patience : PatienceWithBugs);
        try
        {
            while (await Apps[0].RestAsync().WaitAsync(limit.Token) is null)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), limit.Token);
            }

            return true;
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return false;
        }
    }

    private async Task StartAppsAsync(int count, CancellationToken cancel)
    {
        if (_control == Control.AsynchronousCommit && Stage is PrivateStage installation)
        {
            // The server then writes its log when the walwriter wakes up, and not before.
            await File.AppendAllTextAsync(
                Path.Combine(installation.Database, "postgresql.conf"),
                "\nwal_writer_delay = 2s\nwal_writer_flush_after = 1GB\n", cancel);
        }

        string bank = Path.Combine(_folder, "bank.journal");
        File.Copy(_rig.BankOfTemplate, bank);
        List<AppProcess> apps = [];
        Apps = apps;
        for (int i = 0; i < count; i++)
        {
            int index = i;
            apps.Add(new(() => HowToStart(index, bank), Path.Combine(_folder, $"app-{i}.log")));

            // The first one starts the server, if it is its own.
            using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            limit.CancelAfter(Patience);
            await apps[i].UntilReadyAsync(limit.Token);
        }

        Stage.Own(apps);
        await using NpgsqlDataSource owner = Owner();
        _before = await Oracle.MoneyOfAsync(owner, Cast.Everybody(Cast.Shards), cancel);
        foreach (long person in Cast.Everybody(Cast.Shards))
        {
            _before.TryAdd(person, (0, 0));
        }

        _auditing = _auditor.RunAsync(_audited.Token);
    }

    private (IReadOnlyList<string> Command, AppLaunch Launch) HowToStart(int index, string bank)
    {
        AppLaunch launch = Stage.Launch(index);
        List<string> command =
        [
            .. launch.Wrapper ?? [], .. _rig.Program, "torture-app", .. launch.Arguments,
            "--control", _control.ToString(), .. index == 0 ? ["--bank", bank] : Array.Empty<string>(),
        ];
        return (command, launch);
    }

    private NpgsqlDataSource Owner()
    {
        string connection = Stage.OwnerConnection()
            ?? throw new InvariantBrokenException("there is a server when nothing is wrong with it");
        return NpgsqlDataSource.Create(
            new NpgsqlConnectionStringBuilder(connection) { CommandTimeout = 0, MaxPoolSize = 16 }.ConnectionString);
    }
}
