using System.Globalization;
using Huoqi.Kernel;
using Npgsql;

namespace Huoqi.Ledger;

/// <summary>Turns a posting group into the statements of one round trip, the heads first.</summary>
internal static class GroupBatch
{
    /// <summary>
    /// Adds all statements of a group; those of the acts themselves are noted in <paramref name="actsOwn"/>.
    /// </summary>
    public static void Fill(NpgsqlBatch batch, PostingGroup group, HashSet<NpgsqlBatchCommand> actsOwn)
    {
        AddState(batch, group);
        AddJournal(batch, group);
        AddActsOwn(batch, group, actsOwn);
    }

    /// <summary>The heads first, then all but the rows of the journal and those of the acts.</summary>
    public static void AddState(NpgsqlBatch batch, PostingGroup group)
    {
        RowColumns heads = new();
        RowColumns groups = new();
        RowColumns days = new();
        RowColumns newAccounts = new();
        RowColumns accounts = new(group.Shards.Sum(shard => shard.Accounts.Count));
        foreach (ShardGroup shard in group.Shards)
        {
            heads.Row().Add(shard.Shard).Add(shard.FromHead).Add(shard.ToHead).Add(shard.ToChain)
                .Add(Day(shard.ClosedThrough));
            groups.Row().Add(shard.Shard).Add(shard.FromHead + 1).Add(shard.ToHead).Add(group.PostedAt)
                .Add(shard.ToChain);
            AddDays(days, shard);
            AddAccounts(newAccounts, accounts, shard);
        }

        Add(batch, LedgerSql.MoveHeads, heads);
        Add(batch, LedgerSql.InsertGroups, groups);
        Add(batch, LedgerSql.InsertDays, days);
        Add(batch, LedgerSql.InsertAccounts, newAccounts);
        Add(batch, LedgerSql.UpdateAccounts, accounts);
        AddHolders(batch, group);
        AddFunds(batch, group);
    }

    private static void AddJournal(NpgsqlBatch batch, PostingGroup group)
    {
        RowColumns keys = new(group.Shards.Sum(shard => shard.Keys.Count));
        RowColumns entries = new(group.Shards.Sum(shard => shard.Entries.Count));
        RowColumns transfers = new(group.Shards.Sum(shard => shard.Transfers.Count));
        foreach (ShardGroup shard in group.Shards)
        {
            AddKeys(keys, shard);
            AddEntries(entries, shard, group.PostedAt);
            AddTransfers(transfers, shard);
        }

        Add(batch, LedgerSql.InsertKeys, keys);
        Add(batch, LedgerSql.InsertEntries, entries);
        Add(batch, LedgerSql.InsertTransfers, transfers);
    }

    private static NpgsqlBatchCommand? Add(NpgsqlBatch batch, Sql statement, RowColumns columns)
    {
        if (columns.IsEmpty)
        {
            return null;
        }

        NpgsqlBatchCommand command = new(statement.Text);
        columns.Bind(command);
        batch.BatchCommands.Add(command);
        return command;
    }

    private static void AddKeys(RowColumns rows, ShardGroup group)
    {
        foreach (KeyRow key in group.Keys)
        {
            rows.Row().Add(group.Shard).Add(key.Owner).Add(key.Act).Add(key.Key).Add(key.Fingerprint)
                .Add((short)key.Status).Add(key.Entry).Add(key.FailedLeg);
        }
    }

    private static void AddEntries(RowColumns rows, ShardGroup group, DateTimeOffset postedAt)
    {
        foreach (EntryRow entry in group.Entries)
        {
            rows.Row().Add(group.Shard).Add(entry.Entry).Add(entry.Act).Add(entry.Owner)
                .Add(DateOnly.FromDayNumber(entry.BusinessDay)).Add(entry.Reverses == 0 ? null : (long?)entry.Reverses)
                .Add(Day(entry.FirstDay)).Add(Day(entry.LastDay)).Add(entry.Reference).Add(postedAt);
        }
    }

    private static void AddTransfers(RowColumns rows, ShardGroup group)
    {
        foreach (TransferRow line in group.Transfers)
        {
            rows.Row().Add(group.Shard).Add(line.Entry).Add(line.Line).Add(line.Debit).Add(line.Credit).Add(line.Amount)
                .Add(line.DebitAfter).Add(line.CreditAfter).Add(Day(line.EarnsFrom))
                .Add(line.Window < 0 ? null : (int?)line.Window).Add(line.DebitPrevious).Add(line.CreditPrevious);
        }
    }

