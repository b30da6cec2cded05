using Huoqi.Kernel;
using Huoqi.Wallet;

namespace Huoqi.Customers;

/// <summary>Money into the fund by somebody who has accepted what has to be accepted first.</summary>
public sealed class Subscribe(CustomersParts parts)
{
    /// <param name="Person">Who.</param>
    /// <param name="Key">The caller's id of the request.</param>
    /// <param name="Amount">How much.</param>
    /// <param name="CardToken">The card that pays; null for the wallet.</param>
    public sealed record Request(long Person, string Key, Money Amount, string? CardToken);

    /// <summary>What became of it: documents to accept first, or the wallet's answer.</summary>
    public sealed record Answer(IReadOnlyList<Document> Missing, WalletAnswer? Wallet);

    public Task<Answer> HandleAsync(Request request, CancellationToken cancel = default) =>
        throw new NotImplementedException($"{parts}");
}
