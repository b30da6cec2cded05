using System.Buffers.Text;
using System.Globalization;
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
/// <param name="StepUpAt">When this session last proved a factor beside the sign-in; null = never, or the token is the
/// one before the last rotation.</param>
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
    bool HasPaymentPassword)
{
    /// <summary>By what this session last proved a factor.</summary>
    public StepUpWay? StepUpBy { get; init; }

    /// <summary>Whether nobody used this token before, so that the one it replaces still reads.</summary>
    public bool IsFirstUse { get; init; }

    /// <summary>Who came with the token now, for the security log: whoever stole one has another device than the one
    /// that signed in. Not of the row; nobody where no request is behind it.</summary>
    public Visitor Visitor { get; init; } = Sessions.Nobody;
}

/// <summary>By what a step-up was proved. Numbers are stored.</summary>
public enum StepUpWay : short
{
    Passkey = 1,
    PaymentPassword = 2,
    Password = 3,

    /// <summary>The session was opened by a recovery.</summary>
    Recovery = 4,
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
    private static readonly Sql Select = new("""
        SELECT s.person, s.session, s.kind, s.created_at, s.last_seen,
            a.language, a.theme, a.elder, a.hide_amounts, a.red_up, a.frozen, a.kyc_level,
            CASE WHEN s.secret_hash = $4 THEN s.step_up_at END,
            CASE WHEN a.cooling_until > $5 THEN a.cooling_until END,
            EXISTS (SELECT 1 FROM identity.passkey p WHERE p.shard = s.shard AND p.person = s.person),
            a.password_hash IS NOT NULL, a.payment_hash IS NOT NULL, s.step_up_by,
            s.secret_hash = $4 AND s.previous_hash IS NOT NULL
        FROM identity.session s JOIN identity.account a ON a.shard = s.shard AND a.person = s.person
        WHERE s.shard = $1 AND s.person = $2 AND s.session = $3
            AND (s.secret_hash = $4 OR s.previous_hash = $4 AND s.previous_until > $5)
            AND s.revoked_at IS NULL AND s.idle_until > $5 AND s.expires_at > $5 AND a.closed_at IS NULL
        """);

    /// <inheritdoc/>
    public override Sql Statement => Select;

    /// <inheritdoc/>
    public override void Bind(NpgsqlParameterCollection parameters) =>
        parameters.With(Shard).With(Person).With(Session).With(SecretHash).With(Now);

    /// <inheritdoc/>
    public override SessionRow Read(NpgsqlDataReader row) => new(
        row.GetInt64(0),
        row.GetInt64(1),
        (AccountKind)row.GetInt16(2),
        row.GetFieldValue<DateTimeOffset>(3),
        row.GetFieldValue<DateTimeOffset>(4),
        new(row.GetString(5), row.GetString(6), row.GetBoolean(7), row.GetBoolean(8), row.GetBoolean(9)),
        row.GetBoolean(10),
        (KycLevel)row.GetInt16(11),
        row.IsDBNull(12) ? null : row.GetFieldValue<DateTimeOffset>(12),
        row.IsDBNull(13) ? null : row.GetFieldValue<DateTimeOffset>(13),
        row.GetBoolean(14),
        row.GetBoolean(15),
        row.GetBoolean(16))
    {
        StepUpBy = row.IsDBNull(17) ? null : (StepUpWay)row.GetInt16(17),
        IsFirstUse = row.GetBoolean(18),
    };
}

/// <summary>What a cookie or a bearer value says: "person.session.secret".</summary>
internal readonly record struct SessionToken(long Person, long Session, byte[] Secret)
{
    public const int SecretBytes = 32;

    private const int SecretLength = 43;

    public static bool TryParse(string? text, out SessionToken token)
    {
        token = default;
        if (text is null || text.Length > 100)
        {
            return false;
        }

        string[] pieces = text.Split('.');
        if (pieces.Length != 3 || pieces[2].Length != SecretLength
            || !long.TryParse(pieces[0], NumberStyles.None, CultureInfo.InvariantCulture, out long person)
            || !long.TryParse(pieces[1], NumberStyles.None, CultureInfo.InvariantCulture, out long session)
            || person < 1 || session < 1 || !Base64Url.IsValid(pieces[2], out int length) || length != SecretBytes)
        {
            return false;
        }

        token = new(person, session, Base64Url.DecodeFromChars(pieces[2]));
        return true;
    }

    public Secret Write() => new(string.Create(
        CultureInfo.InvariantCulture, $"{Person}.{Session}.{Base64Url.EncodeToString(Secret)}"));
}
