using Huoqi.Identity;
using Microsoft.AspNetCore.Http;

namespace Huoqi.Web;

/// <summary>What data may be used for what: granted one by one, taken back as easily.</summary>
internal static class ConsentPages
{
    public static void Map(Routes routes)
    {
        routes.Page("/me/consents", Who.Person, visit => ShowAsync(visit, Fields.None));
        routes.Form("/me/consents/grant", Who.Person, GrantAsync);
        routes.Form("/me/consents/revoke", Who.Person, RevokeAsync);
    }

    private static async Task<IResult> ShowAsync(Visit visit, Fields fields)
    {
        IReadOnlyList<Consent> consents =
            await new Consents(visit.Parts.Identity).ListAsync(visit.Person, visit.Aborted);
        DateTimeOffset now = visit.Parts.Identity.Time.GetUtcNow();
        return visit.ShowForm<ConsentsPage>(
            fields,
            (nameof(ConsentsPage.Given), consents.Where(one => one.EndedAt(now) is null).ToArray()),
            (nameof(ConsentsPage.Ended), consents.Where(one => one.EndedAt(now) is not null).ToArray()),
            (nameof(ConsentsPage.Now), now));
    }

    private static async Task<IResult> GrantAsync(Visit visit, Fields fields)
    {
        if (ConsentOffer.All.FirstOrDefault(offer => offer.Code == fields["offer"]) is not { } offer)
        {
            return visit.NothingHere();
        }

        IdentityAnswer answer = await new Consents(visit.Parts.Identity).GrantAsync(
            visit.Person, offer.Category, offer.Purpose, ConsentOffer.Version, to: null, visit.Aborted);
        return await EndAsync(visit, fields, answer, "granted");
    }

    private static async Task<IResult> RevokeAsync(Visit visit, Fields fields)
    {
        if (!long.TryParse(fields["consent"], out long consent))
        {
            return visit.NothingHere();
        }

        IdentityAnswer answer = fields.AreGood
            ? await new Consents(visit.Parts.Identity).RevokeAsync(
                visit.Person, consent, Typed.Line(fields["reason"]), visit.Aborted)
            : IdentityStatus.InvalidText;
        return await EndAsync(
            visit, fields, answer, "revoked", answer.Status == IdentityStatus.InvalidText ? "reason" : Forms.Whole);
    }

    private static async Task<IResult> EndAsync(
        Visit visit, Fields fields, IdentityAnswer answer, string word, string field = Forms.Whole)
    {
        if (answer.Status == IdentityStatus.Done)
        {
            await Told.EventsAsync(visit, answer.Events);
            return visit.Done("/me/consents", word);
        }

        fields.Refuse(field, IdentityTexts.Of(answer.Status));
        return await ShowAsync(visit, fields);
    }
}

/// <summary>A use of data that somebody may allow. None is needed to use the account, and none is on by itself.
/// </summary>
/// <param name="Category">Which data, in one word.</param>
/// <param name="Purpose">What for, in one word.</param>
/// <param name="Data">Which data, for people.</param>
/// <param name="Use">What for, for people.</param>
internal sealed record ConsentOffer(string Category, string Purpose, Text Data, Text Use)
{
    /// <summary>The version of these texts; it is stored with each consent.</summary>
    public const string Version = "2026-2";

    public string Code => $"{Category}.{Purpose}";

    public static readonly ConsentOffer[] All =
    [
        new("bills", "insights", new("账单与收益：收支小结", "Bills and income: summaries"),
            new("分析收支，给您本人看的小结和建议。", "Summaries and hints about your own spending, for you alone.")),
        new("usage", "statistics", new("页面使用情况", "Use of the pages"),
            new("改进产品的统计，不含金额和对方。", "Statistics that improve the product, without amounts or payees.")),
        new("profile", "offers", new("实名等级与年龄段", "Level of identity and age group"),
            new("推荐活动和产品；关闭后照常使用。", "Offers of products; everything works without it.")),
        new("bills", "score", new("账单与收益：信用评估", "Bills and income: credit score"),
            new("计算信用评估；不同意不影响任何现有功能。", "To work out a credit score; nothing you have depends on it.")),
    ];

    /// <summary>The offer behind a consent that was given; null when its text is of another time.</summary>
    public static ConsentOffer? Of(Consent consent) =>
        All.FirstOrDefault(offer => offer.Category == consent.Category && offer.Purpose == consent.Purpose);
}
