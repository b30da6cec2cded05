using Huoqi.Kernel;

namespace Huoqi.Ledger;

/// <summary>What an entry asks to happen, before it is judged.</summary>
public sealed record EntryDraft
{
    /// <summary>The shard whose books it belongs to.</summary>
    public required short Shard { get; init; }

    /// <summary>Whose request it is; with act and key it names the request for ever.</summary>
    public required long Owner { get; init; }

    /// <summary>The business act; numbers are listed in each module's table of contents.</summary>
    public required short Act { get; init; }

    /// <summary>The longest key, in characters.</summary>
    public const int LongestKey = 64;

    /// <summary>The caller's id of the request, 1 to <see cref="LongestKey"/> characters.</summary>
    public required string Key { get; init; }

    /// <summary>The business date (Asia/Shanghai).</summary>
    public required DateOnly BusinessDate { get; init; }

    /// <summary>What the entry is about, for people: an order, a merchant's own number, a reason.</summary>
    public string Reference { get; init; } = "";

    /// <summary>
    /// What the caller asked, in words, for the fingerprint of the request; null takes the transfers themselves.
    /// </summary>
    public string? Content { get; init; }

    /// <summary>The transfers and limit movements, all or none.</summary>
    public IReadOnlyList<Leg> Legs { get; init; } = [];

    /// <summary>The act's own rows, in the same commit.</summary>
    public IReadOnlyList<RowWrite> Rows { get; init; } = [];

    /// <summary>True for acts of the platform itself, which a frozen account does not stop.</summary>
    public bool ByPlatform { get; init; }

    /// <summary>Whether the owner's account must be open though no leg may use it yet.</summary>
    public bool MustBeOpen { get; init; }

    /// <summary>A change of the owner's standing, if that is what the entry is for: then it moves nothing.</summary>
    public Standing Standing { get; init; }

    /// <summary>A step of a fund's earning days, if that is what the entry is for.</summary>
    public EarningStep? Earning { get; init; }

    /// <summary>The entry of the same shard that this one reverses, or 0.</summary>
    public long Reverses { get; init; }

    /// <summary>Holders whose income is to be posted though no leg uses their accounts: a sweep.</summary>
    public IReadOnlyList<(long Owner, Asset Asset)> Touches { get; init; } = [];

    /// <summary>
    /// Earning days that the entry speaks of (an adjustment), first and last: what it gives holders, or takes, counts
    /// as their income.
    /// </summary>
    public (DateOnly First, DateOnly Last)? Days { get; init; }

    /// <summary>The fingerprint of the request; see <see cref="RequestHash"/>.</summary>
    internal Guid Fingerprint => _fingerprint == Guid.Empty ? _fingerprint = RequestHash.Of(this) : _fingerprint;

    private Guid _fingerprint;

    /// <summary>Whether the judge needs every account of the owner (to close it).</summary>
    internal bool NeedsWholeOwner => Standing == Standing.Close;
}

/// <summary>A change of a person's standing; it covers all accounts of that person.</summary>
public enum Standing : short
{
    None = 0,
    Open = 1,
    Freeze = 2,
    Unfreeze = 3,
    Close = 4,

    /// <summary>Freezes what may stand frozen already: then the account was open at no time, and this entry is the
    /// newest to hold it.</summary>
    Hold = 5,
}

/// <summary>What a leg does.</summary>
public enum LegKind : byte
{
    /// <summary>Moves an amount from the debit to the credit account.</summary>
    Transfer,

    /// <summary>Takes an amount from a limit account, which a new window refills first.</summary>
    LimitUse,

    /// <summary>Gives an amount back to a limit account, if its window has not passed.</summary>
    LimitRelease,

    /// <summary>Income given to a holder, or taken, as far as its units can bear it.</summary>
    Income,
}

