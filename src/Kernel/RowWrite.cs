namespace Huoqi.Kernel;

/// <summary>What a row of an act may need to know of the journal entry it is committed with.</summary>
/// <param name="Shard">The shard of the entry.</param>
/// <param name="Entry">The entry's number within the shard; the order number of the act.</param>
/// <param name="BusinessDate">The business date of the entry (Asia/Shanghai).</param>
/// <param name="PostedAt">When the posting group was made, UTC.</param>
public readonly record struct EntryStamp(short Shard, long Entry, DateOnly BusinessDate, DateTimeOffset PostedAt);

/// <summary>
/// A typed write of an act's own row, committed in the same transaction as its journal entry. The statement works on
/// whole columns (<c>unnest</c>), so that a posting group runs each kind of write once for all of its acts.
/// </summary>
/// <remarks>
/// The number of rows a write touches is part of the act's precondition: another number refuses the act, and nothing
/// of it stays. A store in memory can run the same act by dispatching on the record's type.
/// </remarks>
public abstract record RowWrite
{
    /// <summary>The statement over column arrays; every instance of one record type returns the same object.</summary>
    public abstract Sql Statement { get; }

    /// <summary>How many rows this write must touch.</summary>
    public virtual int Rows => 1;

    /// <summary>Adds this write's values, one per parameter of the statement, in their order.</summary>
    public abstract void Fill(RowColumns columns, in EntryStamp stamp);
}
