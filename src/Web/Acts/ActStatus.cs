namespace Huoqi.Web;

/// <summary>
/// What became of something wanted, in one list for pages and API: what the wallet, the fund, the merchant's side and
/// the proof can say. Numbered, never reused: they are stored. Each has its code, its HTTP status and its sentence in
/// <see cref="ActMeaning"/>.
/// </summary>
internal enum ActStatus : short
{
    /// <summary>Done, in the books.</summary>
    Done = 0,

    /// <summary>Taken; a partner's answer decides.</summary>
    Pending = 1,

    /// <summary>Not known yet; ask again with the same key.</summary>
    Unknown = 2,

    /// <summary>Not looked at, because too much is waiting; ask again with the same key.</summary>
    TryAgain = 3,

    KeyReused = 10,
    InvalidAmount = 11,
    BusinessDayClosed = 12,

    /// <summary>A note is too long, or holds what cannot be shown.</summary>
    InvalidText = 13,

    /// <summary>The person is not identified yet and has no account.</summary>
    AccountNotOpen = 20,
    AccountClosed = 21,
    AccountFrozen = 22,

    /// <summary>The friend has no account that could take it.</summary>
    PayeeCannotReceive = 23,
    PayeeIsSelf = 24,
    ClassTooLow = 30,
    LimitExceeded = 31,
    InsufficientBalance = 32,

    /// <summary>Fewer units than wanted.</summary>
    InsufficientUnits = 33,

    /// <summary>The bank's money for T+0 is used up for now.</summary>
    AdvanceExhausted = 34,

    /// <summary>The day's income is being settled.</summary>
    EarningDaySealed = 35,

    /// <summary>Somebody else was first.</summary>
    StateChanged = 40,

    /// <summary>Documents have to be accepted first.</summary>
    AgreementsMissing = 41,
    CardNotFound = 42,
    PaymentNotFound = 50,
    PaymentPaid = 51,
    PaymentExpired = 52,
    PaymentCancelled = 53,
    PaymentBusy = 54,
    PaymentSandbox = 55,

    /// <summary>The friend's request was answered, taken back, or is too old.</summary>
    RequestNotOpen = 56,

    /// <summary>There is no such confirmation, or it is somebody else's.</summary>
    ConfirmationNotFound = 60,
    ConfirmationNotProved = 61,
    ConfirmationExpired = 62,

    /// <summary>Something else was confirmed.</summary>
    ConfirmationChanged = 63,

    /// <summary>It was used for another request.</summary>
    ConfirmationUsed = 64,

    /// <summary>After a recovery or a weakly proved factor money leaves to others, and to cards that were not there
    /// before, only when the cooling period is over.</summary>
    Cooling = 65,

    /// <summary>Five wrong payment passwords: only another factor helps.</summary>
    FactorBlocked = 66,

    /// <summary>There is neither a passkey nor a payment password.</summary>
    FactorMissing = 67,

    /// <summary>More than the payment password alone may confirm in a day: a passkey may.</summary>
    ProofTooWeak = 68,

    /// <summary>More than may be paid in a day to people's fixed codes.</summary>
    CodeLimitExceeded = 69,
}
