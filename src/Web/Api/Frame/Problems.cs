using Huoqi.Identity;

namespace Huoqi.Web;

/// <summary>
/// Every problem that the API answers. A code is contract: it is never renamed, and its place on the developers' page
/// is the <c>type</c> of the problem.
/// </summary>
internal static partial class Problems
{
    public static readonly Problem Busy = Problem.Busy with { RetryAfterSeconds = 1 };

    public static readonly Problem Down = Problem.Down with { RetryAfterSeconds = 2 };

    public static readonly Problem Broken = new(
        500, "broken", "Something went wrong on our side.", "What was confirmed is safe. Name the number if you ask.");

    public static readonly Problem Unreadable = new(
        400, "unreadable-body", "The body could not be read.",
        "Send one JSON object with exactly the members of the example; the list below names the first that is wrong.");

    public static readonly Problem BadRequest = new(
        400, "bad-request", "A parameter of the address could not be read.",
        "Compare it with the example of this route.");

    public static readonly Problem InvalidCursor = new(
        400, "invalid-cursor", "The cursor is not one of this list.",
        "Leave it out to begin at the newest.");

    public static readonly Problem KeyMissing = new(
        400, "key-missing", "This request moves money and needs an Idempotency-Key.",
        "Send a fresh random value, and the same one again whenever you repeat the request.");

    public static readonly Problem KeyInvalid = new(
        400, "key-invalid", "The Idempotency-Key is not 1 to 255 printable ASCII characters.",
        "A UUID is good.");

    public static readonly Problem KeyReused = new(
        422, "key-reused", "This Idempotency-Key stands for another request.",
        "Nothing was done. Use a fresh key for another request.");

    public static readonly Problem StillRunning = new(
        409, "key-in-flight", "The request with this Idempotency-Key is still being worked on.",
        "Ask again with the same key after the seconds that Retry-After names.")
    { RetryAfterSeconds = 1 };

    public static readonly Problem WrongMethod = new(
        405, "method-not-allowed", "This address has no such method.",
        "The Allow header names those that it has.");

    public static readonly Problem AddressTooLong = new(
        414, "address-too-long", "The address is too long.",
        "At most 4,096 characters with the query are read; nothing was done.");

    public static readonly Problem HeadTooLarge = new(
        431, "head-too-large", "The head of the request is too large.",
        "At most 16 kB of header fields are read; nothing was done.");

    public static readonly Problem WrongMediaType = new(
        415, "unsupported-media-type", "The body is not application/json.",
        "Send Content-Type: application/json, in UTF-8.");

    public static readonly Problem TooLarge = new(
        413, "body-too-large", "The body is too large.",
        "No body of this API is larger than 64 KiB.");

    public static readonly Problem NotReady = new(
        503, "not-ready", "The service is starting or stopping.",
        "Ask again after the seconds that Retry-After names.")
    { RetryAfterSeconds = 2 };

    public static readonly Problem InvalidAmount = new(
        422, "invalid-amount", "The amount is not above zero, or more than one act may move.",
        "Give an amount from 0.01.");

    public static readonly Problem InvalidValue = new(
        422, "invalid-value", "A value is not one that can be taken.",
        "The field named below says what is wrong.");

    public static readonly Problem InvalidPhone = new(
        422, "invalid-phone", "The phone number is not one of mainland China.",
        "Give eleven digits beginning with 1.");

    public static readonly Problem InvalidName = new(
        422, "invalid-name", "The name is not one that can be checked.",
        "Give it as it stands on the id card: two letters at least, and no signs but · - ' and blanks between them.");

    public static readonly Problem InvalidIdNumber = new(
        422, "invalid-id-number", "The id number is not right.",
        "Give all eighteen characters; the last one is a check digit.");

    public static readonly Problem PasswordWeak = new(
        422, "password-weak", "The password is too short, too long or too common.",
        "Take at least 15 characters; several words are good.");

    public static readonly Problem PaymentPasswordWeak = new(
        422, "payment-password-weak", "The payment password is not six digits, or too easy.",
        "Take six digits that are no run and not one digit six times.");

    public static readonly Problem NotProved = new(
        401, "not-proved", "What was given does not prove it.",
        "Which part was wrong is not said. Try again, or use another way.");

    public static readonly Problem Expired = new(
        410, "proof-expired", "Its time is over.",
        "Begin again.");

    public static readonly Problem ConfirmationMissing = new(
        403, "confirmation-not-proved", "This needs a confirmation that was proved.",
        "Ask for one at /api/v1/confirmations, prove it, and send its id.");

    public static readonly Problem ConfirmationChanged = new(
        422, "confirmation-changed", "What was confirmed is another act, amount or payee.",
        "Nothing was done. Ask for a confirmation of exactly this.");

    public static readonly Problem ConfirmationUsed = new(
        409, "confirmation-used", "The confirmation was used for another request.",
        "Nothing was done. Ask for a new one.");

    public static readonly Problem Blocked = new(
        403, "factor-blocked", "Five wrong tries: this factor is blocked.",
        "Use a passkey. A payment password is set anew after a proof by passkey or password, else by a recovery.");

    public static readonly Problem StepUpNeeded = new(
        403, "step-up-needed", "This changes how you prove who you are, and needs a fresh proof.",
        "Prove a confirmation of the act \"factors\" first.");

    public static readonly Problem OtherWay = new(
        403, "other-way-needed", "This account signs in with a passkey or a password.",
        "Use one of them, or recover the account.");

    public static readonly Problem Cooling = new(
        403, "cooling",
        "After a recovery, or a factor set by a password alone, money leaves to others and to new cards only later.",
        "Look at coolingUntil of /api/v1/me.");

    public static readonly Problem Exists = new(
        409, "exists", "It exists already.",
        "Nothing was done.");

