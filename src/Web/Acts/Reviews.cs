using Huoqi.Acquiring;
using Huoqi.Customers;
using Huoqi.Identity;
using Huoqi.Kernel;

namespace Huoqi.Web;

/// <summary>From what was typed to what is confirmed: everything that can be known before is said before.</summary>
internal static class Reviews
{
    /// <summary>
    /// Looks whether something wanted is possible now, and asks for its confirmation. What it says may have changed
    /// when it is done: then the act refuses.
    /// </summary>
    public static async Task<ConfirmationAsk> AskAsync(
        AppParts parts, SessionRow session, Wanted wanted, CancellationToken cancel = default)
    {
        ActAnswer hindrance = await WantedActs.HindranceAsync(parts, session, wanted, cancel);
        if (hindrance.Status is not (ActStatus.Done or ActStatus.AgreementsMissing))
        {
            return new(hindrance.Status, null);
        }

        Quote quote = await QuoteAsync(parts, session.Person, wanted, cancel);
        ActStatus quoted = ActStatuses.Of(quote);
        if (hindrance.Status == ActStatus.AgreementsMissing)
        {
            // Nobody reads and accepts documents for something that the class of their account rules out.
            return new(quoted == ActStatus.ClassTooLow ? quoted : hindrance.Status, null);
        }

        return quoted != ActStatus.Done
            ? new(quoted, null)
            : await new Confirmations(parts).BeginAsync(session, wanted, cancel);
    }

    /// <summary>What something wanted would come to now.</summary>
    public static Task<Quote> QuoteAsync(
        AppParts parts, long person, Wanted wanted, CancellationToken cancel = default) =>
        new Quotes(parts.Customers).ForAsync(ActOf(wanted), person, wanted.Amount, cancel);

    /// <summary>What a quote calls something wanted.</summary>
    public static QuoteAct ActOf(Wanted wanted) => wanted switch
    {
        Wanted.TopUp => QuoteAct.TopUp,
        Wanted.Withdraw => QuoteAct.Withdraw,
        Wanted.Subscribe { Source.Card: null } => QuoteAct.SubscribeFromWallet,
        Wanted.Subscribe => QuoteAct.SubscribeFromCard,
        Wanted.Redeem { Speed: RedeemSpeed.T0, Target.Card: null } => QuoteAct.RedeemFastToWallet,
        Wanted.Redeem { Speed: RedeemSpeed.T0 } => QuoteAct.RedeemFastToCard,
        Wanted.Redeem { Target.Card: null } => QuoteAct.RedeemNextDayToWallet,
        Wanted.Redeem => QuoteAct.RedeemNextDayToCard,
        Wanted.Pay { Source: PaySource.Wallet } => QuoteAct.PayFromWallet,
        Wanted.Pay => QuoteAct.PayFromFund,
        Wanted.Send or Wanted.AnswerRequest => QuoteAct.Send,
        _ => throw new InvariantBrokenException($"{wanted.Act} is an act"),
    };
}
