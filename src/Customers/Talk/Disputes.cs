using Huoqi.Ledger;

namespace Huoqi.Customers;

/// <summary>How far a dispute is; stored.</summary>
public enum DisputeState : short
{
    Open = 1,

    /// <summary>Answered in the person's favour.</summary>
    Upheld = 2,

    /// <summary>Answered: the entry is right.</summary>
    Declined = 3,
}

/// <summary>"Something is wrong with this entry."</summary>
public sealed record Dispute(
    long Number, long Person, OrderNo Entry, DisputeState State, string Text, DateTimeOffset OpenedAt, string? Answer,
    DateTimeOffset? AnsweredAt, DateOnly AnswerDueOn);

/// <summary>What people say is wrong, and what operators answer.</summary>
public sealed class Disputes(CustomersParts parts)
{
    /// <summary>The longest text, in characters.</summary>
    public const int LongestText = 2_000;

    /// <summary>A person disputes an entry of theirs; a second time gives the first one again.</summary>
    public Task<(CustomerStatus Status, Dispute? Dispute)> OpenAsync(
        long person, OrderNo entry, string text, CancellationToken cancel = default) =>
        throw new NotImplementedException($"{parts}");

    /// <summary>A person's disputes, newest first.</summary>
    public Task<IReadOnlyList<Dispute>> OfAsync(long person, CancellationToken cancel = default) =>
        throw new NotImplementedException();

    /// <summary>What waits for an answer, oldest first.</summary>
    public Task<IReadOnlyList<Dispute>> OpenOnesAsync(int limit, CancellationToken cancel = default) =>
        throw new NotImplementedException();

    /// <summary>An operator answers.</summary>
    public Task<CustomerStatus> AnswerAsync(
        long person, long number, bool upheld, string answer, string by, CancellationToken cancel = default) =>
        throw new NotImplementedException();
}
