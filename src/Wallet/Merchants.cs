using System.Collections.Concurrent;
using Huoqi.Kernel;
using Npgsql;

namespace Huoqi.Wallet;

/// <summary>A merchant as agreed with it.</summary>
/// <param name="Number">Its number, from 1.</param>
/// <param name="Name">What people call it.</param>
/// <param name="PayoutAccount">Its account, as the bank knows it.</param>
/// <param name="RefundDebt">How much it may owe us for refunds, over all shards.</param>
public sealed record Merchant(long Number, string Name, string PayoutAccount, Money RefundDebt);

/// <summary>
/// The merchants that people pay. A merchant never changes and never leaves, so that what this process has read once it
/// need not read again: a payment asks nobody.
/// </summary>
public sealed class Merchants(IReads reads)
{
    private readonly ConcurrentDictionary<long, Merchant> _known = [];

    /// <summary>The merchant of a number; null when there is none.</summary>
    public async ValueTask<Merchant?> FindAsync(long number)
    {
        if (_known.TryGetValue(number, out Merchant? known))
        {
            return known;
        }

        Merchant? read = await reads.OneAsync(new ByNumber(number));
        return read is null ? null : _known.GetOrAdd(number, read);
    }

    /// <summary>All merchants, by number.</summary>
    public Task<IReadOnlyList<Merchant>> AllAsync(CancellationToken cancel = default) =>
        reads.AllAsync(new All(), cancel);

    private static Merchant FromRow(NpgsqlDataReader row) =>
        new(row.GetInt64(0), row.GetString(1), row.GetString(2), new(row.GetInt64(3)));

    internal sealed record ByNumber(long Number) : Query<Merchant>
    {
        private static readonly Sql Sql = new(
            "SELECT merchant, name, payout_account, refund_debt_fen FROM wallet.merchant WHERE merchant = $1");

        public override Sql Statement => Sql;

        public override void Bind(NpgsqlParameterCollection parameters) => parameters.With(Number);

        public override Merchant Read(NpgsqlDataReader row) => FromRow(row);
    }

    internal sealed record All : Query<Merchant>
    {
        private static readonly Sql Sql = new(
            "SELECT merchant, name, payout_account, refund_debt_fen FROM wallet.merchant ORDER BY merchant");

        public override Sql Statement => Sql;

        public override void Bind(NpgsqlParameterCollection parameters)
        {
        }

        public override Merchant Read(NpgsqlDataReader row) => FromRow(row);
    }
}
