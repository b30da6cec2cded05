using Huoqi.Kernel;
using Huoqi.Ledger;
using Huoqi.Wallet;
using Npgsql;

namespace Huoqi.Customers;

/// <summary>What a run of standing orders came to.</summary>
/// <param name="Done">Orders that moved money.</param>
/// <param name="Nothing">Orders for which there was nothing to move.</param>
/// <param name="Refused">Orders that were refused: too little money, a limit, an account that is closed.</param>
/// <param name="Open">Orders of which it is not known; the next run asks again.</param>
public readonly record struct StandingRun(int Done, int Nothing, int Refused, int Open);

/// <summary>The two kinds; stored.</summary>
internal enum StandingKind : short
{
    NightlySweep = 1,
    SavingPerPayment = 2,
}

/// <summary>
/// What both kinds share. An occasion (a night, a payment) is decided once, as a row with its amount; then it is
/// carried out under a key of its own, as often as it takes to hear what became of it.
/// </summary>
internal sealed class StandingOrders(CustomersParts parts, StandingKind kind)
{
    private const int AtOnce = 500;

    private static readonly Sql Put = new("""
        INSERT INTO customers.standing_order AS o (shard, person, kind, amount_fen, since_entry, since)
        VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (shard, person, kind) DO UPDATE
        SET amount_fen = excluded.amount_fen, ended_on = NULL,
            since_entry = CASE WHEN o.ended_on IS NULL THEN o.since_entry ELSE excluded.since_entry END,
            since = CASE WHEN o.ended_on IS NULL THEN o.since ELSE excluded.since END
        """);

    private static readonly Sql Ended = new("""
        UPDATE customers.standing_order SET ended_on = $4
        WHERE shard = $1 AND person = $2 AND kind = $3 AND ended_on IS NULL
        """);

    private static readonly Sql Decided = new("""
        INSERT INTO customers.standing_run (shard, person, kind, occasion, amount_fen, run_date, state)
        SELECT $1, u.person, $2, u.occasion, u.amount_fen, $6, CASE WHEN u.amount_fen > 0 THEN 1 ELSE 3 END
        FROM unnest($3::bigint[], $4::text[], $5::bigint[]) AS u(person, occasion, amount_fen)
        ON CONFLICT (shard, person, kind, occasion) DO NOTHING
        """);

    private static readonly Sql Settled = new("""
        UPDATE customers.standing_run SET state = $5
        WHERE shard = $1 AND person = $2 AND kind = $3 AND occasion = $4 AND state = 1
        """);

    public async Task<OrderRow?> FindAsync(long person, CancellationToken cancel) =>
        await parts.Db.OneAsync(new OrderOf(parts.ShardOf(person), person, (short)kind), cancel);

    public async Task<CustomerStatus> SetAsync(long person, Money amount, Money least, CancellationToken cancel)
    {
        if (amount < least)
        {
            return CustomerStatus.NotValid;
        }

        short shard = parts.ShardOf(person);
        IReadOnlyList<EarningQueries.HeadOf> heads = await parts.Db.AllAsync(new EarningQueries.Heads(), cancel);
        long head = heads.First(h => h.Shard == shard).Head;
        await parts.Db.InTransactionAsync(
            (tx, token) => tx.ExecuteAsync(
                Put, [shard, person, (short)kind, amount.Fen, head, parts.Today], token),
            idempotent: true, cancel: cancel);
        return CustomerStatus.Done;
    }

    public async Task<CustomerStatus> EndAsync(long person, CancellationToken cancel)
    {
        await parts.Db.InTransactionAsync(
            (tx, token) => tx.ExecuteAsync(
                Ended, [parts.ShardOf(person), person, (short)kind, parts.Today], token),
            idempotent: true, cancel: cancel);
        return CustomerStatus.Done;
    }

    /// <summary>The orders in force of a shard, after a person by number.</summary>
    public Task<IReadOnlyList<OrderRow>> InForceAsync(short shard, long after, CancellationToken cancel) =>
        parts.Db.AllAsync(new OrdersAfter(shard, (short)kind, after, AtOnce), cancel);

    /// <summary>Those of some people that are in force.</summary>
    public Task<IReadOnlyList<OrderRow>> OfAsync(short shard, long[] people, CancellationToken cancel) =>
        parts.Db.AllAsync(new OrdersOf(shard, (short)kind, people), cancel);

    /// <summary>Decides occasions of a shard; one that was decided before stays as it was. Returns how many had nothing
    /// to move.</summary>
    public static async Task<int> DecideAsync(
        Tx tx, StandingKind kind, short shard, IReadOnlyList<(long Person, string Occasion, Money Amount)> occasions,
        DateOnly date, CancellationToken cancel)
    {
        if (occasions.Count > 0)
        {
            await tx.ExecuteAsync(Decided,
                [
                    shard, (short)kind, occasions.Select(o => o.Person).ToArray(),
                    occasions.Select(o => o.Occasion).ToArray(), occasions.Select(o => o.Amount.Fen).ToArray(), date,
                ], cancel);
        }

        return occasions.Count(occasion => occasion.Amount <= Money.Zero);
    }

