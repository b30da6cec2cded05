using Huoqi.Kernel;
using Npgsql;

namespace Huoqi.Identity;

/// <summary>How a person likes their pages.</summary>
/// <param name="Language">"zh" or "en".</param>
/// <param name="Theme">"auto", "light" or "dark".</param>
/// <param name="Elder">Larger and fewer things.</param>
/// <param name="HideAmounts">Amounts are dots until touched.</param>
/// <param name="RedUp">Red is up, as is usual in China.</param>
public sealed record Display(string Language, string Theme, bool Elder, bool HideAmounts, bool RedUp)
{
    /// <summary>Before anybody chose.</summary>
    public static Display Default { get; } = new("zh", "auto", Elder: false, HideAmounts: false, RedUp: true);
}

/// <summary>The visitor of a page or a call, in one row.</summary>
/// <param name="Person">Whose session.</param>
/// <param name="Session">Its number among the person's.</param>
/// <param name="Kind">Person, operator or auditor.</param>
/// <param name="CreatedAt">When they signed in.</param>
/// <param name="LastSeen">To the minute.</param>
/// <param name="Display">How they like pages.</param>
/// <param name="Frozen">Whether the pages show the account as frozen; the ledger is who refuses.</param>
/// <param name="Level">How far the person is identified.</param>
/// <param name="StepUpAt">When this session last proved a factor beside the sign-in; null = never, or the token was
/// rotated since.</param>
/// <param name="CoolingUntil">Until when money may not leave to others; null = it may.</param>
/// <param name="HasPasskey">Whether the person has one.</param>
/// <param name="HasPassword">Whether the person has one.</param>
/// <param name="HasPaymentPassword">Whether the person has one.</param>
public sealed record SessionRow(
    long Person,
    long Session,
    AccountKind Kind,
    DateTimeOffset CreatedAt,
    DateTimeOffset LastSeen,
    Display Display,
    bool Frozen,
    KycLevel Level,
    DateTimeOffset? StepUpAt,
    DateTimeOffset? CoolingUntil,
    bool HasPasskey,
    bool HasPassword,
    bool HasPaymentPassword);

/// <summary>A session in the person's own list.</summary>
public sealed record SessionItem(
    long Session, string Device, DateTimeOffset CreatedAt, DateTimeOffset LastSeen, bool IsThis);

/// <summary>Sessions as rows; a token is "person.session.secret", and only the secret's hash is kept.</summary>
public sealed class Sessions(IdentityParts parts)
{
    /// <summary>The reading for a token, to be put into a page's batch; null when the token is none.</summary>
    public SessionOf? Of(string? token) => throw new NotImplementedException();

    /// <summary>Reads a session by itself.</summary>
    public Task<SessionRow?> ReadAsync(string? token, CancellationToken cancel = default) => throw new NotImplementedException();

    /// <summary>Opens a session without any proof: for the demo's one click and for load drivers.</summary>
    public Task<SignedIn> OpenAsync(long person, Visitor visitor, CancellationToken cancel = default) => throw new NotImplementedException();

    /// <summary>Notes that the session was used; writes at most once a minute.</summary>
    public Task TouchAsync(SessionRow session, CancellationToken cancel = default) => throw new NotImplementedException();

    /// <summary>A new secret for the session; null when it is over.</summary>
    public Task<Secret?> RotateAsync(SessionRow session, CancellationToken cancel = default) => throw new NotImplementedException();

    /// <summary>The person's sessions that are still good, newest use first.</summary>
    public Task<IReadOnlyList<SessionItem>> ListAsync(SessionRow session, CancellationToken cancel = default) => throw new NotImplementedException();

    /// <summary>Ends one session of the person, also this one.</summary>
    public Task<IdentityAnswer> RevokeAsync(SessionRow by, long session, CancellationToken cancel = default) => throw new NotImplementedException();

    /// <summary>Ends all but this one.</summary>
    public Task<IdentityAnswer> RevokeOthersAsync(SessionRow by, CancellationToken cancel = default) => throw new NotImplementedException();

    /// <summary>Ends all: "somebody else uses my account".</summary>
    public Task<IdentityAnswer> RevokeAllAsync(long person, CancellationToken cancel = default) => throw new NotImplementedException();
}

/// <summary>The one reading of a page about its visitor.</summary>
/// <param name="Shard">The person's shard.</param>
/// <param name="Person">Who the token says.</param>
/// <param name="Session">Which session it says.</param>
/// <param name="SecretHash">The SHA-256 of its secret.</param>
/// <param name="Now">The security clock: sessions that are over have no row.</param>
public sealed record SessionOf(short Shard, long Person, long Session, byte[] SecretHash, DateTimeOffset Now)
    : Query<SessionRow>
{
    /// <inheritdoc/>
    public override Sql Statement => throw new NotImplementedException();

    /// <inheritdoc/>
    public override void Bind(NpgsqlParameterCollection parameters) => throw new NotImplementedException();

    /// <inheritdoc/>
    public override SessionRow Read(NpgsqlDataReader row) => throw new NotImplementedException();
}
