using System.Globalization;
using System.Text.Json;
using Huoqi.Ledger;
using Npgsql;
using Xunit;

namespace Huoqi.SystemTests;

/// <summary>
/// Bytes that a posted transfer allocates, from draft to answer over a real server, held against the number recorded in
/// <c>allocations.json</c>. Bytes are no time: they hardly differ between machines.
/// </summary>
[Collection(nameof(AloneInTheProcess))]
public sealed class AllocationTests(PostgresFixture postgres, ITestOutputHelper output)
{
    private const string Record = "HUOQI_RECORD_ALLOCATIONS";
    private const short Shards = 4;
    private const int People = 1_000;
    private const int Transfers = 40_000;
    private const int InFlight = 4_096;
    private const int Runs = 3;
    private const int TolerancePercent = 30;
    private const short AnAct = 900;

    private static readonly DateOnly Today = new(2026, 3, 10);

    [Fact]
    public async Task A_posted_transfer_allocates_what_is_recorded()
    {
#if DEBUG
        Assert.Skip("what is recorded is of the optimized build: add -c Release");
#endif
        await using TestDatabase database = await postgres.CreateDatabaseAsync();
        await using GeneralLedger ledger = await GeneralLedger.StartAsync(
            database.App, Shards, new LedgerOptions(), TimeProvider.System);
        await OpenPeopleAsync(database);
        await PostAllAsync(ledger, run: 0);
        List<long> runs = [];
        for (int run = 1; run <= Runs; run++)
        {
            runs.Add(await PostAllAsync(ledger, run) / Transfers);
        }

        output.WriteLine($"bytes a transfer: {string.Join(", ", runs)}");
        long measured = runs.Order().ElementAt(Runs / 2);
        if (Environment.GetEnvironmentVariable(Record) == "1")
        {
            await File.WriteAllTextAsync(
                Recorded(), $$"""{ "bytesPerTransfer": {{measured}} }""" + "\n", TestContext.Current.CancellationToken);
            return;
        }

        using JsonDocument file = JsonDocument.Parse(
            await File.ReadAllTextAsync(Recorded(), TestContext.Current.CancellationToken));
        long recorded = file.RootElement.GetProperty("bytesPerTransfer").GetInt64();
        string figures = $"{measured} bytes a transfer were allocated, {recorded} are recorded";
        Assert.True(measured * 100 <= recorded * (100 + TolerancePercent),
            $"{figures}: a posting has become dearer; find out why, or record it with {Record}=1");
        Assert.True(measured * 100 >= recorded * (100 - TolerancePercent),
            $"{figures}: a posting has become cheaper, and the file wants the new number: run with {Record}=1");
    }

    /// <summary>Bytes that all of this process allocated while the transfers were posted and the callers
    /// answered.</summary>
    private static async Task<long> PostAllAsync(GeneralLedger ledger, int run)
    {
        Task<bool>[] callers = new Task<bool>[InFlight];
        long before = GC.GetTotalAllocatedBytes(precise: true);
        for (int caller = 0; caller < InFlight; caller++)
        {
            callers[caller] = CallAsync(ledger, run, caller);
        }

        bool[] posted = await Task.WhenAll(callers);
        long bytes = GC.GetTotalAllocatedBytes(precise: true) - before;
        Assert.DoesNotContain(false, posted);
        return bytes;
    }

    /// <summary>One of those in flight: asks for its share of the transfers, one after the other.</summary>
    private static async Task<bool> CallAsync(GeneralLedger ledger, int run, int caller)
    {
        for (int i = caller; i < Transfers; i += InFlight)
        {
            long payer = 1 + (i % People);
            long payee = 1 + ((i + 1) % People);
            PostResult result = await ledger.PostAsync(new()
            {
                Shard = (short)(i % Shards),
                Owner = payer,
                Act = AnAct,
                Key = string.Create(CultureInfo.InvariantCulture, $"a{run}-{i}"),
                BusinessDate = Today,
                Legs = [Leg.Transfer(Debit: Wallet(payer), Credit: Wallet(payee), 1)],
            });
            if (!result.IsPosted)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Everybody has an account with money in every shard; copied in, not posted.</summary>
    private static async Task OpenPeopleAsync(TestDatabase database)
    {
        await using NpgsqlCommand command = database.Owner.CreateCommand("""
            INSERT INTO ledger.account (shard, account, balance, standing, limit_window, last_line, floor_at_zero)
            SELECT s.shard, a.account, 1000000, 1, 0, 0, true
            FROM unnest($1::smallint[]) AS s (shard), unnest($2::bigint[]) AS a (account)
            """);
        command.Parameters.Add(new NpgsqlParameter<short[]>
        {
            TypedValue = [.. Enumerable.Range(0, Shards).Select(shard => (short)shard)],
        });
        command.Parameters.Add(new NpgsqlParameter<long[]>
        {
            TypedValue = [.. Enumerable.Range(1, People).Select(person => Wallet(person).Packed)],
        });
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    private static AccountKey Wallet(long person) => AccountKey.Of(person, AccountCode.UserBalance);

    private static string Recorded()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Huoqi.slnx")))
        {
            folder = folder.Parent;
        }

        Assert.NotNull(folder);
        return Path.Combine(folder.FullName, "tests", "System", "Ledger", "allocations.json");
    }
}

/// <summary>Tests that count what the whole process does: nothing else runs beside them.</summary>
[CollectionDefinition(nameof(AloneInTheProcess), DisableParallelization = true)]
public sealed class AloneInTheProcess;
