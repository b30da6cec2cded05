using Huoqi.Kernel;
using Microsoft.AspNetCore.Identity;
using Npgsql;

namespace Huoqi.Identity;

/// <summary>Passkeys as rows, for the verifier and the acts.</summary>
internal sealed class PasskeyBook
{
    private static readonly Sql OfPerson = new("""
        SELECT credential, public_key, created_at, sign_count, transports, is_user_verified, is_backup_eligible,
            is_backed_up
        FROM identity.passkey WHERE shard = $1 AND person = $2 ORDER BY passkey
        """);

    private static readonly Sql Insert = new("""
        INSERT INTO identity.passkey (
            shard, person, passkey, label, credential, public_key, created_at, sign_count, transports,
            is_user_verified, is_backup_eligible, is_backed_up)
        VALUES ($1, $2, nextval('identity.row_number'), $3, $4, $5, $6, $7, $8, $9, $10, $11)
        """);

    private static readonly Sql Count = new("SELECT count(*) FROM identity.passkey WHERE shard = $1 AND person = $2");

    private static readonly Sql Remove = new("""
        DELETE FROM identity.passkey WHERE shard = $1 AND person = $2 AND passkey = coalesce($3, passkey)
        RETURNING credential, label
        """);

    // A counter that does not grow is a copy of the authenticator, or a replay; zero is one that does not count.
    private static readonly Sql Used = new("""
        UPDATE identity.passkey SET sign_count = $4, is_backed_up = $5, last_used_at = $6
        WHERE shard = $1 AND person = $2 AND credential = $3 AND (sign_count < $4 OR sign_count = 0 AND $4 = 0)
        """);

    private readonly IdentityParts _parts;
    private readonly Accounts _accounts;

    public PasskeyBook(IdentityParts parts)
    {
        _parts = parts;
        _accounts = new(parts);
        Verifier = new(parts.Site, HolderAsync, HolderOfAsync);
    }

    /// <summary>The framework's WebAuthn over these rows.</summary>
    public PasskeyVerifier Verifier { get; }

    public byte[] Lookup(byte[] credential) => _parts.Vault.Lookup("credential", (ReadOnlySpan<byte>)credential);

    public async Task<IReadOnlyList<UserPasskeyInfo>> OfAsync(long person, CancellationToken cancel) =>
        await _parts.Db.RowsAsync(
            OfPerson,
            [_parts.ShardOf(person), person],
            row => new UserPasskeyInfo(
                row.GetFieldValue<byte[]>(0),
                row.GetFieldValue<byte[]>(1),
                row.GetFieldValue<DateTimeOffset>(2),
                (uint)row.GetInt64(3),
                row.GetString(4).Split(' ', StringSplitOptions.RemoveEmptyEntries),
                row.GetBoolean(5),
                row.GetBoolean(6),
                row.GetBoolean(7),
                [],
                []),
            cancel);

    /// <summary>How many a person has, in a transaction that holds their row.</summary>
    public Task<long> CountAsync(Tx tx, long person, CancellationToken cancel) =>
        tx.RowAsync(Count, [_parts.ShardOf(person), person], row => row.GetInt64(0), cancel);

    /// <summary>Takes away one or all, with what leads to them.</summary>
    public async Task<string> RemoveAsync(Tx tx, long person, long? passkey, CancellationToken cancel)
    {
        object?[] values =
            [_parts.ShardOf(person), person, new NpgsqlParameter<long?> { TypedValue = passkey }];
        List<(byte[] Credential, string Label)> gone = await tx.RowsAsync(
            Remove, values, row => (row.GetFieldValue<byte[]>(0), row.GetString(1)), cancel);
        foreach ((byte[] credential, _) in gone)
        {
            await _accounts.UnleadAsync(tx, Lookup(credential), person, cancel);
        }

        return gone.Count == 0 ? "" : gone[0].Label;
    }

    public Task<int> InsertAsync(
        Tx tx, long person, UserPasskeyInfo passkey, string label, CancellationToken cancel)
    {
        object?[] values =
        [
            _parts.ShardOf(person), person, label, passkey.CredentialId, passkey.PublicKey, _parts.Now,
            (long)passkey.SignCount, string.Join(' ', (passkey.Transports ?? []).Where(IsWord).Take(8)),
            passkey.IsUserVerified, passkey.IsBackupEligible, passkey.IsBackedUp,
        ];
        return tx.ExecuteAsync(Insert, values, cancel);
    }

    /// <summary>Keeps the counter of an assertion; false when another assertion was there with it already.</summary>
    public async Task<bool> UsedAsync(Tx tx, long person, UserPasskeyInfo passkey, CancellationToken cancel)
    {
        object?[] values =
        [
            _parts.ShardOf(person), person, passkey.CredentialId, (long)passkey.SignCount, passkey.IsBackedUp,
            _parts.Now,
        ];
        return await tx.ExecuteAsync(Used, values, cancel) == 1;
    }

    /// <summary>A person with their passkeys.</summary>
    public async Task<PasskeyHolder?> HolderAsync(long person, CancellationToken cancel)
    {
        IReadOnlyList<UserPasskeyInfo> passkeys = await OfAsync(person, cancel);
        return passkeys.Count == 0 ? null : new(person, passkeys);
    }

    private async Task<PasskeyHolder?> HolderOfAsync(byte[] credential, CancellationToken cancel) =>
        await _accounts.OfLookupAsync(Lookup(credential), cancel) is long person
            ? await HolderAsync(person, cancel) ?? new(person, []) : null;

    private static bool IsWord(string text) =>
        text.Length <= 20 && text.All(c => char.IsAsciiLetterLower(c) || c == '-');
}
