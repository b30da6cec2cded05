using Huoqi.Kernel;

namespace Huoqi.Identity;

/// <summary>What a person sees of their own data.</summary>
/// <param name="Person">Who.</param>
/// <param name="Phone">The phone.</param>
/// <param name="Name">The name, once identified; empty before.</param>
/// <param name="IdNumber">The id number, once identified; empty before.</param>
/// <param name="Nickname">What others see beside the masked name.</param>
/// <param name="CreatedAt">Since when.</param>
public sealed record Profile(
    long Person, Personal Phone, Personal Name, Personal IdNumber, string Nickname, DateTimeOffset CreatedAt);

/// <summary>A person to be made without a phone's proof.</summary>
/// <param name="Phone">The phone.</param>
/// <param name="Name">The name; empty when not identified.</param>
/// <param name="IdNumber">The id number; empty when not identified.</param>
/// <param name="Level">How far identified.</param>
public sealed record MadePerson(string Phone, string Name, string IdNumber, KycLevel Level)
{
    /// <summary>Six digits that confirm this person's money from the beginning; null for none.</summary>
    public Secret? PaymentPassword { get; init; }

    public override string ToString() => nameof(MadePerson);
}

/// <summary>A person's own data and liking.</summary>
public sealed class Profiles(IdentityParts parts)
{
    private static readonly Sql SetDisplay = new("""
        UPDATE identity.account SET language = $3, theme = $4, elder = $5, hide_amounts = $6, red_up = $7
        WHERE shard = $1 AND person = $2
        """);

    private static readonly Sql SetNickname =
        new("UPDATE identity.account SET nickname = $3 WHERE shard = $1 AND person = $2");

    private static readonly Sql MarkFrozen =
        new("UPDATE identity.account SET frozen = $3 WHERE shard = $1 AND person = $2");

    private static readonly Sql Close = new("""
        UPDATE identity.account SET closed_at = $3 WHERE shard = $1 AND person = $2 AND closed_at IS NULL
        """);

    private static readonly Sql MoveNumbers = new("""
        SELECT setval('identity.person_number',
                      greatest($1, coalesce(pg_sequence_last_value('identity.person_number'::regclass), 0)))
        """);

    private static readonly KycSource[][] SourcesOf =
    [
        [], [KycSource.IdRegistry], [KycSource.IdRegistry, KycSource.BankCard, KycSource.Carrier],
        [KycSource.IdRegistry, KycSource.BankCard, KycSource.Face],
    ];

    private readonly Accounts _accounts = new(parts);
    private readonly PasskeyBook _book = new(parts);
    private readonly Sessions _sessions = new(parts);
    private readonly SecurityLog _log = new(parts);

    /// <summary>The person's data, in clear behind masks; null when there is no such person.</summary>
    public async Task<Profile?> ReadAsync(long person, CancellationToken cancel = default) =>
        await _accounts.OfAsync(person, cancel) is Account account
            ? new(
                person, _accounts.PhoneOf(account), _accounts.NameOf(account), _accounts.IdNumberOf(account),
                account.Nickname, account.CreatedAt)
            : null;

    /// <summary>How the person likes pages.</summary>
    public Task<IdentityAnswer> SetDisplayAsync(
        long person, Display display, CancellationToken cancel = default) =>
        display.Language is "zh" or "en" && display.Theme is "auto" or "light" or "dark"
            ? WriteAsync(
                SetDisplay,
                [
                    parts.ShardOf(person), person, display.Language, display.Theme, display.Elder,
                    display.HideAmounts, display.RedUp,
                ],
                cancel)
            : Task.FromResult<IdentityAnswer>(IdentityStatus.InvalidText);

    /// <summary>What others see beside the masked name, as <see cref="NicknameRules"/> say; empty for none.</summary>
    public Task<IdentityAnswer> SetNicknameAsync(
        long person, string nickname, CancellationToken cancel = default) =>
        NicknameRules.Of(nickname) is { } plain
            ? WriteAsync(SetNickname, [parts.ShardOf(person), person, plain], cancel)
            : Task.FromResult<IdentityAnswer>(IdentityStatus.InvalidText);

