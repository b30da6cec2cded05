using Huoqi.Customers;
using Huoqi.Identity;

namespace Huoqi.Web;

/// <summary>The other side of bills as it may be shown: other people by their masked names.</summary>
internal static class Parties
{
    private static readonly Text Card = new("银行卡", "Bank card");

    /// <summary>The masked names of the people in some bills.</summary>
    public static async Task<IReadOnlyDictionary<long, string>> NamesAsync(Visit visit, IEnumerable<BillParty> parties)
    {
        Names names = new(visit.Parts.Identity);
        Dictionary<long, string> found = [];
        foreach (long person in parties.Select(party => party.Person).OfType<long>().Distinct())
        {
            found[person] = (await names.OfAsync(person, visit.Http.RequestAborted))?.MaskedName ?? "";
        }

        return found;
    }

    /// <summary>What to call the other side; nothing when there is none.</summary>
    public static string NameOf(BillParty party, IReadOnlyDictionary<long, string> names, Language language) =>
        party.MerchantName
        ?? (party.Person is { } person
            ? names.GetValueOrDefault(person, "")
            : party.CardToken is null ? "" : Card.In(language));
}
