using System.Diagnostics;
using System.Globalization;
using Huoqi.Kernel;
using Huoqi.Ledger;
using Npgsql;

namespace Huoqi.Torture;

/// <summary>
/// Reads all books every 50 ms while everything goes wrong around it, each time in one statement and so in one
/// snapshot: every book must balance per asset, no account may be below its floor, and what is under way between shards
/// must be what the deliveries say.
/// </summary>
internal sealed class Auditor(Func<string?> connection)
{
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(50);

    // An arrival is booked in the friend's shard before the sender's shard notes it: in between it is no more under
    // way.
    private static readonly Sql Books = new("""
        SELECT code, asset, sum(balance)::bigint, min(balance) FROM ledger.pub_balance GROUP BY code, asset
        UNION ALL
        SELECT -1::smallint, 0::smallint, coalesce(sum(d.amount), 0)::bigint, 0
        FROM ledger.delivery d WHERE d.state = 1 AND NOT EXISTS (
            SELECT FROM ledger.request_key k
            WHERE k.shard = d.target_shard AND k.owner = d.target_account >> 23 AND k.act = 2
              AND k.key = d.shard || '-' || d.entry AND k.status = 0)
        """);

    private readonly List<string> _found = [];

    /// <summary>Snapshots that were looked at.</summary>
    public int Audits { get; private set; }

    /// <summary>Times there was no server to look at.</summary>
    public int Missed { get; private set; }

    /// <summary>What was wrong, the first few of it.</summary>
    public IReadOnlyList<string> Found => _found;

    /// <summary>How many snapshots were wrong.</summary>
    public int Bad { get; private set; }

    /// <summary>Looks until it is told that the run is over.</summary>
    public async Task RunAsync(CancellationToken ended)
    {
        NpgsqlConnection? open = null;
        while (!ended.IsCancellationRequested)
        {
            long started = Stopwatch.GetTimestamp();
            try
            {
                open ??= await OpenAsync(ended);
                if (open is not null)
                {
                    await LookAsync(open, ended);
                }
            }
            catch (Exception failure) when (failure is NpgsqlException or InvalidOperationException or IOException
                or TimeoutException or OperationCanceledException)
            {
                Missed++;
                if (open is not null)
                {
                    await open.DisposeAsync();
                    open = null;
                }
            }

            TimeSpan left = Every - Stopwatch.GetElapsedTime(started);
            if (left > TimeSpan.Zero)
            {
                await Task.Delay(left, CancellationToken.None);
            }
        }

        if (open is not null)
        {
            await open.DisposeAsync();
        }
    }

    /// <summary>One snapshot.</summary>
    public async Task LookAsync(NpgsqlConnection open, CancellationToken cancel)
    {
        Dictionary<(Book Book, int Asset), long> sums = [];
        (long inTransit, long underWay) = (0, 0);
        List<string> wrong = [];
        await using (NpgsqlCommand command = new(Books.Text, open))
        await using (NpgsqlDataReader row = await command.ExecuteReaderAsync(cancel))
        {
            while (await row.ReadAsync(cancel))
            {
                (short code, short asset, long sum) = (row.GetInt16(0), row.GetInt16(1), row.GetInt64(2));
                if (code < 0)
                {
                    underWay = sum;
                    continue;
                }

                ChartLine line = Chart.Of((AccountCode)code);
                sums.TryGetValue((line.Book, asset), out long before);
                sums[(line.Book, asset)] = before + (line.Normal == Side.Debit ? sum : -sum);
                inTransit += (AccountCode)code == AccountCode.InTransitBetweenShards ? sum : 0;
                if (line.FloorAtZero && row.GetInt64(3) < 0)
                {
                    wrong.Add($"an account {(AccountCode)code} at {row.GetInt64(3)}");
                }
            }
        }

        wrong.AddRange(sums.Where(sum => sum.Value != 0)
            .Select(sum => $"book {sum.Key.Book}, asset {sum.Key.Asset}: debit less credit {sum.Value}"));
        if (inTransit != underWay)
        {
            wrong.Add(string.Create(
                CultureInfo.InvariantCulture, $"in transit {inTransit}, deliveries under way {underWay}"));
        }

        Audits++;
        Bad += wrong.Count > 0 ? 1 : 0;
        if (_found.Count < 5)
        {
            _found.AddRange(wrong);
        }
    }

    private async Task<NpgsqlConnection?> OpenAsync(CancellationToken cancel)
    {
        if (connection() is not { } text)
        {
            Missed++;
            return null;
        }

        NpgsqlConnectionStringBuilder builder = new(text) { Pooling = false, Timeout = 2, CommandTimeout = 10 };
        NpgsqlConnection open = new(builder.ConnectionString);
        try
        {
            await open.OpenAsync(cancel);
            return open;
        }
        catch
        {
            await open.DisposeAsync();
            throw;
        }
    }
}
