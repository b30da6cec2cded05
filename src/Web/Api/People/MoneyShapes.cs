using Huoqi.Customers;
using Huoqi.Kernel;
using Huoqi.Ledger;

namespace Huoqi.Web;

/// <summary>The fund's figures of a day.</summary>
internal sealed record FundDayOut(DateOnly Day, IncomePer10k IncomePer10k, YieldPercent? SevenDayYield)
{
    public static FundDayOut Of(FundFigures figures) => new(figures.Day, figures.Per10k, figures.SevenDay);
}

/// <summary>What a person has and earned.</summary>
internal sealed record HomeOut(
    Currency Currency, Money Total, Money Wallet, FundUnits Units, FundUnits Frozen, FundUnits Leaving,
    Money Subscribing, Money PayingOut, Money NotPosted, DateOnly? LastDay, Money? LastDayIncome, Money Last30Days,
    Money Accumulated, FundDayOut? Fund)
{
    public static HomeOut Of(Home home) => new(
        Currency.Cny, home.Total, home.Wallet, home.Units, home.Frozen, home.Leaving, home.Subscribing,
        home.PayingOut, home.NotPosted, home.LastDay?.Day, home.LastDay?.Income, home.Last30Days, home.Accumulated,
        home.Fund is null ? null : FundDayOut.Of(home.Fund));
}

/// <summary>The income of one day.</summary>
internal sealed record IncomeDayOut(DateOnly Day, FundUnits Units, Money Income, OrderNo? PostedBy)
{
    public static IncomeDayOut Of(IncomeOfDay day) => new(day.Day, day.Units, day.Income, day.PostedBy);
}

/// <summary>A correction of income.</summary>
internal sealed record AdjustmentOut(
    OrderNo Order, DateOnly BookedOn, DateOnly First, DateOnly Last, Money Amount, string Reason)
{
    public static AdjustmentOut Of(IncomeAdjustment one) =>
        new(one.Entry, one.BookedOn, one.First, one.Last, one.Amount, one.Reason);
}

/// <summary>The income of a calendar month.</summary>
internal sealed record IncomeMonthOut(
    string Month, Currency Currency, Money Total, IReadOnlyList<IncomeDayOut> Days,
    IReadOnlyList<AdjustmentOut> Adjustments);

/// <summary>How a day's income came about: units × fund's total ÷ fund's units, and what was left over.</summary>
internal sealed record IncomeExplainedOut(
    IncomeDayOut Day, Currency Currency, FundDayOut Fund, Money FundTotal, FundUnits FundUnits, Money Floor,
    long Remainder, bool GotOneMore, IReadOnlyList<AdjustmentOut> Adjustments);

/// <summary>The other side of a bill. Another person is a number; the name is masked elsewhere.</summary>
internal sealed record PartyOut(long? Merchant, string? MerchantName, long? Person, string? Card);

/// <summary>One entry as its person sees it.</summary>
internal sealed record BillOut(
    OrderNo Order, BillKind Kind, BillState State, DateOnly BusinessDate, DateTimeOffset PostedAt, Currency Currency,
    Money Amount, Money Wallet, FundUnits Units, Money? WalletAfter, FundUnits? UnitsAfter, PartyOut Party,
    string Reference, DateOnly? FirstDay, DateOnly? LastDay)
{
    public static BillOut Of(Bill bill) => new(
        bill.No, bill.Kind, bill.State, bill.BusinessDate, bill.PostedAt, Currency.Cny, bill.Shown, bill.Wallet,
        bill.Units, bill.WalletAfter, bill.UnitsAfter, Of(bill.Party), bill.Reference, bill.Days?.First,
        bill.Days?.Last);

    // A card's token is the bank's: it goes to nobody. The card is named by its own list.
    public static PartyOut Of(BillParty party) => new(
        party.Merchant, party.MerchantName, party.Person, party.CardToken is null ? null : "card");
}

/// <summary>One transfer of an entry.</summary>
internal sealed record ReceiptLineOut(
    ReceiptPlace From, ReceiptPlace To, Money Amount, bool IsUnits, DateOnly? EarnsFrom);

