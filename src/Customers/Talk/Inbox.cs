using System.Text.Json;
using Huoqi.Kernel;
using Npgsql;
using NpgsqlTypes;

namespace Huoqi.Customers;

/// <summary>What a message tells; stored. Its parameters are listed with each.</summary>
public enum MessageKind : short
{
    /// <summary>first, last (days), amount.</summary>
    Income = 1,

    /// <summary>order, merchant, amount.</summary>
    Payment = 2,

    /// <summary>order, payment, amount.</summary>
    Refund = 3,

    /// <summary>order, person, amount.</summary>
    MoneyReceived = 4,

    /// <summary>What came back from a friend who could not take it: order, amount.</summary>
    MoneyReturned = 5,

    /// <summary>order, amount.</summary>
    SubscriptionConfirmed = 6,

    /// <summary>order, amount.</summary>
    RedemptionConfirmed = 7,

    /// <summary>order, amount.</summary>
    OrderRefused = 8,

    /// <summary>order, amount: money from a card has come.</summary>
    TopUp = 9,

    /// <summary>device, address: somebody signed in.</summary>
    SignIn = 10,

    /// <summary>step: a lost passkey or phone is being replaced.</summary>
    Recovery = 11,

    /// <summary>request, person, amount: somebody asks for money.</summary>
    MoneyRequested = 12,

    /// <summary>request, person, amount: who was asked said no.</summary>
    RequestDeclined = 13,

    /// <summary>dispute: it was answered.</summary>
    DisputeAnswered = 14,

    /// <summary>order, first, last, amount: income was corrected.</summary>
    IncomeCorrected = 15,

    /// <summary>frozen: true or false.</summary>
    StandingChanged = 17,

    /// <summary>step, and detail as a level or a source: the authority answered.</summary>
    Identity = 18,

    /// <summary>order, bill (TopUp, Subscription: nothing was taken; RedemptionPaid: the wallet has it), amount: the
    /// bank refused.</summary>
    BankRefused = 19,

    /// <summary>saving (NightlySweep, SavingPerPayment), amount, reason (a status of the wallet, or
    /// AgreementsMissing): a standing order was refused.</summary>
    NotPutAside = 20,
}

/// <summary>A message as its person sees it.</summary>
/// <param name="Number">Its number, for paging and for marking.</param>
/// <param name="Kind">What it tells.</param>
/// <param name="Parameters">Typed values as text: amounts as "12.34", days as yyyy-mm-dd, orders as written.</param>
/// <param name="At">When it happened, UTC.</param>
/// <param name="IsRead">Whether it was opened.</param>
public sealed record Message(
    long Number, MessageKind Kind, IReadOnlyDictionary<string, string> Parameters, DateTimeOffset At, bool IsRead);

/// <summary>Messages to people: a kind and values, never sentences.</summary>
public sealed class Inbox(CustomersParts parts)
{
    /// <summary>The longest page.</summary>
    public const int LargestPage = 100;

    private static readonly Sql Insert = new("""
        INSERT INTO customers.message (shard, person, kind, subject, parameters, written_at)
        SELECT * FROM unnest($1::smallint[], $2::bigint[], $3::smallint[], $4::text[], $5::jsonb[], $6::timestamptz[])
        ON CONFLICT (shard, person, kind, subject) DO NOTHING
        """);

    private static readonly Sql Mark = new("""
        UPDATE customers.message SET read_at = $4
        WHERE shard = $1 AND person = $2 AND read_at IS NULL AND ($3::bigint IS NULL OR number = $3)
        """);

    /// <summary>Messages newest first, from the one that <paramref name="before"/> numbers on, without it.</summary>
    public Task<IReadOnlyList<Message>> PageAsync(
        long person, long? before, int limit, CancellationToken cancel = default)
    {
        Invariant.Holds(limit is > 0 and <= LargestPage);
        return parts.Db.AllAsync<Message>(
            before is { } number
                ? new MessagesBefore(parts.ShardOf(person), person, number, limit)
                : new NewestMessages(parts.ShardOf(person), person, limit),
            cancel);
    }

    /// <summary>How many are not read, 99 at most.</summary>
    public async Task<int> UnreadAsync(long person, CancellationToken cancel = default) =>
        (await parts.Db.OneAsync(new UnreadOf(parts.ShardOf(person), person), cancel))!.Count;

