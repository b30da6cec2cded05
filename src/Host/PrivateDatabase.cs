using Huoqi.Kernel;
using Npgsql;

namespace Huoqi.Host;

/// <summary>What a private server needs before migrations can run: the program's role and the database.</summary>
internal static class PrivateDatabase
{
    /// <summary>The database of the installation.</summary>
    public const string Name = "huoqi";

    /// <summary>Makes what is missing; asked again at each start, because a start may end between two steps.</summary>
    /// <param name="connectionString">As the owner, to a database that is always there.</param>
    /// <param name="secret">The password where the server listens on a port (hex digits only); null on a socket, whose
    /// folder is the protection.</param>
    /// <param name="cancel">Gives up between the steps.</param>
    public static async Task MakeAsync(string connectionString, string? secret, CancellationToken cancel)
    {
        await using NpgsqlDataSource system = DbConnections.Owner(connectionString);
        string password = secret is null ? "" : $" PASSWORD '{secret}'";
        await UnlessAsync(
            system,
            $"SELECT count(*) FROM pg_roles WHERE rolname = '{DbConnections.AppRole}' AND rolcanlogin",
            $"CREATE ROLE {DbConnections.AppRole} LOGIN{password}",
            cancel);
        await UnlessAsync(
            system,
            $"SELECT count(*) FROM pg_database WHERE datname = '{Name}'",
            $"CREATE DATABASE {Name}",
            cancel);
    }

    private static async Task UnlessAsync(
        NpgsqlDataSource system, string exists, string make, CancellationToken cancel)
    {
        await using NpgsqlCommand question = system.CreateCommand(exists);
        if (await question.ExecuteScalarAsync(cancel) is 0L)
        {
            await using NpgsqlCommand command = system.CreateCommand(make);
            await command.ExecuteNonQueryAsync(cancel);
        }
    }
}
