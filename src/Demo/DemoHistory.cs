using Huoqi.Customers;
using Huoqi.Kernel;

namespace Huoqi.Demo;

/// <summary>
/// What people of the demo have beside their money: cards, what they accepted, messages; and the visitor's own goals,
/// standing orders and a friend who asks. Everything may be done again.
/// </summary>
/// <param name="parts">The customers' module, on the clock of the filling.</param>
/// <param name="people">The cast.</param>
/// <param name="last">The last day that is filled.</param>
public sealed class DemoHistory(CustomersParts parts, IReadOnlyList<DemoPerson> people, DateOnly last)
{
    // As far back as anybody scrolls, and what has not been opened yet.
    private const int DaysTold = 60;
    private const int DaysUnread = 2;

    private static readonly string[] Banks =
        ["中国工商银行", "中国农业银行", "中国银行", "中国建设银行", "交通银行", "招商银行"];

    private readonly BankCards _cards = new(parts);
    private readonly Agreements _agreements = new(parts);
    private readonly Inbox _inbox = new(parts);
    private readonly JournalMessages _messages = new(parts);
    private readonly Goals _goals = new(parts);

    /// <summary>A person's card, and what was accepted before the first subscription.</summary>
    public async Task BeginAsync(DemoPerson person, CancellationToken cancel)
    {
        string ending = ((person.Number * 7_919) % 10_000).ToString("D4", null);
        string bank = Banks[(int)(person.Number % Banks.Length)];
        await _cards.KeepAsync(person.Number, bank, ending, person.Card, cancel);
        foreach (Document document in await _agreements.MissingAsync(person.Number, cancel))
        {
            await _agreements.AcceptAsync(person.Number, document.Kind, document.Version, cancel);
        }
    }

    /// <summary>Follows the journal where somebody will look: messages of the last weeks, the newest not
    /// opened.</summary>
    public async Task EndDayAsync(DateOnly date, CancellationToken cancel)
    {
        if (date == last.AddDays(-DaysTold))
        {
            await _messages.LeaveOutAsync(cancel);
        }

        if (date == last.AddDays(-DaysUnread))
        {
            await _messages.RunAsync(cancel);
            foreach (DemoPerson person in people)
            {
                await _inbox.MarkReadAsync(person.Number, number: null, cancel);
            }
        }
    }

    /// <summary>In the evening of the last day: what the visitor keeps, and what a friend asks for.</summary>
    public async Task EndAsync(CancellationToken cancel)
    {
        long visitor = people[DemoPlan.Visitor].Number;
        long friend = people[DemoPlan.Friend].Number;
        if ((await _goals.OfAsync(visitor, cancel)).Count == 0)
        {
            await SaveForAsync(visitor, "应急金", Money.FromYuan(20_000), by: null, Money.FromYuan(5_000), cancel);
            await SaveForAsync(
                visitor, "去云南旅行", Money.FromYuan(12_000), last.AddDays(200), Money.FromYuan(3_000), cancel);
        }

        await new NightlySweep(parts).SetAsync(visitor, keep: Money.FromYuan(500), cancel);
        await new SavingPerPayment(parts).SetAsync(visitor, Money.FromYuan(1), cancel);
        await new MoneyRequests(parts).AskAsync(
            friend, "demo-hotpot", visitor, new Money(8_650), "周六的火锅，AA", cancel);
        await new NightlySweep(parts).RunAsync(last, cancel);
        await _messages.RunAsync(cancel);

        // Nothing before today is saved for: this only reads up to the end of the journal.
        await new SavingPerPayment(parts).RunAsync(last, cancel);
    }

    private async Task SaveForAsync(
        long person, string name, Money target, DateOnly? by, Money assigned, CancellationToken cancel)
    {
        (CustomerStatus status, long number) = await _goals.AddAsync(person, name, target, by, cancel: cancel);
        if (status == CustomerStatus.Done)
        {
            // Less is there when the demo is short: then the goal begins with nothing.
            _ = await _goals.AssignAsync(person, number, assigned.ToUnits(), cancel);
        }
    }
}
