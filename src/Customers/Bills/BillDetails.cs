using Huoqi.Funds;
using Huoqi.Kernel;
using Huoqi.Ledger;
using Huoqi.Wallet;

namespace Huoqi.Customers;

/// <summary>What the rows say about one entry; null where it is about nothing of the kind.</summary>
/// <param name="Payment">The payment that it made or gives back.</param>
/// <param name="MerchantName">Who was paid.</param>
/// <param name="Bank">The order to the bank that it gave or ended.</param>
/// <param name="Order">The order to the fund that it gave or went on with.</param>
/// <param name="OrderBank">The order to the bank by which a card paid for, or is paid, that order to the fund.</param>
/// <param name="Gift">The gift that it made, or that arrives with it.</param>
internal sealed record EntryAbout(
    BillRows.PaymentRow? Payment = null, string? MerchantName = null, BillRows.BankRow? Bank = null,
    BillRows.FundRow? Order = null, BillRows.BankRow? OrderBank = null, BillRows.GiftRow? Gift = null);

/// <summary>An entry with all its transfers and what it is about.</summary>
internal sealed record WholeEntry(
    LedgerQueries.EntryFacts Facts, IReadOnlyList<EntryQueries.LineOfEntry> Lines, EntryAbout About);

/// <summary>Reads entries whole, many at a time: transfers first, then the rows that they lead to.</summary>
internal sealed class BillDetails(CustomersParts parts)
{
    public async Task<IReadOnlyList<WholeEntry>> OfAsync(
        long person, short shard, IReadOnlyList<LedgerQueries.EntryFacts> entries, CancellationToken cancel)
    {
        if (entries.Count == 0)
        {
            return [];
        }

        long[] numbers = [.. entries.Select(entry => entry.Entry)];
        ReadBatch first = new();
        ReadRows<EntryQueries.LineOfEntry> lines = first.Add(new EntryQueries.LinesOfEntries(shard, person, numbers));
        ReadRows<BillRows.BankRow> bank = first.Add(new BillRows.BankOrdersOf(shard, numbers));
        OrderNo[] gifts = [.. entries.Select(entry => GiftOf(shard, entry)).OfType<OrderNo>()];
        ReadRows<BillRows.GiftRow> given = first.Add(new BillRows.GiftsOf(
            [.. gifts.Select(gift => gift.Shard)], [.. gifts.Select(gift => gift.Entry)]));
        long[] orders = [.. entries.Select(OrderOf).Concat(numbers).Where(order => order != 0).Distinct()];
        ReadRows<BillRows.FundRow> fund = first.Add(new BillRows.FundOrdersOf(shard, orders));
        await parts.Db.TogetherAsync(first, cancel);

        ILookup<long, EntryQueries.LineOfEntry> byEntry = lines.All.ToLookup(line => line.Entry);
        long[] payments = [.. numbers.Select(number => PaymentOf(number, byEntry[number])).Distinct()];
        ReadBatch second = new();
        ReadRows<BillRows.PaymentRow> found = second.Add(new BillRows.PaymentsOf(shard, payments));
        ReadRows<BillRows.BankRow> cards = second.Add(new BillRows.BankOrdersOf(shard, ByCard(fund.All)));
        await parts.Db.TogetherAsync(second, cancel);
        Dictionary<long, BillRows.PaymentRow> paid = found.All.ToDictionary(payment => payment.Payment);
        List<WholeEntry> whole = new(entries.Count);
        foreach (LedgerQueries.EntryFacts entry in entries)
        {
            BillRows.PaymentRow? payment = paid.GetValueOrDefault(PaymentOf(entry.Entry, byEntry[entry.Entry]));
            long order = OrderOf(entry) is not 0 and long named ? named : entry.Entry;
            Merchant? merchant = payment is null
                ? null
                : await parts.Wallet.Merchants.FindAsync(payment.Merchant);
            OrderNo? gift = GiftOf(shard, entry);
            BillRows.FundRow? orderRow = fund.All.FirstOrDefault(o => o.OrderNo == order);
            whole.Add(new(entry, [.. byEntry[entry.Entry]], new(
                payment, merchant?.Name,
                bank.All.FirstOrDefault(o => o.Settled == entry.Entry) ?? bank.All.FirstOrDefault(
                    o => o.OrderNo == entry.Entry),
                orderRow, orderRow is null ? null : cards.All.FirstOrDefault(bank => IsFor(orderRow, bank)),
                gift is null ? null : given.All.FirstOrDefault(g => g.No == gift))));
        }

        return whole;
    }

