using Huoqi.Kernel;
using Npgsql;

namespace Huoqi.Host;

/// <summary>The installation that was lost, as far as it can still be read: a data folder, or a connection.</summary>
internal sealed class LostBooks
{
    private readonly string? _folder;
    private readonly string? _connection;

    private LostBooks(string? folder, string? connection)
    {
        _folder = folder;
        _connection = connection;
    }

    /// <summary>What <c>--against</c> names; a sentence when there is no such thing.</summary>
    public static LostBooks Require(string against)
    {
        bool isConnection = !Directory.Exists(against) && against.Contains('=', StringComparison.Ordinal);
        return isConnection
            ? new LostBooks(null, against)
            : new LostBooks(SourceServer.Require(against, "--against"), null);
    }

    /// <summary>Reaches the server, or starts the one in the folder for as long as the result lives.</summary>
    public async Task<Opened> OpenAsync(PrivatePostgresOptions options, CancellationToken cancel)
    {
        SourceServer? server = null;
        if (_folder is not null)
        {
            PostgresBinaries binaries = SourceServer.BinariesFor(_folder, options.BinariesFolder);
            server = await SourceServer.OpenAsync(_folder, binaries, options.Report, cancel);
        }
        NpgsqlDataSource source = DbConnections.Owner(server?.Owner ?? _connection!);
        try
        {
            await using NpgsqlConnection trial = await source.OpenConnectionAsync(cancel);
            return new Opened(server, source);
        }
        catch (NpgsqlException failure)
        {
            await new Opened(server, source).DisposeAsync();
            string reason = failure.InnerException?.Message ?? failure.Message;
            throw new UserErrorException(
                $"What --against names cannot be reached ({reason.TrimEnd('.')}); leave the option out, or use "
                + "--acknowledged.", failure);
        }
    }

    /// <summary>A connection to it, and the server if it was started for this.</summary>
    public sealed class Opened(SourceServer? server, NpgsqlDataSource source) : IAsyncDisposable
    {
        public NpgsqlDataSource Source => source;

        public async ValueTask DisposeAsync()
        {
            await source.DisposeAsync();
            if (server is not null)
            {
                await server.DisposeAsync();
            }
        }
    }
}