/// <summary>One leg of an entry; made by the functions of this type, never field by field.</summary>
public readonly record struct Leg
{
    public LegKind Kind { get; private init; }

    /// <summary>The account to debit; of a limit leg, the limit account.</summary>
    public AccountKey Debit { get; private init; }

    /// <summary>The account to credit.</summary>
    public AccountKey Credit { get; private init; }

    /// <summary>In the asset's smallest unit: fen, or 0.01 fund units; only income may be negative.</summary>
    public long Amount { get; private init; }

    /// <summary>The first day from which a unit transfer changes what earns.</summary>
    public DateOnly? EarnsFrom { get; private init; }

    /// <summary>The lowest balance the debit account may be left with, where the chart sets no floor.</summary>
    public long? DebitFloor { get; private init; }

    /// <summary>The window of a limit (0 for a lifetime, yyyy, or yyyymmdd).</summary>
    public int Window { get; private init; }

    /// <summary>What a new window of a limit starts with, fen.</summary>
    public long Allowance { get; private init; }

    /// <summary>Moves <paramref name="amount"/> of one asset within one book.</summary>
    public static Leg Transfer(AccountKey Debit, AccountKey Credit, long amount, long? debitFloor = null) =>
        new() { Kind = LegKind.Transfer, Debit = Debit, Credit = Credit, Amount = amount, DebitFloor = debitFloor };

    /// <summary>Moves fund units; <paramref name="earnsFrom"/> is the first day on which that changes what
    /// earns.</summary>
    public static Leg Units(AccountKey Debit, AccountKey Credit, FundUnits amount, DateOnly earnsFrom) =>
        new()
        {
            Kind = LegKind.Transfer,
            Debit = Debit,
            Credit = Credit,
            Amount = amount.Hundredths,
            EarnsFrom = earnsFrom,
        };

    /// <summary>Moves money within one book.</summary>
    public static Leg Money(AccountKey Debit, AccountKey Credit, Money amount, Money? debitFloor = null) =>
        Transfer(Debit, Credit, amount.Fen, debitFloor?.Fen);

    /// <summary>Uses <paramref name="amount"/> of a limit whose window starts with
    /// <paramref name="allowance"/>.</summary>
    public static Leg UseLimit(AccountKey limit, int window, Money allowance, Money amount) =>
        new()
        {
            Kind = LegKind.LimitUse,
            Debit = limit,
            Credit = ContraOf(limit),
            Amount = amount.Fen,
            Window = window,
            Allowance = allowance.Fen,
        };

    /// <summary>Gives <paramref name="amount"/> back, if the limit still stands in <paramref name="window"/>.</summary>
    public static Leg ReleaseLimit(AccountKey limit, int window, Money amount) =>
        new()
        {
            Kind = LegKind.LimitRelease,
            Debit = limit,
            Credit = ContraOf(limit),
            Amount = amount.Fen,
            Window = window,
        };

    /// <summary>
    /// Corrects a holder's income by <paramref name="fen"/>; what units cannot bear of a negative amount stands as
    /// unpaid income. It earns, or stops earning, from <paramref name="earnsFrom"/> on.
    /// </summary>
    public static Leg Income(long owner, Asset fund, long fen, DateOnly earnsFrom) =>
        new()
        {
            Kind = LegKind.Income,
            Debit = AccountKey.Of(owner, Chart.IncomeAccountOf(owner), fund),
            Credit = AccountKey.Of(Party.Platform, AccountCode.FundContra, fund),
            Amount = fen,
            EarnsFrom = earnsFrom,
        };

    /// <summary>A limit of one fund carries the fund's number as its asset, and balances against the same.</summary>
    private static AccountKey ContraOf(AccountKey limit) =>
        AccountKey.Of(Party.Platform, AccountCode.ControlContra, limit.Asset);
}

/// <summary>The answer to a posting.</summary>
/// <param name="Status">What became of it.</param>
/// <param name="Entry">Its number in the shard; of a refusal, the place where it was refused.</param>
/// <param name="FailedLeg">The index of the leg that broke a rule, or -1.</param>
/// <param name="Replayed">True when this is the first answer to the same key, given again.</param>
public readonly record struct PostResult(PostStatus Status, long Entry, int FailedLeg = -1, bool Replayed = false)
{
    public bool IsPosted => Status == PostStatus.Posted;
}
