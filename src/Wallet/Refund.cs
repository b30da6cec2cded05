using Huoqi.Kernel;
using Huoqi.Ledger;
using Npgsql;

namespace Huoqi.Wallet;

/// <summary>
/// A merchant gives a payment back, whole or in part. The payment's own refundable account bounds it, also when two run
/// at once; the fee goes back in proportion, and the last refund brings the rest of it. The money comes from the
/// merchant's account in the payer's shard, down to its slice of the agreed debt there; what lacks is gathered from
/// other shards.
/// </summary>
public sealed class Refund(WalletParts parts)
{
    // A refund that others overtake reads again; more than a few at once for one payment are somebody's mistake.
    internal const int AttemptsMax = 8;

    private const int RefundableLeg = 0;

    private readonly MerchantFunds _funds = new(parts);

    /// <param name="Merchant">Who gives back.</param>
    /// <param name="Key">The merchant's id of the request.</param>
    /// <param name="Payment">The payment's number.</param>
    /// <param name="Amount">How much, at most what was not refunded yet.</param>
    public sealed record Request(long Merchant, string Key, OrderNo Payment, Money Amount)
    {
        /// <summary>Rows of the caller that stand or fall with the refund.</summary>
        public IReadOnlyList<RowWrite> Also { get; init; } = [];
    }

    public async Task<WalletAnswer> HandleAsync(Request request)
    {
        Payments.Payment? payment = await parts.Reads.OneAsync(new Payments.ByNumber(request.Payment));
        if (payment is null || payment.Merchant != request.Merchant)
        {
            return new(WalletStatus.PaymentNotFound, request.Payment);
        }

        Merchant? merchant = await parts.Merchants.FindAsync(payment.Merchant);
        Invariant.Holds(merchant is not null, "who was paid is a merchant");
        bool gathered = false;
        for (int attempt = 1; ; attempt++)
        {
            (EntryDraft draft, Money net) = await DraftAsync(request, payment, merchant!);
            PostResult result = await parts.Ledger.PostAsync(draft.Attempt(attempt));
            bool isShort = result.Status == PostStatus.InsufficientBalance && result.FailedLeg != RefundableLeg;
            bool again = result.Status == PostStatus.RowsRefused || (isShort && !gathered);
            if (!again || attempt == AttemptsMax)
            {
                return result.ToAnswer(draft.Shard, @short: leg =>
                    leg == RefundableLeg ? WalletStatus.RefundExceedsPayment : WalletStatus.MerchantFundsShort);
            }

            // A retry of the whole request must not gather again what the first try did without.
            if (isShort && !await parts.WasJudgedAsync(draft.Attempt(attempt + 1)))
            {
                await _funds.GatherAsync(merchant!, draft.Shard, net, $"refund-{draft.Shard}-{result.Entry}");
            }

            gathered |= isShort;
        }
    }

    /// <summary>The entry, and what the merchant gives of its own: the fee comes back to it first.</summary>
    private async Task<(EntryDraft Draft, Money Net)> DraftAsync(
        Request request, Payments.Payment payment, Merchant merchant)
    {
        Refunded sum = (await parts.Reads.OneAsync(new RefundedOf(payment.No)))!;
        Money before = sum.Amount;

        // Too much is refused by the first leg; until then it must only be a number.
        Money after = Money.Min(before + Money.Min(request.Amount, payment.Amount), payment.Amount);
        Money fee = Payments.FeeShareOf(payment.Amount, payment.Fee, after)
            - Payments.FeeShareOf(payment.Amount, payment.Fee, before);
        AccountKey pending = Payments.Pending(payment.Merchant);
        List<Leg> legs =
        [
            Leg.Money(
                Debit: Payments.Refundable(payment.No.Entry), Credit: WalletParts.Own(AccountCode.ControlContra),
                request.Amount),
        ];
        if (fee > Money.Zero)
        {
            legs.Add(Leg.Money(Debit: WalletParts.Own(AccountCode.FeesDue), Credit: pending, fee));
        }

        legs.Add(Leg.Money(
            Debit: pending, Credit: WalletParts.Balance(payment.Person), request.Amount,
            debitFloor: -_funds.SliceOf(merchant)));
        legs.AddRange(PaymentLimits.Release(payment.Person, payment.LimitWindow, request.Amount));
        EntryDraft draft = parts.Draft(Party.Merchant(request.Merchant), WalletActs.Refund, request.Key,
            $"refund {request.Payment} {request.Amount.Fen}") with
        {
            Shard = payment.No.Shard,
            Reference = payment.MerchantOrder,
            Legs = legs,
            Rows = [new Made(payment.No.Entry, before, request.Amount, fee), .. request.Also],
        };
        return (draft, request.Amount - fee);
    }

    internal sealed record Refunded(Money Amount);

    internal sealed record RefundedOf(OrderNo Payment) : Query<Refunded>
    {
        private static readonly Sql Sql = new("""
            SELECT coalesce(sum(amount_fen), 0)::bigint FROM wallet.refund WHERE shard = $1 AND payment = $2
            """);

        public override Sql Statement => Sql;

        public override void Bind(NpgsqlParameterCollection parameters) =>
            parameters.With(Payment.Shard).With(Payment.Entry);

        public override Refunded Read(NpgsqlDataReader row) => new(new Money(row.GetInt64(0)));
    }

    /// <summary>Refused by its key when another refund was made from the same reading.</summary>
    internal sealed record Made(long Payment, Money Before, Money Amount, Money Fee) : RowWrite
    {
        private static readonly Sql Insert = new("""
            INSERT INTO wallet.refund (shard, refund, payment, refunded_before_fen, amount_fen, fee_fen, business_date)
            SELECT * FROM unnest($1::smallint[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[],
                                 $7::date[])
            """);

        public override Sql Statement => Insert;

        public override void Fill(RowColumns columns, in EntryStamp stamp) =>
            columns.Add(stamp.Shard).Add(stamp.Entry).Add(Payment).Add(Before.Fen).Add(Amount.Fen).Add(Fee.Fen)
                .Add(stamp.BusinessDate);
    }
}
