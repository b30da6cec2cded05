using System.Globalization;
using Huoqi.Kernel;
using Npgsql;

namespace Huoqi.Ledger;

/// <summary>The named queries of the ledger; what other modules and the pages read of the books.</summary>
public static class LedgerQueries
{
    /// <summary>An account as it stands.</summary>
    public sealed record Balance(AccountKey Account, long Amount, AccountStanding Standing, int LimitWindow);

    /// <summary>All accounts of one owner in a shard, by key.</summary>
    public sealed record BalancesOf(short Shard, long Owner) : Query<Balance>
    {
        private static readonly Sql Sql = new("""
            SELECT account, balance, standing, limit_window FROM ledger.account
            WHERE shard = $1 AND account BETWEEN $2 AND $3 ORDER BY account
            """);

        public override Sql Statement => Sql;

        public override void Bind(NpgsqlParameterCollection parameters)
        {
            (long first, long last) = AccountKey.RangeOf(Owner);
            parameters.With(Shard).With(first).With(last);
        }

        public override Balance Read(NpgsqlDataReader row) =>
            new(new(row.GetInt64(0)), row.GetInt64(1), (AccountStanding)row.GetInt16(2), row.GetInt32(3));
    }

    /// <summary>One account in one shard.</summary>
    public sealed record BalanceOf(short Shard, AccountKey Account) : Query<Balance>
    {
        private static readonly Sql Sql = new("""
            SELECT account, balance, standing, limit_window FROM ledger.account WHERE shard = $1 AND account = $2
            """);

        public override Sql Statement => Sql;

        public override void Bind(NpgsqlParameterCollection parameters) =>
            parameters.With(Shard).With(Account.Packed);

        public override Balance Read(NpgsqlDataReader row) =>
            new(new(row.GetInt64(0)), row.GetInt64(1), (AccountStanding)row.GetInt16(2), row.GetInt32(3));
    }

    /// <summary>The same account in every shard: a merchant's, the bank's facility, a clearing account.</summary>
    public sealed record BalanceInShards(AccountKey Account) : Query<BalanceInShard>
    {
        private static readonly Sql Sql = new("""
            SELECT shard, balance FROM ledger.account WHERE account = $1 ORDER BY shard
            """);

        public override Sql Statement => Sql;

        public override void Bind(NpgsqlParameterCollection parameters) => parameters.With(Account.Packed);

        public override BalanceInShard Read(NpgsqlDataReader row) => new(row.GetInt16(0), row.GetInt64(1));
    }

    /// <summary>One account per shard, each under its own key: the advancing bank's units, say.</summary>
    public sealed record BalancesIn(IReadOnlyList<(short Shard, AccountKey Account)> Wanted) : Query<ShardBalance>
    {
        private static readonly Sql Sql = new("""
            SELECT a.shard, a.account, a.balance FROM unnest($1::smallint[], $2::bigint[]) AS w(shard, account)
            JOIN ledger.account a ON a.shard = w.shard AND a.account = w.account
            """);

        public override Sql Statement => Sql;

        public override void Bind(NpgsqlParameterCollection parameters) =>
            parameters.With(Wanted.Select(w => w.Shard).ToArray()).With(Wanted.Select(w => w.Account.Packed).ToArray());

        public override ShardBalance Read(NpgsqlDataReader row) =>
            new(row.GetInt16(0), new(row.GetInt64(1)), row.GetInt64(2));
    }

    /// <summary>What an account of a shard holds.</summary>
    public sealed record ShardBalance(short Shard, AccountKey Account, long Amount);

    /// <summary>What an account holds in one shard, in the asset's smallest unit.</summary>
    public sealed record BalanceInShard(short Shard, long Amount);

    /// <summary>What a key was answered.</summary>
    public sealed record Answer(PostResult Result);

    /// <summary>The first answer to a request, if it was ever judged.</summary>
    public sealed record AnswerTo(short Shard, long Owner, short Act, string Key) : Query<Answer>
    {
        private static readonly Sql Sql = new("""
            SELECT status, entry, failed_leg FROM ledger.request_key
            WHERE shard = $1 AND owner = $2 AND act = $3 AND key = $4
            """);

        public override Sql Statement => Sql;

        public override void Bind(NpgsqlParameterCollection parameters) =>
            parameters.With(Shard).With(Owner).With(Act).With(Key);

        public override Answer Read(NpgsqlDataReader row) =>
            new(new((PostStatus)row.GetInt16(0), row.GetInt64(1), row.GetInt16(2), Replayed: true));
    }

    /// <summary>First in a <see cref="ReadBatch"/>: how long the rest of it waits for a lock.</summary>
    public sealed record LockPatience(int Milliseconds) : Query<string>
    {
        private static readonly Sql Sql = new("SELECT set_config('lock_timeout', $1, true)");

        public override Sql Statement => Sql;

        public override void Bind(NpgsqlParameterCollection parameters) =>
            parameters.With(string.Create(CultureInfo.InvariantCulture, $"{Milliseconds}ms"));

        public override string Read(NpgsqlDataReader row) => row.GetString(0);
    }

    /// <summary>
    /// The head of a shard once no commit is under way there; none begins before the batch that asks has ended. A
    /// commit may hang for as long as a disk or a standby does, and nobody sees its rows; but it holds its heads from
    /// its first statement on. In one <see cref="ReadBatch"/> before <see cref="AnswerTo"/> it proves that an answer
    /// that is not there is not on its way either.
    /// </summary>
    public sealed record HeadAtRest(short Shard) : Query<long>
    {
        private static readonly Sql Sql = new("SELECT head FROM ledger.shard_head WHERE shard = $1 FOR SHARE");

        public override Sql Statement => Sql;

