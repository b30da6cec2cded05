using Huoqi.Identity;
using Microsoft.AspNetCore.Http;

namespace Huoqi.Web;

/// <summary>Where one is signed in, and ending it.</summary>
internal static class DevicePages
{
    public static void Map(Routes routes)
    {
        routes.Page("/me/devices", Who.Person, visit => ShowAsync(visit, Fields.None));
        routes.Form("/me/devices/sign-out", Who.Person, SignOutAsync);
        routes.Form("/me/devices/sign-out-others", Who.Person, SignOutOthersAsync);
    }

    private static async Task<IResult> ShowAsync(Visit visit, Fields fields)
    {
        IReadOnlyList<SessionItem> sessions =
            await new Sessions(visit.Parts.Identity).ListAsync(visit.Session, visit.Aborted);
        return visit.ShowForm<DevicesPage>(fields, (nameof(DevicesPage.Sessions), sessions));
    }

    private static async Task<IResult> SignOutAsync(Visit visit, Fields fields)
    {
        if (!long.TryParse(fields["session"], out long session))
        {
            return visit.NothingHere();
        }

        IdentityAnswer answer =
            await new Sessions(visit.Parts.Identity).RevokeAsync(visit.Session, session, visit.Aborted);
        if (answer.Status == IdentityStatus.Done && session == visit.Session.Session)
        {
            SessionDoor.Take(visit.Http);
            return visit.GoTo("/");
        }

        return await EndAsync(visit, fields, answer);
    }

    private static async Task<IResult> SignOutOthersAsync(Visit visit, Fields fields) =>
        await EndAsync(
            visit, fields, await new Sessions(visit.Parts.Identity).RevokeOthersAsync(visit.Session, visit.Aborted));

    private static async Task<IResult> EndAsync(Visit visit, Fields fields, IdentityAnswer answer)
    {
        if (answer.Status == IdentityStatus.Done)
        {
            await Told.EventsAsync(visit, answer.Events);
            return visit.Done("/me/devices", "signed-out");
        }

        fields.Refuse(Forms.Whole, IdentityTexts.Of(answer.Status));
        return await ShowAsync(visit, fields);
    }
}
