using Huoqi.Kernel;

namespace Huoqi.RulesTests.Simulation;

/// <summary>
/// What goes wrong in a run. Every seed draws its own mixture, some kinds not at all: a fault that always strikes hides
/// what another one would show. All of them end with the run's last hour.
/// </summary>
internal sealed class SimFaults
{
    private readonly SeededRandom _random;

    public SimFaults(SeededRandom random)
    {
        _random = random;
        StoreLostRequest = Draw(most: 40);
        StoreLostAnswer = Draw(most: 40);
        StoreLateCommit = Draw(most: 20);
        ReadFails = Draw(most: 20);
        LineLostRequest = Draw(most: 150);
        LineLostAnswer = Draw(most: 200);
        LineDuplicate = Draw(most: 150);
        ClientLostRequest = Draw(most: 60);
        ClientLostAnswer = Draw(most: 150);
        ClientAsksTwice = Draw(most: 150);
        CallbackLost = Draw(most: 300);
        CallbackTwice = Draw(most: 400);
        TornLoad = Draw(most: 300);
        Outage = Draw(most: 6);
        Crashes = (int)random.Next(7);
        Processes = random.Next(3) == 0 ? 2 : 1;
    }

    /// <summary>Whether faults strike at all; false in the end, when everything must come to rest.</summary>
    public bool AreOn { get; set; } = true;

    // Of a thousand calls.
    public int StoreLostRequest { get; }

    public int StoreLostAnswer { get; }

    /// <summary>The caller is told that nobody answers, and the commit arrives after that.</summary>
    public int StoreLateCommit { get; }

    public int ReadFails { get; }

    /// <summary>Another process writes between the heads of a load and its rows.</summary>
    public int TornLoad { get; }

    /// <summary>A call after which the store answers nobody for a while.</summary>
    public int Outage { get; }

    public int LineLostRequest { get; }

    public int LineLostAnswer { get; }

    public int LineDuplicate { get; }

    public int ClientLostRequest { get; }

    public int ClientLostAnswer { get; }

    public int ClientAsksTwice { get; }

    public int CallbackLost { get; }

    public int CallbackTwice { get; }

    /// <summary>How many times a process dies.</summary>
    public int Crashes { get; }

    /// <summary>How many processes write to the same shards at once.</summary>
    public int Processes { get; }

    /// <summary>Whether a fault of so many in a thousand strikes now.</summary>
    public bool Strikes(int perThousand) => AreOn && perThousand > 0 && _random.Next(1_000) < perThousand;

    /// <summary>The bank's own misbehaviour, as its simulator takes it.</summary>
    public string BankJson() => $$"""
        {"seed":{{_random.Next(1_000_000)}},"refusePerMillion":{{Draw(200) * 1_000}},
         "latePerMillion":{{Draw(400) * 1_000}},"lateSeconds":{{_random.Next(1, 300)}},"lateQueries":0,
         "notifyAll":true,"doubleCallbackPerMillion":{{Draw(400) * 1_000}},
         "dropCallbackPerMillion":{{Draw(300) * 1_000}}}
        """;

    /// <summary>The registrar's own misbehaviour, as its simulator takes it.</summary>
    public string RegistrarJson() => $$"""
        {"seed":{{_random.Next(1_000_000)}},"refusePerMillion":{{Draw(150) * 1_000}},
         "rejectPerMillion":{{Draw(150) * 1_000}},"latePerMillion":{{Draw(200) * 1_000}},"lateDays":1,
         "doublePerMillion":{{Draw(400) * 1_000}}}
        """;

    private int Draw(int most) => _random.Next(3) == 0 ? 0 : (int)_random.Next(1, most);
}