    /// <summary>Mirrors a freeze for the pages; the ledger is who refuses money.</summary>
    public Task MarkFrozenAsync(long person, bool frozen, CancellationToken cancel = default) =>
        WriteAsync(MarkFrozen, [parts.ShardOf(person), person, frozen], cancel);

    /// <summary>
    /// Closes the account after its money is gone: sessions and factors end and the phone is free for somebody else.
    /// The sealed name and id number stay as long as the records they belong to must be kept.
    /// </summary>
    public Task<IdentityAnswer> CloseAsync(long person, CancellationToken cancel = default) =>
        parts.Db.InTransactionAsync(
            async (tx, token) =>
            {
                if (await _accounts.LockAsync(tx, person, token) is not Account account)
                {
                    return IdentityStatus.NotFound;
                }

                await tx.ExecuteAsync(Close, [parts.ShardOf(person), person, parts.Now], token);
                await _book.RemoveAsync(tx, person, null, token);
                byte[] phone = _accounts.PhoneLookup(_accounts.PhoneOf(account).Reveal());
                await _accounts.UnleadAsync(tx, phone, person, token);
                if (account.IdNumber is not null)
                {
                    byte[] id = parts.Vault.Lookup("id", _accounts.IdNumberOf(account).Reveal());
                    await _accounts.UnleadAsync(tx, id, person, token);
                }

                await _log.NoteAsync(
                    tx, SecurityAct.AccountClosed, person, default, Sessions.Nobody, "", token);
                return new IdentityAnswer(
                    IdentityStatus.Done,
                    await _sessions.RevokeAllButAsync(tx, person, 0, Sessions.Nobody, token));
            },
            cancel: cancel);

    /// <summary>
    /// Makes a person without a phone's proof, as identified as asked: for the demo and load drivers. The number may
    /// be given; the same phone again gives the same person.
    /// </summary>
    public Task<long> MakeAsync(MadePerson made, long? person = null, CancellationToken cancel = default)
    {
        string? phone = Phones.Normalise(made.Phone);
        Invariant.Holds(phone is not null, "a person who is made has a phone of the usual form");
        Invariant.Holds(made.Level == KycLevel.L0 || IdNumbers.Normalise(made.IdNumber) is not null);
        return parts.Db.InTransactionAsync(
            (tx, token) => MakeAsync(tx, made with { Phone = phone! }, person, token), cancel: cancel);
    }

    private async Task<long> MakeAsync(Tx tx, MadePerson made, long? given, CancellationToken cancel)
    {
        byte[] lookup = _accounts.PhoneLookup(made.Phone);
        if (await _accounts.OfLookupAsync(tx, lookup, cancel) is long there)
        {
            return there;
        }

        long person = given ?? await Accounts.NextAsync(tx, cancel);
        (string, string)? identified = made.Level == KycLevel.L0 ? null : (made.Name, made.IdNumber);
        Invariant.Holds(
            await _accounts.InsertAsync(tx, person, AccountKind.Person, made.Phone, made.Level, identified, cancel)
            && await _accounts.LeadAsync(tx, LoginKind.Phone, lookup, person, cancel),
            "a person who is made is nobody else");
        if (identified is not null)
        {
            byte[] id = parts.Vault.Lookup("id", made.IdNumber);
            Invariant.Holds(await _accounts.LeadAsync(tx, LoginKind.IdNumber, id, person, cancel));
        }

        KycChecks checks = new(parts);
        foreach (KycSource source in SourcesOf[(int)made.Level])
        {
            await checks.MakeAsync(tx, person, source, cancel);
        }

        if (made.PaymentPassword is { } digits)
        {
            await PaymentPassword.WriteAsync(parts, tx, person, digits, cancel);
        }

        if (given is not null)
        {
            await tx.RowAsync(MoveNumbers, [person], row => row.GetInt64(0), cancel);
        }

        return person;
    }

    private async Task<IdentityAnswer> WriteAsync(Sql sql, object?[] values, CancellationToken cancel) =>
        await parts.Db.InTransactionAsync((tx, token) => tx.ExecuteAsync(sql, values, token), cancel: cancel) == 1
            ? IdentityStatus.Done : IdentityStatus.NotFound;
}
