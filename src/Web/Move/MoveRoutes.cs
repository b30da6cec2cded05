using Huoqi.Customers;
using Huoqi.Kernel;
using Microsoft.AspNetCore.Http;

namespace Huoqi.Web;

/// <summary>Money in and out: of the fund and of the wallet, from and to the person's own cards.</summary>
internal static class MoveRoutes
{
    private static readonly Text NeedsCard = new("提现请选择银行卡。", "Choose a bank card to withdraw to.");
    private static readonly Text TopUpFromCard = new("充值到钱包请选择银行卡付款。", "To top up the wallet, choose a bank card.");
    private static readonly Text Choose = new("请选择其中一项。", "Choose one of these.");

    public static void Map(Routes routes)
    {
        routes.Page("/move", Who.Person, visit => ShowAsync(
            visit, IsOut(visit.NotTaken?.Typed["way"] ?? visit.Query("way")), Fields.Of(
                ("amount", visit.Query("amount") ?? ""), ("from", visit.Query("from") ?? ""),
                ("to", visit.Query("to") ?? ""), ("speed", visit.Query("speed") ?? ""))));
        routes.Form("/move", Who.Person, TakeAsync);
    }

    private static bool IsOut(string? way) => way == "out";

    private static async Task<IResult> ShowAsync(Visit visit, bool isOut, Fields fields, Text? why = null)
    {
        CancellationToken cancel = visit.Aborted;
        Quotes quotes = new(visit.Parts.Customers);
        // The smallest amount tells the days; what is available and left of limits is the same for every amount.
        Money least = new(1);
        Quote first = await quotes.ForAsync(
            isOut ? QuoteAct.RedeemFastToWallet : QuoteAct.SubscribeFromWallet, visit.Person, least, cancel);
        Quote second = await quotes.ForAsync(
            isOut ? QuoteAct.RedeemNextDayToWallet : QuoteAct.TopUp, visit.Person, least, cancel);
        Quote wallet = await quotes.ForAsync(QuoteAct.Withdraw, visit.Person, least, cancel);
        Dictionary<string, object?> parameters = new()
        {
            [nameof(MovePage.IsOut)] = isOut,
            [nameof(MovePage.Fields)] = fields,
            [nameof(MovePage.Why)] = why,
            [nameof(MovePage.Cards)] = await new BankCards(visit.Parts.Customers).OfAsync(visit.Person, cancel),
            [nameof(MovePage.First)] = first,
            [nameof(MovePage.Second)] = second,
            [nameof(MovePage.Wallet)] = wallet.Available,
        };
        return visit.Show<MovePage>(
            parameters,
            fields.AreGood && why is null ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity);
    }

    private static async Task<IResult> TakeAsync(Visit visit, Fields fields)
    {
        bool isOut = IsOut(fields["way"]);
        bool understood = AmountField.TryRead(fields, "amount", out Money amount);
        Wanted? wanted = isOut ? Out(fields, amount) : In(fields, amount);
        if (!understood || wanted is null || !fields.AreGood)
        {
            return await ShowAsync(visit, isOut, fields);
        }

        ConfirmationAsk ask =
            await Reviews.AskAsync(visit.Parts, visit.Session, wanted, visit.Aborted);
        if (ask.Confirmation is { } confirmation)
        {
            return visit.GoTo(WantedPaths.Confirm(confirmation.Id));
        }

        switch (ask.Status)
        {
            case ActStatus.AgreementsMissing:
                return visit.GoTo(AgreementPaths.Before(WantedPaths.Again(wanted)));
            case ActStatus.LimitExceeded or ActStatus.InsufficientBalance or ActStatus.InsufficientUnits
                or ActStatus.InvalidAmount:
                fields.Refuse("amount", ActMeaning.Of(ask.Status).Sentence);
                return await ShowAsync(visit, isOut, fields);
            default:
                return await ShowAsync(visit, isOut, fields, ActMeaning.Of(ask.Status).Sentence);
        }
    }

    private static Wanted? In(Fields fields, Money amount)
    {
        if (!Pocket.TryParse(fields["from"], out Pocket from))
        {
            fields.Refuse("from", Choose);
            return null;
        }

        switch (fields["to"])
        {
            case "fund":
                return new Wanted.Subscribe(amount, from);
            case "wallet" when from.Card is { } card:
                return new Wanted.TopUp(amount, card);
            case "wallet":
                fields.Refuse("from", TopUpFromCard);
                return null;
            default:
                fields.Refuse("to", Choose);
                return null;
        }
    }

    private static Wanted? Out(Fields fields, Money amount)
    {
        if (!Pocket.TryParse(fields["to"], out Pocket to))
        {
            fields.Refuse("to", Choose);
            return null;
        }

        switch (fields["from"])
        {
            case "fund" when fields["speed"] is "T0" or "T1":
                return new Wanted.Redeem(amount, to, fields["speed"] == "T0" ? RedeemSpeed.T0 : RedeemSpeed.T1);
            case "fund":
                fields.Refuse("speed", Choose);
                return null;
            case "wallet" when to.Card is { } card:
                return new Wanted.Withdraw(amount, card);
            case "wallet":
                fields.Refuse("to", NeedsCard);
                return null;
            default:
                fields.Refuse("from", Choose);
                return null;
        }
    }
}
