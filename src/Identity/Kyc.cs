using Huoqi.Kernel;

namespace Huoqi.Identity;

/// <summary>How far a person is identified.</summary>
/// <param name="Status">What became of the check; Done when only read.</param>
/// <param name="Level">The level.</param>
/// <param name="AccountClass">The payment account's class it allows, 1 to 3; 0 = none.</param>
/// <param name="Sources">The kinds of source that said yes.</param>
/// <param name="Events">What to tell the person.</param>
public sealed record KycStanding(
    IdentityStatus Status,
    KycLevel Level,
    int AccountClass,
    IReadOnlyList<KycSource> Sources,
    IReadOnlyList<IdentityEvent> Events)
{
    /// <summary>The kinds of source that were asked and have not answered.</summary>
    public IReadOnlyList<KycSource> Waiting { get; init; } = [];
}

/// <summary>The ladder of identification through the authority. A level never falls by itself.</summary>
public sealed class Kyc(IdentityParts parts)
{
    private const int ChecksPerDay = 10;

    private readonly Accounts _accounts = new(parts);
    private readonly KycChecks _checks = new(parts);
    private readonly Counters _counters = new(parts);
    private readonly SecurityLog _log = new(parts);
    private readonly UntoldEvents _untold = new(parts);

    /// <summary>Where a person stands.</summary>
    public Task<KycStanding> ReadAsync(long person, CancellationToken cancel = default) =>
        StandingAsync(person, IdentityStatus.Done, [], cancel);

    /// <summary>
    /// The first step: name and id number, kept once the register says they belong together.
    /// </summary>
    public async Task<KycStanding> IdentifyAsync(
        long person, string name, string idNumber, CancellationToken cancel = default)
    {
        if (LegalNames.Of(name) is not string plainName)
        {
            return await StandingAsync(person, IdentityStatus.InvalidName, [], cancel);
        }

        if (IdNumbers.Normalise(idNumber) is not string plainId)
        {
            return await StandingAsync(person, IdentityStatus.InvalidIdNumber, [], cancel);
        }

        Account? account = await _accounts.OfAsync(person, cancel);
        if (account?.Name is not null)
        {
            bool same = _accounts.NameOf(account).Reveal() == plainName
                && _accounts.IdNumberOf(account).Reveal() == plainId;
            return await StandingAsync(
                person, same ? IdentityStatus.Done : IdentityStatus.Exists, [], cancel);
        }

        return await CheckAsync(account, KycSource.IdRegistry, new(plainName, plainId, ""), cancel);
    }

    /// <summary>A further source for somebody who is identified.</summary>
    /// <param name="person">Who.</param>
    /// <param name="source">Which.</param>
    /// <param name="evidence">What it needs: a card token, a picture's reference.</param>
    /// <param name="cancel">Gives up.</param>
    public async Task<KycStanding> AddSourceAsync(
        long person, KycSource source, string evidence, CancellationToken cancel = default)
    {
        Account? account = await _accounts.OfAsync(person, cancel);
        if (account?.Name is null || source == KycSource.IdRegistry || !Enum.IsDefined(source))
        {
            return await StandingAsync(person, IdentityStatus.Forbidden, [], cancel);
        }

        if ((evidence.Trim().Length > 0 || KycRules.NeedsEvidence(source)) && PlainText.Of(evidence, 100) is null)
        {
            return await StandingAsync(person, IdentityStatus.InvalidText, [], cancel);
        }

        return await CheckAsync(
            account,
            source,
            new(_accounts.NameOf(account).Reveal(), _accounts.IdNumberOf(account).Reveal(), evidence.Trim()),
            cancel);
    }

    /// <summary>
    /// Asks the authority again about checks that have no answer, and says how many are left. What it answers is kept
    /// among <see cref="UntoldEvents"/>.
    /// </summary>
    public async Task<int> SettleAsync(int atMost, CancellationToken cancel = default)
    {
        int left = 0;
        foreach (OpenCheck check in await _checks.OpenAsync(atMost, cancel))
        {
            (IdentityStatus status, _) = await AskAsync(check, isWatched: false, cancel);
            left += status == IdentityStatus.Unknown ? 1 : 0;
        }

        return left;
    }

