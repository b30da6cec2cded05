using Huoqi.Customers;
using Huoqi.Identity;
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
internal sealed record IncomeDayOut(
    DateOnly Day, FundUnits Units, Currency Currency, Money Income, OrderNo? PostedBy)
{
    public static IncomeDayOut Of(IncomeOfDay day) =>
        new(day.Day, day.Units, Currency.Cny, day.Income, day.PostedBy);
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

/// <summary>The people and the person's own cards among some parties; cards also that were removed since.</summary>
internal sealed record PartyNames(
    IReadOnlyDictionary<long, Payee> People, IReadOnlyDictionary<string, BankCard> Cards);

/// <summary>The other side of a bill. Another person is a number and what others may see of them; who has left is a
/// number alone. One's own card is its pocket, such as "card:1", with the bank and the last four digits.</summary>
internal sealed record PartyOut(
    long? Merchant, string? MerchantName, long? Person, string? MaskedName, string? Nickname, string? Card,
    string? Bank, string? Ending)
{
    /// <summary>No other side.</summary>
    public static readonly PartyOut None = new(
        Merchant: null, MerchantName: null, Person: null, MaskedName: null, Nickname: null, Card: null,
        Bank: null, Ending: null);

    /// <summary>The merchant of the examples.</summary>
    public static readonly PartyOut Shop = None with { Merchant = 1, MerchantName = "商城" };

    /// <summary>The other side of a bill, with the names that were read for it.</summary>
    public static PartyOut Of(BillParty party, PartyNames names)
    {
        Payee? seen = party.Person is { } person ? names.People.GetValueOrDefault(person) : null;
        // A card's token is the bank's: it goes to nobody.
        BankCard? card = party.CardToken is { } token ? names.Cards.GetValueOrDefault(token) : null;
        return new(
            party.Merchant, party.MerchantName, party.Person, seen?.MaskedName, seen?.Nickname,
            party.CardToken is null ? null : card is null ? "card" : new Pocket(card.Number).ToString(), card?.Bank,
            card?.Ending);
    }

    /// <summary>The names among some parties: of people in one read, and of cards in another where there are any.
    /// </summary>
    public static async Task<PartyNames> NamesAsync(
        Visit visit, IEnumerable<BillParty> parties, CancellationToken cancel)
    {
        BillParty[] all = [.. parties];
        IReadOnlyDictionary<long, Payee> people = await new Names(visit.Parts.Identity)
            .OfAsync(all.Select(party => party.Person).OfType<long>(), cancel);
        Dictionary<string, BankCard> cards = new(StringComparer.Ordinal);
        if (all.Any(party => party.CardToken is not null))
        {
            foreach (BankCard card in await new BankCards(visit.Parts.Customers).EverAsync(visit.Person, cancel))
            {
                cards[card.Token] = card;
            }
        }

        return new(people, cards);
    }
}

/// <summary>One entry as its person sees it. The amount is below zero for what went out, to others or to a card, and
/// has no sign for what moved between the person's own; <c>wallet</c> and <c>units</c> are what the entry changed.
/// </summary>
internal sealed record BillOut(
    OrderNo Order, BillKind Kind, BillState State, DateOnly BusinessDate, DateTimeOffset PostedAt,
    BillDirection Direction, Currency Currency, Money Amount, Money Wallet, FundUnits Units, Money? WalletAfter,
    FundUnits? UnitsAfter, PartyOut Party, string Reference, DateOnly? FirstDay, DateOnly? LastDay)
{
    public static BillOut Of(Bill bill, PartyNames names) => new(
        bill.No, bill.Kind, bill.State, bill.BusinessDate, bill.PostedAt, bill.Direction, Currency.Cny,
        bill.Signed, bill.Wallet, bill.Units, bill.WalletAfter, bill.UnitsAfter, PartyOut.Of(bill.Party, names),
        bill.Reference, bill.Days?.First, bill.Days?.Last);
}

/// <summary>One transfer of an entry.</summary>
internal sealed record ReceiptLineOut(
    ReceiptPlace From, ReceiptPlace To, Money Amount, bool IsUnits, DateOnly? EarnsFrom)
{
    public static ReceiptLineOut Of(ReceiptLine line) =>
        new(line.From, line.To, line.Amount, line.IsUnits, line.EarnsFrom);
}

/// <summary>A refund of a payment.</summary>
internal sealed record ReceiptRefundOut(OrderNo Order, Money Amount, DateOnly BusinessDate);

/// <summary>The payment that an entry made or gives back.</summary>
internal sealed record ReceiptPaymentOut(
    OrderNo Order, long Merchant, string MerchantName, string MerchantOrder, Money Amount, Money Refunded,
    IReadOnlyList<ReceiptRefundOut> Refunds);

/// <summary>Where money came from or went: "wallet", or a card with its bank and last four digits.</summary>
internal sealed record ReceiptPocketOut(string Pocket, string? Bank, string? Ending)
{
    public static ReceiptPocketOut Of(string? cardToken, PartyNames names)
    {
        PartyOut party = PartyOut.Of(new(CardToken: cardToken), names);
        return new(party.Card ?? Web.Pocket.Wallet.ToString(), party.Bank, party.Ending);
    }
}

/// <summary>The order to the fund that an entry gave or ended. A purchase has <c>paidFrom</c>, a redemption
/// <c>paidTo</c>, and once it is paid out <c>paidBy</c>, the entry that did it, and <c>arrivedOn</c>.</summary>
internal sealed record ReceiptFundOrderOut(
    OrderNo Order, bool IsRedemption, Money Amount, DateOnly OrderDay, DateOnly ConfirmDay, BillState State,
    ReceiptPocketOut? PaidFrom, ReceiptPocketOut? PaidTo, OrderNo? PaidBy, DateOnly? ArrivedOn)
{
    public static ReceiptFundOrderOut Of(ReceiptOrder order, PartyNames names) => new(
        order.No, order.IsRedemption, order.Amount, order.OrderDay, order.ConfirmDay, order.State,
        order.IsRedemption ? null : ReceiptPocketOut.Of(order.CardToken, names),
        order.IsRedemption ? ReceiptPocketOut.Of(order.CardToken, names) : null, order.PaidBy, order.ArrivedOn);
}

/// <summary>Everything about one entry. What the bank did on an order has two entries, each with its own receipt:
/// <c>orderedBy</c> leads to the order's, <c>answeredBy</c> to that of the bank's answer.</summary>
internal sealed record ReceiptOut(
    Currency Currency, BillOut Bill, IReadOnlyList<ReceiptLineOut> Lines, ReceiptPaymentOut? Payment,
    ReceiptFundOrderOut? FundOrder, OrderNo? OrderedBy, OrderNo? AnsweredBy, IReadOnlyList<ReceiptLineOut> AnswerLines)
{
    public static ReceiptOut Of(Receipt receipt, PartyNames names) => new(
        Currency.Cny, BillOut.Of(receipt.Bill, names),
        [.. receipt.Lines.Select(ReceiptLineOut.Of)],
        receipt.Payment is not { } payment ? null : new(
            payment.No, payment.Merchant, payment.MerchantName, payment.MerchantOrder, payment.Amount,
            payment.Refunded,
            [.. payment.Refunds.Select(refund => new ReceiptRefundOut(refund.No, refund.Amount, refund.BusinessDate))]),
        receipt.FundOrder is not { } order ? null : ReceiptFundOrderOut.Of(order, names), receipt.OrderedBy,
        receipt.AnsweredBy, [.. receipt.AnswerLines.Select(ReceiptLineOut.Of)]);
}

/// <summary>What waits for a partner's answer, or was refused and stands in no bill; the amount has the sign of its
/// direction, as in a bill.</summary>
internal sealed record UnderWayOut(
    OrderNo Order, BillKind Kind, BillState State, BillDirection Direction, Currency Currency, Money Amount,
    DateOnly BusinessDate, DateOnly? ExpectedOn, PartyOut Party);

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
        quote.Act, Currency.Cny, quote.Amount, quote.IsPossible, HindranceOf(quote),
        quote.AgreementsMissing, quote.Fee, quote.Arrival, quote.ArrivesOn, quote.OrderDay, quote.CutOff,
        quote.ConfirmDay, quote.EarnsFrom, quote.FirstIncomeShownOn, quote.EarnsUntilBefore,
        quote.IsProvisional, quote.Available, quote.Limit is null ? null : LimitOut.Of(quote.Limit));

    // The code that the act itself would be refused with.
    private static string? HindranceOf(Quote quote)
    {
        ActStatus status = ActStatuses.Of(quote);
        return status == ActStatus.Done ? null : ActMeaning.Of(status).Code;
    }
}

/// <summary>One of the person's own bank cards.</summary>
internal sealed record CardOut(int Card, string Pocket, string Bank, string Ending, DateTimeOffset AddedAt)
{
    public static CardOut Of(BankCard card) =>
        new(card.Number, new Pocket(card.Number).ToString(), card.Bank, card.Ending, card.AddedAt);
}

/// <summary>A bank card to add. The number goes to the bank for a token and is kept nowhere.</summary>
internal sealed record CardIn(string Bank, string CardNumber)
{
    public override string ToString() => nameof(CardIn);
}
