using Huoqi.Funds;
using Huoqi.Kernel;
using Huoqi.Ledger;
using Huoqi.Wallet;
using Npgsql;

namespace Huoqi.Bench;

/// <summary>
/// A house whose people pay with fund units: accounts, holdings and people copied in, everything else (fund, days of
/// income, the bank's placed money, the merchant) through the modules' faces.
/// </summary>
internal sealed class PayBooks : IAsyncDisposable
{
    /// <summary>The merchant that is paid.</summary>
    public const long Merchant = 1;

    private const long UnitsOfEverybody = 5_000_00;
    private static readonly DateOnly FirstDay = new(2026, 1, 5);

    private readonly Installation _installation;
    private readonly DailyIncome _income;
    private readonly BenchClock _clock = new(FirstDay);
    private int _next;

    private PayBooks(Installation installation, GeneralLedger ledger, long[] people)
    {
        _installation = installation;
        Ledger = ledger;
        People = people;
        Fund fund = new(new Asset(1), "000001", "Money-market fund", FundDays.AsRecorded);
        Parts = new(ledger, installation.Db, _clock, RuleBook.Default, fund, AdvanceMode.Prefunded);
        _income = new(ledger, installation.Db, fund);
    }

    public GeneralLedger Ledger { get; }

    public WalletParts Parts { get; }

    /// <summary>Everybody, in an order without order.</summary>
    public long[] People { get; }

    public Installation Installation => _installation;

    /// <summary>The next person who has not paid since the last days were published.</summary>
    public long NextPerson() => People[(Interlocked.Increment(ref _next) & int.MaxValue) % People.Length];

    /// <summary>How many have paid since.</summary>
    public int Taken => _next;

    /// <summary>Makes the house, or opens the one that is there.</summary>
    public static async Task<PayBooks> OpenAsync(BenchRun run, int shards, CancellationToken cancel)
    {
        Installation installation = await run.Server.OpenBesideAsync($"bench_pay_{shards}", shards, cancel);
        GeneralLedger ledger = await GeneralLedger.StartAsync(
            installation.App, shards, new(), TimeProvider.System);
        long[] people = [.. Enumerable.Range(1, (int)run.Scaled(400_000)).Select(person => (long)person)];
        new SeededRandom(1).Shuffle<long>(people);
        PayBooks books = new(installation, ledger, people);
        await books.MakeAsync(cancel);
        return books;
    }

    /// <summary>Publishes the income of the next days, so that everybody is owed for them.</summary>
    public async Task NextDaysAsync(int days)
    {
        for (int i = 0; i < days; i++)
        {
            DateOnly day = _clock.Today;
            _clock.Today = day.AddDays(1);
            Invariant.Holds(await _income.SealAsync(day, _clock.Today) == PostStatus.Posted);
            PublishedDay published = await _income.PublishAsync(day, new IncomePer10k(4_137), _clock.Today);
            Invariant.Holds(published.Status == PostStatus.Posted);
        }

        _next = 0;
    }

    public async ValueTask DisposeAsync()
    {
        await Ledger.DisposeAsync();
        await _installation.DisposeAsync();
    }

    private async Task MakeAsync(CancellationToken cancel)
    {
        IReadOnlyList<LedgerQueries.FundProgress> progress =
            await _installation.Db.AllAsync(new LedgerQueries.FundProgressOf(Parts.Fund.Asset), cancel);
        if (progress.Count > 0)
        {
            _clock.Today = progress[0].PublishedThrough.AddDays(1);
            return;
        }

        await CopyAsync("""
            COPY ledger.account (shard, account, balance, standing, limit_window, last_line, floor_at_zero)
            FROM STDIN (FORMAT BINARY)
            """, WalletRow, cancel);
        await CopyAsync("""
            COPY ledger.account (shard, account, balance, standing, limit_window, last_line, floor_at_zero)
            FROM STDIN (FORMAT BINARY)
            """, UnitsRow, cancel);
        await CopyAsync("""
            COPY ledger.holder (shard, owner, asset, posted_through, units, change_days, change_units)
            FROM STDIN (FORMAT BINARY)
            """, HolderRow, cancel);
        await CopyAsync("""
            COPY wallet.person (shard, person, account_class, opened_on) FROM STDIN (FORMAT BINARY)
            """, PersonRow, cancel);
        Facility facility = new(Ledger, _installation.Db);
        Invariant.Holds(
            await facility.PlaceAndDealAsync("bench", Money.FromYuan(1_000_000_000), FirstDay) == PostStatus.Posted);
        WalletAnswer merchant = await new RegisterMerchant(Parts).HandleAsync(
            new(Merchant, "bench", "A shop", "6222-0000", Money.Zero));
        Invariant.Holds(merchant.Status == WalletStatus.Done);
        Invariant.Holds(await _income.OpenAsync(FirstDay, FirstDay) == PostStatus.Posted);
    }

    private static object[] WalletRow(short shard, long person) =>
        [shard, AccountKey.Of(person, AccountCode.UserBalance).Packed, 0L, (short)1, 0, 0L, true];

    private static object[] UnitsRow(short shard, long person) =>
    [
        shard, AccountKey.Of(person, AccountCode.UnitsAvailable, new Asset(1)).Packed, UnitsOfEverybody, (short)1, 0,
        0L, true,
    ];

    private static object[] HolderRow(short shard, long person) =>
    [
        shard, person, (short)1, FirstDay.AddDays(-1), UnitsOfEverybody, Array.Empty<DateOnly>(), Array.Empty<long>(),
    ];

    private static object[] PersonRow(short shard, long person) => [shard, person, (short)AccountClass.III, FirstDay];

    private async Task CopyAsync(string copy, Func<short, long, object[]> row, CancellationToken cancel)
    {
        await using NpgsqlConnection connection = await _installation.Owner.OpenConnectionAsync(cancel);
        await using NpgsqlBinaryImporter rows = await connection.BeginBinaryImportAsync(copy, cancel);
        foreach (long person in People)
        {
            await rows.WriteRowAsync(cancel, row(Ledger.ShardOf(person), person));
        }

        await rows.CompleteAsync(cancel);
    }
}

/// <summary>A business clock that is set.</summary>
internal sealed class BenchClock(DateOnly today) : TimeProvider
{
    /// <summary>The business date; it is ten in the morning.</summary>
    public DateOnly Today { get; set; } = today;

    public override DateTimeOffset GetUtcNow() => new(Today.ToDateTime(new TimeOnly(2, 0)), TimeSpan.Zero);
}
