using Huoqi.Kernel;
using Huoqi.Wallet;

namespace Huoqi.Acquiring;

// Read this first: what the module holds, and where.
//
//   CreatePayment, PaymentQuery, CancelPayment    a merchant's payment requests
//   PayRequest                                    a person pays one, exactly once (docs/decisions/0024)
//   PaymentClaims, RequestStore, RequestUpkeep, PaymentUpkeep     what was left: claims without an end, expiry
//   RefundPayment                                 gives back, whole or in part
//   SettlementReport                              a merchant's day: payments, refunds, fees, what the bank was told
//   MerchantKeys, SecretBox                       keys of merchants, issued, rotated and revoked
//   HttpSignatures, SignatureBase, StructuredFields, ContentDigest      RFC 9421, 8941 and 9530
//   WebhookEndpoints, WebhookSignature            where events go, and how they are signed
//   MerchantEvents, WebhookDelivery, RetrySchedule, OutboundGuard       how they get there
//   Shop; Sandbox/                                whose: real or sandbox; payers that are played (docs/decisions/0031)

/// <summary>What the acts of the module work with; made once per process.</summary>
/// <param name="Wallet">The acts that move money, and the business clock.</param>
/// <param name="Db">The database.</param>
/// <param name="Time">The security clock: expiry, signatures, webhooks. It is never moved.</param>
/// <param name="SecretKey">32 bytes that encrypt the secrets that have to be read again.</param>
public sealed record AcquiringParts(WalletParts Wallet, Db Db, TimeProvider Time, byte[] SecretKey)
{
    /// <summary>What paying alone works with.</summary>
    internal PayingParts Paying => new(Wallet, new RequestStore(Db), Time);

    /// <summary>The shard in which everything of <paramref name="merchant"/> but its payments lives.</summary>
    internal short HomeOf(long merchant) => Wallet.Ledger.ShardOf(Ledger.Party.Merchant(merchant));
}

/// <summary>What became of an act of the module. Numbered, never reused.</summary>
public enum AcquiringStatus
{
    /// <summary>Done.</summary>
    Done = 0,

    /// <summary>Taken, but a partner has not said whether it is done.</summary>
    Pending = 1,

    /// <summary>Not known yet; ask again with the same key.</summary>
    Unknown = 2,

    /// <summary>Not looked at, because too much is waiting; ask again with the same key.</summary>
    TryAgain = 3,

    /// <summary>There is none, or it is another merchant's.</summary>
    NotFound = 10,

    /// <summary>There is no such merchant.</summary>
    MerchantNotFound = 11,

    /// <summary>The amount is not positive, or more than one payment may be.</summary>
    InvalidAmount = 12,

    /// <summary>A text is empty, too long, or has characters that no text may have.</summary>
    InvalidText = 13,

    /// <summary>It would end in the past, or too far ahead.</summary>
    InvalidExpiry = 14,

    /// <summary>The address is not one that may be called or led to.</summary>
    InvalidAddress = 15,

    /// <summary>The merchant's number stands for another payment already.</summary>
    OrderReused = 16,

    /// <summary>It was paid.</summary>
    AlreadyPaid = 20,

    /// <summary>Its time is over.</summary>
    Expired = 21,

    /// <summary>The merchant has taken it back.</summary>
    Cancelled = 22,

    /// <summary>Somebody is paying it at this moment.</summary>
    BeingPaid = 23,

    /// <summary>It was not paid.</summary>
    NotPaid = 24,

    /// <summary>It was made with a sandbox key: no money may move for it.</summary>
    SandboxOnly = 25,

    /// <summary>There is nothing to pay out.</summary>
    NothingDue = 26,

    /// <summary>The wallet has refused; its status says why.</summary>
    Refused = 30,

    /// <summary>There are as many as there may be.</summary>
    TooMany = 31,
}
