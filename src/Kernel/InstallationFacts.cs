using Npgsql;

namespace Huoqi.Kernel;

/// <summary>What the processes of one installation must agree on, by name; nothing secret.</summary>
public sealed class InstallationFacts(Db db)
{
    private static readonly Sql Upsert = new("""
        INSERT INTO huoqi.fact (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value
        """);

    private static readonly Sql InsertFirst = new("""
        INSERT INTO huoqi.fact (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING
        """);

    /// <summary>The fact of that name; null when nobody stated it.</summary>
    public async Task<string?> FindAsync(string name, CancellationToken cancel = default) =>
        (await db.OneAsync(new FactOf(name), cancel))?.Value;

    /// <summary>States a fact, over what it was before.</summary>
    public Task StateAsync(string name, string value, CancellationToken cancel = default) =>
        db.InTransactionAsync((tx, token) => tx.ExecuteAsync(Upsert, [name, value], token), idempotent: true,
            cancel: cancel);

    /// <summary>States a fact unless it is known; returns what holds from now on.</summary>
    public async Task<string> StateFirstAsync(string name, string value, CancellationToken cancel = default)
    {
        await db.InTransactionAsync((tx, token) => tx.ExecuteAsync(InsertFirst, [name, value], token),
            idempotent: true, cancel: cancel);
        return (await FindAsync(name, cancel))!;
    }

    private sealed record Fact(string Value);

    private sealed record FactOf(string Name) : Query<Fact>
    {
        private static readonly Sql Sql = new("SELECT value FROM huoqi.fact WHERE name = $1");

        public override Sql Statement => Sql;

        public override void Bind(NpgsqlParameterCollection parameters) => parameters.With(Name);

        public override Fact Read(NpgsqlDataReader row) => new(row.GetString(0));
    }
}
