using Huoqi.Kernel;
using Huoqi.Ledger;

namespace Huoqi.Acquiring;

/// <summary>How far a payment request is, as everybody sees it.</summary>
public enum PaymentState
{
    /// <summary>It waits to be paid.</summary>
    Open = 1,

    /// <summary>Somebody is paying it; it is not known yet whether that succeeds.</summary>
    Paying = 2,

    Paid = 3,
    PartlyRefunded = 4,
    Refunded = 5,
    Expired = 6,
    Cancelled = 7,
}

/// <summary>A payment request as it stands.</summary>
/// <param name="Id">Its public id.</param>
/// <param name="Merchant">Who asks, by number.</param>
/// <param name="MerchantName">What people call it.</param>
/// <param name="MerchantOrder">The merchant's own number of it.</param>
/// <param name="Amount">How much.</param>
/// <param name="Description">What it is for, in a line.</param>
/// <param name="Items">What was bought, a line each; may be empty.</param>
/// <param name="ReturnUrl">Where the payer's browser goes afterwards; null where there is nothing to go to.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="ExpiresAt">Until when it can be paid.</param>
/// <param name="State">How far it is.</param>
/// <param name="Sandbox">Whether no money may move for it.</param>
/// <param name="Payment">The number of the payment; null while it is not paid.</param>
/// <param name="PaidAt">When it was paid.</param>
/// <param name="Fee">The platform's fee; zero while it is not paid.</param>
/// <param name="Refunded">How much was given back.</param>
/// <param name="Payer">Who paid or is paying; for the payer's own pages, never for the merchant.</param>
public sealed record PaymentView(
    RequestId Id, long Merchant, string MerchantName, string MerchantOrder, Money Amount, string Description,
    string Items, string? ReturnUrl, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt, PaymentState State,
    bool Sandbox, OrderNo? Payment, DateTimeOffset? PaidAt, Money Fee, Money Refunded, long? Payer);

/// <summary>An answer with the request it speaks of; null where there is none.</summary>
public readonly record struct PaymentAnswer(AcquiringStatus Status, PaymentView? Payment);
