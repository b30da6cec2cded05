using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Huoqi.Funds;
using Huoqi.Kernel;
using Huoqi.Ledger;
using Huoqi.Wallet;
using Npgsql;
using NpgsqlTypes;

namespace Huoqi.Bench;

/// <summary>
/// A million people as a web process finds them: accounts and holdings made by the real acts over some weeks that end
/// yesterday, the income of the last three days not posted, and a session for each, whose token follows from the
/// number.
/// </summary>
internal sealed class WebBooks : IAsyncDisposable
{
    /// <summary>How many days' income nobody has been posted.</summary>
    public const int DaysOwed = 3;

    private const int DaysOfHistory = 33;
    private const int InFlight = 4_096;
    private const long FirstPerson = 1_000_001;

    private readonly Installation _installation;
    private readonly GeneralLedger _ledger;
    private readonly WalletParts _parts;
    private readonly BenchClock _clock;
    private readonly long _people;

    private WebBooks(Installation installation, GeneralLedger ledger, long people, DateOnly today)
    {
        _installation = installation;
        _ledger = ledger;
        _people = people;
        _clock = new(today);
        Fund fund = new(new Asset(1), "000198", "Money-market fund", FundDays.Default(TradingCalendar.China));
        _parts = new(ledger, installation.Db, _clock, RuleBook.Default, fund, AdvanceMode.Prefunded);
    }

    /// <summary>The token of a random person's session.</summary>
    public string Token(SeededRandom random)
    {
        long person = FirstPerson + random.Next(_people);
        return $"{person}.1.{Base64Url.EncodeToString(SecretOf(person))}";
    }

    /// <summary>Makes the books, or opens those of today that are there.</summary>
    public static async Task<WebBooks> OpenAsync(BenchRun run, CancellationToken cancel)
    {
        DateOnly today = BeijingTime.DateOf(TimeProvider.System.GetUtcNow());
        long people = run.Scaled(1_000_000);
        Installation installation = await run.Server.OpenBesideAsync(
            $"bench_web_{people}_{today:yyyyMMdd}", Installation.DefaultShardCount, cancel);
        GeneralLedger ledger = await GeneralLedger.StartAsync(
            installation.App, installation.ShardCount, new(), TimeProvider.System);
        WebBooks books = new(installation, ledger, people, today);
        await books.MakeAsync(run, cancel);
        await books.WarmAsync(cancel);
        return books;
    }

    /// <summary>How a web process reaches the database.</summary>
    public string Connection => _installation.Owner.ConnectionString;

    public async ValueTask DisposeAsync()
    {
        await _ledger.DisposeAsync();
        await _installation.DisposeAsync();
    }

    private async Task MakeAsync(BenchRun run, CancellationToken cancel)
    {
        DateOnly today = _clock.Today;
        DateOnly first = today.AddDays(-DaysOfHistory);
        DailyIncome income = new(_ledger, _installation.Db, _parts.Fund);
        IReadOnlyList<LedgerQueries.FundProgress> progress =
            await _installation.Db.AllAsync(new LedgerQueries.FundProgressOf(_parts.Fund.Asset), cancel);
        if (progress.Count > 0 && progress.All(shard => shard.PublishedThrough == today.AddDays(-1)))
        {
            return;
        }

        run.Say($"  making {_people:N0} people with {DaysOfHistory} days of history …");
        _clock.Today = first;
        Invariant.Holds(
            await income.OpenAsync(first, first) is PostStatus.Posted or PostStatus.FundAlreadyOpen);
        OpenAccount open = new(_parts);
        TransferIn hold = new(_ledger);
        await EachAsync(async person =>
        {
            await open.HandleAsync(new(person, "open", AccountClass.III));
            await hold.HandleAsync(
                _parts.Fund, new(person, "hold", new(IncomeHolders.UnitsOf(person)), first), first);
        });
        for (DateOnly day = first; day < today; day = day.AddDays(1))
        {
            _clock.Today = day.AddDays(1);
            Invariant.Holds(await income.SealAsync(day, _clock.Today) == PostStatus.Posted);
            PublishedDay published = await income.PublishAsync(day, new IncomePer10k(12_345), _clock.Today);
            Invariant.Holds(published.Status == PostStatus.Posted);
            int left = today.DayNumber - _clock.Today.DayNumber;
            if (left >= DaysOwed && left % 10 == DaysOwed)
            {
                await new SweepIncome(_ledger, _installation.Db).SweepAsync(
                    _parts.Fund, _clock.Today, CancellationToken.None);
            }
        }

        await CopyPeopleAsync(cancel);
        // A web process asks where the partners are; nobody here asks them anything.
        InstallationFacts facts = new(_installation.Db);
        foreach (string partner in (string[])["bank", "registrar", "authority"])
        {
            await facts.StateAsync($"partner.{partner}", "http://127.0.0.1:9/", cancel);
        }

        await using NpgsqlCommand settle = _installation.Owner.CreateCommand("VACUUM ANALYZE");
        settle.CommandTimeout = 0;
        await settle.ExecuteNonQueryAsync(cancel);
    }

