using Huoqi.Funds;
using Huoqi.Kernel;
using Huoqi.Ledger;

namespace Huoqi.Customers;

/// <summary>Everything in and out of a person, newest first.</summary>
public sealed class BillReading(CustomersParts parts)
{
    /// <summary>The longest page.</summary>
    public const int LargestPage = 100;

    /// <summary>Bills looked at for one page at most, give or take a reading.</summary>
    public const int ScannedAtMost = 2_000;

    /// <summary>Entries stand in the order in which they were posted; an older business date may follow by so many
    /// days.</summary>
    private const int DatesMayLag = 10;

    /// <summary>Days after an order for which its refusal is shown, where no bill tells of it.</summary>
    public const int RefusedShownDays = 7;

    private readonly BillDetails _details = new(parts);

    /// <summary>A page, from the newest or from where the page before ended; null for a cursor that is none.</summary>
    public async Task<BillPage?> PageAsync(
        long person, BillFilter filter, string? cursor, int limit, CancellationToken cancel = default)
    {
        Invariant.Holds(limit is > 0 and <= LargestPage);
        short shard = parts.ShardOf(person);
        BillWalk? walk = cursor is null
            ? BillWalk.Newest(shard, person, parts.Fund.Asset)
            : BillWalk.At(cursor, shard, person, parts.Fund.Asset);
        if (walk is null)
        {
            return null;
        }

        filter = await WithCardsAsync(person, filter, cancel);
        List<Bill> items = [];
        LedgerQueries.EntryFacts? last = null;
        for (int scanned = 0; scanned < ScannedAtMost;)
        {
            IReadOnlyList<LedgerQueries.EntryFacts> entries = await walk.NextAsync(parts.Db, cancel);
            if (entries.Count == 0)
            {
                return new(items, Next: null, last?.BusinessDate);
            }

            scanned += entries.Count;
            foreach (LedgerQueries.EntryFacts[] some in entries.Chunk(LargestPage))
            {
                if (some[0].BusinessDate.AddDays(DatesMayLag) < filter.From)
                {
                    return new(items, Next: null, last?.BusinessDate);
                }

                foreach (Bill bill in await BillsAsync(person, shard, some, filter, cancel))
                {
                    items.Add(bill);
                    if (items.Count == limit)
                    {
                        return new(items, walk.CursorAfter(bill.No.Entry), bill.BusinessDate);
                    }
                }

                last = some[^1];
            }
        }

        return new(items, walk.CursorAfter(last!.Entry), last.BusinessDate);
    }

    /// <summary>What waits for an answer and is wanted, newest first.</summary>
    public async Task<IReadOnlyList<UnderWay>> UnderWayAsync(
        long person, BillFilter filter, CancellationToken cancel = default)
    {
        BillFilter full = await WithCardsAsync(person, filter, cancel);
        return [.. (await UnderWayAsync(person, cancel)).Where(order => BillRules.Fits(order, full))];
    }

    /// <summary>What waits for an answer, newest first.</summary>
    public async Task<IReadOnlyList<UnderWay>> UnderWayAsync(long person, CancellationToken cancel = default)
    {
        short shard = parts.ShardOf(person);
        ReadBatch batch = new();
        ReadRows<BillRows.BankRow> bank = batch.Add(new BillRows.OpenBankOrdersOf(shard, person));
        ReadRows<BillRows.FundRow> fund = batch.Add(new BillRows.OpenFundOrdersOf(shard, person));
        ReadRows<BillRows.GiftRow> gifts = batch.Add(new BillRows.GiftsUnderWay(shard, person));
        await parts.Db.TogetherAsync(batch, cancel);
        return
        [
            .. bank.All.Select(order => Of(shard, order))
                .Concat(fund.All.Select(order => new UnderWay(new(shard, order.OrderNo),
                    order.Kind == FundOrderKind.Subscription ? BillKind.Subscription : BillKind.Redemption,
                    order.Amount, order.OrderDay,
                    parts.Fund.Days.SentAs(order.OrderDay, order.ConfirmDay).ConfirmDay,
                    new(CardToken: order.CardToken),
                    order.Payout == Payout.Card ? BillDirection.Out : BillDirection.Own)))
                .Concat(gifts.All.Select(gift => new UnderWay(gift.No, BillKind.Sent, gift.Amount, gift.Date,
                    ExpectedOn: null, new(Person: gift.Friend), BillDirection.Out)))
                .OrderByDescending(order => order.No.Entry),
        ];
    }

    /// <summary>What the bank was to take from a card in the last days and refused to, newest first: nothing of the
    /// person's moved, and no bill tells of it.</summary>
    public async Task<IReadOnlyList<UnderWay>> RefusedAsync(
        long person, BillFilter filter, CancellationToken cancel = default)
    {
        short shard = parts.ShardOf(person);
        IReadOnlyList<BillRows.BankRow> refused = await parts.Db.AllAsync(
            new BillRows.RefusedBankOrdersOf(shard, person, parts.Today.AddDays(-RefusedShownDays)), cancel);
        BillFilter full = await WithCardsAsync(person, filter, cancel);
        return
        [
            .. refused.Select(order => Of(shard, order) with { State = BillState.Refused })
                .Where(order => BillRules.Fits(order, full)),
        ];
    }

    private static UnderWay Of(short shard, BillRows.BankRow order) => new(
        new(shard, order.OrderNo), BillRules.KindOf(order.Purpose), order.Amount, order.BusinessDate, ExpectedOn: null,
        new(CardToken: order.CardToken), BillRules.DirectionOf(order.Purpose));

    // A card is known here by the bank's token; people know it by its last digits.
    private async Task<BillFilter> WithCardsAsync(long person, BillFilter filter, CancellationToken cancel) =>
        filter.Text?.Trim() is { Length: 4 } ending && ending.All(char.IsAsciiDigit)
            ? filter with
            {
                CardTokens = (await new BankCards(parts).EverAsync(person, cancel))
                    .Where(card => card.Ending == ending).Select(card => card.Token)
                    .ToHashSet(StringComparer.Ordinal),
            }
            : filter;

    private async Task<IEnumerable<Bill>> BillsAsync(
        long person, short shard, LedgerQueries.EntryFacts[] entries, BillFilter filter, CancellationToken cancel)
    {
        // What the date alone rules out is not looked up.
        LedgerQueries.EntryFacts[] wanted = [.. entries.Where(entry =>
            !(entry.BusinessDate < filter.From) && !(entry.BusinessDate > filter.Through))];
        IReadOnlyList<WholeEntry> whole = await _details.OfAsync(person, shard, wanted, cancel);
        return whole.Where(entry => !BillRules.IsToldByItsAnswer(entry))
            .Select(entry => BillRules.Of(person, shard, entry)).OfType<Bill>()
            .Where(bill => BillRules.Fits(bill, filter));
    }
}
