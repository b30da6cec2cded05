using Huoqi.Customers;
using Huoqi.Kernel;
using Microsoft.AspNetCore.Http;

namespace Huoqi.Web;

/// <summary>One's own bank cards.</summary>
internal static class CardPages
{
    public static void Map(Routes routes)
    {
        routes.Page("/me/cards", Who.Person, visit => ShowAsync(
            visit, Fields.Of(("back", Paths.OwnOr(visit.Query("back"), "")))));
        routes.Form("/me/cards", Who.Person, AddAsync);
        routes.Form("/me/cards/remove", Who.Person, RemoveAsync);
    }

    private static async Task<IResult> ShowAsync(Visit visit, Fields fields)
    {
        IReadOnlyList<BankCard> cards = await new BankCards(visit.Parts.Customers).OfAsync(visit.Person, visit.Stop());
        return visit.ShowForm<CardsPage>(fields, (nameof(CardsPage.Cards), cards));
    }

    private static async Task<IResult> AddAsync(Visit visit, Fields fields)
    {
        string bank = fields["bank"];
        if (!CardsPage.Banks.Any(known => known.Zh == bank))
        {
            fields.Refuse("bank", NoBank);
        }

        if (!fields.AreGood)
        {
            return await ShowAsync(visit, Without(fields, "number"));
        }

        (CustomerStatus status, _) = await new BankCards(visit.Parts.Customers)
            .AddAsync(visit.Person, bank, new Personal(Typed.Digits(fields["number"])), visit.Stop());
        switch (status)
        {
            case CustomerStatus.Done:
                return visit.Done(Forms.BackOr(fields, "/me/cards"), "added");
            case CustomerStatus.TooMany:
                fields.Refuse(Forms.Whole, TooMany);
                break;
            default:
                fields.Refuse("number", NotACard);
                break;
        }

        return await ShowAsync(visit, Without(fields, "number"));
    }

    private static async Task<IResult> RemoveAsync(Visit visit, Fields fields)
    {
        CustomerStatus status = int.TryParse(fields["card"], out int card)
            ? await new BankCards(visit.Parts.Customers).RemoveAsync(visit.Person, card, visit.Stop())
            : CustomerStatus.NotFound;
        return status == CustomerStatus.Done ? visit.Done("/me/cards", "removed") : visit.NothingHere();
    }

    // A card's number is not sent back, not even to whoever typed it.
    private static Fields Without(Fields fields, string name)
    {
        Fields kept = Fields.Of(("bank", fields["bank"]), ("back", fields["back"]));
        foreach ((string field, Text why) in fields.Wrong)
        {
            kept.Refuse(field, why);
        }

        return kept;
    }

    private static readonly Text NoBank = new("请选择发卡银行。", "Choose the bank that issued the card.");

    private static readonly Text NotACard = new(
        "这不是一个银行卡号：请输入 13 到 19 位数字，并检查有没有输错。",
        "This is no card number: enter its 13 to 19 digits, and check them for a slip.");

    private static readonly Text TooMany = new(
        "最多十张银行卡；请先移除不用的。", "There can be ten cards; remove one you do not use.");
}
