using Huoqi.Kernel;

namespace Huoqi.Acquiring;

/// <summary>
/// A merchant asks for money. The merchant's own number names the request: the same number with the same content gets
/// the same request again, with another content it is refused.
/// </summary>
public sealed class CreatePayment(AcquiringParts parts)
{
    /// <summary>How long a request stands when nothing is said.</summary>
    public static readonly TimeSpan UsualLife = TimeSpan.FromMinutes(30);

    /// <summary>How long a request may stand.</summary>
    public static readonly TimeSpan LongestLife = TimeSpan.FromDays(30);

    /// <summary>The longest number of the merchant's own, in characters.</summary>
    public const int LongestMerchantOrder = 64;

    /// <summary>The longest description, in characters.</summary>
    public const int LongestDescription = 120;

    /// <summary>The longest list of what was bought, in characters.</summary>
    public const int LongestItems = 2_000;

    /// <summary>The longest address to go back to, in characters.</summary>
    public const int LongestReturnUrl = 500;

    /// <summary>The most that one payment may be: a million yuan.</summary>
    public static readonly Money Most = Money.FromYuan(1_000_000);

    private static readonly Sql Insert = new("""
        INSERT INTO acquiring.request (shard, request, merchant, merchant_order, amount_fen, description, items,
                                       return_url, created_at, expires_at, sandbox, state, claim)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 1, 0)
        ON CONFLICT (shard, merchant, sandbox, merchant_order) DO NOTHING
        """);

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
    public async Task<PaymentAnswer> HandleAsync(Request request)
    {
        if (await parts.Wallet.Merchants.FindAsync(request.Merchant) is not { } merchant)
        {
            return new(AcquiringStatus.MerchantNotFound, null);
        }

        DateTimeOffset now = Microseconds(parts.Time.GetUtcNow());
        DateTimeOffset expires = Microseconds(request.ExpiresAt?.ToUniversalTime() ?? now + UsualLife);
        if (Wrong(request, expires, now) is { } wrong)
        {
            return new(wrong, null);
        }

        short home = parts.HomeOf(merchant.Number);
        RequestId id = RequestId.New(home);
        if (expires > now)
        {
            await parts.Db.InTransactionAsync(
                (tx, token) => tx.ExecuteAsync(
                    Insert,
                    [
                        home, id.Value, request.Merchant, request.MerchantOrder, request.Amount.Fen,
                        request.Description, request.Items, request.ReturnUrl, now, expires, request.Sandbox,
                    ],
                    token),
                idempotent: true);
        }

        RequestRow? row = await parts.Db.OneAsync(
            new RequestRows.ByOrder(home, request.Merchant, request.Sandbox, request.MerchantOrder));
        if (row is null)
        {
            // Only what is there already is heard of when its time is over: nobody could pay a new one.
            Invariant.Holds(expires <= now, "a request stays");
            return new(AcquiringStatus.InvalidExpiry, null);
        }

        PaymentView? view = await new PaymentQuery(parts).FindAsync(row.Id);
        return new(IsSame(row, request) ? AcquiringStatus.Done : AcquiringStatus.OrderReused,
            IsSame(row, request) ? view : null);
    }

    /// <summary>The first text of a request that is not what it may be, by its name; null when all are.</summary>
    public static string? WrongTextOf(Request request) =>
        !Texts.IsToken(request.MerchantOrder, LongestMerchantOrder) ? nameof(Request.MerchantOrder)
        : !Texts.IsLine(request.Description, LongestDescription) ? nameof(Request.Description)
        : !Texts.IsLines(request.Items, LongestItems) ? nameof(Request.Items)
        : null;

    private static AcquiringStatus? Wrong(Request request, DateTimeOffset expires, DateTimeOffset now)
    {
        if (request.Amount <= Money.Zero || request.Amount > Most)
        {
            return AcquiringStatus.InvalidAmount;
        }

        if (WrongTextOf(request) is not null)
        {
            return AcquiringStatus.InvalidText;
        }

        if (request.ReturnUrl is { } url && !Texts.IsBrowserAddress(url, LongestReturnUrl))
        {
            return AcquiringStatus.InvalidAddress;
        }

        // The same request may come again when its own time is over: it hears what became of it.
        return request.ExpiresAt is { } asked && (asked > now + LongestLife || asked < now - LongestLife)
            || expires <= now && request.ExpiresAt is null
            ? AcquiringStatus.InvalidExpiry
            : null;
    }

    private static bool IsSame(RequestRow row, Request request) =>
        row.Amount == request.Amount && row.Description == request.Description && row.Items == request.Items
        && row.ReturnUrl == request.ReturnUrl
        && (request.ExpiresAt is null || row.ExpiresAt == Microseconds(request.ExpiresAt.Value));

    // What the database keeps of an instant.
    private static DateTimeOffset Microseconds(DateTimeOffset instant) =>
        new(instant.UtcTicks - instant.UtcTicks % TimeSpan.TicksPerMicrosecond, TimeSpan.Zero);
}