    /// <summary>What cards paid for orders to the fund, and what cards were paid of them: when it was done.</summary>
    public async Task<IReadOnlyList<CardMove>> CardMovesAsync(
        short shard, IReadOnlyList<BillRows.FundRow> orders, CancellationToken cancel)
    {
        IReadOnlyList<BillRows.BankRow> bank =
            await parts.Db.AllAsync(new BillRows.BankOrdersOf(shard, ByCard(orders)), cancel);
        BillRows.BankRow[] done = [.. bank.Where(order => order.Outcome == BankOutcome.Done
            && order.Purpose is BankPurpose.Subscription or BankPurpose.RedemptionPayout)];
        Dictionary<long, DateOnly> dates = (await parts.Db.AllAsync(
                new EntryQueries.DatesOf(shard, [.. done.Select(order => order.Settled)]), cancel))
            .ToDictionary(entry => entry.Entry, entry => entry.BusinessDate);
        return
        [
            .. done.Select(order => new CardMove(new(shard, order.Settled), dates[order.Settled],
                order.Purpose == BankPurpose.Subscription ? order.Amount : -order.Amount,
                new(CardToken: order.CardToken))),
        ];
    }

    /// <summary>Entries that lead to orders to the bank: a purchase is the bank's answer itself, and a redemption that
    /// is paid names the entry that asked for it.</summary>
    private static long[] ByCard(IReadOnlyList<BillRows.FundRow> orders) =>
    [
        .. orders.Where(order => order.Kind == FundOrderKind.Subscription).Select(order => order.OrderNo),
        .. orders.Where(IsPaidToCard).Select(order => order.Settled),
    ];

    private static bool IsFor(BillRows.FundRow order, BillRows.BankRow bank) =>
        order.Kind == FundOrderKind.Subscription
            ? bank.Purpose == BankPurpose.Subscription && bank.Settled == order.OrderNo
            : IsPaidToCard(order) && bank.Purpose == BankPurpose.RedemptionPayout && bank.OrderNo == order.Settled;

    private static bool IsPaidToCard(BillRows.FundRow order) =>
        order is { Kind: FundOrderKind.Redemption, Payout: Payout.Card, State: FundOrderState.Paid };

    /// <summary>The payment that an entry made, or gives back.</summary>
    private static long PaymentOf(long entry, IEnumerable<EntryQueries.LineOfEntry> lines) =>
        lines.FirstOrDefault(line => line.Debit.Code == AccountCode.Refundable) is { } refunded
            ? refunded.Debit.Owner - Party.OfEntry(0)
            : entry;

    /// <summary>The order to the fund that an entry names: confirmations, refusals and payouts do.</summary>
    private static long OrderOf(LedgerQueries.EntryFacts entry) =>
        entry.Act is FundActs.ConfirmSubscription or FundActs.RefuseSubscription or FundActs.ConfirmRedemption
            or FundActs.RefuseRedemption or WalletActs.PayRedemption
        && OrderNo.TryParse(entry.Reference, out OrderNo order)
            ? order.Entry
            : 0;

    /// <summary>The gift that an entry made, or that arrives with it: "from shard-entry".</summary>
    private static OrderNo? GiftOf(short shard, LedgerQueries.EntryFacts entry)
    {
        if (entry.Act == WalletActs.SendToFriend)
        {
            return new(shard, entry.Entry);
        }

        string[] from = entry.Act == LedgerActs.Deliver ? entry.Reference.Split(' ', '-') : [];
        return from is ["from", _, _] && short.TryParse(from[1], out short source)
            && long.TryParse(from[2], out long gift)
            ? new OrderNo(source, gift)
            : null;
    }
}
