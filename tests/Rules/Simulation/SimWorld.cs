using System.Globalization;
using Huoqi.Bank;
using Huoqi.Funds;
using Huoqi.Kernel;
using Huoqi.Ledger;
using Huoqi.Registrar;
using Huoqi.Wallet;

namespace Huoqi.RulesTests.Simulation;

/// <summary>
/// One seed's world: the store that survives everything, processes that do not, partners with journals of their own,
/// and the lines between them. Whatever is random comes from the seed, whatever takes time takes virtual time.
/// </summary>
internal sealed class SimWorld : IDisposable
{
    public const int Shards = 2;

    private const int EventsKept = 80;

    /// <summary>What everybody begins with, in money and in units.</summary>
    public static readonly Money Opening = new(500_00);

    private readonly BankApi _bank;
    private readonly RegistrarApi _registrar;
    private readonly HttpClient _bankClient;
    private readonly HttpClient _registrarClient;
    private readonly SimProcess?[] _processes;
    private readonly Queue<(DateTimeOffset At, string What)> _trace = new();
    private long _callbacksRead;

    public SimWorld(SimScenario scenario, long seed, PlantedSaga bug = PlantedSaga.None)
    {
        Scenario = scenario;
        Bug = bug;
        Random = new(seed);
        Faults = new(Random.Fork(1));
        Time = new(scenario.Start, Random.Fork(2));
        Context = new(Time);
        Store = new(Shards);
        Funds = new(Store);
        Wallet = new(Store, Funds);
        Requests = new(this);
        Watch = new(this);
        Fund = new(new Asset(1), "000198", "Simulated fund", FundDays.Default(TradingCalendar.China));
        Mode = Random.Next(2) == 0 ? AdvanceMode.Prefunded : AdvanceMode.PerDraw;
        _bank = new(new BankOptions(Time, FaultsJson: Faults.BankJson()));
        _registrar = new(new RegistrarOptions(Time, FaultsJson: Faults.RegistrarJson()));
        _bankClient = ClientOf(new Bank.InProcessHandler(_bank), "http://bank.sim");
        _registrarClient = ClientOf(new Registrar.InProcessHandler(_registrar), "http://registrar.sim");
        Bank = new HttpBankPort(_bankClient);
        Registrar = new HttpRegistrarPort(_registrarClient);
        _processes = new SimProcess?[Faults.Processes];
    }

    public SimScenario Scenario { get; }

    public PlantedSaga Bug { get; }

    public SeededRandom Random { get; }

    public SimFaults Faults { get; }

    public VirtualTime Time { get; }

    /// <summary>Where everything runs that is not a process of the platform.</summary>
    public SimContext Context { get; }

    public MemoryLedgerStore Store { get; }

    public WalletTables Wallet { get; }

    public FundTables Funds { get; }

    public RequestTables Requests { get; }

    public SimWatch Watch { get; }

    public Fund Fund { get; }

    public AdvanceMode Mode { get; }

    /// <summary>The bank without its line, for the oracle.</summary>
    public IBankPort Bank { get; }

    /// <summary>The registrar without its line, for the oracle.</summary>
    public IRegistrarPort Registrar { get; }

    /// <summary>Steps of the daily close that are written down.</summary>
    public HashSet<(DateOnly Day, string Step)> StepsDone { get; } = [];

    /// <summary>The promise that was broken; null while none is.</summary>
    public string? Broken { get; private set; }

    public int Crashes { get; private set; }

    /// <summary>Until then the store answers nobody.</summary>
    public DateTimeOffset StoreDownUntil { get; set; }

    /// <summary>Until then the registrar's file of the day is not there.</summary>
    public DateTimeOffset FileHeldUntil { get; set; }

    /// <summary>What happened how often: a simulation that never comes to something proves nothing about it.</summary>
    public Dictionary<string, int> Seen { get; } = new(StringComparer.Ordinal);

    /// <summary>Everything that happened, as one number.</summary>
    public ulong TraceHash { get; private set; } = 14695981039346656037UL;

    public IEnumerable<string> LastEvents => _trace.Select(e =>
        e.At.ToString("dd HH:mm:ss.fff ", CultureInfo.InvariantCulture) + e.What);

    public DateOnly Today => BeijingTime.DateOf(Time.GetUtcNow());

