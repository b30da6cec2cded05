using Huoqi.Acquiring;
using Huoqi.Customers;
using Huoqi.Identity;

namespace Huoqi.Web;

/// <summary>Something wanted, as a page shows it before it is confirmed.</summary>
/// <param name="Title">What it is.</param>
/// <param name="Lines">What is confirmed and what it comes to, line by line.</param>
/// <param name="Warning">What has to be known besides; null for nothing.</param>
public sealed record Review(Text Title, IReadOnlyList<(Text Name, string Value)> Lines, Text? Warning)
{
    /// <summary>
    /// Reads names and cards of something wanted, beside its quote. What is confirmed is always written out, also where
    /// amounts are hidden.
    /// </summary>
    internal static async Task<Review> ReadAsync(Visit visit, Wanted wanted, Quote quote)
    {
        CancellationToken cancel = visit.Aborted;
        List<(Text Name, string Value)> lines = [(ReviewTexts.Amount, Amounts.Yuan(wanted.Amount))];
        await AddPartiesAsync(visit, wanted, lines, cancel);
        AddQuote(visit, quote, lines);
        lines.Add((ReviewTexts.Fee, Amounts.Yuan(quote.Fee)));
        if (quote.Limit is { } limit)
        {
            lines.Add((ReviewTexts.LimitLeft(limit.Kind), Amounts.Yuan(limit.Left)));
        }

        return new(ReviewTexts.Title(wanted), lines, Warns(wanted));
    }

    private static async Task AddPartiesAsync(
        Visit visit, Wanted wanted, List<(Text Name, string Value)> lines, CancellationToken cancel)
    {
        switch (wanted)
        {
            case Wanted.TopUp topUp:
                lines.Add((ReviewTexts.From, await NameAsync(visit, new(topUp.Card), cancel)));
                lines.Add((ReviewTexts.To, visit.Say(ReviewTexts.Wallet)));
                break;
            case Wanted.Withdraw withdraw:
                lines.Add((ReviewTexts.From, visit.Say(ReviewTexts.Wallet)));
                lines.Add((ReviewTexts.To, await NameAsync(visit, new(withdraw.Card), cancel)));
                break;
            case Wanted.Subscribe subscribe:
                lines.Add((ReviewTexts.From, await NameAsync(visit, subscribe.Source, cancel)));
                lines.Add((ReviewTexts.To, visit.Say(ReviewTexts.Fund)));
                break;
            case Wanted.Redeem redeem:
                lines.Add((ReviewTexts.From, visit.Say(ReviewTexts.Fund)));
                lines.Add((ReviewTexts.To, await NameAsync(visit, redeem.Target, cancel)));
                lines.Add((ReviewTexts.Speed, visit.Say(
                    redeem.Speed == RedeemSpeed.T0 ? ReviewTexts.AtOnce : ReviewTexts.NextDay)));
                break;
            case Wanted.Pay pay:
                await AddPaymentAsync(visit, pay, lines, cancel);
                break;
            case Wanted.Send send:
                await AddFriendAsync(visit, send.Friend, (ReviewTexts.Note, send.Note), lines, cancel);
                break;
            case Wanted.AnswerRequest answer:
                MoneyRequest? request =
                    await new MoneyRequests(visit.Parts.Customers).FindAsync(visit.Person, answer.Request, cancel);
                await AddFriendAsync(
                    visit, answer.Asker, (ReviewTexts.AskedFor, request?.Text ?? ""), lines, cancel);
                break;
        }
    }

    private static async Task AddPaymentAsync(
        Visit visit, Wanted.Pay pay, List<(Text Name, string Value)> lines, CancellationToken cancel)
    {
        PaymentView? payment = await new PaymentQuery(visit.Parts.Acquiring).FindAsync(pay.Request, cancel);
        lines.Add((ReviewTexts.Payee, payment?.MerchantName ?? ""));
        lines.Add((ReviewTexts.For, payment?.Description ?? ""));
        lines.Add((ReviewTexts.PayWith, visit.Say(
            pay.Source == PaySource.Fund ? ReviewTexts.Fund : ReviewTexts.Wallet)));
    }

    private static async Task AddFriendAsync(
        Visit visit, long friend, (Text Name, string Value) said, List<(Text Name, string Value)> lines,
        CancellationToken cancel)
    {
        lines.Add((ReviewTexts.Payee, Friends.Shown(await new Names(visit.Parts.Identity).OfAsync(friend, cancel))));
        if (said.Value.Length > 0)
        {
            lines.Add(said);
        }

        lines.Add((ReviewTexts.PayWith, visit.Say(ReviewTexts.Wallet)));
    }

    private static void AddQuote(Visit visit, Quote quote, List<(Text Name, string Value)> lines)
    {
        lines.Add((ReviewTexts.Arrival, quote.Arrival switch
        {
            Arrival.AtOnce => visit.Say(ReviewTexts.ArrivesAtOnce),
            Arrival.WhenTheBankAnswers => visit.Say(ReviewTexts.ArrivesSoon),
            Arrival.OnDay => visit.Promised(quote.ArrivesOn),
        }));
        (Text Name, DateOnly? Day)[] days =
        [
            (ReviewTexts.OrderDay, quote.OrderDay), (ReviewTexts.ConfirmDay, quote.ConfirmDay),
            (ReviewTexts.EarnsFrom, quote.EarnsFrom), (ReviewTexts.FirstIncome, quote.FirstIncomeShownOn),
            (ReviewTexts.EarnsUntilBefore, quote.EarnsUntilBefore),
        ];
        foreach ((Text name, DateOnly? day) in days)
        {
            if (day is { } known)
            {
                lines.Add((name, visit.Promised(known)));
            }
        }

        if (quote.CutOff is { } cutOff)
        {
            lines.Add((ReviewTexts.CutOff, Amounts.Moment(cutOff, visit.Language)));
            if (quote.Act == QuoteAct.SubscribeFromCard)
            {
                // The order is given with the bank's answer, whenever that is.
                lines.Add((ReviewTexts.ByCard, visit.Say(ReviewTexts.IfTheBankAnswers)));
            }
        }

        if (quote.IsProvisional)
        {
            lines.Add((ReviewTexts.AboutDates, visit.Say(Texts.NotAnnounced, quote.ArrivesOn.Year)));
        }
    }

    private static Text? Warns(Wanted wanted) => wanted switch
    {
        Wanted.Subscribe => Texts.Risk,
        Wanted.Send or Wanted.AnswerRequest => ReviewTexts.NoWayBack,
        _ => null,
    };

    private static async Task<string> NameAsync(Visit visit, Pocket pocket, CancellationToken cancel)
    {
        if (pocket.Card is not { } number)
        {
            return visit.Say(ReviewTexts.Wallet);
        }

        BankCard? card = await new BankCards(visit.Parts.Customers).FindAsync(visit.Person, number, cancel);
        return card is null
            ? visit.Say(ReviewTexts.CardGone)
            : visit.Say(ReviewTexts.Card, CardsPage.NameOf(visit, card.Bank), card.Ending);
    }
}
