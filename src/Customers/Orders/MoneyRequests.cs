using Huoqi.Kernel;
using Huoqi.Ledger;
using Huoqi.Wallet;

namespace Huoqi.Customers;

/// <summary>How far a request for money is; stored.</summary>
public enum RequestState : short
{
    Open = 1,

    /// <summary>Accepted; the gift is being made.</summary>
    Accepted = 2,
    Paid = 3,
    Declined = 4,
    Expired = 5,
    Withdrawn = 6,
}

/// <summary>A person asks a friend for money.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Asker">Who asks.</param>
/// <param name="Friend">Who is asked.</param>
/// <param name="Amount">For how much.</param>
/// <param name="Text">What for.</param>
/// <param name="State">How far it is.</param>
/// <param name="AskedAt">When, UTC.</param>
/// <param name="ExpiresOn">The last business date on which it can be accepted.</param>
/// <param name="Gift">The gift that paid it.</param>
public sealed record MoneyRequest(
    long Number, long Asker, long Friend, Money Amount, string Text, RequestState State, DateTimeOffset AskedAt,
    DateOnly ExpiresOn, OrderNo? Gift);

/// <summary>Requests for money between friends.</summary>
public sealed class MoneyRequests(CustomersParts parts)
{
    /// <summary>The longest text, in characters.</summary>
    public const int LongestText = 100;

    /// <summary>Days in which it can be answered.</summary>
    public const int OpenDays = 7;

    /// <summary>Asks; its number when done. The same key again gives the same request.</summary>
    public Task<(CustomerStatus Status, long Number)> AskAsync(
        long asker, string key, long friend, Money amount, string text, CancellationToken cancel = default) =>
        throw new NotImplementedException($"{parts}");

    /// <summary>Those a person asked and was asked, newest first.</summary>
    public Task<IReadOnlyList<MoneyRequest>> OfAsync(
        long person, long? before, int limit, CancellationToken cancel = default) =>
        throw new NotImplementedException();

    /// <summary>Who was asked pays; null when it cannot be accepted (any more).</summary>
    public Task<WalletAnswer?> AcceptAsync(long friend, long number, CancellationToken cancel = default) =>
        throw new NotImplementedException();

    /// <summary>Who was asked says no.</summary>
    public Task<CustomerStatus> DeclineAsync(long friend, long number, CancellationToken cancel = default) =>
        throw new NotImplementedException();

    /// <summary>Who asked takes it back.</summary>
    public Task<CustomerStatus> WithdrawAsync(long asker, long number, CancellationToken cancel = default) =>
        throw new NotImplementedException();

    /// <summary>Ends what nobody answered in time; returns how many.</summary>
    public Task<int> ExpireAsync(DateOnly date, CancellationToken cancel = default) =>
        throw new NotImplementedException();
}
