using System.Diagnostics;
using Huoqi.Kernel;
using Huoqi.Ledger;
using Npgsql;
using NpgsqlTypes;

namespace Huoqi.Bench;

/// <summary>
/// Books to post into: a million open accounts with money, in a database of their own. The accounts are copied in, not
/// posted, so that a bench begins within seconds; their journal is what the bench posts.
/// </summary>
internal sealed class PostBooks : IAsyncDisposable
{
    /// <summary>What everybody has at the start, fen.</summary>
    public const long Opening = 1_000_000_000;

    private readonly Installation _installation;

    private PostBooks(Installation installation, GeneralLedger ledger, long[][] people)
    {
        _installation = installation;
        Ledger = ledger;
        People = people;
    }

    public GeneralLedger Ledger { get; }

    /// <summary>The people of each shard.</summary>
    public long[][] People { get; }

    public Installation Installation => _installation;

    /// <summary>The business date of all that is posted.</summary>
    public static DateOnly Today { get; } = new(2026, 11, 20);

    /// <summary>Opens the books, filling them when they are new.</summary>
    public static async Task<PostBooks> OpenAsync(
        BenchRun run, string database, int shards, LedgerOptions? options, CancellationToken cancel)
    {
        Installation installation = await run.Server.OpenBesideAsync(database, shards, cancel);
        long count = run.Scaled(1_000_000);
        List<long>[] people = [.. Enumerable.Range(0, shards).Select(_ => new List<long>())];
        for (long person = 1; person <= count; person++)
        {
            people[Sharding.Of(person, shards)].Add(person);
        }

        GeneralLedger ledger = await GeneralLedger.StartAsync(
            installation.App, shards, options ?? new(), TimeProvider.System);
        await FillAsync(installation, people, cancel);
        return new(installation, ledger, [.. people.Select(shard => shard.ToArray())]);
    }

    /// <summary>A random pair of people of one shard.</summary>
    public (short Shard, long Payer, long Payee) Pair(SeededRandom random)
    {
        short shard = (short)random.Pick(People.Length);
        long[] people = People[shard];
        long payer = people[random.Pick(people.Length)];
        long payee = people[random.Pick(people.Length)];
        return payer == payee ? Pair(random) : (shard, payer, payee);
    }

    public static AccountKey Balance(long person) => AccountKey.Of(person, AccountCode.UserBalance);

    /// <summary>A single-transfer entry.</summary>
    public static EntryDraft Draft(short shard, long owner, string key, AccountKey debit, AccountKey credit) => new()
    {
        Shard = shard,
        Owner = owner,
        Act = BenchActs.Post,
        Key = key,
        BusinessDate = Today,
        Legs = [Leg.Transfer(Debit: debit, Credit: credit, 1)],
    };

    /// <summary>Rows of the journal so far.</summary>
    public async Task<long> TransfersAsync(CancellationToken cancel)
    {
        await using NpgsqlCommand command = _installation.Owner.CreateCommand("SELECT count(*) FROM ledger.transfer");
        return (long)(await command.ExecuteScalarAsync(cancel))!;
    }

    /// <summary>
    /// Waits until all that is queued is answered. When others wrote meanwhile, the ledger hears of it: its next group
    /// is refused at its head.
    /// </summary>
    public async Task DrainAsync()
    {
        for (short shard = 0; shard < People.Length; shard++)
        {
            long[] people = People[shard];
            await Ledger.PostAsync(Draft(
                shard, people[0], $"f-{Stopwatch.GetTimestamp()}", Balance(people[0]), Balance(people[1])) with
            {
                ByPlatform = true,
            });
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Ledger.DisposeAsync();
        await _installation.DisposeAsync();
    }

    private static async Task FillAsync(Installation installation, List<long>[] people, CancellationToken cancel)
    {
        await using NpgsqlConnection connection = await installation.Owner.OpenConnectionAsync(cancel);
        await using NpgsqlCommand count = new("SELECT count(*) FROM ledger.account", connection);
        if ((long)(await count.ExecuteScalarAsync(cancel))! >= people.Sum(shard => (long)shard.Count))
        {
            return;
        }

        await using (NpgsqlCommand empty = new("TRUNCATE ledger.account", connection))
        {
            await empty.ExecuteNonQueryAsync(cancel);
        }

        await using (NpgsqlBinaryImporter rows = await connection.BeginBinaryImportAsync("""
            COPY ledger.account (shard, account, balance, standing, limit_window, last_line, floor_at_zero)
            FROM STDIN (FORMAT BINARY)
            """, cancel))
        {
            for (short shard = 0; shard < people.Length; shard++)
            {
                foreach (long person in people[shard])
                {
                    await rows.StartRowAsync(cancel);
                    await rows.WriteAsync(shard, NpgsqlDbType.Smallint, cancel);
                    await rows.WriteAsync(Balance(person).Packed, NpgsqlDbType.Bigint, cancel);
                    await rows.WriteAsync(Opening, NpgsqlDbType.Bigint, cancel);
                    await rows.WriteAsync((short)1, NpgsqlDbType.Smallint, cancel);
                    await rows.WriteAsync(0, NpgsqlDbType.Integer, cancel);
                    await rows.WriteAsync(0L, NpgsqlDbType.Bigint, cancel);
                    await rows.WriteAsync(true, NpgsqlDbType.Boolean, cancel);
                }
            }

            await rows.CompleteAsync(cancel);
        }

        await using NpgsqlCommand analyze = new("VACUUM (FREEZE, ANALYZE) ledger.account", connection);
        await analyze.ExecuteNonQueryAsync(cancel);
    }
}

/// <summary>Acts of the benches; they stand in no real books.</summary>
internal static class BenchActs
{
    public const short Post = 30_000;
    public const short Across = 30_001;
}
