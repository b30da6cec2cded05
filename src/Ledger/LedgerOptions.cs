namespace Huoqi.Ledger;

/// <summary>How the ledger's queues work.</summary>
public sealed record LedgerOptions
{
    /// <summary>How many writer queues share the shards.</summary>
    public int Queues { get; init; } = 2;

    /// <summary>The most drafts in one commit.</summary>
    public int GroupSize { get; init; } = 2_048;

    /// <summary>How many drafts may wait in one queue; those who come then are told to try again.</summary>
    public int QueueLength { get; init; } = 16_384;

    /// <summary>How long a draft of a person may wait to be looked at before it is told to try again.</summary>
    public TimeSpan QueueDeadline { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How many groups look their keys up first after a start, and after a key that was taken.</summary>
    public int GroupsThatLookUpKeys { get; init; } = 256;

    /// <summary>How long a draft may stay undecided while the database does not answer.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The same while its disk is full, which does not pass by itself.</summary>
    public TimeSpan FullDiskDeadline { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How many accounts a queue keeps in memory before it lets them all go.</summary>
    public int AccountsInMemory { get; init; } = 2_000_000;
}
