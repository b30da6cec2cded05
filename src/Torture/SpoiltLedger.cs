using Huoqi.Kernel;
using Huoqi.Ledger;
using Npgsql;

namespace Huoqi.Torture;

/// <summary>The general ledger with one of its walls taken out, for the controls that need that.</summary>
internal static class SpoiltLedger
{
    // The check itself, and the keys that two writers of one position would still meet at.
    private const string TakeHeadCheckOut = """
        CREATE OR REPLACE FUNCTION ledger.move_heads(
            shards smallint[], from_heads bigint[], to_heads bigint[], chains bytea[], closed date[])
        RETURNS void LANGUAGE plpgsql AS $$
        BEGIN
            UPDATE ledger.shard_head h
            SET head = g.to_head, chain = g.chain, closed_through = coalesce(g.closed, h.closed_through)
            FROM unnest(shards, from_heads, to_heads, chains, closed) AS g(shard, from_head, to_head, chain, closed)
            WHERE h.shard = g.shard;
        END $$;
        ALTER TABLE ledger.posting_group DROP CONSTRAINT IF EXISTS posting_group_pkey;
        ALTER TABLE ledger.entry DROP CONSTRAINT IF EXISTS entry_pkey;
        ALTER TABLE ledger.transfer DROP CONSTRAINT IF EXISTS transfer_pkey;
        """;

    /// <summary>Null when the control leaves the ledger as it is.</summary>
    public static async Task<GeneralLedger?> StartAsync(
        Installation installation, Control control, LedgerOptions options)
    {
        if (control == Control.NoHeadCheck)
        {
            await using NpgsqlCommand command = installation.Owner.CreateCommand(TakeHeadCheckOut);
            await command.ExecuteNonQueryAsync();
            return null;
        }

        ILedgerStore? store = control switch
        {
            Control.AsynchronousCommit => new PostgresLedgerStore(Asynchronous(installation.App)),
            Control.RefusalWithoutHeadCheck => new UnprovenRefusals(new PostgresLedgerStore(installation.App)),
            _ => null,
        };
        return store is null ? null : new(store, installation.ShardCount, options, TimeProvider.System);
    }

    // DbConnections refuses sessions like these; that is why they are made here.
    private static NpgsqlDataSource Asynchronous(NpgsqlDataSource app)
    {
        NpgsqlConnectionStringBuilder builder = new(app.ConnectionString);
        builder.Options += " -c synchronous_commit=off";
        return NpgsqlDataSource.Create(builder.ConnectionString);
    }

    /// <summary>A group of refusals alone is answered without being written: nothing proves the head it was judged
    /// at.</summary>
    private sealed class UnprovenRefusals(ILedgerStore store) : ILedgerStore
    {
        public Task<LoadResult> LoadAsync(LoadRequest request) => store.LoadAsync(request);

        public Task CommitAsync(PostingGroup group) =>
            group.Shards.All(shard => shard.Entries.Count == 0) ? Task.CompletedTask : store.CommitAsync(group);
    }
}
