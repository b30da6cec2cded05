using Huoqi.Funds;
using Huoqi.Kernel;
using Huoqi.Ledger;
using Npgsql;
using NpgsqlTypes;

namespace Huoqi.Customers;

/// <summary>Something a person saves for: a part of the units under a name. The units stay one holding.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Name">What the person calls it.</param>
/// <param name="Target">How much it shall be.</param>
/// <param name="By">By when; null for some time.</param>
/// <param name="Assigned">What of the units is assigned to it.</param>
/// <param name="EachMonth">What to put aside each month to be there in time; null without a date or when it is there.
/// </param>
public sealed record Goal(
    long Number, string Name, Money Target, DateOnly? By, FundUnits Assigned, Money? EachMonth);

/// <summary>Saving goals.</summary>
public sealed class Goals(CustomersParts parts)
{
    /// <summary>As many as a person may have.</summary>
    public const int AtMost = 20;

    /// <summary>The longest name, in characters.</summary>
    public const int LongestName = 40;

    // Goals of one person change one after the other, so that neither their number nor their sum can be overrun.
    private static readonly Sql Lock = new("SELECT pg_advisory_xact_lock(hashtextextended('goals', $1))");

    private static readonly Sql Insert = new("""
        INSERT INTO customers.goal (shard, person, name, target_fen, by_day, key)
        SELECT $1, $2, $3, $4, $5, $7
        WHERE (SELECT count(*) FROM customers.goal WHERE shard = $1 AND person = $2) < $6
        ON CONFLICT (shard, person, key) DO NOTHING
        RETURNING number, name, target_fen, by_day, assigned
        """);

    private static readonly Sql AddedUnder = new("""
        SELECT number, name, target_fen, by_day, assigned FROM customers.goal
        WHERE shard = $1 AND person = $2 AND key = $3
        """);

    private static readonly Sql Update = new("""
        UPDATE customers.goal SET name = $4, target_fen = $5, by_day = $6
        WHERE shard = $1 AND person = $2 AND number = $3
        """);

    private static readonly Sql Assign = new(
        "UPDATE customers.goal SET assigned = $4 WHERE shard = $1 AND person = $2 AND number = $3");

    private static readonly Sql Delete = new(
        "DELETE FROM customers.goal WHERE shard = $1 AND person = $2 AND number = $3");

    /// <summary>A person's goals, oldest first. What is not held any more is assigned to none: the youngest give way
    /// first.</summary>
    public async Task<IReadOnlyList<Goal>> OfAsync(long person, CancellationToken cancel = default)
    {
        ReadBatch batch = new();
        ReadRows<Goal> goals = batch.Add(new GoalsOf(parts.ShardOf(person), person));
        ReadRows<LedgerQueries.Balance> held = batch.Add(HeldBy(person));
        await parts.Db.TogetherAsync(batch, cancel);
        return
        [
            .. GoalRules.Backed(goals.All, held.All.Sum(balance => balance.Amount))
                .Select(goal => goal with { EachMonth = GoalRules.EachMonth(goal, parts.Today) }),
        ];
    }

    /// <summary>Adds a goal; its number when done. The same key again gives the same goal, as long as it is there.
    /// </summary>
    public async Task<(CustomerStatus Status, long Number)> AddAsync(
        long person, string name, Money target, DateOnly? by, string? key = null, CancellationToken cancel = default)
    {
        if (!GoalRules.IsValid(name, target, by, parts.Today))
        {
            return (CustomerStatus.NotValid, 0);
        }

        short shard = parts.ShardOf(person);
        Goal? added = await parts.Db.InTransactionAsync(
            async (tx, token) =>
            {
                await tx.ExecuteAsync(Lock, [person], token);
                return await tx.RowOrNullAsync(Insert,
                        [shard, person, name.Trim(), target.Fen, Day(by), AtMost, Key(key)], ToGoal, token)
                    ?? await tx.RowOrNullAsync(AddedUnder, [shard, person, Key(key)], ToGoal, token);
            },
            idempotent: key is not null, cancel: cancel);

        // A key that was used for another goal is a mistake of the caller.
        return added is null ? (CustomerStatus.TooMany, 0)
            : (added.Name, added.Target, added.By) == (name.Trim(), target, by) ? (CustomerStatus.Done, added.Number)
            : (CustomerStatus.NotValid, 0);
    }

    /// <summary>Changes a goal.</summary>
    public async Task<CustomerStatus> ChangeAsync(
        long person, long number, string name, Money target, DateOnly? by, CancellationToken cancel = default) =>
        GoalRules.IsValid(name, target, by, parts.Today)
            ? await WriteAsync(
                Update, [parts.ShardOf(person), person, number, name.Trim(), target.Fen, Day(by)], cancel)
            : CustomerStatus.NotValid;

