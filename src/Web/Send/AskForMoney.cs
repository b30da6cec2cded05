using Huoqi.Customers;
using Huoqi.Identity;
using Huoqi.Kernel;

namespace Huoqi.Web;

/// <summary>A friend is asked for money, by a page or by the API. Every request writes into somebody's inbox and shows
/// their masked name, so that one person asks for few.</summary>
internal static class AskForMoney
{
    /// <summary>As many as one person may ask in a day.</summary>
    public const int PerDay = 50;

    /// <summary>Asks; the request's number when done. The same key again gives the same request, and does not count.
    /// </summary>
    public static async Task<(CustomerStatus Status, long Number)> HandleAsync(
        Visit visit, string key, long friend, Money amount, string text)
    {
        CancellationToken stop = visit.Aborted;
        MoneyRequests requests = new(visit.Parts.Customers);
        if (!await requests.IsAskedAsync(visit.Person, key, stop))
        {
            if (!MoneyRequests.IsValid(asker: visit.Person, key, friend: friend, amount, text))
            {
                return (CustomerStatus.NotValid, 0);
            }

            // Counted before anybody is looked for: nobody goes through the numbers of people this way.
            CounterAnswer day = await new Counters(visit.Parts.Identity).TryTakeAsync(
                "ask-money", $"{visit.Person}", PerDay, TimeSpan.FromDays(1), cancel: stop);
            if (!day.Taken)
            {
                return (CustomerStatus.TooMany, 0);
            }

            if (await new Names(visit.Parts.Identity).OfAsync(friend, stop) is null)
            {
                return (CustomerStatus.NotFound, 0);
            }
        }

        return await requests.AskAsync(visit.Person, key, friend, amount, text, stop);
    }
}
