using Huoqi.Acquiring;
using Huoqi.Funds;
using Huoqi.Identity;
using Huoqi.Kernel;
using Huoqi.Wallet;
using Microsoft.AspNetCore.Http;

namespace Huoqi.Web;

/// <summary>A customer as staff see one: masked.</summary>
internal sealed record CustomerOut(
    long Person, string MaskedPhone, string MaskedName, string Nickname, string Level, DateTimeOffset Since,
    int? AccountClass, DateOnly? OpenedOn, DateOnly? ClosedOn);

/// <summary>A step of a business date that is done, and what it came to.</summary>
internal sealed record DayStepOut(string Step, string Figures);

/// <summary>How far a business date is.</summary>
internal sealed record DayOut(DateOnly Day, bool BooksClosed, IReadOnlyList<DayStepOut> Steps);

/// <summary>An event of a merchant to deliver again, to one of its addresses.</summary>
internal sealed record StaffReplayIn(string Endpoint, string Event);

/// <summary>What staff look at: a customer, a business date and how far it is, what a merchant's webhooks came to.
/// </summary>
internal static class StaffLookApi
{
    private const string Root = "/api/v1/staff";

    public static void Map(Routes routes)
    {
        DayOut day = new(Examples.Day, BooksClosed: false, [new("publish", "1.1204 per 10,000")]);
        routes.Api("GET", $"{Root}/people/{{person:long:min(1)}}", Who.Operator | Who.Auditor, CustomerAsync)
            .Says(ApiArea.Staff, "getCustomer", "查看客户", "A customer, masked; that it was looked at is noted.")
            .Gives(new CustomerOut(
                1_000_001, "138••••0001", "•明", "小明", "L3", Examples.At, 3, Examples.Day,
                ClosedOn: null))
            .Refuses(Problem.NotFound);
        routes.Api("GET", $"{Root}/days/{{day}}", Who.Operator | Who.Auditor, DayAsync)
            .Says(ApiArea.Staff, "getDay", "日终步骤", "The steps of a business date that are done.")
            .Gives(day).Refuses(Problem.NotFound);
        routes.Api("GET", $"{Root}/days/{{day}}/events", Who.Operator | Who.Auditor, Listen)
            .Says(
                ApiArea.Staff, "listenToDay", "日终进度（SSE）",
                "Streams how far a business date is, as events \"day\"; ends when its books are closed.")
            .GivesStream(StreamEvent.Of("day", day)).Refuses(Problem.NotFound);
        routes.Api(
                "GET", $"{Root}/merchants/{{merchant:long:min(1)}}/deliveries", Who.Operator | Who.Auditor,
                DeliveriesAsync)
            .Says(
                ApiArea.Staff, "listMerchantDeliveries", "商户回调投递",
                "The deliveries of a merchant's events, newest first, in earnest and of its sandbox.")
            .Gives(DeliveryOut.Example).Refuses(Problem.NotFound, Problems.InvalidCursor, Problems.BadRequest);
        routes.Api("POST", $"{Root}/merchants/{{merchant:long:min(1)}}/deliveries/replay", Who.Operator, ReplayAsync)
            .Says(ApiArea.Staff, "replayMerchantDelivery", "重新投递商户回调", "Has a merchant's event delivered again.")
            .Takes(new StaffReplayIn("we_1", "evt_7_1_42")).GivesNothing().Refuses(Problem.NotFound);
    }

    private static async Task<IResult> CustomerAsync(Visit visit, long person, CancellationToken cancel)
    {
        if (!StaffApi.IsPerson(person)
            || await new Profiles(visit.Parts.Identity).ReadAsync(person, cancel) is not { } profile)
        {
            return Problem.NotFound;
        }

        await visit.NoteAsync($"looked at {person}");
        KycStanding kyc = await new Kyc(visit.Parts.Identity).ReadAsync(person, cancel);
        PaymentAccount? account = await visit.Parts.Db.OneAsync(
            new PaymentAccount.Of(visit.Parts.ShardOf(person), person), cancel);
        return ApiAnswer.Ok(new CustomerOut(
            person, profile.Phone.ToString(), profile.Name.ToString(), profile.Nickname, kyc.Level.ToString(),
            profile.CreatedAt, (int?)account?.Class, account?.OpenedOn, account?.ClosedOn));
    }

    private static async Task<IResult> DayAsync(Visit visit, string day) =>
        Asked.Day(day) is { } wanted ? ApiAnswer.Ok(await StepsAsync(visit, wanted)) : Problem.NotFound;

    private static IResult Listen(Visit visit, EventStreams streams, string day) => Asked.Day(day) is { } wanted
        ? streams.Take(visit, async _ =>
        {
            DayOut now = await StepsAsync(visit, wanted);
            return new([StreamEvent.Of("day", now)], now.BooksClosed);
        })
        : Problem.NotFound;

    private static async Task<DayOut> StepsAsync(Visit visit, DateOnly day)
    {
        IReadOnlyList<CloseSteps.Done> steps =
            await new CloseSteps(visit.Parts.Db, visit.Parts.Wallet.Fund).OfAsync(day);
        return new(
            day, steps.Any(step => step.Name == CloseSteps.CloseBooks),
            [.. steps.Select(step => new DayStepOut(step.Name, step.Figures))]);
    }

    private static async Task<IResult> DeliveriesAsync(Visit visit, long merchant, string? cursor, int? limit)
    {
        int most = Asked.Limit(limit, WebhookApi.UsualDeliveries, WebhookEndpoints.LongestList);
        DeliveryPlace? after = DeliveryOut.PlaceOf(cursor);
        return await IsThereAsync(visit, merchant)
            ? ApiAnswer.Ok(DeliveryOut.PageOf(await StaffWebhooks.PageAsync(visit, merchant, most, after), most))
            : Problem.NotFound;
    }

    private static async Task<IResult> ReplayAsync(Visit visit, long merchant, StaffReplayIn body) =>
        await IsThereAsync(visit, merchant)
            && await StaffWebhooks.ReplayAsync(visit, merchant, body.Event, body.Endpoint)
            ? ApiAnswer.Done
            : Problem.NotFound;

    private static async Task<bool> IsThereAsync(Visit visit, long merchant) =>
        StaffApi.IsMerchant(merchant) && await visit.Parts.Wallet.Merchants.FindAsync(merchant) is not null;
}
