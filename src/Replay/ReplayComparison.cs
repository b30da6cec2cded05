using Huoqi.Kernel;
using Npgsql;

namespace Huoqi.Replay;

/// <summary>What one aspect of two installations came to.</summary>
/// <param name="What">The aspect.</param>
/// <param name="Rows">How many rows the first has.</param>
/// <param name="Differences">How many rows only one of them has.</param>
/// <param name="First">The first of those, in words; empty when there is none.</param>
public sealed record ComparedBooks(string What, long Rows, long Differences, string First);

/// <summary>
/// Holds the books of two replays of one plan against each other. Entry numbers, times and hashes differ between any
/// two runs, because requests group by chance; everything a person or an auditor would call the result must not.
/// </summary>
public static class ReplayComparison
{
    // Keys that hold the number of an order, which is an entry number: what the bank answers (180), payouts (170), the
    // registrar's confirmations (213, 221, 231) and refusals (214, 222), deliveries between shards (2, 3, 7).
    private const string KeyedByOrder = "(2, 3, 7, 170, 180, 213, 214, 221, 222, 231)";

    // What of a payment may be refunded belongs to the payment, whose number is an entry's.
    private const string OwnedByEntry = "9040";

    private static readonly (string What, Sql Sql)[] Aspects =
    [
        ("balances", new($"""
            SELECT format('owner %s, account %s, asset %s, shard %s, standing %s: %s',
                          CASE code WHEN {OwnedByEntry} THEN 'a payment' ELSE owner::text END, code, asset, shard,
                          standing, balance)
            FROM ledger.pub_balance
            """)),
        ("income of days", new("""
            SELECT format('day %s, asset %s, shard %s: %s of %s fen, %s of %s units, cut %s at %s',
                          day, asset, shard, part_fen, total_fen, part_units, earning_units, cut_remainder, cut_account)
            FROM ledger.pub_earning_day
            """)),
        ("keys", new($"""
            SELECT format('key %s of owner %s, act %s, shard %s: status %s', key, owner, act, shard, status)
            FROM ledger.request_key WHERE act NOT IN {KeyedByOrder}
            """)),
        ("keys by order, counted", new($"""
            SELECT format('owner %s, act %s, shard %s, status %s: %s keys', owner, act, shard, status, count(*))
            FROM ledger.request_key WHERE act IN {KeyedByOrder} GROUP BY owner, act, shard, status
            """)),
        ("orders to the registrar", new("""
            SELECT format('order of owner %s, kind %s, %s to %s, amount %s, shard %s: state %s',
                          owner, kind, order_day, confirm_day, amount, shard, state)
            FROM funds.pub_order
            """)),
        ("movements", new($"""
            SELECT format('%s, act %s, asset %s: %s from %s.%s to %s.%s, income %s to %s, %s transfers',
                          business_date, act, asset, sum(amount), debit, debit_code, credit, credit_code,
                          first_day, last_day, count(*))
            FROM (SELECT *, CASE debit_code WHEN {OwnedByEntry} THEN 'a payment' ELSE debit_owner::text END AS debit,
                         CASE credit_code WHEN {OwnedByEntry} THEN 'a payment' ELSE credit_owner::text END AS credit
                  FROM ledger.pub_movement) AS movement
            GROUP BY business_date, act, asset, debit, debit_code, credit, credit_code, first_day, last_day
            """)),
    ];

    /// <summary>Compares every aspect.</summary>
    public static async Task<IReadOnlyList<ComparedBooks>> RunAsync(
        Installation first, Installation second, CancellationToken cancel)
    {
        List<ComparedBooks> compared = [];
        foreach ((string what, Sql sql) in Aspects)
        {
            compared.Add(Compare(what, await LinesAsync(first, sql, cancel), await LinesAsync(second, sql, cancel)));
        }

        return compared;
    }

    // As the owner: these statements read whole tables, which the program's own plans avoid.
    private static async Task<List<string>> LinesAsync(Installation installation, Sql sql, CancellationToken cancel)
    {
        await using NpgsqlCommand command = installation.Owner.CreateCommand(sql.Text);
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancel);
        List<string> lines = [];
        while (await reader.ReadAsync(cancel))
        {
            lines.Add(reader.GetString(0));
        }

        lines.Sort(StringComparer.Ordinal);
        return lines;
    }

    /// <summary>Walks two sorted lists side by side.</summary>
    internal static ComparedBooks Compare(string what, List<string> first, List<string> second)
    {
        long differences = 0;
        string example = "";
        int i = 0;
        int j = 0;
        while (i < first.Count || j < second.Count)
        {
            int order = i == first.Count ? 1 : j == second.Count ? -1 : string.CompareOrdinal(first[i], second[j]);
            if (order == 0)
            {
                i++;
                j++;
                continue;
            }

            string only = order < 0 ? $"only unkilled: {first[i++]}" : $"only killed: {second[j++]}";
            example = differences == 0 ? only : example;
            differences++;
        }

        return new(what, first.Count, differences, example);
    }
}
