using Huoqi.Identity;
using Microsoft.AspNetCore.Http;

namespace Huoqi.Web;

/// <summary>What one calls oneself: it stands beside the masked name wherever others see it.</summary>
internal static class NicknamePages
{
    private const string Path = "/me/nickname";

    public static void Map(Routes routes)
    {
        routes.Page(Path, Who.Person, visit => ShowAsync(visit, fields: null));
        routes.Form(Path, Who.Person, SetAsync);
    }

    private static async Task<IResult> ShowAsync(Visit visit, Fields? fields)
    {
        Payee? seen = await new Names(visit.Parts.Identity).OfAsync(visit.Person, visit.Aborted);
        return visit.ShowForm<NicknamePage>(
            fields ?? Fields.Of(("nickname", seen?.Nickname ?? "")),
            (nameof(NicknamePage.Seen), Friends.Shown(seen)));
    }

    private static async Task<IResult> SetAsync(Visit visit, Fields fields)
    {
        string typed = fields["nickname"];
        if (fields.AreGood && NicknameRules.Of(typed) is null)
        {
            fields.Refuse("nickname", NicknameRules.IsTooLong(typed) ? TooLong : NotThese);
        }

        if (!fields.AreGood)
        {
            return await ShowAsync(visit, fields);
        }

        IdentityAnswer answer = await new Profiles(visit.Parts.Identity).SetNicknameAsync(
            visit.Person, typed, visit.Aborted);
        if (answer.Status == IdentityStatus.Done)
        {
            return visit.Done(Path, "saved");
        }

        fields.Refuse(Forms.Whole, IdentityTexts.Of(answer.Status));
        return await ShowAsync(visit, fields);
    }

    private static readonly Text TooLong = new(
        "昵称最多 20 个字，请缩短。", "A nickname has at most 20 characters; make it shorter.");

    private static readonly Text NotThese = new(
        "昵称里不能有括号、圆点“•”“·”、换行或看不见的字符，请去掉。",
        "A nickname cannot have brackets, the dots “•” and “·”, line breaks or characters that cannot be seen; take "
        + "them out.");
}
