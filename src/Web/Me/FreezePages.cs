using Huoqi.Wallet;
using Microsoft.AspNetCore.Http;

namespace Huoqi.Web;

/// <summary>Freezing one's own account at once, and opening it again with a proof.</summary>
internal static class FreezePages
{
    private const int LongestReason = 200;

    public static void Map(Routes routes)
    {
        routes.Page("/me/freeze", Who.Person, visit => ShowAsync(visit, Fields.None));
        routes.Form("/me/freeze", Who.Person, FreezeAsync);
        routes.Form("/me/unfreeze", Who.Person, UnfreezeAsync);
    }

    private static async Task<IResult> ShowAsync(Visit visit, Fields fields)
    {
        FrozenBy by = await Freezing.ByAsync(visit.Parts, visit.Person, visit.Aborted);
        return visit.ShowForm<FreezePage>(
            fields, (nameof(FreezePage.IsFrozen), by != FrozenBy.Nobody),
            (nameof(FreezePage.IsOwn), by == FrozenBy.Owner));
    }

    // No proof is asked for: whoever is in a hurry to stop somebody else has none at hand.
    private static async Task<IResult> FreezeAsync(Visit visit, Fields fields)
    {
        // It stands in the books, and staff reads it: a line like a note.
        if (!Notes.TryRead(fields, "reason", out string reason, longest: LongestReason))
        {
            return await ShowAsync(visit, fields);
        }

        WalletStatus status = await Freezing.ChangeAsync(
            visit, visit.Person, freeze: true, byStaff: false, reason.Length == 0 ? "by the owner" : reason);
        return await EndAsync(visit, fields, status, "frozen");
    }

    private static async Task<IResult> UnfreezeAsync(Visit visit, Fields fields)
    {
        WalletStatus status = await Freezing.MayOpenAsync(visit);
        if (status == WalletStatus.Done)
        {
            if (Forms.NeedsProof(visit))
            {
                return visit.ToProof("/me/freeze");
            }

            status = await Freezing.ChangeAsync(
                visit, visit.Person, freeze: false, byStaff: false, "by the owner");
        }

        return await EndAsync(visit, fields, status, "unfrozen");
    }

    private static async Task<IResult> EndAsync(Visit visit, Fields fields, WalletStatus status, string word)
    {
        if (status == WalletStatus.Done)
        {
            return visit.Done("/me/freeze", word);
        }

        fields.Refuse(Forms.Whole, status switch
        {
            WalletStatus.AccountNotFound => NoAccount,
            WalletStatus.AccountFrozen => NotOwn,
            WalletStatus.TryAgain or WalletStatus.Unknown => Texts.Busy,
            _ => NotNow,
        });
        return await ShowAsync(visit, fields);
    }

    private static readonly Text NoAccount = new(
        "账户还没有开立，没有可以冻结的。", "The account is not opened yet: there is nothing to freeze.");

    private static readonly Text NotOwn = new(
        "这次冻结不是您自己做的，请联系客服解冻。", "This freeze is not your own: ask our staff to lift it.");

    private static readonly Text NotNow = new(
        "现在不能这样做，账户没有变化；请刷新后重试。", "This cannot be done now; nothing changed. Load the page again.");
}
