using Microsoft.AspNetCore.Http;

namespace Huoqi.Web;

/// <summary>An <see cref="ActStatus"/> for the outside.</summary>
/// <param name="Code">The stable code of the API, such as "insufficient-balance".</param>
/// <param name="Http">The HTTP status.</param>
/// <param name="Sentence">What it means and what to do, in a sentence.</param>
internal sealed record ActMeaning(string Code, int Http, Text Sentence)
{
    /// <summary>What a status means; every one has its own.</summary>
    public static ActMeaning Of(ActStatus status) => status switch
    {
        ActStatus.Done => new("done", StatusCodes.Status200OK, ActTexts.Done),
        ActStatus.Pending => new("pending", StatusCodes.Status202Accepted, ActTexts.Pending),
        ActStatus.Unknown => new("unknown", StatusCodes.Status202Accepted, ActTexts.Unknown),
        ActStatus.TryAgain => new("too-many-requests", StatusCodes.Status429TooManyRequests, ActTexts.TryAgain),
        ActStatus.KeyReused => Unfit("key-reused", ActTexts.KeyReused),
        ActStatus.InvalidAmount => Unfit("invalid-amount", ActTexts.InvalidAmount),
        ActStatus.BusinessDayClosed => Conflict("business-day-closed", ActTexts.BusinessDayClosed),
        ActStatus.InvalidText => Unfit("invalid-text", ActTexts.InvalidText),
        ActStatus.AccountNotOpen => Forbidden("account-not-open", ActTexts.AccountNotOpen),
        ActStatus.AccountClosed => Conflict("account-closed", ActTexts.AccountClosed),
        ActStatus.AccountFrozen => Forbidden("account-frozen", ActTexts.AccountFrozen),
        ActStatus.PayeeCannotReceive => Conflict("payee-cannot-receive", ActTexts.PayeeCannotReceive),
        ActStatus.PayeeIsSelf => Unfit("payee-is-self", ActTexts.PayeeIsSelf),
        ActStatus.ClassTooLow => Forbidden("class-too-low", ActTexts.ClassTooLow),
        ActStatus.LimitExceeded => Unfit("limit-exceeded", ActTexts.LimitExceeded),
        ActStatus.InsufficientBalance => Unfit("insufficient-balance", ActTexts.InsufficientBalance),
        ActStatus.InsufficientUnits => Unfit("insufficient-units", ActTexts.InsufficientUnits),
        ActStatus.AdvanceExhausted => Conflict("advance-exhausted", ActTexts.AdvanceExhausted),
        ActStatus.EarningDaySealed => Conflict("earning-day-sealed", ActTexts.EarningDaySealed),
        ActStatus.StateChanged => Conflict("state-changed", ActTexts.StateChanged),
        ActStatus.AgreementsMissing => Forbidden("agreements-missing", ActTexts.AgreementsMissing),
        ActStatus.CardNotFound => Missing("card-not-found", ActTexts.CardNotFound),
        ActStatus.PaymentNotFound => Missing("payment-not-found", ActTexts.PaymentNotFound),
        ActStatus.PaymentPaid => Conflict("payment-already-paid", ActTexts.PaymentPaid),
        ActStatus.PaymentExpired => Conflict("payment-expired", ActTexts.PaymentExpired),
        ActStatus.PaymentCancelled => Conflict("payment-cancelled", ActTexts.PaymentCancelled),
        ActStatus.PaymentBusy => Conflict("payment-being-paid", ActTexts.PaymentBusy),
        ActStatus.PaymentSandbox => Conflict("payment-sandbox", ActTexts.PaymentSandbox),
        ActStatus.RequestNotOpen => Conflict("request-not-open", ActTexts.RequestNotOpen),
        ActStatus.ConfirmationNotFound => Missing("confirmation-not-found", ActTexts.ConfirmationNotFound),
        ActStatus.ConfirmationNotProved => Forbidden("confirmation-not-proved", ActTexts.ConfirmationNotProved),
        ActStatus.ConfirmationExpired => Conflict("confirmation-expired", ActTexts.ConfirmationExpired),
        ActStatus.ConfirmationChanged => Unfit("confirmation-changed", ActTexts.ConfirmationChanged),
        ActStatus.ConfirmationUsed => Conflict("confirmation-used", ActTexts.ConfirmationUsed),
        ActStatus.Cooling => Forbidden("cooling", ActTexts.Cooling),
        ActStatus.FactorBlocked => Forbidden("factor-blocked", ActTexts.FactorBlocked),
        ActStatus.FactorMissing => Forbidden("factor-missing", ActTexts.FactorMissing),
        ActStatus.ProofTooWeak => Forbidden("proof-too-weak", ActTexts.ProofTooWeak),
        ActStatus.CodeLimitExceeded => Unfit("code-limit-exceeded", ActTexts.CodeLimitExceeded),
    };

    private static ActMeaning Unfit(string code, Text sentence) =>
        new(code, StatusCodes.Status422UnprocessableEntity, sentence);

    private static ActMeaning Conflict(string code, Text sentence) =>
        new(code, StatusCodes.Status409Conflict, sentence);

    private static ActMeaning Forbidden(string code, Text sentence) =>
        new(code, StatusCodes.Status403Forbidden, sentence);

    private static ActMeaning Missing(string code, Text sentence) =>
        new(code, StatusCodes.Status404NotFound, sentence);
}
