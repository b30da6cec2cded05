using Huoqi.Kernel;
using Npgsql;

namespace Huoqi.Verify;

/// <summary>
/// Proves a database from its journal alone: the hash chain, every balance, the trial balance, every holder's income
/// of every day, keys, deliveries. It shares no code with the ledger and the funds, and only reads.
/// </summary>
/// <param name="source">Connections of a role that may read; nine by default (see <see cref="VerifyOptions"/>).</param>
/// <param name="time">The clock of the wall time in the report.</param>
/// <param name="options">How it runs; null for the defaults.</param>
public sealed class Verifier(NpgsqlDataSource source, TimeProvider time, VerifyOptions? options = null)
{
    private const int ReadersOfAShard = 4;

    private static readonly Sql TableExists = new("SELECT to_regclass($1) IS NOT NULL");

    private readonly VerifyOptions _options = options ?? new VerifyOptions();

    /// <summary>Goes through everything, in one snapshot.</summary>
    /// <param name="progress">Told after every shard and now and then in between.</param>
    /// <param name="cancel">Stops it; nothing was changed.</param>
    public async Task<VerifyReport> RunAsync(
        IProgress<VerifyProgress>? progress = null, CancellationToken cancel = default)
    {
        long started = time.GetTimestamp();
        await using Snapshot snapshot = await Snapshot.TakeAsync(source, cancel);
        List<ShardHead> heads = await snapshot.First.RowsAsync(
            Selects.Heads.Text,
            row => new ShardHead(row.GetInt16(0), row.GetInt64(1), row.GetFieldValue<byte[]>(2),
                row.IsDBNull(3) ? CopyRows.NoDay : row.GetFieldValue<DateOnly>(3).DayNumber),
            cancel);
        Run run = new(snapshot, heads, _options, progress);
        await run.AllShardsAsync(cancel);
        (Findings findings, List<TrialBalanceLine> trialBalance) = run.Merge();
        List<VerifyCheck> checks = [.. findings.ToChecks()];
        await RunStatementsAsync(snapshot, checks, cancel);
        return new(checks, trialBalance, run.Rows, time.GetElapsedTime(started));
    }

    /// <summary>Runs the checks in SQL, and adds what they find to the check of their name.</summary>
    private async Task RunStatementsAsync(Snapshot snapshot, List<VerifyCheck> checks, CancellationToken cancel)
    {
        IReadOnlyList<Statement> all = Statements.All;
        IReadOnlyList<Finding>[] found = new IReadOnlyList<Finding>[all.Count];
        int next = -1;
        await Task.WhenAll(Enumerable.Range(0, _options.ShardsAtOnce).Select(async _ =>
        {
            await using SnapshotReader reader = await snapshot.JoinForChecksAsync(cancel);
            for (int i = Interlocked.Increment(ref next); i < all.Count; i = Interlocked.Increment(ref next))
            {
                found[i] = await FindAsync(all[i], reader, cancel);
            }
        }));
        foreach (IGrouping<string, int> named in Enumerable.Range(0, all.Count).GroupBy(i => all[i].Name))
        {
            List<Finding> findings = [.. named.SelectMany(i => found[i])];
            int at = checks.FindIndex(check => check.Name == named.Key);
            VerifyCheck before = at < 0 ? new(named.Key, 0, 0, []) : checks[at];
            VerifyCheck after = before with
            {
                Rows = before.Rows + named.Count(),
                FindingCount = before.FindingCount + findings.Count,
                Findings = [.. before.Findings.Concat(findings).Take(_options.ListedFindings)],
            };
            if (at < 0)
            {
                checks.Add(after);
            }
            else
            {
                checks[at] = after;
            }
        }
    }

