using Huoqi.Kernel;
using Npgsql;

namespace Huoqi.Customers;

/// <summary>How far a worker that follows the journal of a shard is.</summary>
internal static class Follower
{
    // Two runs at once write the same under the same keys: the one that is further tells.
    private static readonly Sql Move = new("""
        INSERT INTO customers.follower AS f (shard, name, position) VALUES ($1, $2, $3)
        ON CONFLICT (shard, name) DO UPDATE SET position = greatest(f.position, excluded.position)
        """);

    /// <summary>The last position that was followed; 0 before the first.</summary>
    public static async Task<long> PositionAsync(IReads reads, short shard, string name, CancellationToken cancel) =>
        (await reads.OneAsync(new PositionOf(shard, name), cancel))?.Number ?? 0;

    /// <summary>Moves on, within the transaction of what was made of the entries.</summary>
    public static Task MoveAsync(Tx tx, short shard, string name, long to, CancellationToken cancel) =>
        tx.ExecuteAsync(Move, [shard, name, to], cancel);

    public sealed record Position(long Number);

    public sealed record PositionOf(short Shard, string Name) : Query<Position>
    {
        private static readonly Sql Sql = new("SELECT position FROM customers.follower WHERE shard = $1 AND name = $2");

        public override Sql Statement => Sql;

        public override void Bind(NpgsqlParameterCollection parameters) => parameters.With(Shard).With(Name);

        public override Position Read(NpgsqlDataReader row) => new(row.GetInt64(0));
    }
}
