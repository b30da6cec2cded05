using Huoqi.Kernel;

namespace Huoqi.Identity;

/// <summary>What is noted. Numbers are stored.</summary>
public enum SecurityAct : short
{
    SignedIn = 1,
    SignInFailed = 2,
    CodeSent = 3,
    CodeWrong = 4,
    StepUpProved = 5,
    StepUpFailed = 6,
    FactorAdded = 7,
    FactorRemoved = 8,
    FactorBlocked = 9,
    Recovered = 10,
    RecoveryFailed = 11,
    PhoneChanged = 12,
    SessionsRevoked = 13,

    // 14 was "limit hit", which nothing ever wrote.
    KycAsked = 15,
    OperatorMade = 16,
    OperatorClosed = 17,

    /// <summary>A route refused somebody who may not use it.</summary>
    Denied = 18,
    AccountClosed = 19,
    CardAdded = 20,

    /// <summary>A member of staff did or looked at something; the line is theirs, and the detail names the thing.
    /// </summary>
    StaffActed = 21,

    /// <summary>The authority answered: the source, and what became of it.</summary>
    KycAnswered = 22,
}

/// <summary>A line of the log, with the subject masked.</summary>
/// <param name="Number">Its number.</param>
/// <param name="At">When.</param>
/// <param name="Act">What.</param>
/// <param name="Person">Whose account, when it is known.</param>
/// <param name="Subject">What was given, masked.</param>
/// <param name="Device">The device's label.</param>
/// <param name="Detail">What else there is to say: a way, a label, a status.</param>
public sealed record SecurityLine(
    long Number, DateTimeOffset At, SecurityAct Act, long? Person, string Subject, string Device, string Detail);

/// <summary>What happened to sign-ins and factors; the program may add lines and do nothing else to them.</summary>
public sealed class SecurityLog(IdentityParts parts)
{
    private static readonly Sql Insert = new("""
        INSERT INTO identity.security_log (shard, number, at, act, person, subject, device, detail, address)
        VALUES ($1, nextval('identity.row_number'), $2, $3, $4, $5, $6, $7, $8)
        """);

    private static readonly Sql Newest = new("""
        SELECT number, at, act, person, subject, device, detail FROM identity.security_log
        WHERE shard = $1 AND person = $2 ORDER BY at DESC, number DESC LIMIT $3
        """);

    // A line's number is its name, and its place is its time: numbers are drawn in blocks and are no order.
    private static readonly Sql Before = new("""
        SELECT number, at, act, person, subject, device, detail FROM identity.security_log
        WHERE shard = $1 AND person = $2 AND (at, number) < (
            SELECT at, number FROM identity.security_log WHERE shard = $1 AND person = $2 AND number = $4)
        ORDER BY at DESC, number DESC LIMIT $3
        """);

    /// <summary>Notes something; for decisions of the routes as well.</summary>
    public Task NoteAsync(
        SecurityAct act, long? person, Visitor visitor, string detail, CancellationToken cancel = default) =>
        parts.Db.InTransactionAsync(
            (tx, token) => NoteAsync(tx, act, person, default, visitor, detail, token), cancel: cancel);

    /// <summary>The newest lines of a person, or those before a line that is named by its number; for their own page
    /// and for an auditor.</summary>
    public async Task<IReadOnlyList<SecurityLine>> ListAsync(
        long person, long? before, int atMost, CancellationToken cancel = default)
    {
        object?[] newest = [parts.ShardOf(person), person, Math.Clamp(atMost, 1, 200)];
        return await parts.Db.RowsAsync(
            before is null ? Newest : Before,
            before is { } number ? [.. newest, number] : newest,
            row => new SecurityLine(
                row.GetInt64(0), row.GetFieldValue<DateTimeOffset>(1), (SecurityAct)row.GetInt16(2),
                row.IsDBNull(3) ? null : row.GetInt64(3), row.GetString(4), row.GetString(5), row.GetString(6)),
            cancel);
    }

    /// <summary>Notes something in the transaction of what it is about.</summary>
    /// <param name="tx">The transaction.</param>
    /// <param name="act">What.</param>
    /// <param name="person">Whose account, when it is known.</param>
    /// <param name="subject">What was given, when it is not.</param>
    /// <param name="visitor">Who asked.</param>
    /// <param name="detail">What else there is to say.</param>
    /// <param name="cancel">Gives up.</param>
    internal Task NoteAsync(
        Tx tx,
        SecurityAct act,
        long? person,
        Personal subject,
        Visitor visitor,
        string detail,
        CancellationToken cancel)
    {
        byte[] address = parts.Vault.Lookup("address", visitor.Address);
        short shard = person is long known ? parts.ShardOf(known) : Vault.ShardOf(address, parts.Shards);
        object?[] values =
        [
            shard, parts.Now, (short)act, person, subject.ToString(), PlainText.Device(visitor.Device), detail, address,
        ];
        return tx.ExecuteAsync(Insert, values, cancel);
    }
}