        public override void Bind(NpgsqlParameterCollection parameters) => parameters.With(Shard);

        public override long Read(NpgsqlDataReader row) => row.GetInt64(0);
    }

    /// <summary>An entry of an act, and the key it was asked for under.</summary>
    public sealed record Keyed(short Act, string Key, long Entry);

    /// <summary>The newest entry of an owner that one of several acts has posted.</summary>
    public sealed record NewestOf(short Shard, long Owner, short[] Acts) : Query<Keyed>
    {
        private static readonly Sql Sql = new("""
            SELECT act, key, entry FROM ledger.request_key
            WHERE shard = $1 AND owner = $2 AND act = ANY($3::smallint[]) AND status = 0
            ORDER BY entry DESC LIMIT 1
            """);

        public override Sql Statement => Sql;

        public override void Bind(NpgsqlParameterCollection parameters) =>
            parameters.With(Shard).With(Owner).With(Acts);

        public override Keyed Read(NpgsqlDataReader row) => new(row.GetInt16(0), row.GetString(1), row.GetInt64(2));
    }

    /// <summary>A transfer of an entry, as posted.</summary>
    public sealed record Line(
        short LineNumber, AccountKey Debit, AccountKey Credit, long Amount, DateOnly? EarnsFrom, int? LimitWindow);

    /// <summary>The transfers of one entry, in their order.</summary>
    public sealed record LinesOf(short Shard, long Entry) : Query<Line>
    {
        private static readonly Sql Sql = new("""
            SELECT line, debit, credit, amount, earns_from, limit_window FROM ledger.transfer
            WHERE shard = $1 AND entry = $2 ORDER BY line
            """);

        public override Sql Statement => Sql;

        public override void Bind(NpgsqlParameterCollection parameters) => parameters.With(Shard).With(Entry);

        public override Line Read(NpgsqlDataReader row) =>
            new(row.GetInt16(0), new(row.GetInt64(1)), new(row.GetInt64(2)), row.GetInt64(3),
                row.IsDBNull(4) ? null : row.GetFieldValue<DateOnly>(4), row.IsDBNull(5) ? null : row.GetInt32(5));
    }

    /// <summary>An entry without its transfers.</summary>
    public sealed record EntryFacts(
        long Entry, short Act, long Owner, DateOnly BusinessDate, DateTimeOffset PostedAt, string Reference,
        (DateOnly First, DateOnly Last)? Days, long Reverses)
    {
        internal static EntryFacts Read(NpgsqlDataReader row) => new(
            row.GetInt64(0), row.GetInt16(1), row.GetInt64(2), row.GetFieldValue<DateOnly>(3),
            row.GetFieldValue<DateTimeOffset>(4), row.GetString(5),
            row.IsDBNull(6) ? null : (row.GetFieldValue<DateOnly>(6), row.GetFieldValue<DateOnly>(7)),
            row.IsDBNull(8) ? 0 : row.GetInt64(8));
    }

    /// <summary>One entry of a shard.</summary>
    public sealed record EntryOf(short Shard, long Entry) : Query<EntryFacts>
    {
        private static readonly Sql Sql = new("""
            SELECT entry, act, owner, business_date, posted_at, reference, first_day, last_day, reverses
            FROM ledger.entry WHERE shard = $1 AND entry = $2
            """);

        public override Sql Statement => Sql;

        public override void Bind(NpgsqlParameterCollection parameters) => parameters.With(Shard).With(Entry);

        public override EntryFacts Read(NpgsqlDataReader row) => EntryFacts.Read(row);
    }

    /// <summary>The published days of a fund after a day, in one shard.</summary>
    public sealed record DaysAfter(short Shard, Asset Asset, DateOnly Day) : Query<DayInShard>
    {
        private static readonly Sql Sql = new("""
            SELECT asset, day, total_fen, earning_units, cut_remainder, cut_account, part_fen, part_units, entry
            FROM ledger.earning_day WHERE shard = $1 AND asset = $2 AND day > $3 ORDER BY day
            """);

        public override Sql Statement => Sql;

        public override void Bind(NpgsqlParameterCollection parameters) =>
            parameters.With(Shard).With(Asset.Number).With(Day);

        public override DayInShard Read(NpgsqlDataReader row) =>
            new(new(new(row.GetInt16(0)), row.GetFieldValue<DateOnly>(1), row.GetInt64(2), row.GetInt64(3),
                row.GetInt64(4), row.GetInt64(5)), row.GetInt64(6), row.GetInt64(7), row.GetInt64(8));
    }

    /// <summary>A published day and what of it belongs to one shard: fen, and 0.01 units that earned.</summary>
    public sealed record DayInShard(EarningDay Numbers, long PartFen, long PartUnits, long Entry);

    /// <summary>How far a fund's earning days are in every shard.</summary>
    public sealed record FundProgressOf(Asset Asset) : Query<FundProgress>
    {
        private static readonly Sql Sql = new("""
            SELECT shard, first_day, sealed_through, published_through FROM ledger.fund_standing
            WHERE asset = $1 ORDER BY shard
            """);

        public override Sql Statement => Sql;

        public override void Bind(NpgsqlParameterCollection parameters) => parameters.With(Asset.Number);

        public override FundProgress Read(NpgsqlDataReader row) =>
            new(row.GetInt16(0), row.GetFieldValue<DateOnly>(1), row.GetFieldValue<DateOnly>(2),
                row.GetFieldValue<DateOnly>(3));
    }

    /// <summary>How far the earning days of a fund are in one shard.</summary>
    public sealed record FundProgress(
        short Shard, DateOnly FirstDay, DateOnly SealedThrough, DateOnly PublishedThrough);
}
