using Huoqi.Kernel;
using Npgsql;

namespace Huoqi.Ledger;

/// <summary>One load as the statements of one round trip, and how their results are read.</summary>
internal sealed class LoadBatch(LoadRequest request)
{
    private readonly List<Action<NpgsqlDataReader>> _readers = [];
    private readonly LoadResult _result = new();
    private readonly Dictionary<short, List<FundRow>> _funds = [];

    /// <summary>The statements, heads first: what is read after them is proved by the head check.</summary>
    public NpgsqlBatch ToBatch(NpgsqlConnection connection)
    {
        NpgsqlBatch batch = new(connection);
        if (request.Heads.Count > 0)
        {
            AddHeads(batch);
        }

        Add(batch, LedgerSql.Keys, request.Keys, (rows, k) =>
            rows.Add(k.Shard).Add(k.Owner).Add(k.Act).Add(k.Key), ReadKey);
        Add(batch, LedgerSql.Accounts, request.Accounts, (rows, a) =>
            rows.Add(a.Shard).Add(a.Account.Packed), ReadAccount);
        Add(batch, LedgerSql.Holders, request.Holders, (rows, h) =>
            rows.Add(h.Shard).Add(h.Owner).Add(h.Asset.Number), ReadHolder);
        Add(batch, LedgerSql.AccountsOfOwners, request.WholeOwners, AddOwnerRange, ReadAccount);
        Add(batch, LedgerSql.HoldersOfOwners, request.WholeOwners, (rows, o) =>
            rows.Add(o.Shard).Add(o.Owner), ReadHolder);
        Add(batch, LedgerSql.Reversals, request.Reversals, (rows, r) => rows.Add(r.Shard).Add(r.Entry), ReadReversal);
        return batch;
    }

    /// <summary>Reads all results in the order of the statements.</summary>
    public async Task<LoadResult> ReadAsync(NpgsqlDataReader reader)
    {
        foreach (Action<NpgsqlDataReader> read in _readers)
        {
            while (await reader.ReadAsync())
            {
                read(reader);
            }

            await reader.NextResultAsync();
        }

        return _result;
    }

    private void AddHeads(NpgsqlBatch batch)
    {
        NpgsqlBatchCommand heads = new(LedgerSql.Heads.Text);
        heads.Parameters.Add(new NpgsqlParameter<List<short>> { TypedValue = request.Heads });
        AddCommand(batch, heads, ReadHead);

        NpgsqlBatchCommand funds = new(LedgerSql.Funds.Text);
        funds.Parameters.Add(new NpgsqlParameter<List<short>> { TypedValue = request.Heads });
        AddCommand(batch, funds, ReadFund);

        NpgsqlBatchCommand days = new(LedgerSql.Days.Text);
        days.Parameters.Add(new NpgsqlParameter<List<short>> { TypedValue = request.Heads });
        List<KeyValuePair<Asset, int>> held = [.. request.DaysHeld.Where(d => d.Value > 0)];
        days.Parameters.Add(new NpgsqlParameter<List<short>> { TypedValue = [.. held.Select(d => d.Key.Number)] });
        days.Parameters.Add(new NpgsqlParameter<List<DateOnly>>
        {
            TypedValue = [.. held.Select(d => DateOnly.FromDayNumber(d.Value))],
        });
        AddCommand(batch, days, ReadDay);
    }

    private void Add<T>(
        NpgsqlBatch batch, Sql statement, List<T> wanted, Action<RowColumns, T> fill, Action<NpgsqlDataReader> read)
    {
        if (wanted.Count == 0)
        {
            return;
        }

        RowColumns rows = new();
        foreach (T one in wanted)
        {
            fill(rows.Row(), one);
        }

        NpgsqlBatchCommand command = new(statement.Text);
        rows.Bind(command);
        AddCommand(batch, command, read);
    }

    private void AddCommand(NpgsqlBatch batch, NpgsqlBatchCommand command, Action<NpgsqlDataReader> read)
    {
        batch.BatchCommands.Add(command);
        _readers.Add(read);
    }

    private static void AddOwnerRange(RowColumns rows, (short Shard, long Owner) wanted)
    {
        (long first, long last) = AccountKey.RangeOf(wanted.Owner);
        rows.Add(wanted.Shard).Add(first).Add(last);
    }

    private void ReadHead(NpgsqlDataReader r)
    {
        int closedThrough = r.IsDBNull(3) ? 0 : r.GetFieldValue<DateOnly>(3).DayNumber;
        List<FundRow> funds = [];
        _funds.Add(r.GetInt16(0), funds);
        _result.Heads.Add(r.GetInt16(0), (new(r.GetInt64(1), r.GetFieldValue<byte[]>(2), closedThrough), funds));
    }

    private void ReadFund(NpgsqlDataReader r)
    {
        _funds[r.GetInt16(0)].Add(new(new(r.GetInt16(1)), r.GetFieldValue<DateOnly>(2).DayNumber,
            r.GetFieldValue<DateOnly>(3).DayNumber, r.GetFieldValue<DateOnly>(4).DayNumber));
    }

    private void ReadDay(NpgsqlDataReader r)
    {
        _result.Days.Add(new(new(r.GetInt16(0)), r.GetFieldValue<DateOnly>(1), r.GetInt64(2), r.GetInt64(3),
            r.GetInt64(4), r.GetInt64(5)));
    }

    private void ReadKey(NpgsqlDataReader r)
    {
        KeyRow key = new(r.GetInt64(1), r.GetInt16(2), r.GetString(3), r.GetGuid(4), (PostStatus)r.GetInt16(5),
            r.GetInt64(6), r.GetInt16(7));
        _result.Keys.TryAdd((r.GetInt16(0), key.Owner, key.Act, key.Key), key);
    }

    private void ReadAccount(NpgsqlDataReader r)
    {
        _result.Accounts.TryAdd((r.GetInt16(0), r.GetInt64(1)),
            new(r.GetInt64(2), (AccountStanding)r.GetInt16(3), r.GetInt32(4), r.GetInt64(5)));
    }

    private void ReadHolder(NpgsqlDataReader r) => _result.Holders.Add((r.GetInt16(0), HolderFrom(r, at: 1)));

    private void ReadReversal(NpgsqlDataReader r)
    {
        ReversalState state = (r.GetBoolean(2), r.GetBoolean(3)) switch
        {
            (false, _) => ReversalState.NoSuchEntry,
            (true, true) => ReversalState.Reversed,
            (true, false) => ReversalState.Standing,
        };
        _result.Reversals[(r.GetInt16(0), r.GetInt64(1))] = state;
    }

    /// <summary>Reads owner, asset, posted_through, units, changes (days, units) and income from column
    /// <paramref name="at"/> on.</summary>
    internal static HolderRow HolderFrom(NpgsqlDataReader r, int at)
    {
        DateOnly[] days = r.GetFieldValue<DateOnly[]>(at + 4);
        return new(r.GetInt64(at), new(r.GetInt16(at + 1)), r.GetFieldValue<DateOnly>(at + 2).DayNumber,
            r.GetInt64(at + 3), [.. days.Select(d => d.DayNumber)], r.GetFieldValue<long[]>(at + 5),
            r.GetInt64(at + 6));
    }
}
