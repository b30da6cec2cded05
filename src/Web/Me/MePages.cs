using Huoqi.Customers;
using Huoqi.Identity;
using Microsoft.AspNetCore.Http;

namespace Huoqi.Web;

/// <summary>Everything about oneself: the overview, the proof before changes, limits, display, the security log.
/// </summary>
internal static class MePages
{
    private const int LogLines = 30;

    public static void Map(Routes routes)
    {
        routes.Page("/me", Who.Person, OverviewAsync);
        routes.Page("/me/prove", Who.Person, visit => AskAsync(visit, Fields.Of(("back", visit.Query("back") ?? ""))));
        routes.Form("/me/prove", Who.Person, ProveAsync);
        routes.Page("/me/limits", Who.Person, LimitsAsync);
        routes.Page("/me/display", Who.Person, visit => Task.FromResult(visit.Show<DisplayPage>()));
        routes.Page("/me/security", Who.Person, SecurityLogAsync);
        NicknamePages.Map(routes);
        FactorPages.Map(routes);
        DevicePages.Map(routes);
        IdentityPages.Map(routes);
        CardPages.Map(routes);
        ConsentPages.Map(routes);
        FreezePages.Map(routes);
        DataPages.Map(routes);
        InboxPages.Map(routes);
        WrongEntryPages.Map(routes);
    }

    private static async Task<IResult> OverviewAsync(Visit visit)
    {
        Profile? profile = await new Profiles(visit.Parts.Identity).ReadAsync(visit.Person, visit.Aborted);
        int unread = await new Inbox(visit.Parts.Customers).UnreadAsync(visit.Person, visit.Aborted);
        return visit.Show<MePage>(new Dictionary<string, object?>
        {
            [nameof(MePage.Profile)] = profile,
            [nameof(MePage.Unread)] = unread,
        });
    }

    private static async Task<IResult> AskAsync(Visit visit, Fields fields)
    {
        StepUpAsk ask = await new StepUp(visit.Parts.Identity).BeginAsync(visit.Session, StepUp.Factors, visit.Aborted);
        if (ask.Status != IdentityStatus.Done)
        {
            fields.Refuse(Proofs.Field, IdentityTexts.Of(ask.Status));
        }

        return visit.ShowForm<ProvePage>(fields, (nameof(ProvePage.Ask), ask));
    }

    private static async Task<IResult> ProveAsync(Visit visit, Fields fields) =>
        await Proofs.TakeAsync(visit, fields, fields["confirmation"], money: false)
            ? visit.GoTo(Forms.BackOr(fields, "/me"))
            : await AskAsync(visit, fields);

    private static async Task<IResult> LimitsAsync(Visit visit)
    {
        IReadOnlyList<LimitStanding> limits =
            await new LimitsLeft(visit.Parts.Customers).ReadAsync(visit.Person, visit.Aborted);
        return visit.Show<LimitsPage>(new Dictionary<string, object?> { [nameof(LimitsPage.Limits)] = limits });
    }

    private static async Task<IResult> SecurityLogAsync(Visit visit)
    {
        long? before = long.TryParse(visit.Query("before"), out long number) && number > 0 ? number : null;
        IReadOnlyList<SecurityLine> lines = await new SecurityLog(visit.Parts.Identity)
            .ListAsync(visit.Person, before, LogLines, visit.Aborted);
        return visit.Show<SecurityLogPage>(new Dictionary<string, object?>
        {
            [nameof(SecurityLogPage.Lines)] = lines,
            [nameof(SecurityLogPage.Older)] = lines.Count == LogLines ? lines[^1].Number : (long?)null,
        });
    }
}
