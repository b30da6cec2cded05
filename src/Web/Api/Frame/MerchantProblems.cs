namespace Huoqi.Web;

/// <summary>Problems of the merchant's side: its payments, their texts and addresses, and the sandbox.</summary>
internal static partial class Problems
{
    public static readonly Problem PaymentMissing = new(
        404, "payment-not-found", "There is no such payment, or it is another merchant's.", "Check its id.");

    public static readonly Problem InvalidText = new(
        422, "invalid-text", "A text is empty, too long, or has characters that no text may have.",
        "Compare it with the example of this route.");

    public static readonly Problem InvalidExpiry = new(
        422, "invalid-expiry", "It would end in the past, or too far ahead.", "Leave it out for 30 minutes.");

    public static readonly Problem TryAgain = new(
        429, "try-again", "Too much is waiting for the books at this moment.",
        "Nothing was done. Ask again with the same key after the seconds that Retry-After names.")
    {
        RetryAfterSeconds = 1,
    };

    public static readonly Problem PaymentExpired = new(
        409, "expired", "The time to pay it is over.", "Make a new payment request.");

    public static readonly Problem NotPaid = new(
        409, "not-paid", "It was not paid.",
        "Nothing was done.");

    public static readonly Problem SandboxOnly = new(
        403, "sandbox-only", "Only a sandbox key may play a payer or a bank.",
        "Sign with a key of the sandbox; what was made with a live key is paid by people.");

    public static readonly Problem NothingDue = new(
        409, "nothing-due", "There is nothing to pay out.",
        "Have a payment paid first.");

    public static readonly Problem OrderReused = new(
        409, "order-reused", "The merchant's number stands for another payment already.",
        "Take another number.");

    public static readonly Problem InvalidAddress = new(
        422, "invalid-address", "The address may not be called or led to.",
        "Use https and a public host name.");
}
