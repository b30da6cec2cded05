using Huoqi.Kernel;
using Huoqi.Ledger;
using Npgsql;

namespace Huoqi.Customers;

/// <summary>How far a dispute is; stored.</summary>
public enum DisputeState : short
{
    Open = 1,

    /// <summary>Answered in the person's favour.</summary>
    Upheld = 2,

    /// <summary>Answered: the entry is right.</summary>
    Declined = 3,
}

/// <summary>"Something is wrong with this entry."</summary>
public sealed record Dispute(
    long Number, long Person, OrderNo Entry, DisputeState State, string Text, DateTimeOffset OpenedAt, string? Answer,
    DateTimeOffset? AnsweredAt, DateOnly AnswerDueOn);

/// <summary>What people say is wrong, and what operators answer.</summary>
public sealed class Disputes(CustomersParts parts)
{
    /// <summary>The longest text, in characters.</summary>
    public const int LongestText = 2_000;

    // Of one person: each takes somebody's time.
    private const int OpenAtMost = 20;

    private static readonly Sql Insert = new("""
        INSERT INTO customers.dispute (shard, person, entry, opened_at, due_on, said, state)
        SELECT $1::smallint, $2::bigint, $3::bigint, $4::timestamptz, $5::date, $6::text, 1
        WHERE (SELECT count(*) FROM customers.dispute WHERE shard = $1 AND person = $2 AND state = 1) < $7
        ON CONFLICT (shard, person, entry) DO NOTHING
        """);

    private static readonly Sql Answer = new("""
        UPDATE customers.dispute SET state = $4, answer = $5, answered_by = $6, answered_at = $7
        WHERE shard = $1 AND person = $2 AND number = $3 AND state = 1
        """);

    /// <summary>A person disputes an entry of theirs; a second time gives the first one again.</summary>
    public async Task<(CustomerStatus Status, Dispute? Dispute)> OpenAsync(
        long person, OrderNo entry, string text, CancellationToken cancel = default)
    {
        if (!Texts.AreGood(text, LongestText))
        {
            return (CustomerStatus.NotValid, null);
        }

        if (await new Receipts(parts).FindAsync(person, entry, cancel) is null)
        {
            return (CustomerStatus.NotFound, null);
        }

        DateOnly today = parts.Today;
        Rule<int> days = parts.Wallet.Rules.ComplaintDays;
        DateOnly due = today.AddDays(days.InForceOn(today) ? days.On(today) : 30);
        await parts.Db.InTransactionAsync(
            (tx, token) => tx.ExecuteAsync(
                Insert, [entry.Shard, person, entry.Entry, parts.Now, due, text.Trim(), OpenAtMost], token),
            idempotent: true, cancel: cancel);
        IReadOnlyList<Dispute> all = await OfAsync(person, cancel);
        return all.FirstOrDefault(dispute => dispute.Entry == entry) is { } made
            ? (CustomerStatus.Done, made)
            : (CustomerStatus.TooMany, null);
    }

    /// <summary>A person's disputes, newest first.</summary>
    public Task<IReadOnlyList<Dispute>> OfAsync(long person, CancellationToken cancel = default) =>
        parts.Db.AllAsync(new DisputesOf(parts.ShardOf(person), person), cancel);

    /// <summary>What waits for an answer behind a number, oldest first.</summary>
    public Task<IReadOnlyList<Dispute>> OpenOnesAsync(
        int limit, long after = 0, CancellationToken cancel = default) =>
        parts.Db.AllAsync(new OpenOnes(after, limit), cancel);

    /// <summary>An operator answers; the person hears of it.</summary>
    public async Task<CustomerStatus> AnswerAsync(
        long person, long number, bool upheld, string answer, string by, CancellationToken cancel = default)
    {
        if (!Texts.AreGood(answer, LongestText) || !Texts.AreGood(by, LongestText))
        {
            return CustomerStatus.NotValid;
        }

        short shard = parts.ShardOf(person);
        DisputeState state = upheld ? DisputeState.Upheld : DisputeState.Declined;
        int answered = await parts.Db.InTransactionAsync(
            async (tx, token) =>
            {
                int changed = await tx.ExecuteAsync(
                    Answer, [shard, person, number, (short)state, answer.Trim(), by, parts.Now], token);
                if (changed == 1)
                {
                    await Inbox.PutAsync(tx, shard,
                        [
                            new(person, MessageKind.DisputeAnswered, $"dispute {number}",
                                new Dictionary<string, string> { ["dispute"] = $"{number}" }),
                        ], parts.Now, token);
                }

                return changed;
            },
            cancel: cancel);
        return answered == 1 ? CustomerStatus.Done
            : (await OfAsync(person, cancel)).Any(dispute => dispute.Number == number) ? CustomerStatus.TooLate
            : CustomerStatus.NotFound;
    }

    internal sealed record DisputesOf(short Shard, long Person) : Query<Dispute>
    {
        private static readonly Sql Sql = new("""
            SELECT number, person, shard, entry, state, said, opened_at, answer, answered_at, due_on
            FROM customers.dispute WHERE shard = $1 AND person = $2 ORDER BY number DESC LIMIT 1000
            """);

        public override Sql Statement => Sql;

        public override void Bind(NpgsqlParameterCollection parameters) => parameters.With(Shard).With(Person);

        public override Dispute Read(NpgsqlDataReader row) => ToDispute(row);
    }

    internal sealed record OpenOnes(long After, int Limit) : Query<Dispute>
    {
        private static readonly Sql Sql = new("""
            SELECT number, person, shard, entry, state, said, opened_at, answer, answered_at, due_on
            FROM customers.dispute WHERE state = 1 AND number > $1 ORDER BY number LIMIT $2
            """);

        public override Sql Statement => Sql;

        public override void Bind(NpgsqlParameterCollection parameters) => parameters.With(After).With(Limit);

        public override Dispute Read(NpgsqlDataReader row) => ToDispute(row);
    }

    private static Dispute ToDispute(NpgsqlDataReader row) =>
        new(row.GetInt64(0), row.GetInt64(1), new(row.GetInt16(2), row.GetInt64(3)), (DisputeState)row.GetInt16(4),
            row.GetString(5), row.GetFieldValue<DateTimeOffset>(6), row.IsDBNull(7) ? null : row.GetString(7),
            row.IsDBNull(8) ? null : row.GetFieldValue<DateTimeOffset>(8), row.GetFieldValue<DateOnly>(9));
}
