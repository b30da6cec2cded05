using Huoqi.Kernel;
using Huoqi.Ledger;

namespace Huoqi.Customers;

/// <summary>A row of a statement: a bill, or the income of one day.</summary>
/// <param name="Date">The business date, or the earning day of income.</param>
/// <param name="No">The entry; of income, the one that posted it; null while none has.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Wallet">What it changed the wallet by.</param>
/// <param name="Units">What it changed the fund holding by.</param>
/// <param name="WalletAfter">The wallet after it.</param>
/// <param name="UnitsAfter">The fund holding after it.</param>
/// <param name="Party">The other side.</param>
/// <param name="Reference">A merchant's own number, an order number, a reason.</param>
public sealed record StatementRow(
    DateOnly Date, OrderNo? No, BillKind Kind, Money Wallet, FundUnits Units, Money WalletAfter, FundUnits UnitsAfter,
    BillParty Party, string Reference);

/// <summary>
/// A period with its opening and closing balances: the entries dated in it, and the income of its days whenever that
/// was posted, so that both balances are those of <see cref="BalanceAsOf"/>.
/// </summary>
public sealed record PeriodStatement(
    long Person, DateOnly From, DateOnly Through, Money OpeningWallet, FundUnits OpeningUnits,
    IReadOnlyList<StatementRow> Rows, Money ClosingWallet, FundUnits ClosingUnits);

/// <summary>Statements of a person.</summary>
public sealed class Statements(CustomersParts parts)
{
    private const int EntriesAtOnce = 500;

    private readonly BillDetails _details = new(parts);

    /// <summary>The statement of a period, both days included.</summary>
    public async Task<PeriodStatement> ReadAsync(
        long person, DateOnly from, DateOnly through, CancellationToken cancel = default)
    {
        Invariant.Holds(from <= through);
        short shard = parts.ShardOf(person);
        (IReadOnlyList<HeldDay> days, _, _) =
            await HeldDays.FromAsync(parts, person, DateOnly.MinValue, cancel);
        List<Bill> bills = await BillsAsync(person, shard, cancel);
        long openingWallet = bills.Where(bill => bill.BusinessDate < from).Sum(bill => bill.Wallet.Fen);
        long openingUnits = bills.Where(bill => bill.BusinessDate < from).Sum(bill => bill.Units.Hundredths)
            + days.Where(day => day.Day < from).Sum(day => day.Fen);
        return StatementRules.Of(person, shard, from, through, new(openingWallet), new(openingUnits),
            bills.Where(bill => bill.BusinessDate >= from && bill.BusinessDate <= through),
            days.Where(day => day.Day >= from && day.Day <= through));
    }

    /// <summary>
    /// All entries of a person but postings of income. All of them: an entry may be dated earlier than others that were
    /// posted before it, and both balances have to be those of the books.
    /// </summary>
    private async Task<List<Bill>> BillsAsync(long person, short shard, CancellationToken cancel)
    {
        BillWalk walk = BillWalk.Newest(shard, person, parts.Fund.Asset);
        List<Bill> bills = [];
        while (await walk.NextAsync(parts.Db, cancel) is { Count: > 0 } entries)
        {
            foreach (LedgerQueries.EntryFacts[] some in entries.Chunk(EntriesAtOnce))
            {
                IReadOnlyList<WholeEntry> whole = await _details.OfAsync(
                    person, shard, [.. some.Where(entry => entry.Act != LedgerActs.PostIncome)], cancel);
                bills.AddRange(whole.Select(entry => BillRules.Of(person, shard, entry)).OfType<Bill>());
            }
        }

        return bills;
    }
}

/// <summary>A statement from its bills and days: pure.</summary>
internal static class StatementRules
{
    public static PeriodStatement Of(
        long person, short shard, DateOnly from, DateOnly through, Money openingWallet, FundUnits openingUnits,
        IEnumerable<Bill> bills, IEnumerable<HeldDay> days)
    {
        IEnumerable<StatementRow> moved = bills.OrderBy(bill => bill.No.Entry)
            .Select(bill => new StatementRow(bill.BusinessDate, bill.No, bill.Kind, bill.Wallet, bill.Units,
                default, default, bill.Party, bill.Reference));
        IEnumerable<StatementRow> earned = days.Where(day => day.Fen != 0)
            .Select(day => new StatementRow(day.Day, day.PostedBy == 0 ? null : new OrderNo(shard, day.PostedBy),
                BillKind.Income, Money.Zero, new(day.Fen), default, default, new(), ""));
        List<StatementRow> rows = [];
        (Money wallet, FundUnits units) = (openingWallet, openingUnits);

        // What was earned on a day comes after what happened on it.
        foreach (StatementRow row in moved.Concat(earned).OrderBy(row => row.Date)
            .ThenBy(row => row.Kind == BillKind.Income))
        {
            (wallet, units) = (wallet + row.Wallet, units + row.Units);
            rows.Add(row with { WalletAfter = wallet, UnitsAfter = units });
        }

        return new(person, from, through, openingWallet, openingUnits, rows, wallet, units);
    }
}
