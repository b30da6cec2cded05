using Huoqi.Identity;
using Huoqi.Kernel;
using Huoqi.Wallet;
using Microsoft.AspNetCore.Http;

namespace Huoqi.Web;

/// <summary>A customer as staff sees one: masked, with the account's state; an operator may freeze and open it.
/// </summary>
internal static class StaffPersonPages
{
    private const int LongestReason = 200;

    public static void Map(Routes routes)
    {
        routes.Page("/staff/person", Who.Operator | Who.Auditor, visit => ShowAsync(
            visit, Fields.Of(("number", visit.Query("number") ?? ""))));
        routes.Form("/staff/person/freeze", Who.Operator, (visit, fields) => ChangeAsync(visit, fields, freeze: true));
        routes.Form(
            "/staff/person/unfreeze", Who.Operator, (visit, fields) => ChangeAsync(visit, fields, freeze: false));
    }

    private static async Task<IResult> ShowAsync(Visit visit, Fields fields)
    {
        Profile? profile = null;
        PaymentAccount? account = null;
        KycLevel level = KycLevel.L0;
        if (long.TryParse(Typed.Digits(fields["number"]), out long person) && person > 0)
        {
            profile = await new Profiles(visit.Parts.Identity).ReadAsync(person, visit.Aborted);
            if (profile is not null)
            {
                await visit.NoteAsync($"looked at {person}");
                level = (await new Kyc(visit.Parts.Identity).ReadAsync(person, visit.Aborted)).Level;
                account = await visit.Parts.Db.OneAsync(
                    new PaymentAccount.Of(visit.Parts.ShardOf(person), person), visit.Aborted);
            }
        }

        if (fields.Has("number") && profile is null)
        {
            fields.Refuse("number", NoSuch);
        }

        return visit.ShowForm<StaffPersonPage>(
            fields,
            (nameof(StaffPersonPage.Profile), profile),
            (nameof(StaffPersonPage.Account), account),
            (nameof(StaffPersonPage.Level), level));
    }

    private static async Task<IResult> ChangeAsync(Visit visit, Fields fields, bool freeze)
    {
        if (!long.TryParse(fields["number"], out long person) || !StaffApi.IsPerson(person))
        {
            return visit.NothingHere();
        }

        if (Typed.Line(fields["reason"]).Length == 0)
        {
            fields.Refuse("reason", ReasonMissing);
        }

        if (!Notes.TryRead(fields, "reason", out string reason, longest: LongestReason) || !fields.AreGood)
        {
            return await ShowAsync(visit, fields);
        }

        WalletStatus status = await Freezing.ChangeAsync(visit, person, freeze, byStaff: true, reason);
        if (status == WalletStatus.Done)
        {
            return visit.Done($"/staff/person?number={person}", freeze ? "frozen" : "unfrozen");
        }

        fields.Refuse(Forms.Whole, NotDone);
        return await ShowAsync(visit, fields);
    }

    private static readonly Text NoSuch = new("没有这个客户号。", "There is no customer of this number.");
    private static readonly Text ReasonMissing = new("请写下原因，会留在账上。", "Give the reason: it stays in the books.");

    private static readonly Text NotDone = new(
        "没有完成，账户没有变化；请刷新后重试。", "Not done, and nothing changed; load the page again.");
}
