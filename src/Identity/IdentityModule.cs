using Huoqi.Kernel;

namespace Huoqi.Identity;

// Read this first: what the module holds, and where.
//
//   SignUp, SignIn                    a phone becomes a person; passkey, password and code as ways in
//   Sessions, SessionOf               rows behind "person.session.secret", and the one reading of a page
//   Passkeys, Passwords               what a person signs in with; PasskeyVerifier drives the framework's WebAuthn
//   PaymentPassword, StepUp           the proof for one act, bound to act, amount and payee
//   GivenProofs, Freshness            by what it was proved; whether that was just now
//   Recovery, NewPhone                what was lost is replaced, and money to others waits
//   Cooling, NewCards                 what else waits then; whose card may be added, and after what proof
//   Kyc, KycRules                     the ladder L0 to L3 through the authority
//   Consents, Profiles, Names         what a person allowed, how they like their pages, what others may see of them
//   Operators                         staff: the same sessions and factors under names instead of phones
//   Counters, LeasedCounter           limits by atomic counters
//   UntoldEvents                      what happened while nobody waited for the answer, until it is told
//   IdentitySweep                     forgets what is over
//   SecurityLog                       what happened to sign-ins and factors; appended to and never changed
//   KeyRing                           the data-protection keys of all web processes
//   Vault, Phones, IdNumbers          personal data sealed with keys from the installation's secret; blind indexes
//   ISmsPort, IAuthorityPort          the gateway and the authority; AuthorityHttp speaks to them

/// <summary>What the acts of identity work with; made once per process.</summary>
/// <param name="Db">The database.</param>
/// <param name="ShardOf">The shard of a person, as the ledger deals people.</param>
/// <param name="Shards">The number of shards.</param>
/// <param name="Time">The security clock: real time, which a demo never moves.</param>
/// <param name="Pepper">The installation's secret, at least 32 random bytes; every key of the module comes from it.
/// It stands in no database.</param>
/// <param name="Sms">The way to a phone.</param>
/// <param name="Authority">The identity authority.</param>
/// <param name="Site">For which site passkeys are.</param>
public sealed record IdentityParts(
    Db Db,
    Func<long, short> ShardOf,
    int Shards,
    TimeProvider Time,
    byte[] Pepper,
    ISmsPort Sms,
    IAuthorityPort Authority,
    PasskeySite Site)
{
    /// <summary>The numbers that an installation may set otherwise.</summary>
    public IdentityTerms Terms { get; init; } = new();

    /// <summary>The keys of the module.</summary>
    internal Vault Vault { get; } = new(Pepper);

    /// <summary>The bound on hashing.</summary>
    internal PasswordGate Gate { get; } = new();

    /// <summary>The security clock, read once in an act.</summary>
    internal DateTimeOffset Now => Time.GetUtcNow();
}

/// <summary>For which site passkeys are.</summary>
/// <param name="Domain">The relying party's id, such as "localhost".</param>
/// <param name="Name">What an authenticator shows.</param>
/// <param name="Origins">The origins pages may come from, such as "http://localhost:5000".</param>
public sealed record PasskeySite(string Domain, string Name, IReadOnlyList<string> Origins);