    public static readonly Problem LastWay = new(
        409, "last-way", "The last way to sign in is not removed.",
        "Add another one first.");

    public static readonly Problem NotSet = new(
        409, "not-set", "The person has not set it.",
        "Set it first.");

    public static readonly Problem Refused = new(
        422, "refused", "The partner that was asked says no.",
        "Compare what you sent with your documents.");

    public static readonly Problem PartnerSilent = new(
        409, "partner-silent", "The partner that was asked has not answered clearly yet.",
        "Ask the same again after the seconds that Retry-After names.")
    { RetryAfterSeconds = 10 };

    public static readonly Problem TryLater = new(
        429, "try-later", "A limit is used up for the moment.",
        "Try again after the seconds that Retry-After names.")
    { RetryAfterSeconds = 60 };

    /// <summary>The same with the time until the window ends that refused this request.</summary>
    public static Problem TryLaterNow =>
        TryLater with { RetryAfterSeconds = Waits.SecondsOr(TryLater.RetryAfterSeconds ?? 1) };

    public static readonly Problem DayClosed = new(
        409, "business-day-closed", "The business day of this act is closed.",
        "Ask again; the next day is open.");

    public static readonly Problem AccountMissing = new(
        409, "account-not-found", "There is no such open account.",
        "Open the account first, or check the payee.");

    public static readonly Problem AccountClosed = new(
        409, "account-closed", "The account is closed.",
        "Nothing was done.");

    public static readonly Problem AccountFrozen = new(
        403, "account-frozen", "The account is frozen.",
        "Money can come in, but not go out, until it is unfrozen.");

    public static readonly Problem AccountNotFrozen = new(
        409, "account-not-frozen", "The account is not frozen.",
        "Nothing was done.");

    public static readonly Problem FrozenByStaff = new(
        409, "frozen-by-staff", "This freeze is not your own.",
        "Nothing was done; ask the staff to lift it.");

    public static readonly Problem NotEmpty = new(
        409, "account-not-empty", "The account still holds money or units.",
        "Move everything out first.");

    public static readonly Problem IncomeOutstanding = new(
        409, "income-outstanding", "Income of the account is still to be published or posted.",
        "Ask again after the next day's income.");

    public static readonly Problem OrdersOpen = new(
        409, "orders-open", "Orders of the account are still under way.",
        "Ask again when they have ended.");

    public static readonly Problem ClassTooLow = new(
        403, "class-too-low", "The account's class does not allow this.",
        "Raise the level of identification at /api/v1/kyc.");

    public static readonly Problem LimitExceeded = new(
        422, "limit-exceeded", "A limit would be exceeded.",
        "Look at /api/v1/limits for what is left.");

    public static readonly Problem ProofTooWeak = new(
        403, "proof-too-weak", "This is more than the payment password alone may confirm in a day.",
        "Ask for another confirmation and prove it with a passkey; /api/v1/limits has what is left.");

    public static readonly Problem InsufficientBalance = new(
        422, "insufficient-balance", "There is not enough.",
        "Look at /api/v1/home for what there is.");

    public static readonly Problem AdvanceExhausted = new(
        409, "advance-exhausted", "The bank's money for redemptions at once is used up today.",
        "Redeem for the next day, or try later.");

    public static readonly Problem RefundTooLarge = new(
        409, "refund-exceeds-payment", "The refund is more than what was not refunded yet.",
        "Look at the payment for what is left.");

    public static readonly Problem MerchantShort = new(
        409, "merchant-funds-short", "The merchant's money does not cover the refund.",
        "Try again when there were further payments.");

    public static readonly Problem DaySealed = new(
        409, "earning-day-sealed", "The earning day of this act is sealed.",
        "Ask again; the next day is open.");

    public static readonly Problem FundClosed = new(
        409, "fund-not-open", "The fund takes no orders now.",
        "Ask again later.");

    public static readonly Problem StateChanged = new(
        409, "state-changed", "Somebody else was first.",
        "Read it again, and decide anew.");

    public static readonly Problem AgreementsMissing = new(
        403, "agreements-missing", "Documents have to be accepted first.",
        "Read and accept those that /api/v1/agreements lists as missing.");

    public static readonly Problem TooMany = new(
        409, "too-many", "There are as many as there may be.",
        "Remove one first.");

    public static readonly Problem TooLate = new(
        409, "too-late", "It stands in a state in which this cannot be done any more.",
        "Read it again.");

    public static readonly Problem AlreadyPaid = new(
        409, "already-paid", "It was paid.",
        "Nothing was done.");

    public static readonly Problem BeingPaid = new(
        409, "being-paid", "Somebody is paying it at this moment.",
        "Read it again in a moment.")
    {
        RetryAfterSeconds = 1,
    };

    public static readonly Problem NotThisWay = new(
        403, "not-this-way", "This session or this factor may not be used for that.", "Use another factor.");

    public static readonly Problem NoCard = new(
        404, "card-not-found", "The card is not one of yours.",
        "Take one from /api/v1/cards.");

    public static readonly Problem CardNotTheirs = new(
        422, "card-not-yours", "The bank does not know this card under the name and id number of the account.",
        "Use a card in your own name, and check its number.");

    public static readonly Problem NotIdentified = new(
        409, "not-identified", "Nobody knows yet whose card it would have to be.",
        "Identify yourself first, at /api/v1/kyc/identity.");

    public static readonly Problem TooManyStreams = new(
        429, "too-many-streams", "There are as many open streams as one person may have.",
        "Close one first.")
    { RetryAfterSeconds = 2 };

    public static readonly Problem OutcomeUnknown = new(
        202, "outcome-unknown", "It is not known yet what became of it.",
        "Ask the address in Location, or repeat the request with the same Idempotency-Key.");

}
