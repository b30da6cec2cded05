using Huoqi.Kernel;
using Npgsql;

namespace Huoqi.Ledger;

/// <summary>
/// The journal rows of a large group as COPY. A statement over arrays costs one round trip for the whole group and is
/// right for a few rows; from some hundred rows on the round trips of COPY cost less than what it saves.
/// </summary>
internal static class GroupCopy
{
    /// <summary>From how many keys on a group is copied.</summary>
    public const int Worthwhile = 256;

    private static readonly Sql Keys = new("""
        COPY ledger.request_key (shard, owner, act, key, fingerprint, status, entry, failed_leg)
        FROM STDIN (FORMAT BINARY)
        """);

    private static readonly Sql Entries = new("""
        COPY ledger.entry
            (shard, entry, act, owner, business_date, reverses, first_day, last_day, reference, posted_at)
        FROM STDIN (FORMAT BINARY)
        """);

    private static readonly Sql Transfers = new("""
        COPY ledger.transfer
            (shard, entry, line, debit, credit, amount, debit_after, credit_after, earns_from, limit_window,
             debit_previous, credit_previous)
        FROM STDIN (FORMAT BINARY)
        """);

    /// <summary>Copies keys, entries and transfers within the transaction of the connection.</summary>
    public static async Task SendAsync(NpgsqlConnection connection, PostingGroup group)
    {
        using (CopyBuffer rows = new(group.Shards.Sum(shard => shard.Keys.Count) * 128))
        {
            AddKeys(rows, group);
            await rows.SendAsync(connection, Keys);
        }

        using (CopyBuffer rows = new(group.Shards.Sum(shard => shard.Entries.Count) * 128))
        {
            AddEntries(rows, group);
            await rows.SendAsync(connection, Entries);
        }

        using (CopyBuffer rows = new(group.Shards.Sum(shard => shard.Transfers.Count) * 128))
        {
            AddTransfers(rows, group);
            await rows.SendAsync(connection, Transfers);
        }
    }

    private static void AddKeys(CopyBuffer rows, PostingGroup group)
    {
        foreach (ShardGroup shard in group.Shards)
        {
            foreach (KeyRow key in shard.Keys)
            {
                rows.Row(8).Int16(shard.Shard).Int64(key.Owner).Int16(key.Act).Text(key.Key).Uuid(key.Fingerprint)
                    .Int16((short)key.Status).Int64(key.Entry).Int16(key.FailedLeg);
            }
        }
    }

    private static void AddEntries(CopyBuffer rows, PostingGroup group)
    {
        foreach (ShardGroup shard in group.Shards)
        {
            foreach (EntryRow entry in shard.Entries)
            {
                rows.Row(10).Int16(shard.Shard).Int64(entry.Entry).Int16(entry.Act).Int64(entry.Owner)
                    .Day(entry.BusinessDay);
                _ = entry.Reverses == 0 ? rows.Null() : rows.Int64(entry.Reverses);
                rows.Day(entry.FirstDay).Day(entry.LastDay).Text(entry.Reference).Instant(group.PostedAt);
            }
        }
    }

    private static void AddTransfers(CopyBuffer rows, PostingGroup group)
    {
        foreach (ShardGroup shard in group.Shards)
        {
            foreach (TransferRow line in shard.Transfers)
            {
                rows.Row(12).Int16(shard.Shard).Int64(line.Entry).Int16(line.Line).Int64(line.Debit).Int64(line.Credit)
                    .Int64(line.Amount).Int64(line.DebitAfter).Int64(line.CreditAfter).Day(line.EarnsFrom);
                _ = line.Window < 0 ? rows.Null() : rows.Int32(line.Window);
                rows.Int64(line.DebitPrevious).Int64(line.CreditPrevious);
            }
        }
    }
}
