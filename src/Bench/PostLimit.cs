using System.Diagnostics;
using Huoqi.Kernel;
using Huoqi.Ledger;

namespace Huoqi.Bench;

/// <summary>
/// The raw limit of posting: the same rows in the same statements, in groups of the same size on as many connections,
/// but made up: nothing is queued, loaded, judged or hashed. What posting could be if all of that were free.
/// </summary>
internal sealed class PostLimit(PostBooks books, int connections, int groupSize)
{
    private static long _run;

    /// <summary>Commits groups for a while; transfers per second.</summary>
    public async Task<LoadResult> RunAsync(TimeSpan window, ServerProcess? server, CancellationToken cancel)
    {
        long run = Interlocked.Increment(ref _run);
        ShardHead[] heads = await HeadsAsync(books);
        PostgresLedgerStore store = new(books.Installation.App);
        long keys = 0;
        LoadResult groups = await Callers.RunAsync(connections, window, server, async (caller, n) =>
        {
            SeededRandom random = new(unchecked((run << 40) ^ ((long)caller << 32) ^ n));
            List<ShardGroup> shards = [];
            int own = heads.Length / connections;
            for (int i = 0; i < own; i++)
            {
                short shard = (short)((i * connections) + caller);
                shards.Add(Made(shard, ref heads[shard], groupSize / own, random, run, ref keys));
            }

            await store.CommitAsync(new(HashChain.ToMicroseconds(TimeProvider.System.GetUtcNow()), shards));
            return true;
        }, cancel);
        int size = groupSize / (heads.Length / connections) * (heads.Length / connections);
        return groups with { PerSecond = groups.PerSecond * size, Done = groups.Done * size };
    }

    private static async Task<ShardHead[]> HeadsAsync(PostBooks books)
    {
        LoadRequest request = new();
        request.Heads.AddRange(Enumerable.Range(0, books.People.Length).Select(shard => (short)shard));
        Ledger.LoadResult found = await new PostgresLedgerStore(books.Installation.App).LoadAsync(request);
        return [.. request.Heads.Select(shard => found.Heads[shard].Head)];
    }

    private ShardGroup Made(
        short shard, ref ShardHead head, int count, SeededRandom random, long run, ref long keys)
    {
        ShardGroup group = new(shard, head.Head, head.Chain) { ToChain = head.Chain };
        Dictionary<long, Account> accounts = [];
        long[] people = books.People[shard];
        long entry = head.Head;
        for (int i = 0; i < count; i++)
        {
            entry++;
            long payer = people[random.Pick(people.Length)];
            long payee = people[random.Pick(people.Length)];
            AccountKey debit = PostBooks.Balance(payer);
            AccountKey credit = PostBooks.Balance(payee == payer ? people[0] : payee);
            if (debit == credit)
            {
                credit = PostBooks.Balance(people[1]);
            }

            string key = $"r{run}-{Interlocked.Increment(ref keys)}-{Stopwatch.GetTimestamp() & 0xFFFFFF}";
            group.Keys.Add(new(payer, BenchActs.Post, key, Guid.Empty, PostStatus.Posted, entry, -1));
            group.Entries.Add(new(entry, BenchActs.Post, payer, PostBooks.Today.DayNumber, 0, -1, -1, ""));
            group.Transfers.Add(new(
                entry, 0, debit.Packed, credit.Packed, 1, PostBooks.Opening, PostBooks.Opening, -1, -1, 1, 1));
            Touch(accounts, group, debit);
            Touch(accounts, group, credit);
        }

        group.ToHead = entry;
        head = head with { Head = entry };
        return group;
    }

    private static void Touch(Dictionary<long, Account> accounts, ShardGroup group, AccountKey key)
    {
        if (!accounts.ContainsKey(key.Packed))
        {
            Account account = new(key) { Stored = true, Exists = true, Balance = PostBooks.Opening };
            account.Standing = AccountStanding.Open;
            accounts.Add(key.Packed, account);
            group.Touch(account);
        }
    }
}
