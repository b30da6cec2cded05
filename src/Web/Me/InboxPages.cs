using Huoqi.Customers;
using Huoqi.Identity;
using Microsoft.AspNetCore.Http;

namespace Huoqi.Web;

/// <summary>Messages to a person, newest first.</summary>
internal static class InboxPages
{
    private const int PageLength = 20;

    public static void Map(Routes routes)
    {
        routes.Page("/inbox", Who.Person, ShowAsync);
        routes.Form("/inbox/read", Who.Person, ReadAsync);
    }

    private static async Task<IResult> ShowAsync(Visit visit)
    {
        long? before = null;
        if (visit.Query("before") is { } asked)
        {
            if (!long.TryParse(asked, out long number) || number <= 0)
            {
                return visit.NothingHere();
            }

            before = number;
        }

        // One more than is shown tells whether there are older ones.
        IReadOnlyList<Message> messages = await new Inbox(visit.Parts.Customers)
            .PageAsync(visit.Person, before, PageLength + 1, visit.Aborted);
        bool more = messages.Count > PageLength;
        messages = [.. messages.Take(PageLength)];
        return visit.Show<InboxPage>(new Dictionary<string, object?>
        {
            [nameof(InboxPage.Messages)] = messages,
            [nameof(InboxPage.Older)] = more ? messages[^1].Number : (long?)null,
            [nameof(InboxPage.Names)] = await NamesAsync(visit, messages),
        });
    }

    private static async Task<IResult> ReadAsync(Visit visit, Fields fields)
    {
        long? number = null;
        if (fields.Has("number"))
        {
            if (!long.TryParse(fields["number"], out long one))
            {
                return visit.NothingHere();
            }

            number = one;
        }

        await new Inbox(visit.Parts.Customers).MarkReadAsync(visit.Person, number, visit.Aborted);
        string to = Paths.OwnOr(fields["to"], "");
        return to.Length > 0 ? visit.GoTo(to) : visit.Done("/inbox", "read");
    }

    // What a message calls others by: people as others see them, merchants by what they are called.
    private static async Task<IReadOnlyDictionary<string, string>> NamesAsync(
        Visit visit, IReadOnlyList<Message> messages)
    {
        Dictionary<string, string> names = new(StringComparer.Ordinal);
        long[] people = [.. messages.Select(MessageOut.PersonOf).OfType<long>().Distinct()];
        IReadOnlyDictionary<long, Payee> seen =
            await new Names(visit.Parts.Identity).OfAsync(people, visit.Aborted);
        foreach (long friend in people)
        {
            names[$"{friend}"] = seen.TryGetValue(friend, out Payee? one) ? Friends.Shown(one) : "";
        }

        foreach (Message message in messages)
        {
            if (message.Parameters.TryGetValue("merchant", out string? merchant)
                && long.TryParse(merchant, out long shop) && !names.ContainsKey($"m{merchant}"))
            {
                names[$"m{merchant}"] = (await visit.Parts.Wallet.Merchants.FindAsync(shop))?.Name ?? merchant;
            }
        }

        return names;
    }
}
