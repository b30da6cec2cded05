using Huoqi.Funds;
using Huoqi.Kernel;
using Huoqi.Ledger;
using Huoqi.Wallet;

namespace Huoqi.Customers;

/// <summary>What a line of a receipt speaks of, in people's terms.</summary>
public enum ReceiptPlace
{
    Platform = 0,
    Wallet = 1,
    Units = 2,
    FrozenUnits = 3,
    LeavingUnits = 4,
    UnpaidIncome = 5,
    Merchant = 6,
    OtherPerson = 7,
    Bank = 8,
    Fund = 9,
    Fee = 10,
    Limit = 11,
    OnItsWay = 12,
    AdvancingBank = 13,
}

/// <summary>One transfer of an entry.</summary>
/// <param name="From">Where it was taken.</param>
/// <param name="To">Where it went.</param>
/// <param name="Amount">Fen, or 0.01 units where <paramref name="IsUnits"/>.</param>
/// <param name="IsUnits">Whether fund units moved.</param>
/// <param name="EarnsFrom">The first day from which units earn for somebody else.</param>
public sealed record ReceiptLine(
    ReceiptPlace From, ReceiptPlace To, Money Amount, bool IsUnits, DateOnly? EarnsFrom);

/// <summary>A refund of a payment.</summary>
public sealed record ReceiptRefund(OrderNo No, Money Amount, DateOnly BusinessDate);

/// <summary>The payment that an entry made or gives back.</summary>
/// <param name="No">Its number.</param>
/// <param name="Merchant">Who was paid.</param>
/// <param name="MerchantName">Its name.</param>
/// <param name="MerchantOrder">The merchant's own number.</param>
/// <param name="Amount">How much.</param>
/// <param name="Refunds">What was given back, oldest first.</param>
public sealed record ReceiptPayment(
    OrderNo No, long Merchant, string MerchantName, string MerchantOrder, Money Amount,
    IReadOnlyList<ReceiptRefund> Refunds)
{
    public Money Refunded => Money.Sum(Refunds.Select(refund => refund.Amount));
}

/// <summary>An order to the fund that an entry gave or ended.</summary>
/// <param name="No">Its number.</param>
/// <param name="IsRedemption">Whether units were redeemed, else bought.</param>
/// <param name="Amount">How much.</param>
/// <param name="OrderDay">The dealing day that it belongs to (T).</param>
/// <param name="ConfirmDay">The day on which the fund confirms it.</param>
/// <param name="State">How far it is.</param>
public sealed record ReceiptOrder(
    OrderNo No, bool IsRedemption, Money Amount, DateOnly OrderDay, DateOnly ConfirmDay, BillState State)
{
    /// <summary>The card that paid for it, or that it is paid to; null for the wallet.</summary>
    public string? CardToken { get; init; }

    /// <summary>The entry that paid redeemed money out, or gave it to the bank; null before.</summary>
    public OrderNo? PaidBy { get; init; }

    /// <summary>The day on which redeemed money was there; null before.</summary>
    public DateOnly? ArrivedOn { get; init; }
}

/// <summary>Everything about one entry.</summary>
/// <param name="Bill">The entry as one line.</param>
/// <param name="Lines">All its transfers.</param>
/// <param name="Payment">The payment it is about.</param>
/// <param name="FundOrder">The order to the fund it is about.</param>
public sealed record Receipt(
    Bill Bill, IReadOnlyList<ReceiptLine> Lines, ReceiptPayment? Payment, ReceiptOrder? FundOrder)
{
    /// <summary>Of the bank's answer to an order, the entry that gave the order.</summary>
    public OrderNo? OrderedBy { get; init; }

    /// <summary>Of an order to the bank, the entry of the bank's answer; null before it.</summary>
    public OrderNo? AnsweredBy { get; init; }

    /// <summary>The transfers of the bank's answer, which make one receipt with those of the order.</summary>
    public IReadOnlyList<ReceiptLine> AnswerLines { get; init; } = [];
}

/// <summary>The receipt of an entry, for whom it belongs to.</summary>
public sealed class Receipts(CustomersParts parts)
{
    private readonly BillDetails _details = new(parts);

