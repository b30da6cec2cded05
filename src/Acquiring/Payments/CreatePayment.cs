using Huoqi.Kernel;

namespace Huoqi.Acquiring;

/// <summary>
/// A merchant asks for money. The merchant's own number names the request: the same number with the same content gets
/// the same request again, with another content it is refused.
/// </summary>
public sealed class CreatePayment(AcquiringParts parts)
{
    /// <param name="Merchant">Who asks.</param>
    /// <param name="MerchantOrder">The merchant's own number, 1 to 64 characters.</param>
    /// <param name="Amount">How much.</param>
    /// <param name="Description">What it is for, 1 to 120 characters.</param>
    /// <param name="Items">What was bought, a line each, at most 2000 characters.</param>
    /// <param name="ExpiresAt">Until when; null for 30 minutes.</param>
    /// <param name="ReturnUrl">Where the payer's browser goes afterwards.</param>
    /// <param name="Sandbox">Whether it was made with a sandbox key.</param>
    public sealed record Request(
        long Merchant, string MerchantOrder, Money Amount, string Description, string Items = "",
        DateTimeOffset? ExpiresAt = null, string? ReturnUrl = null, bool Sandbox = false);

    /// <summary>Done with the request, or a refusal.</summary>
    public Task<PaymentAnswer> HandleAsync(Request request) => throw new NotImplementedException($"{parts} {request}");
}
