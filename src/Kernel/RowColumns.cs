using System.Collections;
using Npgsql;

namespace Huoqi.Kernel;

/// <summary>The values of many rows as columns: what one array parameter after the other is bound to.</summary>
/// <param name="expected">How many rows are expected.</param>
public sealed class RowColumns(int expected = 4)
{
    private readonly List<IColumn> _columns = [];
    private int _cursor;

    /// <summary>The number of columns seen so far.</summary>
    public int Count => _columns.Count;

    /// <summary>Whether no row was added.</summary>
    public bool IsEmpty => _columns.Count == 0;

    /// <summary>Starts the next row.</summary>
    public RowColumns Row()
    {
        Invariant.Holds(_cursor == _columns.Count, "every row of one statement has the same number of columns");
        _cursor = 0;
        return this;
    }

    /// <summary>Adds the next value of the current row.</summary>
    public RowColumns Add<T>(T value)
    {
        if (_cursor == _columns.Count)
        {
            _columns.Add(new Column<T>(expected));
        }

        ((Column<T>)_columns[_cursor++]).Values.Add(value);
        return this;
    }

    /// <summary>The values of column <paramref name="index"/>, for a store in memory.</summary>
    public IList Values(int index) => _columns[index].List;

    /// <summary>Binds the columns to <c>$1</c>, <c>$2</c>, … of <paramref name="command"/>.</summary>
    public void Bind(NpgsqlBatchCommand command)
    {
        foreach (IColumn column in _columns)
        {
            command.Parameters.Add(column.ToParameter());
        }
    }

    private interface IColumn
    {
        IList List { get; }

        NpgsqlParameter ToParameter();
    }

    private sealed class Column<T>(int expected) : IColumn
    {
        public List<T> Values { get; } = new(expected);

        public IList List => Values;

        public NpgsqlParameter ToParameter() => new NpgsqlParameter<List<T>> { TypedValue = Values };
    }
}
