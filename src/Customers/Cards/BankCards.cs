using Huoqi.Kernel;

namespace Huoqi.Customers;

/// <summary>A person's own bank card.</summary>
/// <param name="Number">Its number among the person's, from 1; never used again.</param>
/// <param name="Bank">The bank's name, as the person knows it.</param>
/// <param name="Ending">The last four digits.</param>
/// <param name="Token">The card, as the bank knows it.</param>
/// <param name="AddedAt">When it was added, by the business clock.</param>
public sealed record BankCard(int Number, string Bank, string Ending, string Token, DateTimeOffset AddedAt);

/// <summary>
/// A person's own bank cards. The card's whole number is not kept: the bank gives a token for it, and the last four
/// digits are enough to know it by.
/// </summary>
public sealed class BankCards(CustomersParts parts)
{
    /// <summary>As many as a person may have.</summary>
    public const int AtMost = 10;

    /// <summary>A person's cards, oldest first.</summary>
    public Task<IReadOnlyList<BankCard>> OfAsync(long person, CancellationToken cancel = default) =>
        throw new NotImplementedException($"{parts}");

    /// <summary>One of a person's cards; null when there is none of that number, or it was removed.</summary>
    public Task<BankCard?> FindAsync(long person, int number, CancellationToken cancel = default) =>
        throw new NotImplementedException();

    /// <summary>
    /// Adds a card by its number (13 to 19 digits with the right check digit, spaces allowed); the same card again is
    /// the card that is there.
    /// </summary>
    public Task<(CustomerStatus Status, BankCard? Card)> AddAsync(
        long person, string bank, Personal cardNumber, CancellationToken cancel = default) =>
        throw new NotImplementedException();

    /// <summary>Enters a card whose token is known: for the demo and load drivers. Again, it changes nothing.</summary>
    public Task<BankCard> KeepAsync(
        long person, string bank, string ending, string token, CancellationToken cancel = default) =>
        throw new NotImplementedException();

    /// <summary>Takes a card away; what is under way with it goes on.</summary>
    public Task<CustomerStatus> RemoveAsync(long person, int number, CancellationToken cancel = default) =>
        throw new NotImplementedException();
}
