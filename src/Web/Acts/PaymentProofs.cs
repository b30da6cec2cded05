using Huoqi.Customers;
using Huoqi.Identity;
using Huoqi.Kernel;
using Huoqi.Wallet;

namespace Huoqi.Web;

/// <summary>How strongly an act was confirmed, in the words of the wallet's limits (docs/decisions/0033).</summary>
internal static class PaymentProofs
{
    /// <summary>
    /// A passkey is two factors: the device that has the key, and the finger, face or code it asks for, without which
    /// none is taken. Its signature has no certificate behind it. The payment password is one.
    /// </summary>
    public static PaymentProof Of(StepUpWay? way) =>
        way == StepUpWay.Passkey ? PaymentProof.TwoFactors : PaymentProof.OneFactor;

    /// <summary>Whether the payment password alone may confirm it: what stays the person's own it may always.</summary>
    public static async Task<bool> DigitsSufficeAsync(
        AppParts parts, long person, Wanted wanted, CancellationToken cancel) =>
        !wanted.ToOthers
        || await IsLeftAsync(parts, person, LimitKind.PaymentsByPasswordOfDay, wanted.Amount, cancel);

    /// <summary>Whether so much may still be paid today to people's fixed codes.</summary>
    public static Task<bool> CodeSufficesAsync(
        AppParts parts, long person, Wanted.Send send, CancellationToken cancel) =>
        IsLeftAsync(parts, person, LimitKind.PaymentsToStaticCodesOfDay, send.Amount, cancel);

    private static async Task<bool> IsLeftAsync(
        AppParts parts, long person, LimitKind kind, Money amount, CancellationToken cancel)
    {
        LimitStanding? limit = (await new LimitsLeft(parts.Customers).ReadAsync(person, cancel))
            .FirstOrDefault(limit => limit.Kind == kind);
        return limit is null || amount <= limit.Left;
    }
}