    private async Task<KycStanding> CheckAsync(
        Account? account, KycSource source, KycContent content, CancellationToken cancel)
    {
        if (account is null || account.IsClosed || account.Kind != AccountKind.Person)
        {
            return new(IdentityStatus.NotFound, KycLevel.L0, 0, [], []);
        }

        long person = account.Person;
        if ((await _checks.SourcesAsync(person, cancel)).Contains(source))
        {
            return await StandingAsync(person, IdentityStatus.Done, [], cancel);
        }

        CounterAnswer limit = await _counters.TryTakeAsync(
            "kyc", $"{person}", ChecksPerDay, TimeSpan.FromDays(1), cancel: cancel);
        if (!limit.Taken)
        {
            return await StandingAsync(person, IdentityStatus.TryLater, [], cancel);
        }

        // The row first: an answer that is lost is asked for again under the same number.
        OpenCheck check = await parts.Db.InTransactionAsync(
            async (tx, token) =>
            {
                await _accounts.LockAsync(tx, person, token);
                await _log.NoteAsync(
                    tx, SecurityAct.KycAsked, person, default, Sessions.Nobody, source.ToString(), token);
                return await _checks.KeepAsync(tx, person, source, content, token);
            },
            cancel: cancel);
        (IdentityStatus status, IReadOnlyList<IdentityEvent> events) = await AskAsync(
            check, isWatched: true, cancel);
        return await StandingAsync(person, status, events, cancel);
    }

    private async Task<(IdentityStatus Status, IReadOnlyList<IdentityEvent> Events)> AskAsync(
        OpenCheck check, bool isWatched, CancellationToken cancel)
    {
        Account? account = await _accounts.OfAsync(check.Person, cancel);
        if (account is null)
        {
            return (IdentityStatus.NotFound, []);
        }

        KycContent content = check.Content;
        AuthorityOutcome outcome = await parts.Authority.CheckAsync(
            new(
                $"kyc-{check.Person}-{check.Number}", check.Source, new(content.Name), new(content.IdNumber),
                _accounts.PhoneOf(account), content.Evidence),
            cancel);
        if (outcome == AuthorityOutcome.Unknown)
        {
            await parts.Db.InTransactionAsync((tx, token) => _checks.AskedAsync(tx, check, token), cancel: cancel);
            return (IdentityStatus.Unknown, []);
        }

        return await parts.Db.InTransactionAsync(
            (tx, token) => SettleAsync(tx, check, outcome, isWatched, token), cancel: cancel);
    }

    // Who waits for the answer sees it; a raised level is told in any case, and by the same message.
    private async Task<(IdentityStatus Status, IReadOnlyList<IdentityEvent> Events)> SettleAsync(
        Tx tx, OpenCheck check, AuthorityOutcome outcome, bool isWatched, CancellationToken cancel)
    {
        Account? account = await _accounts.LockAsync(tx, check.Person, cancel);
        IdentityStatus status = outcome != AuthorityOutcome.Done || account is null ? IdentityStatus.Refused
            : check.Source != KycSource.IdRegistry || await IsTheirsAsync(tx, account, check, cancel)
                ? IdentityStatus.Done : IdentityStatus.Exists;
        bool good = status == IdentityStatus.Done;
        if (!await _checks.AnsweredAsync(tx, check, good, cancel) || account is null)
        {
            return (status, []);
        }

        KycLevel level = good ? KycRules.LevelOf(await _checks.SourcesAsync(tx, check.Person, cancel)) : KycLevel.L0;
        bool raised = level > account.Level;
        if (raised)
        {
            await _checks.RaiseAsync(tx, check.Person, level, cancel);
        }

        IdentityEvent happened = _untold.Of(
            check.Person,
            raised ? IdentityEventKind.KycRaised
                : good ? IdentityEventKind.KycConfirmed
                : status == IdentityStatus.Exists ? IdentityEventKind.KycTaken : IdentityEventKind.KycRefused,
            raised ? level.ToString() : check.Source.ToString());
        if (raised || !isWatched)
        {
            await _untold.KeepAsync(tx, happened, cancel);
        }

        await _log.NoteAsync(
            tx, SecurityAct.KycAnswered, check.Person, default, Sessions.Nobody,
            $"{check.Source}: {(raised ? level : status)}", cancel);
        return (status, raised ? [happened] : []);
    }

    // One person, one account: limits count over all accounts of a person.
    private async Task<bool> IsTheirsAsync(Tx tx, Account account, OpenCheck check, CancellationToken cancel)
    {
        byte[] lookup = parts.Vault.Lookup("id", check.Content.IdNumber);
        if (account.Name is null
            && !await _accounts.LeadAsync(tx, LoginKind.IdNumber, lookup, check.Person, cancel))
        {
            return false;
        }

        await _checks.IdentifiedAsync(tx, check, cancel);
        return true;
    }

    private async Task<KycStanding> StandingAsync(
        long person, IdentityStatus status, IReadOnlyList<IdentityEvent> events, CancellationToken cancel)
    {
        Account? account = await _accounts.OfAsync(person, cancel);
        KycLevel level = account?.Level ?? KycLevel.L0;
        IReadOnlyList<KycSource> sources = await _checks.SourcesAsync(person, cancel);
        return new(
            account is null ? IdentityStatus.NotFound : status, level, KycRules.AccountClassOf(level), sources, events)
        {
            Waiting = await _checks.WaitingAsync(person, cancel),
        };
    }
}
