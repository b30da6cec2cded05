using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Huoqi.Kernel;
using Npgsql;
using NpgsqlTypes;

namespace Huoqi.Identity;

/// <summary>
/// Very many people at once, each with one open session, copied in before a measurement. Their tokens can be made
/// again from the installation's secret, so that a load driver needs no list of them.
/// </summary>
public sealed class PeopleCopy(IdentityParts parts)
{
    private static readonly Sql Accounts = new("""
        COPY identity.account (shard, person, kind, created_at, kyc_level, phone) FROM STDIN (FORMAT BINARY)
        """);

    private static readonly Sql Logins = new("""
        COPY identity.login (shard, lookup, kind, person) FROM STDIN (FORMAT BINARY)
        """);

    private static readonly Sql Sessions = new("""
        COPY identity.session (shard, person, session, kind, secret_hash, device, created_at, last_seen, idle_until,
            expires_at)
        FROM STDIN (FORMAT BINARY)
        """);

    /// <summary>The token of a copied person's session.</summary>
    public Secret TokenOf(long person) => new SessionToken(person, person, SecretOf(person)).Write();

    /// <summary>Copies people with numbers from <paramref name="first"/> on, identified as far as asked.</summary>
    /// <param name="first">The first number.</param>
    /// <param name="count">How many.</param>
    /// <param name="level">How far identified, for limits; they have no name.</param>
    /// <param name="cancel">Gives up.</param>
    public async Task RunAsync(long first, int count, KycLevel level, CancellationToken cancel = default)
    {
        DateTimeOffset now = parts.Now;
        await using NpgsqlConnection connection = await parts.Db.Source.OpenConnectionAsync(cancel);
        await CopyAsync(connection, Accounts, first, count, (row, person) =>
        {
            row.Write(parts.ShardOf(person), NpgsqlDbType.Smallint);
            row.Write(person, NpgsqlDbType.Bigint);
            row.Write((short)AccountKind.Person, NpgsqlDbType.Smallint);
            row.Write(now, NpgsqlDbType.TimestampTz);
            row.Write((short)level, NpgsqlDbType.Smallint);
            row.Write(parts.Vault.Seal("phone", person, PhoneOf(person)), NpgsqlDbType.Bytea);
        }, cancel);
        await CopyAsync(connection, Logins, first, count, (row, person) =>
        {
            byte[] lookup = parts.Vault.Lookup("phone", PhoneOf(person));
            row.Write(Vault.ShardOf(lookup, parts.Shards), NpgsqlDbType.Smallint);
            row.Write(lookup, NpgsqlDbType.Bytea);
            row.Write((short)LoginKind.Phone, NpgsqlDbType.Smallint);
            row.Write(person, NpgsqlDbType.Bigint);
        }, cancel);
        await CopyAsync(connection, Sessions, first, count, (row, person) =>
        {
            row.Write(parts.ShardOf(person), NpgsqlDbType.Smallint);
            row.Write(person, NpgsqlDbType.Bigint);
            row.Write(person, NpgsqlDbType.Bigint);
            row.Write((short)AccountKind.Person, NpgsqlDbType.Smallint);
            row.Write(SHA256.HashData(SecretOf(person)), NpgsqlDbType.Bytea);
            row.Write("load driver", NpgsqlDbType.Text);
            row.Write(now, NpgsqlDbType.TimestampTz);
            row.Write(now, NpgsqlDbType.TimestampTz);
            row.Write(now + parts.Terms.IdleLife, NpgsqlDbType.TimestampTz);
            row.Write(now + parts.Terms.SessionLife, NpgsqlDbType.TimestampTz);
        }, cancel);
    }

    private static async Task CopyAsync(
        NpgsqlConnection connection, Sql sql, long first, int count, Action<NpgsqlBinaryImporter, long> write,
        CancellationToken cancel)
    {
        await using NpgsqlBinaryImporter rows = await connection.BeginBinaryImportAsync(sql.Text, cancel);
        for (int i = 0; i < count; i++)
        {
            await rows.StartRowAsync(cancel);
            write(rows, first + i);
        }

        await rows.CompleteAsync(cancel);
    }

    // 19 and nine digits: a range that no carrier gives to people who sign up in a test.
    private static string PhoneOf(long person) =>
        (19_000_000_000 + (person % 1_000_000_000)).ToString(CultureInfo.InvariantCulture);

    private byte[] SecretOf(long person) =>
        parts.Vault.Lookup("load driver", Encoding.UTF8.GetBytes($"{person}"));
}
