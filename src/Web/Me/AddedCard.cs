using Huoqi.Customers;
using Huoqi.Identity;
using Huoqi.Kernel;

namespace Huoqi.Web;

/// <summary>What became of a card that somebody wanted to add: the one way for pages and API.</summary>
/// <param name="Asked">What identity says: Done, or why the bank was not even asked.</param>
/// <param name="Status">What the bank and the list of cards say.</param>
/// <param name="Card">The card; null when it was not added.</param>
internal sealed record AddedCard(IdentityStatus Asked, CustomerStatus Status, BankCard? Card)
{
    /// <summary>Adds it after a fresh proof, once the bank says that it is the visitor's own, and tells them.</summary>
    public static async Task<AddedCard> AddAsync(Visit visit, string bank, Personal number, CancellationToken cancel)
    {
        NewCards cards = new(visit.Parts.Identity);
        CardHolder holder = await cards.HolderAsync(visit.Session, cancel);
        if (holder.Status != IdentityStatus.Done)
        {
            return new(visit.Noted(holder.Status), CustomerStatus.NotValid, null);
        }

        (CustomerStatus status, BankCard? card, bool isNew) = await new BankCards(visit.Parts.Customers).AddAsync(
            new(visit.Person, bank, number, holder.Name, holder.IdNumber, holder.At), cancel);
        if (card is not null && isNew)
        {
            await Told.EventsAsync(visit, await cards.AddedAsync(visit.Session, card.Ending, cancel));
        }

        return new(IdentityStatus.Done, status, card);
    }
}
