using Huoqi.Customers;
using Huoqi.Identity;

namespace Huoqi.Web;

/// <summary>The other side of bills as it may be shown: other people by their masked names and what they call
/// themselves, cards by bank and last four digits.</summary>
public sealed class Parties
{
    private static readonly Text Card = new("银行卡", "Bank card");
    private static readonly Text SomebodyGone = new("已注销的用户", "Somebody who has left");

    private readonly Visit _visit;
    private readonly Dictionary<long, string> _people = [];
    private readonly Dictionary<string, string> _cards = new(StringComparer.Ordinal);

    private Parties(Visit visit)
    {
        _visit = visit;
    }

    /// <summary>The names in some bills.</summary>
    internal static async Task<Parties> InAsync(Visit visit, IEnumerable<BillParty> parties)
    {
        CancellationToken cancel = visit.Aborted;
        Parties found = new(visit);
        HashSet<long> people = [];
        bool cards = false;
        foreach (BillParty party in parties)
        {
            cards |= party.CardToken is not null;
            if (party.Person is { } person)
            {
                people.Add(person);
            }
        }

        IReadOnlyDictionary<long, Payee> names = await new Names(visit.Parts.Identity).OfAsync(people, cancel);
        foreach (long person in people)
        {
            found._people[person] =
                names.TryGetValue(person, out Payee? seen) ? Friends.Shown(seen) : visit.Say(SomebodyGone);
        }

        if (cards)
        {
            foreach (BankCard card in await new BankCards(visit.Parts.Customers).EverAsync(visit.Person, cancel))
            {
                found._cards[card.Token] = visit.Say(
                    ReviewTexts.Card, CardsPage.NameOf(visit, card.Bank), card.Ending);
            }
        }

        return found;
    }

    /// <summary>What to call the other side; nothing when there is none.</summary>
    public string NameOf(BillParty party) =>
        party.MerchantName
        ?? (party.Person is { } person
            ? _people.GetValueOrDefault(person, "")
            : party.CardToken is { } token ? _cards.GetValueOrDefault(token, _visit.Say(Card)) : "");
}
