using System.Text.Json;
using Huoqi.Customers;
using Huoqi.Kernel;
using Microsoft.Extensions.DependencyInjection;

namespace Huoqi.Web;

/// <summary>What a person has, as the stream tells it.</summary>
internal sealed record BalanceEventOut(Currency Currency, Money Total, Money Wallet, FundUnits Units);

/// <summary>A person's balance and unread messages, whenever they change.</summary>
internal static class EventApi
{
    public static void Map(Routes routes)
    {
        routes.Api("GET", "/api/v1/events", Who.Person, (Visit visit, EventStreams streams) =>
                streams.Take(visit, end => LookAsync(visit, home => JsonSerializer.Serialize(
                    new BalanceEventOut(Currency.Cny, home.Total, home.Wallet, home.Units), ApiJson.Options), end)))
            .Says(
                ApiArea.Talk, "listenToEvents", "实时事件（SSE）",
                "Streams balance and inbox as server-sent events, each whenever it changes.")
            .GivesStream(
                StreamEvent.Of("balance", new BalanceEventOut(
                    Currency.Cny, new(1_033_512), new(33_400), FundUnits.FromWhole(10_000))),
                StreamEvent.Of("inbox", new UnreadOut(3)));
        // The same for pages, as the texts they show.
        routes.Page("/live", Who.Person, visit => Task.FromResult(
            visit.Http.RequestServices.GetRequiredService<EventStreams>().Take(
                visit, end => LookAsync(visit, home => TextsOf(visit, home), end))));
    }

    private static async Task<StreamLook> LookAsync(Visit visit, Func<Home, string> balance, CancellationToken end)
    {
        List<StreamEvent> events = [];
        if (await new HomeReading(visit.Parts.Customers).ReadAsync(visit.Person, end) is { } home)
        {
            events.Add(new("balance", balance(home)));
        }

        int unread = await new Inbox(visit.Parts.Customers).UnreadAsync(visit.Person, end);
        return new([.. events, StreamEvent.Of("inbox", new UnreadOut(unread))]);
    }

    private static string TextsOf(Visit visit, Home home)
    {
        string Text(Money amount) => visit.Display.HideAmounts ? "••••" : Amounts.Yuan(amount);

        return JsonSerializer.Serialize(
            new Dictionary<string, string>
            {
                ["total"] = Text(home.Total),
                ["wallet"] = Text(home.Wallet),
                ["fund"] = Text(home.Units.ToMoney()),
            },
            ApiJson.Options);
    }
}
