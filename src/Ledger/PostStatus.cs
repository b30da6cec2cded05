namespace Huoqi.Ledger;

/// <summary>
/// What became of an entry. The numbers are stored with the key for ever and never reused; of several rules that an
/// entry breaks, the one with the smallest number is answered. The key comes before all of them: the same key with the
/// same content gets its first answer again.
/// </summary>
public enum PostStatus : short
{
    /// <summary>Posted: the entry and its rows are in the journal.</summary>
    Posted = 0,

    /// <summary>The same owner, act and key came before with another content.</summary>
    KeyReused = 1,

    /// <summary>The business date is closed in this shard.</summary>
    BusinessDayClosed = 10,

    /// <summary>An amount is not positive.</summary>
    AmountNotPositive = 20,

    /// <summary>Debit and credit are the same account.</summary>
    SameAccount = 21,

    /// <summary>Debit and credit stand in different books.</summary>
    BooksDiffer = 22,

    /// <summary>Debit and credit hold different assets.</summary>
    AssetsDiffer = 23,

    /// <summary>The account to open is open already.</summary>
    AccountExists = 30,

    /// <summary>A person's account was never opened.</summary>
    AccountNotFound = 31,

    /// <summary>A person's account is closed.</summary>
    AccountClosed = 32,

    /// <summary>The account to be debited is frozen.</summary>
    AccountFrozen = 33,

    /// <summary>The account to unfreeze is not frozen.</summary>
    AccountNotFrozen = 34,

    /// <summary>The account to close still holds something.</summary>
    AccountNotEmpty = 35,

    /// <summary>The account to close still has an earning day whose income is not published.</summary>
    IncomeOutstanding = 36,

    /// <summary>The fund was not opened in this shard.</summary>
    FundNotOpen = 40,

    /// <summary>The fund is open in this shard already.</summary>
    FundAlreadyOpen = 41,

    /// <summary>The entry would change units that earned on a day already sealed.</summary>
    EarningDaySealed = 42,

    /// <summary>Earning days are sealed one after the other; this is not the next one.</summary>
    SealOutOfOrder = 43,

    /// <summary>Earning days are published one after the other; this is not the next one.</summary>
    PublishOutOfOrder = 44,

    /// <summary>The earning day to publish is not sealed.</summary>
    PublishBeforeSeal = 45,

    /// <summary>The entry to reverse is not in this shard's journal.</summary>
    EntryNotFound = 48,

    /// <summary>The entry to reverse was reversed before.</summary>
    AlreadyReversed = 49,

    /// <summary>A limit account has less left than is asked.</summary>
    LimitExceeded = 50,

    /// <summary>An account would go below its floor.</summary>
    InsufficientBalance = 51,

    /// <summary>A balance would leave the range of 64 bits.</summary>
    Overflow = 52,

    /// <summary>The act's own rows did not find what they presuppose.</summary>
    RowsRefused = 60,

    /// <summary>Not decided within the deadline: neither done nor refused until its key is found. Never
    /// stored.</summary>
    Unknown = 90,

    /// <summary>Not looked at, because too much is waiting: ask again after a pause, with the same key. Never
    /// stored.</summary>
    TryAgain = 91,
}
