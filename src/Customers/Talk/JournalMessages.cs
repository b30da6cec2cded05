using Huoqi.Funds;
using Huoqi.Kernel;
using Huoqi.Ledger;
using Huoqi.Wallet;

namespace Huoqi.Customers;

/// <summary>
/// The worker that follows the journal and tells people what it means for them, each entry exactly once: messages and
/// the place that was reached are one commit, and a message's subject is its entry.
/// </summary>
public sealed class JournalMessages(CustomersParts parts)
{
    private const int EntriesAtOnce = 500;
    private const string Name = "messages";

    private readonly BillDetails _details = new(parts);

    /// <summary>Follows every shard to its head; returns how many messages were written.</summary>
    public async Task<int> RunAsync(CancellationToken cancel = default)
    {
        int written = 0;
        for (short shard = 0; shard < parts.Wallet.Ledger.Shards; shard++)
        {
            while (await StepAsync(shard, cancel) is { } step)
            {
                written += step;
            }
        }

        return written;
    }

    /// <summary>Leaves out what stands in the journal by now: of books that are filled, nobody needs to hear what was
    /// long ago.</summary>
    public async Task LeaveOutAsync(CancellationToken cancel = default)
    {
        IReadOnlyList<EarningQueries.HeadOf> heads = await parts.Db.AllAsync(new EarningQueries.Heads(), cancel);
        await parts.Db.InTransactionAsync(
            async (tx, token) =>
            {
                foreach (EarningQueries.HeadOf head in heads)
                {
                    await Follower.MoveAsync(tx, head.Shard, Name, head.Head, token);
                }
            },
            idempotent: true, cancel: cancel);
    }

    /// <summary>How many messages the next entries made; null when there are none.</summary>
    private async Task<int?> StepAsync(short shard, CancellationToken cancel)
    {
        long position = await Follower.PositionAsync(parts.Db, shard, Name, cancel);
        IReadOnlyList<LedgerQueries.EntryFacts> entries =
            await parts.Db.AllAsync(new EntryQueries.EntriesAfter(shard, position, EntriesAtOnce), cancel);
        if (entries.Count == 0)
        {
            return null;
        }

        List<NewMessage> messages = [];
        foreach (WholeEntry entry in await _details.OfAsync(Party.Platform, shard,
            [.. entries.Where(entry => MessageRules.Tells(entry.Act))], cancel))
        {
            messages.AddRange(MessageRules.Of(shard, entry));
        }

        return await parts.Db.InTransactionAsync(
            async (tx, token) =>
            {
                await Follower.MoveAsync(tx, shard, Name, entries[^1].Entry, token);
                return await Inbox.PutAsync(tx, shard, messages, parts.Now, token);
            },
            idempotent: true, cancel: cancel);
    }
}

/// <summary>What entries tell people: pure.</summary>
internal static class MessageRules
{
    /// <summary>Whether an act can tell anybody anything.</summary>
    public static bool Tells(short act) => act is LedgerActs.PostIncome or LedgerActs.Deliver
        or LedgerActs.ReturnDelivery or WalletActs.SettleBankOrder or WalletActs.PayFromWallet
        or WalletActs.PayFromFund or WalletActs.Refund or WalletActs.SendToFriend or FundActs.ConfirmSubscription
        or FundActs.ConfirmRedemption or FundActs.RefuseSubscription or FundActs.RefuseRedemption
        or FundActs.AdjustIncome or WalletActs.FreezeAccount or WalletActs.UnfreezeAccount;

    /// <summary>The messages of an entry, one for each person it concerns.</summary>
    public static IEnumerable<NewMessage> Of(short shard, WholeEntry entry)
    {
        if (entry.Facts.Act is WalletActs.FreezeAccount or WalletActs.UnfreezeAccount)
        {
            bool frozen = entry.Facts.Act == WalletActs.FreezeAccount;
            return [New(shard, entry, entry.Facts.Owner, MessageKind.StandingChanged,
                ("frozen", frozen ? "true" : "false"))];
        }

        // A refusal may have moved nothing of the person's: whose order it was the order says.
        if (entry.About.Bank is { Outcome: BankOutcome.Refused } order && order.Settled == entry.Facts.Entry
            && order.Purpose is BankPurpose.TopUp or BankPurpose.Subscription or BankPurpose.RedemptionPayout)
        {
            return [New(shard, entry, order.Person, MessageKind.BankRefused,
                ("bill", $"{BillRules.KindOf(order.Purpose)}"), ("amount", order.Amount.ToPlain()))];
        }

        long[] people = [.. entry.Lines.SelectMany(line => (long[])[line.Debit.Owner, line.Credit.Owner])
            .Where(Party.IsPerson).Distinct()];
        return people.Select(person => BillRules.Of(person, shard, entry) is { } bill
            ? Of(shard, entry, person, bill)
            : null).OfType<NewMessage>();
    }

    private static NewMessage? Of(short shard, WholeEntry entry, long person, Bill bill)
    {
        string amount = new Money(Math.Abs(bill.Shown.Fen)).ToPlain();
        string other = $"{bill.Party.Person}";
        return bill.Kind switch
        {
            BillKind.Income => New(shard, entry, person, MessageKind.Income,
                ("first", Day(entry.Facts.Days!.Value.First)), ("last", Day(entry.Facts.Days!.Value.Last)),
                ("amount", bill.Shown.ToPlain())),
            BillKind.IncomeCorrected => New(shard, entry, person, MessageKind.IncomeCorrected,
                ("first", Day(entry.Facts.Days!.Value.First)), ("last", Day(entry.Facts.Days!.Value.Last)),
                ("amount", bill.Shown.ToPlain())),
            BillKind.Payment or BillKind.PaymentFromFund when bill.State != BillState.Pending =>
                New(shard, entry, person, MessageKind.Payment,
                    ("merchant", bill.Party.MerchantName ?? ""), ("amount", amount)),
            BillKind.Refund => New(shard, entry, person, MessageKind.Refund,
                ("payment", $"{new OrderNo(shard, entry.About.Payment?.Payment ?? 0)}"),
                ("merchant", bill.Party.MerchantName ?? ""), ("amount", amount)),
            BillKind.Received => New(shard, entry, person, MessageKind.MoneyReceived,
                ("person", other), ("amount", amount), ("note", bill.Reference)),
            BillKind.SentReturned => New(shard, entry, person, MessageKind.MoneyReturned, ("amount", amount)),
            BillKind.TopUp => New(shard, entry, person, MessageKind.TopUp, ("amount", amount)),
            BillKind.SubscriptionConfirmed =>
                New(shard, entry, person, MessageKind.SubscriptionConfirmed, ("amount", amount)),
            BillKind.RedemptionConfirmed =>
                New(shard, entry, person, MessageKind.RedemptionConfirmed, ("amount", amount)),
            BillKind.SubscriptionRefused or BillKind.RedemptionRefused or BillKind.WithdrawalReturned
                or BillKind.FastRedemptionReturned =>
                New(shard, entry, person, MessageKind.OrderRefused, ("amount", amount)),
            _ => null,
        };
    }

    private static NewMessage New(
        short shard, WholeEntry entry, long person, MessageKind kind,
        params ReadOnlySpan<(string Name, string Value)> values)
    {
        Dictionary<string, string> parameters = new() { ["order"] = $"{new OrderNo(shard, entry.Facts.Entry)}" };
        foreach ((string name, string value) in values)
        {
            parameters[name] = value;
        }

        return new(person, kind, $"entry {entry.Facts.Entry}", parameters, entry.Facts.PostedAt);
    }

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd");
}