    /// <summary>The receipt; null when there is no such entry, or it is not this person's.</summary>
    public async Task<Receipt?> FindAsync(long person, OrderNo no, CancellationToken cancel = default)
    {
        // Everything of a person lies in one shard: an entry elsewhere is somebody else's.
        if (no.Shard != parts.ShardOf(person))
        {
            return null;
        }

        LedgerQueries.EntryFacts? facts = await parts.Db.OneAsync(
            new LedgerQueries.EntryOf(no.Shard, no.Entry), cancel);
        if (facts is null)
        {
            return null;
        }

        WholeEntry entry = (await _details.OfAsync(person, no.Shard, [facts], cancel))[0];
        Bill? bill = BillRules.Of(person, no.Shard, entry) ?? ReceiptRules.OfOrder(person, no, entry);
        if (bill is null)
        {
            return null;
        }

        EntryAbout about = entry.About;
        BillRows.BankRow? bank = about.Bank?.Person == person ? about.Bank : null;
        long answer = bank is not null && bank.OrderNo == no.Entry ? bank.Settled : 0;
        return new(bill, ReceiptRules.LinesOf(person, entry.Lines),
            about.Payment is { } payment && payment.Person == person
                ? await PaymentAsync(no.Shard, payment, about.MerchantName ?? "", cancel)
                : null,
            about.Order is { } order && order.Owner == person
                ? await OrderAsync(no.Shard, order, about.OrderBank, cancel)
                : null)
        {
            OrderedBy = bank?.Settled == no.Entry ? new(no.Shard, bank.OrderNo) : null,
            AnsweredBy = answer != 0 ? new(no.Shard, answer) : null,
            AnswerLines = answer == 0 ? [] : ReceiptRules.LinesOf(person, await parts.Db.AllAsync(
                new EntryQueries.LinesOfEntries(no.Shard, person, [answer]), cancel)),
        };
    }

    private async Task<ReceiptOrder> OrderAsync(
        short shard, BillRows.FundRow order, BillRows.BankRow? card, CancellationToken cancel)
    {
        bool paid = order is { Kind: FundOrderKind.Redemption, State: FundOrderState.Paid };
        long arrival = !paid ? 0 : order.Payout == Payout.Wallet ? order.Settled : card?.Settled ?? 0;
        EntryQueries.DateOfEntry? arrived = arrival == 0 ? null
            : (await parts.Db.AllAsync(new EntryQueries.DatesOf(shard, [arrival]), cancel))[0];
        return new(new(shard, order.OrderNo), order.Kind == FundOrderKind.Redemption, order.Amount, order.OrderDay,
            order.ConfirmDay, BillRules.StateOf(order))
        {
            CardToken = card?.CardToken ?? order.CardToken,
            PaidBy = paid ? new(shard, order.Settled) : null,
            ArrivedOn = arrived?.BusinessDate,
        };
    }

    private async Task<ReceiptPayment> PaymentAsync(
        short shard, BillRows.PaymentRow payment, string merchant, CancellationToken cancel)
    {
        IReadOnlyList<BillRows.RefundRow> refunds =
            await parts.Db.AllAsync(new BillRows.RefundsOf(shard, payment.Payment), cancel);
        return new(new(shard, payment.Payment), payment.Merchant, merchant, payment.MerchantOrder, payment.Amount,
            [.. refunds.Select(refund => new ReceiptRefund(
                new(shard, refund.Refund), refund.Amount, refund.BusinessDate))]);
    }
}

/// <summary>The transfers of an entry in people's terms.</summary>
internal static class ReceiptRules
{
    /// <summary>
    /// The bill of an entry that moved nothing of the person: an order to the bank that was given (a top-up, a purchase
    /// by card, a payout to one), the bank's answer to it, or the purchase that the answer made.
    /// </summary>
    public static Bill? OfOrder(long person, OrderNo no, WholeEntry entry)
    {
        if (entry.Facts.Owner != person)
        {
            return null;
        }

        if (entry.About.Order is { Kind: FundOrderKind.Subscription } bought
            && bought.Owner == person && bought.OrderNo == no.Entry)
        {
            return Of(no, entry, BillKind.Subscription, BillRules.StateOf(bought), BillDirection.In, bought.Amount,
                new(CardToken: entry.About.OrderBank?.CardToken));
        }

        if (entry.About.Bank is not { } order || order.Person != person)
        {
            return null;
        }

        BillState state = order.Outcome switch
        {
            BankOutcome.Pending => BillState.Pending,
            BankOutcome.Refused => BillState.Refused,
            _ => BillState.Done,
        };
        return Of(no, entry, BillRules.KindOf(order.Purpose), state, BillRules.DirectionOf(order.Purpose), order.Amount,
            new(CardToken: order.CardToken));
    }