    /// <summary>Notes what happened, for the reader of a failure.</summary>
    public void Trace(string what)
    {
        unchecked
        {
            TraceHash = (TraceHash ^ (ulong)Time.GetTimestamp()) * 1099511628211UL;
            foreach (char c in what)
            {
                TraceHash = (TraceHash ^ c) * 1099511628211UL;
            }
        }

        _trace.Enqueue((Time.GetUtcNow(), what));
        if (_trace.Count > EventsKept)
        {
            _trace.Dequeue();
        }
    }

    /// <summary>A promise is broken: the first one counts.</summary>
    public void Break(string promise)
    {
        Trace($"BROKEN: {promise}");
        Broken ??= promise;
    }

    public void See(string what) => Seen[what] = Seen.GetValueOrDefault(what) + 1;

    public void Expect(bool holds, Func<string> promise)
    {
        if (!holds)
        {
            Break(promise());
        }
    }

    /// <summary>An exception that left an act: a lost store is weather, anything else a bug.</summary>
    public void Caught(string where, Exception failure)
    {
        if (failure is TimeoutException or StoreUnavailableException or StepUnfinishedException)
        {
            Trace($"{where}: {failure.Message}");
            See(failure.GetType().Name);
            return;
        }

        Break($"{where} threw {failure}");
    }

    public void After(TimeSpan delay, Action act) => Time.After(Context, delay, act);

    public TimeSpan Latency(int atMostMilliseconds) =>
        TimeSpan.FromMicroseconds(Random.Next(100, (atMostMilliseconds * 1_000L) + 1));

    /// <summary>Commits a group, and lets the watch look at what it made of the books.</summary>
    public void Commit(PostingGroup group)
    {
        Store.CommitAsync(group).GetAwaiter().GetResult();
        Watch.Committed(group);
    }

    /// <summary>Starts every process that is not there.</summary>
    public void StartProcesses()
    {
        for (int slot = 0; slot < _processes.Length; slot++)
        {
            _processes[slot] ??= new(this, slot);
        }
    }

    /// <summary>A process that lives; null when the one drawn does not.</summary>
    public SimProcess? Somebody() => _processes[(int)Random.Next(_processes.Length)];

    /// <summary>How many steps a process lives; for ever once enough of them have died.</summary>
    public long StepsToLive() => Crashes < Faults.Crashes ? Random.Next(5, 500) : long.MaxValue;

    /// <summary>A process dies with everything it had in memory; another one starts in its place.</summary>
    public void Crash(int slot)
    {
        Crashes++;
        Trace($"process {slot} dies");
        _processes[slot]!.Context.Kill();
        _processes[slot] = null;
        After(TimeSpan.FromMilliseconds(Random.Next(10, 20_000)), () =>
        {
            Trace($"process {slot} starts");
            _processes[slot] = new(this, slot);
        });
    }

    /// <summary>The bank tells its answers by itself: late, twice, out of turn, or to a process that dies.</summary>
    public void PushCallbacks()
    {
        if (Wallet.BankOrders.All.Any(order => order.State == 1))
        {
            BankCallbackPage page = SimLine.Now(() => Bank.CallbacksAsync(_callbacksRead, CancellationToken.None));
            _callbacksRead = page.Next;
            foreach (BankCallback callback in page.Callbacks)
            {
                int copies = Faults.Strikes(Faults.CallbackLost) ? 0 : Faults.Strikes(Faults.CallbackTwice) ? 2 : 1;
                for (int i = 0; i < copies; i++)
                {
                    After(Latency(Random.Next(2) == 0 ? 100 : 40_000), () => Somebody()?.Hear(callback.Answer));
                }
            }
        }

        After(Scenario.BankEvery * Random.Next(5, 30) / 60, PushCallbacks);
    }

    public void Dispose()
    {
        _bankClient.Dispose();
        _registrarClient.Dispose();
        _bank.Dispose();
        _registrar.Dispose();
    }

    // The client's own timeout would be a timer of the real clock: the lines of the simulation have theirs.
    private static HttpClient ClientOf(HttpMessageHandler handler, string address) =>
        new(handler) { BaseAddress = new(address), Timeout = System.Threading.Timeout.InfiniteTimeSpan };
}