    /// <summary>Assigns units to a goal; all goals together may not have more than the person can use.</summary>
    public async Task<CustomerStatus> AssignAsync(
        long person, long number, FundUnits assigned, CancellationToken cancel = default)
    {
        if (assigned < FundUnits.Zero)
        {
            return CustomerStatus.NotValid;
        }

        short shard = parts.ShardOf(person);
        LedgerQueries.Balance? balance = await parts.Db.OneAsync(HeldBy(person), cancel);
        long held = balance?.Amount ?? 0;
        return await parts.Db.InTransactionAsync(
            async (tx, token) =>
            {
                await tx.ExecuteAsync(Lock, [person], token);
                GoalsOf all = new(shard, person);
                IReadOnlyList<Goal> kept = await tx.RowsAsync(all.Statement, [shard, person], all.Read, token);
                if (kept.All(goal => goal.Number != number))
                {
                    return CustomerStatus.NotFound;
                }

                // What has left since is taken from the goals first, as it is shown.
                IReadOnlyList<Goal> backed = GoalRules.Backed(kept, held);
                long others = backed.Where(goal => goal.Number != number).Sum(goal => goal.Assigned.Hundredths);
                if (others + assigned.Hundredths > held)
                {
                    return CustomerStatus.NotValid;
                }

                foreach (Goal goal in backed.Select(
                    goal => goal.Number == number ? goal with { Assigned = assigned } : goal).Except(kept))
                {
                    await tx.ExecuteAsync(
                        Assign, [shard, person, goal.Number, goal.Assigned.Hundredths], token);
                }

                return CustomerStatus.Done;
            },
            idempotent: true, cancel: cancel);
    }

    /// <summary>Takes a goal away; its units are free again.</summary>
    public Task<CustomerStatus> RemoveAsync(long person, long number, CancellationToken cancel = default) =>
        WriteAsync(Delete, [parts.ShardOf(person), person, number], cancel);

    private LedgerQueries.BalanceOf HeldBy(long person) =>
        new(parts.ShardOf(person), FundLegs.Available(parts.Fund, person));

    private async Task<CustomerStatus> WriteAsync(Sql statement, object?[] values, CancellationToken cancel)
    {
        int changed = await parts.Db.InTransactionAsync(
            (tx, token) => tx.ExecuteAsync(statement, values, token), idempotent: true, cancel: cancel);
        return changed == 1 ? CustomerStatus.Done : CustomerStatus.NotFound;
    }

    private static NpgsqlParameter Day(DateOnly? day) =>
        new() { Value = (object?)day ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Date };

    private static NpgsqlParameter<string?> Key(string? key) => new() { TypedValue = key };

    private static Goal ToGoal(NpgsqlDataReader row) =>
        new(row.GetInt64(0), row.GetString(1), new(row.GetInt64(2)),
            row.IsDBNull(3) ? null : row.GetFieldValue<DateOnly>(3), new(row.GetInt64(4)), EachMonth: null);

    internal sealed record GoalsOf(short Shard, long Person) : Query<Goal>
    {
        private static readonly Sql Sql = new("""
            SELECT number, name, target_fen, by_day, assigned FROM customers.goal
            WHERE shard = $1 AND person = $2 ORDER BY number
            """);

        public override Sql Statement => Sql;

        public override void Bind(NpgsqlParameterCollection parameters) => parameters.With(Shard).With(Person);

        public override Goal Read(NpgsqlDataReader row) => ToGoal(row);
    }
}

/// <summary>What a goal may be, and what it takes: pure.</summary>
internal static class GoalRules
{
    public static bool IsValid(string name, Money target, DateOnly? by, DateOnly today) =>
        Texts.AreGood(name, Goals.LongestName) && target > Money.Zero && target <= Money.FromYuan(100_000_000)
        && !(by <= today);

    /// <summary>The goals, oldest first, with no more assigned to them than is held: the youngest give way first.
    /// </summary>
    public static IReadOnlyList<Goal> Backed(IReadOnlyList<Goal> goals, long held)
    {
        List<Goal> backed = [];
        foreach (Goal goal in goals)
        {
            long assigned = Math.Clamp(held, 0, goal.Assigned.Hundredths);
            held -= assigned;
            backed.Add(goal with { Assigned = new(assigned) });
        }

        return backed;
    }

    /// <summary>What is missing, dealt over the months that are left, this one included; rounded up to a fen.</summary>
    public static Money? EachMonth(Goal goal, DateOnly today)
    {
        long missing = goal.Target.Fen - goal.Assigned.Hundredths;
        if (goal.By is not { } by || missing <= 0 || by <= today)
        {
            return null;
        }

        long months = Math.Max(1, ((by.Year - today.Year) * 12) + by.Month - today.Month);
        return new((missing + months - 1) / months);
    }
}

/// <summary>Texts that people write.</summary>
internal static class Texts
{
    /// <summary>Not blank, not too long, and without characters that are no text or turn others round.</summary>
    public static bool AreGood(string text, int longest) =>
        !string.IsNullOrWhiteSpace(text) && text.Length <= longest && !text.Any(IsUnfit);

    private static bool IsUnfit(char letter) =>
        (char.IsControl(letter) && letter is not '\n' and not '\r')
        || letter is (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069');
}
