using System.Text;
using Huoqi.Kernel;

namespace Huoqi.Identity;

/// <summary>An account of staff.</summary>
/// <param name="Number">Its number, below those of people.</param>
/// <param name="Name">What they sign in with.</param>
/// <param name="Kind">Operator or auditor.</param>
/// <param name="Active">Whether it is not closed.</param>
/// <param name="CreatedAt">Since when.</param>
public sealed record OperatorItem(long Number, string Name, AccountKind Kind, bool Active, DateTimeOffset CreatedAt);

/// <summary>Staff: operators and auditors, with the sessions and factors of everybody under a name.</summary>
public sealed class Operators(IdentityParts parts)
{
    private static readonly Sql NextNumber = new("SELECT nextval('identity.staff_number')");

    private static readonly Sql Close = new("""
        UPDATE identity.account SET closed_at = $3
        WHERE shard = $1 AND person = $2 AND kind > 1 AND closed_at IS NULL
        """);

    private static readonly Sql All = new("""
        SELECT a.person, a.phone, a.kind, a.closed_at IS NULL, a.created_at
        FROM identity.login l JOIN identity.account a ON a.shard = ANY ($1) AND a.person = l.person
        WHERE l.kind = 2 ORDER BY a.person
        """);

    private readonly Accounts _accounts = new(parts);
    private readonly Sessions _sessions = new(parts);
    private readonly SecurityLog _log = new(parts);
    private readonly SignIn _signIn = new(parts);

    /// <summary>Makes an account with a first password.</summary>
    /// <param name="name">2 to 32 small letters, digits, dots, hyphens; stays taken for ever.</param>
    /// <param name="kind">Operator or auditor.</param>
    /// <param name="password">By the same rules as everybody's.</param>
    /// <param name="cancel">Gives up.</param>
    public async Task<(IdentityStatus Status, long Number)> CreateAsync(
        string name, AccountKind kind, string password, CancellationToken cancel = default)
    {
        if (Normal(name) is not string normal || kind is not (AccountKind.Operator or AccountKind.Auditor))
        {
            return (IdentityStatus.InvalidName, 0);
        }

        IdentityStatus rule = PasswordRules.Check(password, normal);
        if (rule != IdentityStatus.Done)
        {
            return (rule, 0);
        }

        PasswordHash? hash = await parts.Gate.InTurnAsync(
            () => PasswordHash.Of(Encoding.UTF8.GetBytes(password), PasswordHash.RoundsNow), cancel);
        if (hash is null)
        {
            return (IdentityStatus.TryLater, 0);
        }

        return await parts.Db.InTransactionAsync(
            async (tx, token) =>
            {
                long number = await tx.RowAsync(NextNumber, [], row => row.GetInt64(0), token);
                if (!await _accounts.LeadAsync(tx, LoginKind.StaffName, Lookup(normal), number, token))
                {
                    return (IdentityStatus.Exists, 0L);
                }

                await _accounts.InsertAsync(tx, number, kind, normal, KycLevel.L0, null, token);
                await Passwords.WriteAsync(parts, tx, number, hash, token);
                await _log.NoteAsync(
                    tx, SecurityAct.OperatorMade, number, default, Sessions.Nobody, kind.ToString(), token);
                return (IdentityStatus.Done, number);
            },
            cancel: cancel);
    }

    /// <summary>By name and password. With a passkey staff sign in as everybody does.</summary>
    public async Task<SignedIn> ByPasswordAsync(
        string name, string password, Visitor visitor, CancellationToken cancel = default)
    {
        string normal = Normal(name) ?? "";
        if (!await _signIn.MayTryAsync(visitor, $"staff {normal}", cancel))
        {
            return IdentityStatus.TryLater;
        }

        long? number = await _accounts.OfLookupAsync(Lookup(normal), cancel);
        Account? account = await _accounts.OfAsync(number ?? 1, cancel);
        return await _signIn.SignInAsync(
            number is null || account is null || account.IsClosed ? null : account,
            default, password, visitor, cancel);
    }

    /// <summary>Closes an account and ends its sessions.</summary>
    public Task<IdentityAnswer> CloseAsync(long number, CancellationToken cancel = default) =>
        parts.Db.InTransactionAsync(
            async (tx, token) =>
            {
                if (await tx.ExecuteAsync(Close, [parts.ShardOf(number), number, parts.Now], token) == 0)
                {
                    return IdentityStatus.NotFound;
                }

                await _sessions.RevokeAllButAsync(tx, number, 0, Sessions.Nobody, token);
                await _log.NoteAsync(
                    tx, SecurityAct.OperatorClosed, number, default, Sessions.Nobody, "", token);
                return (IdentityAnswer)IdentityStatus.Done;
            },
            cancel: cancel);

    /// <summary>All, by number.</summary>
    public async Task<IReadOnlyList<OperatorItem>> ListAsync(CancellationToken cancel = default) =>
        await parts.Db.RowsAsync(
            All,
            [Enumerable.Range(0, parts.Shards).Select(shard => (short)shard).ToArray()],
            row => new OperatorItem(
                row.GetInt64(0),
                parts.Vault.Open("phone", row.GetInt64(0), row.GetFieldValue<byte[]>(1)),
                (AccountKind)row.GetInt16(2),
                row.GetBoolean(3),
                row.GetFieldValue<DateTimeOffset>(4)),
            cancel);

    private byte[] Lookup(string name) => parts.Vault.Lookup("staff", name);

    private static string? Normal(string name)
    {
        string text = name.Trim().ToLowerInvariant();
        return text.Length is >= 2 and <= 32 && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c)
            || c is '.' or '-' or '_') ? text : null;
    }
}
