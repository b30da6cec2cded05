namespace Huoqi.Customers;

/// <summary>What a message tells; stored. Its parameters are listed with each.</summary>
public enum MessageKind : short
{
    /// <summary>first, last (days), amount.</summary>
    Income = 1,

    /// <summary>order, merchant, amount.</summary>
    Payment = 2,

    /// <summary>order, payment, amount.</summary>
    Refund = 3,

    /// <summary>order, person, amount.</summary>
    MoneyReceived = 4,

    /// <summary>What came back from a friend who could not take it: order, amount.</summary>
    MoneyReturned = 5,

    /// <summary>order, amount.</summary>
    SubscriptionConfirmed = 6,

    /// <summary>order, amount.</summary>
    RedemptionConfirmed = 7,

    /// <summary>order, amount.</summary>
    OrderRefused = 8,

    /// <summary>order, amount: money from a card has come.</summary>
    TopUp = 9,

    /// <summary>device, address: somebody signed in.</summary>
    SignIn = 10,

    /// <summary>step: a lost passkey or phone is being replaced.</summary>
    Recovery = 11,

    /// <summary>request, person, amount: somebody asks for money.</summary>
    MoneyRequested = 12,

    /// <summary>request, person, amount: who was asked said no.</summary>
    RequestDeclined = 13,

    /// <summary>dispute: it was answered.</summary>
    DisputeAnswered = 14,

    /// <summary>order, first, last, amount: income was corrected.</summary>
    IncomeCorrected = 15,

    /// <summary>order, amount: the nightly sweep moved money into the fund.</summary>
    Swept = 16,

    /// <summary>frozen: true or false.</summary>
    StandingChanged = 17,
}

/// <summary>A message as its person sees it.</summary>
/// <param name="Number">Its number, for paging and for marking.</param>
/// <param name="Kind">What it tells.</param>
/// <param name="Parameters">Typed values as text: amounts as "12.34", days as yyyy-mm-dd, orders as written.</param>
/// <param name="At">When it was written, UTC.</param>
/// <param name="IsRead">Whether it was opened.</param>
public sealed record Message(
    long Number, MessageKind Kind, IReadOnlyDictionary<string, string> Parameters, DateTimeOffset At, bool IsRead);

/// <summary>Messages to people: a kind and values, never sentences.</summary>
public sealed class Inbox(CustomersParts parts)
{
    /// <summary>The longest page.</summary>
    public const int LargestPage = 100;

    /// <summary>Messages with a number below <paramref name="before"/>, newest first.</summary>
    public Task<IReadOnlyList<Message>> PageAsync(
        long person, long? before, int limit, CancellationToken cancel = default) =>
        throw new NotImplementedException($"{parts}");

    /// <summary>How many are not read, 99 at most.</summary>
    public Task<int> UnreadAsync(long person, CancellationToken cancel = default) => throw new NotImplementedException();

    /// <summary>Marks one message, or all of them, as read.</summary>
    public Task MarkReadAsync(long person, long? number, CancellationToken cancel = default) =>
        throw new NotImplementedException();

    /// <summary>Writes a message, once: the same person, kind and subject again changes nothing.</summary>
    public Task PutAsync(
        long person, MessageKind kind, string subject, IReadOnlyDictionary<string, string> parameters,
        CancellationToken cancel = default) => throw new NotImplementedException();
}

/// <summary>The worker that follows the journal and tells people what it means for them, each entry exactly once.
/// </summary>
public sealed class JournalMessages(CustomersParts parts)
{
    /// <summary>Follows every shard to its head; returns how many messages were written.</summary>
    public Task<int> RunAsync(CancellationToken cancel = default) => throw new NotImplementedException($"{parts}");
}