/// <summary>Lifetimes and limits.</summary>
public sealed record IdentityTerms
{
    /// <summary>A code, a challenge and a confirmation are good for this long.</summary>
    public TimeSpan ProofLife { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>A proof given for the session counts as fresh this long, for changes of factors.</summary>
    public TimeSpan FreshLife { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>A session nobody uses ends after this; so does a token that was replaced, when nobody uses the new
    /// one.</summary>
    public TimeSpan IdleLife { get; init; } = TimeSpan.FromDays(7);

    /// <summary>Every session ends after this.</summary>
    public TimeSpan SessionLife { get; init; } = TimeSpan.FromDays(30);

    /// <summary>Sessions of staff end after this.</summary>
    public TimeSpan StaffSessionLife { get; init; } = TimeSpan.FromHours(10);

    /// <summary>The same for sessions of staff.</summary>
    public TimeSpan StaffIdleLife { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>How long a session of this kind of account lives unused.</summary>
    internal TimeSpan IdleLifeOf(AccountKind kind) => kind == AccountKind.Person ? IdleLife : StaffIdleLife;

    /// <summary>After a recovery no money leaves to others for this long.</summary>
    public TimeSpan Cooling { get; init; } = TimeSpan.FromHours(24);

    /// <summary>Wrong tries at one code, and at a payment password in a row.</summary>
    public int Tries { get; init; } = 5;

    /// <summary>Codes to one phone in an hour.</summary>
    public int CodesPerPhone { get; init; } = 5;

    /// <summary>Codes asked for from one address in an hour.</summary>
    public int CodesPerAddress { get; init; } = 30;

    /// <summary>Codes of the whole installation in a minute.</summary>
    public int CodesInAll { get; init; } = 6_000;

    /// <summary>Sign-ins tried at one account in 15 minutes.</summary>
    public int SignInsPerAccount { get; init; } = 20;

    /// <summary>Sign-ins tried from one address in 15 minutes.</summary>
    public int SignInsPerAddress { get; init; } = 100;

    /// <summary>Sign-ins tried in the whole installation in a minute.</summary>
    public int SignInsInAll { get; init; } = 12_000;
}

/// <summary>What became of an act of identity. Numbered, never reused; some are stored.</summary>
public enum IdentityStatus
{
    Done = 0,

    /// <summary>The authority has not said; it is asked again, and the same question may be put again.</summary>
    Unknown = 2,

    /// <summary>A limit is used up, or too much is waiting; try later.</summary>
    TryLater = 3,

    InvalidPhone = 10,
    InvalidName = 11,
    InvalidIdNumber = 12,
    PasswordTooShort = 13,
    PasswordTooLong = 14,

    /// <summary>On the list of common passwords, or made of the person's own phone.</summary>
    PasswordCommon = 15,

    /// <summary>Not six digits, or too easy: one digit six times, or a run.</summary>
    PaymentPasswordWeak = 16,
    InvalidText = 17,

    /// <summary>The code, password or passkey did not prove it; which of them was wrong is never said.</summary>
    NotProved = 20,
    Expired = 21,

    /// <summary>The act, amount, payee or detail is another than what was confirmed.</summary>
    Changed = 22,

    /// <summary>The confirmation was used for another request.</summary>
    Used = 23,

    /// <summary>Five wrong tries: only another factor helps, until it is set anew.</summary>
    Blocked = 24,

    /// <summary>A fresh step-up must come first.</summary>
    StepUpNeeded = 25,

    /// <summary>The phone is proved, but this person signs in with a passkey or password (or recovers).</summary>
    OtherWayNeeded = 26,

    /// <summary>After a recovery money leaves to others only when the cooling period is over.</summary>
    Cooling = 27,
    NotFound = 30,
    Exists = 31,

    /// <summary>The last way to sign in is not removed.</summary>
    LastWay = 32,

    /// <summary>The person has not set it.</summary>
    NotSet = 33,

    /// <summary>The authority says no.</summary>
    Refused = 34,

    /// <summary>This kind of session may not do it.</summary>
    Forbidden = 35,
}

/// <summary>Who asks, as far as limits and lists of devices need it.</summary>
/// <param name="Address">The network address, for limits; it is stored as a keyed hash only.</param>
/// <param name="Device">A short label of the device, for the person's own list, such as "Chrome, Windows".</param>
public sealed record Visitor(string Address, string Device);

/// <summary>Whom a session or an account is for. Numbers are stored.</summary>
public enum AccountKind : short
{
    Person = 1,
    Operator = 2,
    Auditor = 3,
}

/// <summary>The ladder of identification. Numbers are stored.</summary>
public enum KycLevel : short
{
    /// <summary>A phone.</summary>
    L0 = 0,

    /// <summary>Name and id number, checked by the authority.</summary>
    L1 = 1,

    /// <summary>Three independent kinds of source.</summary>
    L2 = 2,

    /// <summary>Five kinds of source, or the face.</summary>
    L3 = 3,
}

/// <summary>What people are told about their own account. Numbers are stored.</summary>
public enum IdentityEventKind : short
{
    SignedUp = 1,
    SignedIn = 2,
    PasskeyAdded = 3,
    PasskeyRemoved = 4,
    PasswordSet = 5,
    PasswordRemoved = 6,
    PaymentPasswordSet = 7,
    PaymentPasswordBlocked = 8,
    PhoneChanged = 9,
    Recovered = 10,
    SessionsRevoked = 11,
    KycRaised = 12,
    ConsentRevoked = 13,
    CardAdded = 14,

    /// <summary>A source said yes, and the level stays: the detail is the source.</summary>
    KycConfirmed = 15,

    /// <summary>A source said no: the detail is the source.</summary>
    KycRefused = 16,

    /// <summary>The id number belongs to another account.</summary>
    KycTaken = 17,
}

/// <summary>Something to put into a person's inbox.</summary>
/// <param name="Person">Whose.</param>
/// <param name="Kind">What.</param>
/// <param name="At">When.</param>
/// <param name="Detail">A device, a label or a level; never a phone, name or number.</param>
public sealed record IdentityEvent(long Person, IdentityEventKind Kind, DateTimeOffset At, string Detail);

/// <summary>An act's answer.</summary>
/// <param name="Status">What became of it.</param>
/// <param name="Events">What to tell the person beside it.</param>
public sealed record IdentityAnswer(IdentityStatus Status, IReadOnlyList<IdentityEvent> Events)
{
    /// <summary>A bare status.</summary>
    public static implicit operator IdentityAnswer(IdentityStatus status) => new(status, []);
}

/// <summary>A sign-in's answer.</summary>
/// <param name="Status">What became of it.</param>
/// <param name="Person">Who, when done.</param>
/// <param name="Token">The new session's token, when done: for the cookie or as bearer; shown nowhere else.</param>
/// <param name="IsNew">Whether the person was made just now.</param>
/// <param name="Events">What to tell the person.</param>
public sealed record SignedIn(
    IdentityStatus Status, long Person, Secret? Token, bool IsNew, IReadOnlyList<IdentityEvent> Events)
{
    /// <summary>A bare status.</summary>
    public static implicit operator SignedIn(IdentityStatus status) => new(status, 0, null, IsNew: false, []);
}

/// <summary>A code is on its way, or so it is said: the answer is the same for every valid phone.</summary>
/// <param name="Status">Done, InvalidPhone or TryLater.</param>
/// <param name="Ticket">To be given back with the code; no secret by itself.</param>
public sealed record CodeSent(IdentityStatus Status, string Ticket);

/// <summary>A question to an authenticator.</summary>
/// <param name="Status">Done when there is a question.</param>
/// <param name="Ask">To be given back with the answer.</param>
/// <param name="OptionsJson">What navigator.credentials.get or create takes, as JSON.</param>
public sealed record PasskeyAsk(IdentityStatus Status, string Ask, string OptionsJson)
{
    /// <summary>A bare status.</summary>
    public static implicit operator PasskeyAsk(IdentityStatus status) => new(status, "", "");
}
