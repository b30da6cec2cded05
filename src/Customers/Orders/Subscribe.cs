using Huoqi.Kernel;
using Huoqi.Ledger;
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

    public async Task<Answer> HandleAsync(Request request, CancellationToken cancel = default)
    {
        // A request that was judged before hears its first answer, also when a new version has come since.
        short act = request.CardToken is null ? WalletActs.SubscribeFromWallet : WalletActs.SubscribeFromCard;
        IReadOnlyList<Document> missing = await new Agreements(parts).MissingAsync(request.Person, cancel);
        if (missing.Count > 0 && await parts.Db.OneAsync(new LedgerQueries.AnswerTo(
            parts.ShardOf(request.Person), request.Person, act, request.Key), cancel) is null)
        {
            return new(missing, Wallet: null);
        }

        return new([], request.CardToken is { } card
            ? await new SubscribeFromCard(parts.Wallet).HandleAsync(
                new(request.Person, request.Key, request.Amount, card))
            : await new SubscribeFromWallet(parts.Wallet).HandleAsync(
                new(request.Person, request.Key, request.Amount)));
    }
}
