using Huoqi.Kernel;
using Npgsql;

namespace Huoqi.Identity;

/// <summary>What a lookup leads from. Numbers are stored.</summary>
internal enum LoginKind : short
{
    Phone = 1,
    StaffName = 2,
    IdNumber = 3,
    Credential = 4,
}

/// <summary>A person's row, as the acts need it.</summary>
internal sealed record Account(
    long Person,
    AccountKind Kind,
    DateTimeOffset CreatedAt,
    bool IsClosed,
    DateTimeOffset? CoolingUntil,
    KycLevel Level,
    string Nickname,
    byte[]? Phone,
    byte[]? Name,
    byte[]? IdNumber,
    PasswordHash? Password,
    PasswordHash? Payment,
    int PaymentTries,
    bool HasPasskey)
{
    /// <summary>Whether they have any way to prove themselves beside the phone.</summary>
    public bool HasFactor => HasPasskey || Password is not null || Payment is not null;
}

/// <summary>People's rows, and the way to them from a phone.</summary>
internal sealed class Accounts(IdentityParts parts)
{
    private const string Columns = """
        a.person, a.kind, a.created_at, a.closed_at IS NOT NULL, a.cooling_until, a.kyc_level, a.nickname, a.phone,
        a.name, a.id_number, a.password_rounds, a.password_salt, a.password_hash, a.payment_salt, a.payment_hash,
        a.payment_tries, EXISTS (SELECT 1 FROM identity.passkey p WHERE p.shard = a.shard AND p.person = a.person)
        """;

    private static readonly Sql OfPerson =
        new($"SELECT {Columns} FROM identity.account a WHERE a.shard = $1 AND a.person = $2");

    private static readonly Sql OfPeople = new($"""
        SELECT {Columns} FROM unnest($1::smallint[], $2::bigint[]) AS w(shard, person)
        JOIN identity.account a ON a.shard = w.shard AND a.person = w.person
        """);

    private static readonly Sql LockPerson = new("""
        SELECT person FROM identity.account WHERE shard = $1 AND person = $2 AND closed_at IS NULL FOR UPDATE
        """);

    private static readonly Sql PersonOf = new("SELECT person FROM identity.login WHERE shard = $1 AND lookup = $2");

    private static readonly Sql Insert = new("""
        INSERT INTO identity.account (shard, person, kind, created_at, kyc_level, phone, name, id_number)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
        ON CONFLICT DO NOTHING
        """);

    private static readonly Sql InsertLogin = new("""
        INSERT INTO identity.login (shard, lookup, kind, person) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING
        """);

    private static readonly Sql DeleteLogin =
        new("DELETE FROM identity.login WHERE shard = $1 AND lookup = $2 AND person = $3");

    private static readonly Sql NextPerson = new("SELECT nextval('identity.person_number')");

    private static readonly Sql SetPhone = new("""
        UPDATE identity.account SET phone = $3 WHERE shard = $1 AND person = $2
        """);

    private static readonly Sql Cool = new("""
        UPDATE identity.account SET cooling_until = $3 WHERE shard = $1 AND person = $2
        """);

    public byte[] PhoneLookup(string phone) => parts.Vault.Lookup("phone", phone);

    /// <summary>Whose phone it is. Known or not, the same statements run.</summary>
    public async Task<Account?> OfPhoneAsync(string phone, CancellationToken cancel)
    {
        long? person = await OfLookupAsync(PhoneLookup(phone), cancel);
        Account? account = await OfAsync(person ?? 1, cancel);
        return person is null || account is null || account.IsClosed ? null : account;
    }

    /// <summary>To whom a lookup leads.</summary>
    public async Task<long?> OfLookupAsync(byte[] lookup, CancellationToken cancel)
    {
        List<long> found = await parts.Db.RowsAsync(
            PersonOf, [Vault.ShardOf(lookup, parts.Shards), lookup], row => row.GetInt64(0), cancel);
        return found.Count == 0 ? null : found[0];
    }

    /// <summary>The same within a transaction.</summary>
    public async Task<long?> OfLookupAsync(Tx tx, byte[] lookup, CancellationToken cancel)
    {
        List<long> found = await tx.RowsAsync(
            PersonOf, [Vault.ShardOf(lookup, parts.Shards), lookup], row => row.GetInt64(0), cancel);
        return found.Count == 0 ? null : found[0];
    }

    public Task<Account?> OfAsync(long person, CancellationToken cancel) =>
        parts.Db.RowOrNullAsync(OfPerson, [parts.ShardOf(person), person], Read, cancel);

    /// <summary>Several people's at once; who has no row is not among them.</summary>
    public Task<List<Account>> OfAsync(IReadOnlyCollection<long> people, CancellationToken cancel)
    {
        object?[] who = [people.Select(parts.ShardOf).ToArray(), people.ToArray()];
        return parts.Db.RowsAsync(OfPeople, who, Read, cancel);
    }