/// <summary>A refund of a payment.</summary>
internal sealed record ReceiptRefundOut(OrderNo Order, Money Amount, DateOnly BusinessDate);

/// <summary>The payment that an entry made or gives back.</summary>
internal sealed record ReceiptPaymentOut(
    OrderNo Order, long Merchant, string MerchantName, string MerchantOrder, Money Amount, Money Refunded,
    IReadOnlyList<ReceiptRefundOut> Refunds);

/// <summary>The order to the fund that an entry gave or ended.</summary>
internal sealed record ReceiptFundOrderOut(
    OrderNo Order, bool IsRedemption, Money Amount, DateOnly OrderDay, DateOnly ConfirmDay, BillState State);

/// <summary>Everything about one entry.</summary>
internal sealed record ReceiptOut(
    BillOut Bill, IReadOnlyList<ReceiptLineOut> Lines, ReceiptPaymentOut? Payment, ReceiptFundOrderOut? FundOrder)
{
    public static ReceiptOut Of(Receipt receipt) => new(
        BillOut.Of(receipt.Bill),
        [.. receipt.Lines.Select(line => new ReceiptLineOut(
            line.From, line.To, line.Amount, line.IsUnits, line.EarnsFrom))],
        receipt.Payment is not { } payment ? null : new(
            payment.No, payment.Merchant, payment.MerchantName, payment.MerchantOrder, payment.Amount,
            payment.Refunded,
            [.. payment.Refunds.Select(refund => new ReceiptRefundOut(refund.No, refund.Amount, refund.BusinessDate))]),
        receipt.FundOrder is not { } order ? null : new(
            order.No, order.IsRedemption, order.Amount, order.OrderDay, order.ConfirmDay, order.State));
}

/// <summary>What waits for a partner's answer.</summary>
internal sealed record UnderWayOut(
    OrderNo Order, BillKind Kind, Currency Currency, Money Amount, DateOnly BusinessDate, DateOnly? ExpectedOn,
    PartyOut Party);

/// <summary>A limit, and what is left of it.</summary>
internal sealed record LimitOut(
    LimitKind Kind, LimitWindow Window, Currency Currency, Money Amount, Money Used, Money Left, string Rule)
{
    public static LimitOut Of(LimitStanding limit) => new(
        limit.Kind, limit.Window, Currency.Cny, limit.Amount, limit.Used, limit.Left, limit.Rule.Name);
}

/// <summary>What an act would come to; nothing is promised for longer than the moment.</summary>
internal sealed record QuoteOut(
    QuoteAct Act, Currency Currency, Money Amount, bool IsPossible, string? Hindrance, bool AgreementsMissing,
    Money Fee, Arrival Arrival, DateOnly ArrivesOn, DateOnly? OrderDay, DateTimeOffset? CutOff, DateOnly? ConfirmDay,
    DateOnly? EarnsFrom, DateOnly? FirstIncomeShownOn, DateOnly? EarnsUntilBefore, bool IsProvisional, Money Available,
    LimitOut? Limit)
{
    public static QuoteOut Of(Quote quote) => new(
        quote.Act, Currency.Cny, quote.Amount, quote.IsPossible, Refusals.Of(quote.Hindrance)?.Code,
        quote.AgreementsMissing, quote.Fee, quote.Arrival, quote.ArrivesOn, quote.OrderDay, quote.CutOff,
        quote.ConfirmDay, quote.EarnsFrom, quote.FirstIncomeShownOn, quote.EarnsUntilBefore,
        quote.IsProvisional, quote.Available, quote.Limit is null ? null : LimitOut.Of(quote.Limit));
}

/// <summary>One of the person's own bank cards.</summary>
internal sealed record CardOut(int Card, string Pocket, string Bank, string Ending, DateTimeOffset AddedAt)
{
    public static CardOut Of(BankCard card) =>
        new(card.Number, new Pocket(card.Number).ToString(), card.Bank, card.Ending, card.AddedAt);
}

/// <summary>A bank card to add. The number goes to the bank for a token and is kept nowhere.</summary>
internal sealed record CardIn(string Bank, string CardNumber);
