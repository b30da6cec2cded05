using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using Huoqi.Kernel;
using Npgsql;

namespace Huoqi.Identity;

/// <summary>
/// Codes sent to phones: six digits, kept as a keyed hash, bound to their request, phone and use, good for five
/// minutes and once. Tries are counted in the row before anything is compared, so that guesses in parallel count too.
/// </summary>
internal sealed class PhoneCodes(IdentityParts parts)
{
    private static readonly Sql Insert = new("""
        INSERT INTO identity.code (shard, request, kind, phone_lookup, code_hash, person, tries, expires_at)
        VALUES ($1, $2, $3, $4, $5, $6, 0, $7)
        """);

    private static readonly Sql Try = new("""
        UPDATE identity.code SET tries = tries + 1
        WHERE shard = $1 AND request = $2 AND kind = $3 AND phone_lookup = $4 AND used_at IS NULL AND expires_at > $5
            AND tries < $6
        RETURNING code_hash, person
        """);

    private static readonly Sql Use = new("""
        UPDATE identity.code SET used_at = $3 WHERE shard = $1 AND request = $2 AND used_at IS NULL
        """);

    // The try was a right one, and none of the five.
    private static readonly Sql GiveBack = new("""
        UPDATE identity.code SET used_at = NULL, tries = tries - 1
        WHERE shard = $1 AND request = $2 AND used_at IS NOT NULL
        """);

    private readonly Counters _counters = new(parts);
    private readonly SecurityLog _log = new(parts);

    /// <summary>
    /// Sends a code to a phone whoever it belongs to: the answer and its time say nothing about that.
    /// </summary>
    /// <param name="kind">What for.</param>
    /// <param name="phone">Where to, normalised; null when it was none.</param>
    /// <param name="person">For whom, when somebody who is signed in asks.</param>
    /// <param name="visitor">Who asks.</param>
    /// <param name="cancel">Gives up.</param>
    public async Task<CodeSent> SendAsync(
        SmsKind kind, string? phone, long? person, Visitor visitor, CancellationToken cancel)
    {
        if (phone is null)
        {
            return new(IdentityStatus.InvalidPhone, "");
        }

        TimeSpan hour = TimeSpan.FromHours(1);
        CounterAnswer limits = await _counters.TryTakeAsync(
            [
                new("code-phone", phone, parts.Terms.CodesPerPhone, hour),
                new("code-address", visitor.Address, parts.Terms.CodesPerAddress, hour),
                new("code-all", "all", parts.Terms.CodesInAll, TimeSpan.FromMinutes(1)),
            ],
            cancel);
        if (!limits.Taken)
        {
            return new(IdentityStatus.TryLater, "");
        }

        byte[] lookup = parts.Vault.Lookup("phone", phone);
        short shard = Vault.ShardOf(lookup, parts.Shards);
        byte[] request = RandomNumberGenerator.GetBytes(16);
        string code = RandomNumberGenerator.GetInt32(1_000_000).ToString("D6", CultureInfo.InvariantCulture);
        object?[] values =
        [
            shard, request, (short)kind, lookup, parts.Vault.CodeHash(request, code),
            new NpgsqlParameter<long?> { TypedValue = person }, parts.Now + parts.Terms.ProofLife,
        ];
        await parts.Db.InTransactionAsync(
            async (tx, token) =>
            {
                await tx.ExecuteAsync(Insert, values, token);
                await _log.NoteAsync(
                    tx, SecurityAct.CodeSent, person, new(phone), visitor, kind.ToString(), token);
            },
            cancel: cancel);
        SmsMessage message = new(Convert.ToHexStringLower(request), new(phone), kind, new(code));
        return await parts.Sms.SendAsync(message, cancel)
            ? new(IdentityStatus.Done, Ticket.Of(shard, request))
            : new(IdentityStatus.TryLater, "");
    }

    /// <summary>Takes a code, once.</summary>
    public async Task<(IdentityStatus Status, long? Person)> TakeAsync(
        SmsKind kind, string ticket, string? phone, string code, Visitor visitor, CancellationToken cancel)
    {
        if (phone is null)
        {
            return (IdentityStatus.InvalidPhone, null);
        }

        if (!Ticket.TryParse(ticket, parts.Shards, out short shard, out byte[] request) || code.Length > 16)
        {
            return (IdentityStatus.NotProved, null);
        }

        byte[] lookup = parts.Vault.Lookup("phone", phone);
        byte[] given = parts.Vault.CodeHash(request, code.Trim());
        return await parts.Db.InTransactionAsync(
            async (tx, token) =>
            {
                object?[] tried = [shard, request, (short)kind, lookup, parts.Now, (short)parts.Terms.Tries];
                List<(byte[] Hash, long? Person)> rows = await tx.RowsAsync(
                    Try,
                    tried,
                    row => (row.GetFieldValue<byte[]>(0), row.IsDBNull(1) ? (long?)null : row.GetInt64(1)),
                    token);
                if (rows.Count == 1 && CryptographicOperations.FixedTimeEquals(rows[0].Hash, given)
                    && await tx.ExecuteAsync(Use, [shard, request, parts.Now], token) == 1)
                {
                    return (IdentityStatus.Done, rows[0].Person);
                }

                await _log.NoteAsync(
                    tx, SecurityAct.CodeWrong, null, new(phone), visitor, kind.ToString(), token);
                return (IdentityStatus.NotProved, (long?)null);
            },
            cancel: cancel);
    }

    /// <summary>Gives a code back that was taken for what could not be decided: the same request may come again while
    /// its time lasts. For whoever has just taken it, and nobody else.</summary>
    public async Task GiveBackAsync(string ticket)
    {
        if (Ticket.TryParse(ticket, parts.Shards, out short shard, out byte[] request))
        {
            _ = await parts.Db.InTransactionAsync(
                (tx, token) => tx.ExecuteAsync(GiveBack, [shard, request], token), idempotent: true);
        }
    }
}

/// <summary>A row's name for outside: its shard and its random number.</summary>
internal static class Ticket
{
    private const int IdBytes = 16;

    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");

    public static string Of(short shard, byte[] id) =>
        string.Create(CultureInfo.InvariantCulture, $"{shard}.{Convert.ToHexStringLower(id)}");

    public static bool TryParse(string? text, int shards, out short shard, out byte[] id)
    {
        shard = 0;
        id = [];
        if (text is null || text.Length > 64)
        {
            return false;
        }

        int dot = text.IndexOf('.', StringComparison.Ordinal);
        if (dot < 1 || text.Length - dot - 1 != 2 * IdBytes
            || !short.TryParse(text.AsSpan(0, dot), NumberStyles.None, CultureInfo.InvariantCulture, out shard)
            || shard >= shards || text.AsSpan(dot + 1).ContainsAnyExcept(HexDigits))
        {
            return false;
        }

        id = Convert.FromHexString(text.AsSpan(dot + 1));
        return true;
    }
}
