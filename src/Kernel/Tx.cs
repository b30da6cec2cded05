using Npgsql;

namespace Huoqi.Kernel;

/// <summary>
/// An open transaction of <see cref="Db"/>: named statements with <c>$1</c> parameters. Values are given as they are
/// (<c>[shard, amountFen, day]</c>); where the type cannot be seen from the value, pass an
/// <see cref="NpgsqlParameter"/>.
/// </summary>
public sealed class Tx
{
    internal Tx(NpgsqlConnection connection)
    {
        Connection = connection;
    }

    /// <summary>The connection itself, for COPY and for batches of many statements; commit only through Db.</summary>
    public NpgsqlConnection Connection { get; }

    /// <summary>Runs a statement that returns no rows and answers how many rows it touched.</summary>
    public async Task<int> ExecuteAsync(Sql sql, object?[] values, CancellationToken cancel = default)
    {
        await using NpgsqlCommand command = Command(sql, values);
        return await command.ExecuteNonQueryAsync(cancel);
    }

    /// <summary>All rows, in the order of the statement.</summary>
    public async Task<List<T>> RowsAsync<T>(
        Sql sql, object?[] values, Func<NpgsqlDataReader, T> read, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(read);
        await using NpgsqlCommand command = Command(sql, values);
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancel);
        List<T> rows = [];
        while (await reader.ReadAsync(cancel))
        {
            rows.Add(read(reader));
        }
        return rows;
    }

    /// <summary>The one row of a statement that always has exactly one.</summary>
    public async Task<T> RowAsync<T>(
        Sql sql, object?[] values, Func<NpgsqlDataReader, T> read, CancellationToken cancel = default)
    {
        List<T> rows = await RowsAsync(sql, values, read, cancel);
        Invariant.Holds(rows.Count == 1, $"one row, not {rows.Count}, from: {sql}");
        return rows[0];
    }

    /// <summary>The only row, or null when there is none.</summary>
    public async Task<T?> RowOrNullAsync<T>(
        Sql sql, object?[] values, Func<NpgsqlDataReader, T> read, CancellationToken cancel = default)
        where T : class
    {
        List<T> rows = await RowsAsync(sql, values, read, cancel);
        Invariant.Holds(rows.Count <= 1, $"at most one row, not {rows.Count}, from: {sql}");
        return rows.Count == 0 ? null : rows[0];
    }

    private NpgsqlCommand Command(Sql sql, object?[] values)
    {
        ArgumentNullException.ThrowIfNull(sql);
        ArgumentNullException.ThrowIfNull(values);
        NpgsqlCommand command = new(sql.Text, Connection);
        foreach (object? value in values)
        {
            command.Parameters.Add(value switch
            {
                null => new NpgsqlParameter { Value = DBNull.Value },
                NpgsqlParameter ready => ready,
                // The usual ones without boxing a second time inside the driver.
                long number => new NpgsqlParameter<long> { TypedValue = number },
                int number => new NpgsqlParameter<int> { TypedValue = number },
                string text => new NpgsqlParameter<string> { TypedValue = text },
                _ => new NpgsqlParameter { Value = value },
            });
        }
        return command;
    }
}
