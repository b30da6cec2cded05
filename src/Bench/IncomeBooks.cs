using Huoqi.Funds;
using Huoqi.Kernel;
using Huoqi.Ledger;
using Npgsql;

namespace Huoqi.Bench;

/// <summary>Books of 64 shards with funds whose days are sealed and published through the real ledger.</summary>
internal sealed class IncomeBooks : IAsyncDisposable
{
    /// <summary>As many as an installation has that was not told another number.</summary>
    public const int Shards = Installation.DefaultShardCount;

    private readonly BenchRun _run;
    private readonly string _database;

    private IncomeBooks(BenchRun run, string database, Installation installation, GeneralLedger ledger)
    {
        _run = run;
        _database = database;
        Installation = installation;
        Ledger = ledger;
    }

    public Installation Installation { get; }

    public GeneralLedger Ledger { get; }

    /// <summary>The first earning day of every fund.</summary>
    public static DateOnly FirstDay { get; } = new(2026, 1, 1);

    /// <summary>The business date of all that is posted.</summary>
    public static DateOnly Today { get; } = new(2027, 6, 1);

    /// <summary>A usual day: 1.2345 yuan per 10,000 units.</summary>
    public static IncomePer10k Usual { get; } = new(12_345);

    /// <summary>Opens new books; what an earlier run left is thrown away.</summary>
    public static async Task<IncomeBooks> MakeAsync(BenchRun run, string database, CancellationToken cancel)
    {
        await DropAsync(run, database, cancel);
        return await OpenAsync(run, database, cancel);
    }

    public static async Task<IncomeBooks> OpenAsync(BenchRun run, string database, CancellationToken cancel)
    {
        Installation installation = await run.Server.OpenBesideAsync(database, Shards, cancel);
        GeneralLedger ledger = await GeneralLedger.StartAsync(installation.App, Shards, new(), TimeProvider.System);
        return new(run, database, installation, ledger);
    }

    /// <summary>Throws books away.</summary>
    public static async Task DropAsync(BenchRun run, string database, CancellationToken cancel)
    {
        NpgsqlConnection.ClearAllPools();
        await using NpgsqlCommand drop =
            run.Server.Owner.CreateCommand($"DROP DATABASE IF EXISTS {database} WITH (FORCE)");
        await drop.ExecuteNonQueryAsync(cancel);
    }

    public static Fund Fund(short number) =>
        new(new(number), $"{number:000000}", $"bench fund {number}", FundDays.AsRecorded);

    /// <summary>Opens a fund in every shard; its first day is still to be sealed.</summary>
    public async Task<Fund> OpenFundAsync(short number)
    {
        Fund fund = Fund(number);
        PostStatus status = await new DailyIncome(Ledger, Installation.Db, fund).OpenAsync(FirstDay, Today);
        Invariant.Holds(status == PostStatus.Posted);
        return fund;
    }

    /// <summary>The head of every shard.</summary>
    public async Task<long[]> HeadsAsync(CancellationToken cancel) =>
        [.. (await Installation.Db.AllAsync(new EarningQueries.Heads(), cancel)).Select(shard => shard.Head)];

    /// <summary>Seals and publishes a day.</summary>
    public static async Task<EarningDay> DayAsync(DailyIncome income, DateOnly day)
    {
        Invariant.Holds(await income.SealAsync(day, Today) == PostStatus.Posted);
        PublishedDay published = await income.PublishAsync(day, Usual, Today);
        Invariant.Holds(published.Status == PostStatus.Posted);
        return published.Numbers;
    }

    /// <summary>A number that tells rows written from here on.</summary>
    public async Task<long> MarkAsync(CancellationToken cancel) =>
        await ScalarAsync("SELECT txid_current() & 4294967295", cancel);

    /// <summary>Rows of all tables of the ledger as they were left since a mark.</summary>
    public async Task<long> RowsSinceAsync(long mark, CancellationToken cancel)
    {
        string[] tables =
        [
            "shard_head", "posting_group", "request_key", "entry", "transfer", "account", "holder", "fund_standing",
            "earning_day", "delivery",
        ];
        IEnumerable<string> counts = tables.Select(table =>
            $"(SELECT count(*) FROM ledger.{table} WHERE xmin::text::bigint >= {mark})");
        return await ScalarAsync($"SELECT {string.Join(" + ", counts)}", cancel);
    }

    public async Task ExecuteAsync(string statement, CancellationToken cancel)
    {
        await using NpgsqlCommand command = Installation.Owner.CreateCommand(statement);
        await command.ExecuteNonQueryAsync(cancel);
    }

    private async Task<long> ScalarAsync(string question, CancellationToken cancel)
    {
        await using NpgsqlCommand command = Installation.Owner.CreateCommand(question);
        return (long)(await command.ExecuteScalarAsync(cancel))!;
    }

    /// <summary>Closes the books and throws them away.</summary>
    public async Task EndAsync(CancellationToken cancel)
    {
        await DisposeAsync();
        await DropAsync(_run, _database, cancel);
    }

    public async ValueTask DisposeAsync()
    {
        await Ledger.DisposeAsync();
        await Installation.DisposeAsync();
    }
}
