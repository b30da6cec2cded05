using Huoqi.Kernel;

namespace Huoqi.RulesTests;

/// <summary>An act's own row that never finds what it presupposes.</summary>
internal sealed record NeverWritten : RowWrite
{
    private static readonly Sql Update = new("UPDATE nothing SET a = 1 FROM unnest($1::bigint[]) AS u(n) WHERE false");

    public override Sql Statement => Update;

    public override void Fill(RowColumns columns, in EntryStamp stamp) => columns.Add(stamp.Entry);
}
