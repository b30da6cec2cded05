using Huoqi.Kernel;
using Huoqi.Ledger;
using Npgsql;

namespace Huoqi.Wallet;

/// <summary>
/// Pays merchants what people paid them (entry 6, T+1): all shards' money comes to the merchant's home shard, what it
/// owes in others is covered from there, and the rest leaves by one bank order. Where the sum is not above zero nothing
/// is paid. Every step stands by itself: a run that was cut off goes on where it stopped, and what it leaves behind
/// comes with the next settlement.
/// </summary>
/// <remarks>
/// The money leaves the merchant's account before the bank is asked, so that no refund can be taken from what is being
/// paid out; a refused payout puts it back.
/// </remarks>
public sealed class SettleMerchants(WalletParts parts)
{
    private readonly MerchantFunds _funds = new(parts);

    /// <summary>What a run came to.</summary>
    /// <param name="Merchants">How many merchants the bank was asked to pay.</param>
    /// <param name="Total">How much they get together.</param>
    public readonly record struct Outcome(int Merchants, Money Total);

    /// <summary>Settles every merchant, once a day.</summary>
    public async Task<Outcome> RunAsync(CancellationToken cancel = default)
    {
        DateOnly day = parts.Today;

        // What a run that was cut off had sent is nobody's balance until it arrives.
        await _funds.DeliverAsync();
        HashSet<long> settled = [.. (await parts.Reads.AllAsync(new SettledOn(day), cancel)).Select(s => s.Merchant)];
        List<Merchant> owed = [];
        foreach (Merchant merchant in await parts.Merchants.AllAsync(cancel))
        {
            if (!settled.Contains(merchant.Number)
                && (await _funds.ReadAsync(merchant.Number, cancel)).Sum(shard => shard.Amount) > 0)
            {
                owed.Add(merchant);
            }
        }

        await SpreadAsync(owed, GatherMoves, cancel);
        await SpreadAsync(owed, CoverMoves, cancel);
        (int paid, Money total) = (0, Money.Zero);
        foreach (Merchant merchant in owed)
        {
            Money amount = await PayAsync(merchant, day, cancel);
            paid += amount > Money.Zero ? 1 : 0;
            total += amount;
        }

        return new(paid, total);
    }

    private delegate IEnumerable<(short From, short To, Money Amount)> Moves(
        short home, IReadOnlyList<LedgerQueries.BalanceInShard> balances);

    private async Task SpreadAsync(IReadOnlyList<Merchant> merchants, Moves moves, CancellationToken cancel)
    {
        string need = $"settle-{parts.Today:yyyyMMdd}";
        List<Task<PostResult>> sent = [];
        foreach (Merchant merchant in merchants)
        {
            IReadOnlyList<LedgerQueries.BalanceInShard> balances = await _funds.ReadAsync(merchant.Number, cancel);
            sent.AddRange(moves(HomeOf(merchant), balances).Select(move =>
                _funds.MoveAsync(merchant, move.From, move.To, move.Amount, need, floor: Money.Zero)));
        }

        if (sent.Count > 0)
        {
            await Task.WhenAll(sent);
            await _funds.DeliverAsync();
        }
    }

    private static IEnumerable<(short From, short To, Money Amount)> GatherMoves(
        short home, IReadOnlyList<LedgerQueries.BalanceInShard> balances) =>
        balances.Where(b => b.Shard != home && b.Amount > 0).Select(b => (b.Shard, home, new Money(b.Amount)));

    private static IEnumerable<(short From, short To, Money Amount)> CoverMoves(
        short home, IReadOnlyList<LedgerQueries.BalanceInShard> balances) =>
        balances.Where(b => b.Shard != home && b.Amount < 0).Select(b => (home, b.Shard, new Money(-b.Amount)));

    /// <summary>Asks the bank to pay what lies at home, and never more than the merchant has in all.</summary>
    private async Task<Money> PayAsync(Merchant merchant, DateOnly day, CancellationToken cancel)
    {
        short home = HomeOf(merchant);
        IReadOnlyList<LedgerQueries.BalanceInShard> balances = await _funds.ReadAsync(merchant.Number, cancel);
        Money amount = new(Math.Min(
            balances.Where(b => b.Shard == home).Sum(b => b.Amount), balances.Sum(b => b.Amount)));
        if (amount <= Money.Zero)
        {
            return Money.Zero;
        }

        PostResult result = await parts.Ledger.PostAsync(new()
        {
            Shard = home,
            Owner = Party.Merchant(merchant.Number),
            Act = WalletActs.SettleMerchant,
            Key = $"{day:yyyy-MM-dd}",
            BusinessDate = day,
            ByPlatform = true,
            Reference = $"settlement {day:yyyy-MM-dd}",
            Content = "settle",
            Legs =
            [
                Leg.Money(
                    Debit: Payments.Pending(merchant.Number), Credit: MerchantFunds.Leaving(merchant.Number), amount,
                    debitFloor: Money.Zero),
                BankOrders.Awaited(amount),
            ],
            Rows =
            [
                new BankOrders.Asked(BankPurpose.MerchantSettlement, Party.Merchant(merchant.Number), amount,
                    merchant.PayoutAccount, Subject: merchant.Number),
                new Settled(merchant.Number, amount),
            ],
        });

        // Refused when a refund was quicker: it comes with the next settlement.
        return result is { IsPosted: true, Replayed: false } ? amount : Money.Zero;
    }

    private short HomeOf(Merchant merchant) => parts.Ledger.ShardOf(Party.Merchant(merchant.Number));

    internal sealed record Settlement(long Merchant);

    internal sealed record SettledOn(DateOnly Day) : Query<Settlement>
    {
        private static readonly Sql Sql = new("SELECT merchant FROM wallet.settlement WHERE business_date = $1");

        public override Sql Statement => Sql;

        public override void Bind(NpgsqlParameterCollection parameters) => parameters.With(Day);

        public override Settlement Read(NpgsqlDataReader row) => new(row.GetInt64(0));
    }

    internal sealed record Settled(long Merchant, Money Amount) : RowWrite
    {
        private static readonly Sql Insert = new("""
            INSERT INTO wallet.settlement (shard, order_no, merchant, amount_fen, business_date)
            SELECT * FROM unnest($1::smallint[], $2::bigint[], $3::bigint[], $4::bigint[], $5::date[])
            """);

        public override Sql Statement => Insert;

        public override void Fill(RowColumns columns, in EntryStamp stamp) =>
            columns.Add(stamp.Shard).Add(stamp.Entry).Add(Merchant).Add(Amount.Fen).Add(stamp.BusinessDate);
    }
}
