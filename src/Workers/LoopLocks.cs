using Huoqi.Kernel;
using Npgsql;

namespace Huoqi.Workers;

/// <summary>
/// Who owns a loop: an advisory lock of one connection that stays open, so that a process that died owns nothing. It is
/// for speed alone; two processes that both believe to own a loop do no harm.
/// </summary>
internal sealed class LoopLocks(NpgsqlDataSource source) : IAsyncDisposable
{
    private static readonly Sql Take = new("SELECT pg_try_advisory_lock(hashtext('huoqi loop'), hashtext($1))");

    private static readonly Sql LetGo = new("SELECT pg_advisory_unlock_all()");

    private readonly SemaphoreSlim _gate = new(1);
    private readonly HashSet<string> _owned = new(StringComparer.Ordinal);
    private NpgsqlConnection? _connection;

    /// <summary>Whether this process owns the loop now.</summary>
    public async Task<bool> OwnsAsync(string loop, CancellationToken cancel)
    {
        await _gate.WaitAsync(cancel);
        try
        {
            if (_connection is not { State: System.Data.ConnectionState.Open })
            {
                _owned.Clear();
                await (_connection?.DisposeAsync() ?? ValueTask.CompletedTask);
                _connection = await source.OpenConnectionAsync(cancel);
            }

            if (_owned.Contains(loop))
            {
                return true;
            }

            await using NpgsqlCommand take = new(Take.Text, _connection);
            take.Parameters.Add(new NpgsqlParameter<string> { TypedValue = loop });
            bool taken = await take.ExecuteScalarAsync(cancel) is true;
            if (taken)
            {
                _owned.Add(loop);
            }

            return taken;
        }
        finally
        {
            _gate.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_connection is { State: System.Data.ConnectionState.Open })
        {
            // The pool hands connections on as they are, locks and all.
            await using NpgsqlCommand letGo = new(LetGo.Text, _connection);
            await letGo.ExecuteNonQueryAsync();
        }

        await (_connection?.DisposeAsync() ?? ValueTask.CompletedTask);
        _gate.Dispose();
    }
}
