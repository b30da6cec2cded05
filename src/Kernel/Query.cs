using Npgsql;

namespace Huoqi.Kernel;

/// <summary>
/// A named question to the store: a record whose fields are its parameters, its statement, and how a row is read.
/// A store in memory answers the same records by their type.
/// </summary>
/// <typeparam name="TRow">What one row means.</typeparam>
public abstract record Query<TRow>
{
    /// <summary>The statement; every instance of one record type returns the same object.</summary>
    public abstract Sql Statement { get; }

    /// <summary>Binds the record's fields to <c>$1</c>, <c>$2</c>, ….</summary>
    public abstract void Bind(NpgsqlParameterCollection parameters);

    /// <summary>Reads the row the reader stands on.</summary>
    public abstract TRow Read(NpgsqlDataReader row);
}

/// <summary>Answers named queries; the only way an act reads rows of its module.</summary>
public interface IReads
{
    /// <summary>All rows of <paramref name="query"/>, in the order of its statement.</summary>
    Task<IReadOnlyList<TRow>> AllAsync<TRow>(Query<TRow> query, CancellationToken cancel = default);
}

/// <summary>What is usual on top of <see cref="IReads"/>.</summary>
public static class Reads
{
    /// <summary>The only row of <paramref name="query"/>, or null when there is none.</summary>
    public static async Task<TRow?> OneAsync<TRow>(
        this IReads reads, Query<TRow> query, CancellationToken cancel = default)
        where TRow : class
    {
        IReadOnlyList<TRow> rows = await reads.AllAsync(query, cancel);
        Invariant.Holds(rows.Count <= 1, "a query for one row found at most one");
        return rows.Count == 0 ? null : rows[0];
    }

    /// <summary>Binds <paramref name="value"/> as the next positional parameter.</summary>
    public static NpgsqlParameterCollection With<T>(this NpgsqlParameterCollection parameters, T value)
    {
        parameters.Add(new NpgsqlParameter<T> { TypedValue = value });
        return parameters;
    }
}
