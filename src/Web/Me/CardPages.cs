using Huoqi.Customers;
using Huoqi.Identity;
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
        IReadOnlyList<BankCard> cards = await new BankCards(visit.Parts.Customers).OfAsync(visit.Person, visit.Aborted);
        return visit.ShowForm<CardsPage>(
            fields, (nameof(CardsPage.Cards), cards), (nameof(CardsPage.DemoCard), await DemoCardAsync(visit)));
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

        AddedCard added = await AddedCard.AddAsync(
            visit, bank, new Personal(Typed.Digits(fields["number"])), visit.Aborted);
        if (added.Asked == IdentityStatus.StepUpNeeded)
        {
            return visit.ToProof(fields.Has("back")
                ? $"/me/cards?back={Uri.EscapeDataString(fields["back"])}" : "/me/cards");
        }

        if (added.Card is not null)
        {
            return visit.Done(Forms.BackOr(fields, "/me/cards"), "added");
        }

        (string field, Text why) = added.Asked != IdentityStatus.Done
            ? (Forms.Whole, added.Asked == IdentityStatus.NotSet ? NotIdentified : IdentityTexts.Of(added.Asked))
            : added.Status switch
            {
                CustomerStatus.TooMany => (Forms.Whole, TooMany),
                CustomerStatus.Unknown => (Forms.Whole, NotAnswered),
                CustomerStatus.NotTheHolder => ("number", NotYours),
                _ => ("number", NotACard),
            };
        fields.Refuse(field, why);
        return await ShowAsync(visit, Without(fields, "number"));
    }

    // In a demo nobody has a card at the simulated bank: it issues one to whoever is identified and looks here.
    private static async Task<string?> DemoCardAsync(Visit visit)
    {
        if (visit.Parts.Demo?.CardOfAsync is not { } cardOf || visit.Session.Level == KycLevel.L0)
        {
            return null;
        }

        Profile? profile = await new Profiles(visit.Parts.Identity).ReadAsync(visit.Person, visit.Aborted);
        return profile is null ? null : await cardOf(profile.Name, profile.IdNumber, visit.Aborted);
    }

    private static async Task<IResult> RemoveAsync(Visit visit, Fields fields)
    {
        CustomerStatus status = int.TryParse(fields["card"], out int card)
            ? await new BankCards(visit.Parts.Customers).RemoveAsync(visit.Person, card, visit.Aborted)
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

    private static readonly Text NotYours = new(
        "银行答复：这张卡不在您的姓名和身份证号名下。请使用本人的卡，并检查卡号。",
        "The bank does not know this card under your name and id number. Use a card of your own, and check its "
        + "number.");

    private static readonly Text NotAnswered = new(
        "银行暂时没有答复，卡还没有添加；请过一会儿再试。",
        "The bank has not answered, and the card was not added; try again in a moment.");

    private static readonly Text NotIdentified = new(
        "请先在“我的”里完成实名认证：只能添加本人的银行卡。",
        "Identify yourself under Me first: only cards in your own name can be added.");

    private static readonly Text TooMany = new(
        "最多十张银行卡；请先移除不用的。", "There can be ten cards; remove one you do not use.");
}
