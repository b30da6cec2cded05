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

/// <summary>Money that went between a card and the fund past the wallet, on the day on which the bank had done it.
/// </summary>
/// <param name="No">The entry of the bank's answer.</param>
/// <param name="Date">Its business date.</param>
/// <param name="Amount">Above zero from the card, below zero to it.</param>
/// <param name="Party">The card.</param>
public sealed record CardMove(OrderNo No, DateOnly Date, Money Amount, BillParty Party);

/// <summary>
/// A period with its opening and closing balances: the entries dated in it, and the income of its days whenever that
/// was posted, so that both balances are those of <see cref="BalanceAsOf"/>.
/// </summary>
public sealed record PeriodStatement(
    long Person, DateOnly From, DateOnly Through, Money OpeningWallet, FundUnits OpeningUnits,
    IReadOnlyList<StatementRow> Rows, Money ClosingWallet, FundUnits ClosingUnits)
{
    /// <summary>What was on its way to or from the fund at the beginning: paid for and not held, or redeemed and not
    /// paid out.</summary>
    public Money OpeningUnderWay { get; init; }

    /// <summary>The same at the end.</summary>
    public Money ClosingUnderWay => OpeningUnderWay + Money.Sum(CardMoves.Select(move => move.Amount))
        - Money.Sum(Rows.Where(row => StatementRules.IsUnderWay(row.Kind))
            .Select(row => row.Wallet + row.Units.ToMoney()));

    /// <summary>What went between cards and the fund past the wallet, oldest first.</summary>
    public IReadOnlyList<CardMove> CardMoves { get; init; } = [];
}

/// <summary>Statements of a person.</summary>
public sealed class Statements(CustomersParts parts)
{
    // More of them are taken in parts.
    private const int LongestYears = 2;
    private const int EntriesAtOnce = 500;

    private readonly BillDetails _details = new(parts);

    /// <summary>Whether a period, from its first day to a later one, fits into one statement.</summary>
    public static bool IsInOne(DateOnly from, DateOnly through) =>
        from.Year + LongestYears > DateOnly.MaxValue.Year || through <= from.AddYears(LongestYears);

    /// <summary>The statement of a period, both days included.</summary>
    public async Task<PeriodStatement> ReadAsync(
        long person, DateOnly from, DateOnly through, CancellationToken cancel = default)
    {
        Invariant.Holds(from <= through);
        short shard = parts.ShardOf(person);
        (IReadOnlyList<HeldDay> days, _, _) =
            await HeldDays.FromAsync(parts, person, DateOnly.MinValue, cancel);
        (List<Bill> bills, IReadOnlyList<CardMove> moves) = await BillsAsync(person, shard, cancel);
        long openingWallet = bills.Where(bill => bill.BusinessDate < from).Sum(bill => bill.Wallet.Fen);
        long openingUnits = bills.Where(bill => bill.BusinessDate < from).Sum(bill => bill.Units.Hundredths)
            + days.Where(day => day.Day < from).Sum(day => day.Fen);
        return StatementRules.Of(person, shard, from, through, new(openingWallet), new(openingUnits),
            bills.Where(bill => bill.BusinessDate >= from && bill.BusinessDate <= through),
            days.Where(day => day.Day >= from && day.Day <= through)) with
        {
            OpeningUnderWay = Money.Sum(moves.Where(move => move.Date < from).Select(move => move.Amount))
                - Money.Sum(bills.Where(bill => bill.BusinessDate < from && StatementRules.IsUnderWay(bill.Kind))
                    .Select(bill => bill.Amount)),
            CardMoves = [.. moves.Where(move => move.Date >= from && move.Date <= through).OrderBy(move => move.Date)],
        };
    }

    /// <summary>
    /// All entries of a person but postings of income. All of them: an entry may be dated earlier than others that were
    /// posted before it, and both balances have to be those of the books.
    /// </summary>
    private async Task<(List<Bill> Bills, IReadOnlyList<CardMove> Moves)> BillsAsync(
        long person, short shard, CancellationToken cancel)
    {
        BillWalk walk = BillWalk.Newest(shard, person, parts.Fund.Asset);
        List<Bill> bills = [];

        // A purchase by card that waits for its confirmation has moved nothing of the person's yet.
        Dictionary<long, BillRows.FundRow> orders =
            (await parts.Db.AllAsync(new BillRows.OpenFundOrdersOf(shard, person), cancel))
            .ToDictionary(order => order.OrderNo);
        while (await walk.NextAsync(parts.Db, cancel) is { Count: > 0 } entries)
        {
            foreach (LedgerQueries.EntryFacts[] some in entries.Chunk(EntriesAtOnce))
            {
                IReadOnlyList<WholeEntry> whole = await _details.OfAsync(
                    person, shard, [.. some.Where(entry => entry.Act != LedgerActs.PostIncome)], cancel);
                bills.AddRange(whole.Select(entry => BillRules.Of(person, shard, entry)).OfType<Bill>());
                foreach (BillRows.FundRow order in whole.Select(entry => entry.About.Order).OfType<BillRows.FundRow>())
                {
                    orders[order.OrderNo] = order;
                }
            }
        }

        return (bills, await _details.CardMovesAsync(shard, [.. orders.Values], cancel));
    }
}

/// <summary>A statement from its bills and days: pure.</summary>
internal static class StatementRules
{
    /// <summary>Whether what a kind of bill takes or gives is on its way to the fund, or from it.</summary>
    public static bool IsUnderWay(BillKind kind) => kind is BillKind.Subscription or BillKind.SubscriptionConfirmed
        or BillKind.SubscriptionRefused or BillKind.Redemption or BillKind.RedemptionConfirmed
        or BillKind.RedemptionRefused or BillKind.RedemptionPaid;

    public static PeriodStatement Of(
        long person, short shard, DateOnly from, DateOnly through, Money openingWallet, FundUnits openingUnits,
        IEnumerable<Bill> bills, IEnumerable<HeldDay> days)
    {
        // What changed neither balance, such as an order that was given, is no row of a statement.
        IEnumerable<StatementRow> moved = bills
            .Where(bill => bill.Wallet != Money.Zero || bill.Units != FundUnits.Zero).OrderBy(bill => bill.No.Entry)
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