    public Task<Account?> OfAsync(Tx tx, long person, CancellationToken cancel) =>
        tx.RowOrNullAsync(OfPerson, [parts.ShardOf(person), person], Read, cancel);

    /// <summary>Locks the row, so that changes of one person's factors come one after the other.</summary>
    public async Task<Account?> LockAsync(Tx tx, long person, CancellationToken cancel)
    {
        object?[] who = [parts.ShardOf(person), person];
        List<long> locked = await tx.RowsAsync(LockPerson, who, row => row.GetInt64(0), cancel);
        return locked.Count == 0 ? null : await OfAsync(tx, person, cancel);
    }

    /// <summary>A number nobody had.</summary>
    public static Task<long> NextAsync(Tx tx, CancellationToken cancel) =>
        tx.RowAsync(NextPerson, [], row => row.GetInt64(0), cancel);

    /// <summary>Makes a row; false when the number has one.</summary>
    public async Task<bool> InsertAsync(
        Tx tx, long person, AccountKind kind, string login, KycLevel level, (string Name, string IdNumber)? identified,
        CancellationToken cancel)
    {
        object?[] values =
        [
            parts.ShardOf(person), person, (short)kind, parts.Now, (short)level,
            parts.Vault.Seal("phone", person, login),
            identified is null ? null : parts.Vault.Seal("name", person, identified.Value.Name),
            identified is null ? null : parts.Vault.Seal("id", person, identified.Value.IdNumber),
        ];
        return await tx.ExecuteAsync(Insert, values, cancel) == 1;
    }

    /// <summary>Leads a lookup to a person; false when it leads to somebody already.</summary>
    public async Task<bool> LeadAsync(
        Tx tx, LoginKind kind, byte[] lookup, long person, CancellationToken cancel) => await tx.ExecuteAsync(
            InsertLogin, [Vault.ShardOf(lookup, parts.Shards), lookup, (short)kind, person], cancel) == 1;

    /// <summary>A lookup leads there no more.</summary>
    public Task UnleadAsync(Tx tx, byte[] lookup, long person, CancellationToken cancel) =>
        tx.ExecuteAsync(DeleteLogin, [Vault.ShardOf(lookup, parts.Shards), lookup, person], cancel);

    /// <summary>From now on money leaves to others only when the cooling period is over.</summary>
    public Task CoolAsync(Tx tx, long person, CancellationToken cancel) => tx.ExecuteAsync(
        Cool, [parts.ShardOf(person), person, parts.Now + parts.Terms.Cooling], cancel);

    /// <summary>Another phone leads to the person, and the old one no more; false when it leads to somebody.</summary>
    public async Task<bool> ChangePhoneAsync(Tx tx, Account account, string phone, CancellationToken cancel)
    {
        if (!await LeadAsync(tx, LoginKind.Phone, PhoneLookup(phone), account.Person, cancel))
        {
            return false;
        }

        await UnleadAsync(tx, PhoneLookup(PhoneOf(account).Reveal()), account.Person, cancel);
        object?[] values =
        [
            parts.ShardOf(account.Person), account.Person, parts.Vault.Seal("phone", account.Person, phone),
        ];
        return await tx.ExecuteAsync(SetPhone, values, cancel) == 1;
    }

    /// <summary>The phone, or a staff member's name.</summary>
    public Personal PhoneOf(Account account) =>
        new(account.Phone is null ? "" : parts.Vault.Open("phone", account.Person, account.Phone));

    public Personal NameOf(Account account) =>
        new(account.Name is null ? "" : parts.Vault.Open("name", account.Person, account.Name));

    public Personal IdNumberOf(Account account) =>
        new(account.IdNumber is null ? "" : parts.Vault.Open("id", account.Person, account.IdNumber));

    private static Account Read(NpgsqlDataReader row) => new(
        row.GetInt64(0),
        (AccountKind)row.GetInt16(1),
        row.GetFieldValue<DateTimeOffset>(2),
        row.GetBoolean(3),
        row.IsDBNull(4) ? null : row.GetFieldValue<DateTimeOffset>(4),
        (KycLevel)row.GetInt16(5),
        row.GetString(6),
        Bytes(row, 7),
        Bytes(row, 8),
        Bytes(row, 9),
        row.IsDBNull(12)
            ? null : new(row.GetInt32(10), row.GetFieldValue<byte[]>(11), row.GetFieldValue<byte[]>(12)),
        row.IsDBNull(14)
            ? null
            : new(PasswordHash.PaymentRounds, row.GetFieldValue<byte[]>(13), row.GetFieldValue<byte[]>(14)),
        row.GetInt16(15),
        row.GetBoolean(16));

    private static byte[]? Bytes(NpgsqlDataReader row, int column) =>
        row.IsDBNull(column) ? null : row.GetFieldValue<byte[]>(column);
}