    /// <summary>Marks one message, or all of them, as read.</summary>
    public Task MarkReadAsync(long person, long? number, CancellationToken cancel = default) =>
        parts.Db.InTransactionAsync(
            (tx, token) => tx.ExecuteAsync(Mark, [parts.ShardOf(person), person, Nullable(number), parts.Now], token),
            idempotent: true, cancel: cancel);

    /// <summary>Writes a message, once: the same person, kind and subject again changes nothing.</summary>
    public Task PutAsync(
        long person, MessageKind kind, string subject, IReadOnlyDictionary<string, string> parameters,
        CancellationToken cancel = default) =>
        parts.Db.InTransactionAsync(
            (tx, token) => PutAsync(
                tx, parts.ShardOf(person), [new(person, kind, subject, parameters)], parts.Now, token),
            idempotent: true, cancel: cancel);

    /// <summary>Writes messages to people of one shard within somebody's transaction; returns how many were new.
    /// </summary>
    internal static async Task<int> PutAsync(
        Tx tx, short shard, IReadOnlyList<NewMessage> messages, DateTimeOffset now, CancellationToken cancel)
    {
        return messages.Count == 0 ? 0 : await tx.ExecuteAsync(Insert,
            [
                messages.Select(_ => shard).ToArray(), messages.Select(message => message.Person).ToArray(),
                messages.Select(message => (short)message.Kind).ToArray(),
                messages.Select(message => message.Subject).ToArray(),
                new NpgsqlParameter
                {
                    Value = messages.Select(message => JsonSerializer.Serialize(message.Parameters)).ToArray(),
                    NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Jsonb,
                },
                messages.Select(message => message.At ?? now).ToArray(),
            ], cancel);
    }

    private static NpgsqlParameter Nullable(long? value) =>
        new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Bigint };

    /// <summary>A count of messages.</summary>
    internal sealed record UnreadCount(int Count);

    internal sealed record UnreadOf(short Shard, long Person) : Query<UnreadCount>
    {
        private static readonly Sql Sql = new("""
            SELECT count(*)::integer FROM (
                SELECT FROM customers.message WHERE shard = $1 AND person = $2 AND read_at IS NULL LIMIT 99) AS unread
            """);

        public override Sql Statement => Sql;

        public override void Bind(NpgsqlParameterCollection parameters) => parameters.With(Shard).With(Person);

        public override UnreadCount Read(NpgsqlDataReader row) => new(row.GetInt32(0));
    }

    internal sealed record NewestMessages(short Shard, long Person, int Limit) : Query<Message>
    {
        private static readonly Sql Sql = new("""
            SELECT number, kind, parameters::text, written_at, read_at IS NOT NULL FROM customers.message
            WHERE shard = $1 AND person = $2 ORDER BY written_at DESC, number DESC LIMIT $3
            """);

        public override Sql Statement => Sql;

        public override void Bind(NpgsqlParameterCollection parameters) =>
            parameters.With(Shard).With(Person).With(Limit);

        public override Message Read(NpgsqlDataReader row) => MessageOf(row);
    }

    // A message's number is its name, and its place is the instant of what it tells.
    internal sealed record MessagesBefore(short Shard, long Person, long Before, int Limit) : Query<Message>
    {
        private static readonly Sql Sql = new("""
            SELECT number, kind, parameters::text, written_at, read_at IS NOT NULL FROM customers.message
            WHERE shard = $1 AND person = $2 AND (written_at, number) < (
                SELECT written_at, number FROM customers.message WHERE shard = $1 AND person = $2 AND number = $3)
            ORDER BY written_at DESC, number DESC LIMIT $4
            """);

        public override Sql Statement => Sql;

        public override void Bind(NpgsqlParameterCollection parameters) =>
            parameters.With(Shard).With(Person).With(Before).With(Limit);

        public override Message Read(NpgsqlDataReader row) => MessageOf(row);
    }

    private static Message MessageOf(NpgsqlDataReader row) => new(
        row.GetInt64(0), (MessageKind)row.GetInt16(1),
        JsonSerializer.Deserialize<Dictionary<string, string>>(row.GetString(2))!,
        row.GetFieldValue<DateTimeOffset>(3), row.GetBoolean(4));
}

/// <summary>A message to be written; it bears the instant of what it tells, if that is known.</summary>
internal sealed record NewMessage(
    long Person, MessageKind Kind, string Subject, IReadOnlyDictionary<string, string> Parameters,
    DateTimeOffset? At = null);