    private static Bill Of(
        OrderNo no, WholeEntry entry, BillKind kind, BillState state, BillDirection direction, Money amount,
        BillParty party) => new()
        {
            No = no,
            Kind = kind,
            State = state,
            BusinessDate = entry.Facts.BusinessDate,
            PostedAt = entry.Facts.PostedAt,
            Wallet = Money.Zero,
            Units = FundUnits.Zero,
            Direction = direction,
            Shown = amount,
            WalletAfter = null,
            UnitsAfter = null,
            Party = party,
            Reference = entry.Facts.Reference,
            Days = null,
        };

    /// <summary>The transfers, but for memos of orders under way, what an entry about many does to others, and what
    /// stays in one place as people see it.</summary>
    public static IReadOnlyList<ReceiptLine> LinesOf(
        long person, IReadOnlyList<EntryQueries.LineOfEntry> lines) =>
    [
        .. lines.Where(line => Concerns(person, line) && line.Debit.Code != AccountCode.AwaitedFromBank
                && line.Credit.Code != AccountCode.AwaitedFromBank && line.Debit.Code != AccountCode.Refundable
                && line.Credit.Code != AccountCode.Refundable
                && Chart.Of(line.Debit.Code).Book != Book.BankAdvance)
            .Select(line => new ReceiptLine(
                PlaceOf(person, line.Debit), PlaceOf(person, line.Credit), new(line.Amount),
                Chart.Of(line.Debit.Code).Book == Book.Units, line.EarnsFrom))
            .Where(line => line.From != line.To),
    ];

    private static bool Concerns(long person, EntryQueries.LineOfEntry line) =>
        line.Debit.Owner == person || line.Credit.Owner == person
        || (!Party.IsPerson(line.Debit.Owner) && !Party.IsPerson(line.Credit.Owner));

    private static ReceiptPlace PlaceOf(long person, AccountKey account) => account.Code switch
    {
        AccountCode.UserBalance or AccountCode.FrozenBalance =>
            account.Owner == person ? ReceiptPlace.Wallet : ReceiptPlace.OtherPerson,
        AccountCode.UnitsAvailable => account.Owner == person ? ReceiptPlace.Units : ReceiptPlace.OtherPerson,
        AccountCode.UnitsFrozen => account.Owner == person ? ReceiptPlace.FrozenUnits : ReceiptPlace.OtherPerson,
        AccountCode.UnitsInTransit or AccountCode.UnitsInTransitNotEarning => ReceiptPlace.LeavingUnits,
        AccountCode.UnpaidIncome => ReceiptPlace.UnpaidIncome,
        AccountCode.MerchantPending => ReceiptPlace.Merchant,
        AccountCode.FeesDue => ReceiptPlace.Fee,
        AccountCode.ReserveAtCentralBank or AccountCode.ChannelReceivable or AccountCode.WithdrawalPending =>
            ReceiptPlace.Bank,
        AccountCode.InTransitBetweenShards => ReceiptPlace.OnItsWay,
        AccountCode.AdvanceFacility or AccountCode.AdvancingBankUnits or AccountCode.AdvancePayable =>
            ReceiptPlace.AdvancingBank,
        AccountCode.InTransitToFund or AccountCode.SettlementBank or AccountCode.SubscriptionPayable
            or AccountCode.RedemptionPayable or AccountCode.ReceivableFromRegistrar or AccountCode.FundContra
            or AccountCode.IncomeOwed => ReceiptPlace.Fund,
        AccountCode.FastRedemptionLimit or AccountCode.FastPaymentLimit or AccountCode.BalancePaymentLimit
            or AccountCode.UncertifiedPaymentLimit or AccountCode.OneFactorPaymentLimit
            or AccountCode.StaticCodePaymentLimit =>
            ReceiptPlace.Limit,
        _ => ReceiptPlace.Platform,
    };
}