    private static void AddDays(RowColumns rows, ShardGroup group)
    {
        foreach (EarningDayRow day in group.EarningDays)
        {
            EarningDay numbers = day.Numbers;
            rows.Row().Add(group.Shard).Add(numbers.Asset.Number).Add(numbers.Day).Add(day.Entry).Add(numbers.TotalFen)
                .Add(numbers.EarningUnits).Add(numbers.CutRemainder).Add(numbers.CutAccount).Add(day.PartFen)
                .Add(day.PartUnits);
        }
    }

    private static void AddAccounts(RowColumns inserted, RowColumns updated, ShardGroup group)
    {
        // In the order of the index: neighbours are found on the page that is at hand.
        group.Accounts.Sort(ByKey);
        foreach (Account account in group.Accounts)
        {
            if (!account.Exists)
            {
                continue;
            }

            RowColumns rows = account.Stored ? updated : inserted;
            rows.Row().Add(group.Shard).Add(account.Key.Packed).Add(account.Balance).Add((short)account.Standing)
                .Add(account.Window).Add(account.LastLine);
            if (!account.Stored)
            {
                rows.Add(account.Line.FloorAtZero);
            }
        }
    }

    private static readonly Comparison<Account> ByKey = (one, other) => one.Key.Packed.CompareTo(other.Key.Packed);

    private static void AddHolders(NpgsqlBatch batch, PostingGroup group)
    {
        RowColumns inserted = new();
        RowColumns updated = new();
        foreach (ShardGroup shard in group.Shards)
        {
            foreach (Holder holder in shard.Holders)
            {
                (holder.Stored ? updated : inserted).Row().Add(shard.Shard).Add(holder.Owner).Add(holder.Asset.Number)
                    .Add(DateOnly.FromDayNumber(holder.PostedThrough)).Add(holder.Units)
                    .Add(ArrayText(holder.Changes, c => DateOnly.FromDayNumber(c.Day).ToString("yyyy-MM-dd")))
                    .Add(ArrayText(holder.Changes, c => c.Units.ToString(CultureInfo.InvariantCulture)))
                    .Add(holder.Income);
            }
        }

        Add(batch, LedgerSql.InsertHolders, inserted);
        Add(batch, LedgerSql.UpdateHolders, updated);
    }

    /// <summary>An array as PostgreSQL writes it: unnest cannot carry arrays of differing length.</summary>
    private static string ArrayText(List<DatedChange> changes, Func<DatedChange, string> item) =>
        changes.Count == 0 ? "{}" : "{" + string.Join(',', changes.Select(item)) + "}";

    private static void AddFunds(NpgsqlBatch batch, PostingGroup group)
    {
        RowColumns rows = new();
        foreach (ShardGroup shard in group.Shards)
        {
            foreach (FundRow fund in shard.FundRows)
            {
                rows.Row().Add(shard.Shard).Add(fund.Asset.Number).Add(DateOnly.FromDayNumber(fund.FirstDay))
                    .Add(DateOnly.FromDayNumber(fund.SealedThrough)).Add(DateOnly.FromDayNumber(fund.PublishedThrough));
            }
        }

        Add(batch, LedgerSql.PutFunds, rows);
    }

    /// <summary>The acts' own rows, one statement a kind: a row is inserted before another act may change it.</summary>
    public static void AddActsOwn(NpgsqlBatch batch, PostingGroup group, HashSet<NpgsqlBatchCommand> actsOwn)
    {
        Dictionary<Sql, (RowColumns Columns, long Rows)> kinds = [];
        foreach (ShardGroup shard in group.Shards)
        {
            foreach ((RowWrite write, long entry, DateOnly businessDate) in shard.Rows)
            {
                (RowColumns columns, long rows) = kinds.GetValueOrDefault(write.Statement, (new RowColumns(), 0));
                columns.Row();
                write.Fill(columns, new(shard.Shard, entry, businessDate, group.PostedAt));
                kinds[write.Statement] = (columns, rows + write.Rows);
            }
        }

        foreach ((Sql statement, (RowColumns columns, long rows)) in kinds.OrderBy(k => !IsInsert(k.Key)))
        {
            NpgsqlBatchCommand command = new(LedgerSql.Counted(statement, columns.Count));
            columns.Bind(command);
            command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = rows });
            batch.BatchCommands.Add(command);
            actsOwn.Add(command);
        }
    }

    private static bool IsInsert(Sql statement) => statement.Text.StartsWith("INSERT", StringComparison.Ordinal);

    private static DateOnly? Day(int number) => number <= 0 ? null : DateOnly.FromDayNumber(number);
}