    private static async Task<IReadOnlyList<Finding>> FindAsync(
        Statement statement, SnapshotReader reader, CancellationToken cancel)
    {
        return await reader.IsTrueAsync(TableExists, statement.Table, cancel)
            ? await reader.RowsAsync(
                statement.Sql.Text,
                row => new Finding(statement.Table, row.GetString(2), row.GetInt16(0), row.GetString(1),
                    row.GetString(3), row.GetString(4)),
                cancel)
            : [];
    }

    /// <summary>One verification: shards are taken one after the other by as many workers as are allowed.</summary>
    private sealed class Run(
        Snapshot snapshot, List<ShardHead> heads, VerifyOptions options, IProgress<VerifyProgress>? progress)
    {
        private const long RowsBetweenReports = 100_000;

        private readonly Findings[] _findings = new Findings[heads.Count];
        private readonly Dictionary<(int Code, int Asset), Int128>[] _totals =
            new Dictionary<(int Code, int Asset), Int128>[heads.Count];
        private readonly IncomeTotals _income = new();
        private int _next = -1;
        private int _done;
        private long _rows;

        public long Rows => _rows;

        public Task AllShardsAsync(CancellationToken cancel) =>
            Task.WhenAll(Enumerable.Range(0, Math.Min(options.ShardsAtOnce, heads.Count))
                .Select(_ => WorkAsync(cancel)));

        /// <summary>What was found, in the order of the shards, and the trial balance over all of them.</summary>
        public (Findings Findings, List<TrialBalanceLine> TrialBalance) Merge()
        {
            Findings all = new(shard: -1, options.ListedFindings);
            Dictionary<(int Code, int Asset), Int128> sums = [];
            // First what concerns all shards: a wrong day shows in every later day of every shard.
            _income.Compare(all);
            for (int i = 0; i < heads.Count; i++)
            {
                all.Add(_findings[i]);
                foreach (((int, int) key, Int128 total) in _totals[i])
                {
                    sums[key] = sums.GetValueOrDefault(key) + total;
                }
            }

            return (all, [.. sums.GroupBy(AccountBook.BookOf).SelectMany(book => book).Select(ToLine)
                .OrderBy(line => line.Book == Arithmetic.Control).ThenBy(line => line.Book).ThenBy(line => line.Asset)
                .ThenBy(line => line.Code)]);
        }

        private static TrialBalanceLine ToLine(KeyValuePair<(int Code, int Asset), Int128> sum)
        {
            (int code, int asset) = sum.Key;
            bool isDebit = Arithmetic.RowOf(Arithmetic.AccountOf(owner: 0, code, asset)).DebitNormal;
            return new(AccountBook.BookOf(sum).Book, asset, code, isDebit ? sum.Value : 0, isDebit ? 0 : sum.Value);
        }

        private async Task WorkAsync(CancellationToken cancel)
        {
            List<SnapshotReader> readers = [];
            try
            {
                for (int i = 0; i < ReadersOfAShard; i++)
                {
                    readers.Add(await snapshot.JoinAsync(cancel));
                }

                for (int i = Interlocked.Increment(ref _next); i < heads.Count; i = Interlocked.Increment(ref _next))
                {
                    _findings[i] = new(heads[i].Shard, options.ListedFindings);
                    using ShardPass pass = new(heads[i], _findings[i], Looked);
                    await pass.RunAsync(readers, cancel);
                    _income.Add(heads[i].Shard, pass.Income);
                    _totals[i] = pass.Accounts.Totals;
                    Interlocked.Increment(ref _done);
                    Report();
                }
            }
            finally
            {
                foreach (SnapshotReader reader in readers)
                {
                    await reader.DisposeAsync();
                }
            }
        }

        private void Looked(long rows)
        {
            long after = Interlocked.Add(ref _rows, rows);
            if (after / RowsBetweenReports != (after - rows) / RowsBetweenReports)
            {
                Report();
            }
        }

        private void Report() =>
            progress?.Report(new(Volatile.Read(ref _done), heads.Count, Interlocked.Read(ref _rows)));
    }
}
