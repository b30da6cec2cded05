using Npgsql;

namespace Huoqi.Kernel;

/// <summary>
/// Several named queries in one round trip, for pages that show many things at once. The statements run one after the
/// other and not in one snapshot: what must agree to the fen belongs into one statement.
/// </summary>
public sealed class ReadBatch
{
    private readonly List<IWaiting> _waiting = [];

    /// <summary>Adds a query; its rows are there after <see cref="Db.TogetherAsync"/>.</summary>
    public ReadRows<TRow> Add<TRow>(Query<TRow> query)
    {
        Waiting<TRow> waiting = new(query);
        _waiting.Add(waiting);
        return waiting.Rows;
    }

    internal async Task RunAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        await using NpgsqlBatch batch = new(connection);
        foreach (IWaiting waiting in _waiting)
        {
            batch.BatchCommands.Add(waiting.Command());
        }

        await using NpgsqlDataReader reader = await batch.ExecuteReaderAsync(cancel);
        foreach (IWaiting waiting in _waiting)
        {
            await waiting.TakeAsync(reader, cancel);
            await reader.NextResultAsync(cancel);
        }
    }

    private interface IWaiting
    {
        NpgsqlBatchCommand Command();

        Task TakeAsync(NpgsqlDataReader reader, CancellationToken cancel);
    }

    private sealed class Waiting<TRow>(Query<TRow> query) : IWaiting
    {
        public ReadRows<TRow> Rows { get; } = new();

        public NpgsqlBatchCommand Command()
        {
            NpgsqlBatchCommand command = new(query.Statement.Text);
            query.Bind(command.Parameters);
            return command;
        }

        public async Task TakeAsync(NpgsqlDataReader reader, CancellationToken cancel)
        {
            // A batch that is tried again after a failure begins with empty hands.
            List<TRow> rows = [];
            while (await reader.ReadAsync(cancel))
            {
                rows.Add(query.Read(reader));
            }

            Rows.Take(rows);
        }
    }
}

/// <summary>Rows of a query of a <see cref="ReadBatch"/>, once it has run.</summary>
public sealed class ReadRows<TRow>
{
    private IReadOnlyList<TRow>? _rows;

    /// <summary>All rows, in the order of the statement.</summary>
    public IReadOnlyList<TRow> All =>
        _rows ?? throw new InvariantBrokenException("the batch has run before its rows are used");

    /// <summary>The only row; the default of its type when there is none.</summary>
    public TRow? One
    {
        get
        {
            Invariant.Holds(All.Count <= 1, "a query for one row found at most one");
            return All.Count == 0 ? default : All[0];
        }
    }

    internal void Take(IReadOnlyList<TRow> rows) => _rows = rows;
}