    // A server that has just started has none of its tables in memory, one that has worked for an hour has them all:
    // the figures are those of the second. Where the server lacks the extension, the first pages of the bench do it.
    private async Task WarmAsync(CancellationToken cancel)
    {
        await using NpgsqlCommand there = _installation.Owner.CreateCommand(
            "SELECT count(*) FROM pg_available_extensions WHERE name = 'pg_prewarm'");
        if (await there.ExecuteScalarAsync(cancel) is not 1L)
        {
            return;
        }

        await using NpgsqlBatch warm = _installation.Owner.CreateBatch();
        warm.Timeout = 0;
        warm.BatchCommands.Add(new("CREATE EXTENSION IF NOT EXISTS pg_prewarm"));
        warm.BatchCommands.Add(new("""
            SELECT pg_prewarm(oid::regclass) FROM pg_class
            WHERE relkind IN ('r', 'i') AND relnamespace IN ('ledger'::regnamespace, 'identity'::regnamespace)
            ORDER BY pg_relation_size(oid)
            """));
        await warm.ExecuteNonQueryAsync(cancel);
    }

    private async Task EachAsync(Func<long, Task> act)
    {
        long next = FirstPerson - 1;
        long last = FirstPerson + _people - 1;
        await Task.WhenAll(Enumerable.Range(0, InFlight).Select(async _ =>
        {
            await Task.Yield();
            for (long person; (person = Interlocked.Increment(ref next)) <= last;)
            {
                await act(person);
            }
        }));
    }

    private async Task CopyPeopleAsync(CancellationToken cancel)
    {
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        await using NpgsqlConnection connection = await _installation.Owner.OpenConnectionAsync(cancel);
        await using (NpgsqlBinaryImporter accounts = await connection.BeginBinaryImportAsync("""
            COPY identity.account (shard, person, created_at, kind, kyc_level) FROM STDIN (FORMAT BINARY)
            """, cancel))
        {
            for (long person = FirstPerson; person < FirstPerson + _people; person++)
            {
                await accounts.StartRowAsync(cancel);
                await accounts.WriteAsync(_ledger.ShardOf(person), NpgsqlDbType.Smallint, cancel);
                await accounts.WriteAsync(person, NpgsqlDbType.Bigint, cancel);
                await accounts.WriteAsync(now, NpgsqlDbType.TimestampTz, cancel);
                await accounts.WriteAsync((short)1, NpgsqlDbType.Smallint, cancel);
                await accounts.WriteAsync((short)3, NpgsqlDbType.Smallint, cancel);
            }

            await accounts.CompleteAsync(cancel);
        }

        await using NpgsqlBinaryImporter sessions = await connection.BeginBinaryImportAsync("""
            COPY identity.session (shard, person, session, created_at, last_seen, idle_until, expires_at, kind,
                                   secret_hash, device) FROM STDIN (FORMAT BINARY)
            """, cancel);
        for (long person = FirstPerson; person < FirstPerson + _people; person++)
        {
            await sessions.StartRowAsync(cancel);
            await sessions.WriteAsync(_ledger.ShardOf(person), NpgsqlDbType.Smallint, cancel);
            await sessions.WriteAsync(person, NpgsqlDbType.Bigint, cancel);
            await sessions.WriteAsync(1L, NpgsqlDbType.Bigint, cancel);
            await sessions.WriteAsync(now, NpgsqlDbType.TimestampTz, cancel);
            await sessions.WriteAsync(now, NpgsqlDbType.TimestampTz, cancel);
            await sessions.WriteAsync(now.AddDays(7), NpgsqlDbType.TimestampTz, cancel);
            await sessions.WriteAsync(now.AddDays(30), NpgsqlDbType.TimestampTz, cancel);
            await sessions.WriteAsync((short)1, NpgsqlDbType.Smallint, cancel);
            await sessions.WriteAsync(SHA256.HashData(SecretOf(person)), NpgsqlDbType.Bytea, cancel);
            await sessions.WriteAsync("bench", NpgsqlDbType.Text, cancel);
        }

        await sessions.CompleteAsync(cancel);
    }

    // No secret of anybody: the books of a bench.
    private static byte[] SecretOf(long person) => SHA256.HashData(Encoding.ASCII.GetBytes($"bench-{person}"));
}
