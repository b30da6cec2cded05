using Huoqi.Kernel;

namespace Huoqi.Identity;

/// <summary>Whose card may be added now.</summary>
/// <param name="Status">Done, StepUpNeeded, NotSet (not identified yet), TryLater or NotFound.</param>
/// <param name="Name">The name the bank has to know the card under.</param>
/// <param name="IdNumber">The id number likewise.</param>
/// <param name="At">When, by the security clock: from then on the card is known.</param>
public sealed record CardHolder(IdentityStatus Status, Personal Name, Personal IdNumber, DateTimeOffset At);

/// <summary>
/// What identity has to say about a new bank card: it takes a fresh proof, as a factor does, and it is the identified
/// person's own. Each question to a bank counts, so that nobody finds out here which cards somebody has.
/// </summary>
public sealed class NewCards(IdentityParts parts)
{
    private const int PerDay = 20;

    private readonly Accounts _accounts = new(parts);
    private readonly Counters _counters = new(parts);
    private readonly SecurityLog _log = new(parts);

    /// <summary>Who has to be the card's holder.</summary>
    public async Task<CardHolder> HolderAsync(SessionRow session, CancellationToken cancel = default)
    {
        Account? account = await _accounts.OfAsync(session.Person, cancel);
        IdentityStatus status = account is null || account.IsClosed || account.Kind != AccountKind.Person
            ? IdentityStatus.NotFound
            : account.Name is null ? IdentityStatus.NotSet
            : !Freshness.MayChange(parts, session, account) ? IdentityStatus.StepUpNeeded : IdentityStatus.Done;
        if (status == IdentityStatus.Done)
        {
            CounterAnswer limit = await _counters.TryTakeAsync(
                "card", $"{session.Person}", PerDay, TimeSpan.FromDays(1), cancel: cancel);
            status = limit.Taken ? IdentityStatus.Done : IdentityStatus.TryLater;
        }

        return status == IdentityStatus.Done
            ? new(status, _accounts.NameOf(account!), _accounts.IdNumberOf(account!), parts.Now)
            : new(status, default, default, parts.Now);
    }

    /// <summary>The card was added: noted, and the person is told.</summary>
    public async Task<IReadOnlyList<IdentityEvent>> AddedAsync(
        SessionRow session, string ending, CancellationToken cancel = default)
    {
        await _log.NoteAsync(SecurityAct.CardAdded, session.Person, session.Visitor, ending, cancel);
        return [new(session.Person, IdentityEventKind.CardAdded, parts.Now, ending)];
    }
}