    /// <summary>Carries out what is decided in a shard.</summary>
    public async Task<StandingRun> CarryOutAsync(short shard, CancellationToken cancel)
    {
        StandingRun sum = default;
        (long person, string occasion) = (0L, "");
        while (true)
        {
            IReadOnlyList<RunRow> due = await parts.Db.AllAsync(
                new RunsDue(shard, (short)kind, person, occasion, AtOnce), cancel);
            if (due.Count == 0)
            {
                return sum;
            }

            foreach (RunRow run in due)
            {
                (short state, string reason) = await MoveAsync(run, cancel);
                sum = state switch
                {
                    2 => sum with { Done = sum.Done + 1 },
                    4 => sum with { Refused = sum.Refused + 1 },
                    _ => sum with { Open = sum.Open + 1 },
                };
                if (state != 1)
                {
                    await SettleAsync(shard, run, state, reason, cancel);
                }
            }

            (person, occasion) = (due[^1].Person, due[^1].Occasion);
        }
    }

    /// <summary>Ends a run; of a refusal its person hears in the same commit, once a day for each reason.</summary>
    private async Task SettleAsync(short shard, RunRow run, short state, string reason, CancellationToken cancel)
    {
        NewMessage[] messages = state != 4 ? [] :
        [
            new(run.Person, MessageKind.NotPutAside, $"{reason} {parts.Today:yyyyMMdd}", new Dictionary<string, string>
            {
                ["saving"] = $"{kind}",
                ["amount"] = run.Amount.ToPlain(),
                ["reason"] = reason,
            }),
        ];
        _ = await parts.Db.InTransactionAsync(
            async (tx, token) =>
            {
                await tx.ExecuteAsync(Settled, [shard, run.Person, (short)kind, run.Occasion, state], token);
                return await Inbox.PutAsync(tx, shard, messages, parts.Now, token);
            },
            idempotent: true, cancel: cancel);
    }

    /// <summary>The state that a run comes to, and of a refusal why.</summary>
    private async Task<(short State, string Reason)> MoveAsync(RunRow run, CancellationToken cancel)
    {
        string word = kind == StandingKind.NightlySweep ? "sweep" : "save";
        Subscribe.Answer answer = await new Subscribe(parts).HandleAsync(
            new(run.Person, $"{word}-{run.Occasion}", run.Amount, CardToken: null), cancel);
        return answer.Wallet?.Status switch
        {
            WalletStatus.Done or WalletStatus.Pending => (2, ""),
            WalletStatus.Unknown or WalletStatus.TryAgain => (1, ""),
            null => (4, nameof(Quote.AgreementsMissing)),
            { } refused => (4, $"{refused}"),
        };
    }

    public sealed record OrderRow(long Person, Money Amount, long SinceEntry, DateOnly Since);

    public sealed record RunRow(long Person, string Occasion, Money Amount);

    public sealed record OrderOf(short Shard, long Person, short Kind) : Query<OrderRow>
    {
        private static readonly Sql Sql = new("""
            SELECT person, amount_fen, since_entry, since FROM customers.standing_order
            WHERE shard = $1 AND person = $2 AND kind = $3 AND ended_on IS NULL
            """);

        public override Sql Statement => Sql;

        public override void Bind(NpgsqlParameterCollection parameters) =>
            parameters.With(Shard).With(Person).With(Kind);

        public override OrderRow Read(NpgsqlDataReader row) => ToOrder(row);
    }

    public sealed record OrdersAfter(short Shard, short Kind, long Person, int Limit) : Query<OrderRow>
    {
        private static readonly Sql Sql = new("""
            SELECT person, amount_fen, since_entry, since FROM customers.standing_order
            WHERE shard = $1 AND person > $3 AND kind = $2 AND ended_on IS NULL ORDER BY person LIMIT $4
            """);

        public override Sql Statement => Sql;

        public override void Bind(NpgsqlParameterCollection parameters) =>
            parameters.With(Shard).With(Kind).With(Person).With(Limit);

        public override OrderRow Read(NpgsqlDataReader row) => ToOrder(row);
    }

    public sealed record OrdersOf(short Shard, short Kind, long[] People) : Query<OrderRow>
    {
        private static readonly Sql Sql = new("""
            SELECT o.person, o.amount_fen, o.since_entry, o.since
            FROM unnest($3::bigint[]) AS w(person)
            JOIN customers.standing_order o
              ON o.shard = $1 AND o.person = w.person AND o.kind = $2 AND o.ended_on IS NULL
            """);

        public override Sql Statement => Sql;

        public override void Bind(NpgsqlParameterCollection parameters) =>
            parameters.With(Shard).With(Kind).With(People);

        public override OrderRow Read(NpgsqlDataReader row) => ToOrder(row);
    }

    public sealed record RunsDue(short Shard, short Kind, long Person, string Occasion, int Limit) : Query<RunRow>
    {
        private static readonly Sql Sql = new("""
            SELECT person, occasion, amount_fen FROM customers.standing_run
            WHERE shard = $1 AND kind = $2 AND state = 1 AND (person, occasion) > ($3, $4)
            ORDER BY person, occasion LIMIT $5
            """);

        public override Sql Statement => Sql;

        public override void Bind(NpgsqlParameterCollection parameters) =>
            parameters.With(Shard).With(Kind).With(Person).With(Occasion).With(Limit);

        public override RunRow Read(NpgsqlDataReader row) =>
            new(row.GetInt64(0), row.GetString(1), new(row.GetInt64(2)));
    }

    private static OrderRow ToOrder(NpgsqlDataReader row) =>
        new(row.GetInt64(0), new(row.GetInt64(1)), row.GetInt64(2), row.GetFieldValue<DateOnly>(3));
}
