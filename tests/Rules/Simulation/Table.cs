using System.Diagnostics.CodeAnalysis;

namespace Huoqi.RulesTests.Simulation;

/// <summary>A table in memory, by its primary key; what is written notes how to undo it and says how many rows it
/// touched.</summary>
internal sealed class Table<TKey, TRow>
    where TKey : notnull
    where TRow : class
{
    private readonly SortedDictionary<TKey, TRow> _rows = [];

    public IEnumerable<TRow> All => _rows.Values;

    public IEnumerable<KeyValuePair<TKey, TRow>> Pairs => _rows;

    public bool TryGet(TKey key, [NotNullWhen(true)] out TRow? row) => _rows.TryGetValue(key, out row);

    /// <summary>INSERT: nothing where the key stands already.</summary>
    public int Insert(TKey key, TRow row, List<Action> undo)
    {
        if (!_rows.TryAdd(key, row))
        {
            return 0;
        }

        undo.Add(() => _rows.Remove(key));
        return 1;
    }

    /// <summary>UPDATE of one row, WHERE <paramref name="where"/>.</summary>
    public int Update(TKey key, Func<TRow, bool> where, Func<TRow, TRow> set, List<Action> undo)
    {
        if (!_rows.TryGetValue(key, out TRow? before) || !where(before))
        {
            return 0;
        }

        _rows[key] = set(before);
        undo.Add(() => _rows[key] = before);
        return 1;
    }
}
