using Huoqi.Kernel;

namespace Huoqi.Identity;

/// <summary>Somebody as others may see them.</summary>
/// <param name="Person">Who.</param>
/// <param name="MaskedName">"•明" once identified, else the phone as "138••••5678".</param>
/// <param name="Nickname">What they call themselves.</param>
public sealed record Payee(long Person, string MaskedName, string Nickname);

/// <summary>Finding people to send money to.</summary>
public sealed class Names(IdentityParts parts)
{
    // Enough for a person with many friends, too few to go through the numbers of a town.
    private const int SearchesPerHour = 60;

    private readonly Accounts _accounts = new(parts);
    private readonly Counters _counters = new(parts);

    /// <summary>As others may see them.</summary>
    public async Task<Payee?> OfAsync(long person, CancellationToken cancel = default) =>
        Seen(await _accounts.OfAsync(person, cancel));

    /// <summary>Several people as others may see them, in one read; who has left is not among them.</summary>
    public async Task<IReadOnlyDictionary<long, Payee>> OfAsync(
        IEnumerable<long> people, CancellationToken cancel = default)
    {
        long[] asked = [.. people.Distinct()];
        return asked.Length == 0
            ? new Dictionary<long, Payee>()
            : (await _accounts.OfAsync(asked, cancel)).Select(Seen).OfType<Payee>().ToDictionary(seen => seen.Person);
    }

    /// <summary>By phone; null for an unknown one, found out by the same steps. Limited per asker.</summary>
    public async Task<(IdentityStatus Status, Payee? Payee)> FindByPhoneAsync(
        long asker, string phone, CancellationToken cancel = default)
    {
        if (Phones.Normalise(phone) is not string normal)
        {
            return (IdentityStatus.InvalidPhone, null);
        }

        CounterAnswer limit = await _counters.TryTakeAsync(
            "find-phone", $"{asker}", SearchesPerHour, TimeSpan.FromHours(1), cancel: cancel);
        if (!limit.Taken)
        {
            return (IdentityStatus.TryLater, null);
        }

        Payee? payee = Seen(await _accounts.OfPhoneAsync(normal, cancel));
        return (payee is null ? IdentityStatus.NotFound : IdentityStatus.Done, payee);
    }

    private Payee? Seen(Account? account)
    {
        if (account is null || account.IsClosed || account.Kind != AccountKind.Person)
        {
            return null;
        }

        Personal name = _accounts.NameOf(account);
        string masked = (name.Reveal().Length > 0 ? name : _accounts.PhoneOf(account)).ToString();
        return new(account.Person, masked, account.Nickname);
    }
}
