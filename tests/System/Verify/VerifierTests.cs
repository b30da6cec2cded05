using Huoqi.Verify;
using Xunit;

namespace Huoqi.SystemTests;

/// <summary>One corruption at a time, made as superuser: each is found, and the finding names the place.</summary>
public sealed class VerifierTests(VerifiedBooks books) : IClassFixture<VerifiedBooks>
{
    // In no other check than the chain, which names the group and the tables under it.
    private const string Chain = "posting_group (hash)";

    /// <summary>Table and column, which row, what is planted, and what the finding must name.</summary>
    public static TheoryData<string, string, string, string> Columns { get; } = new()
    {
        { "shard_head.shard", "shard = 1", "77", "shard_head (shard)" },
        { "shard_head.head", "shard = 1", "head + 1", "shard_head (head)" },
        { "shard_head.chain", "shard = 1", "overlay(chain PLACING 'x' FROM 3)", "shard_head (chain)" },
        { "shard_head.closed_through", "shard = 1", "closed_through + 1", "shard_head (closed_through)" },

        { "posting_group.last_entry", "last_entry = (SELECT head FROM ledger.shard_head WHERE shard = 1)", "9999",
            Chain },
        { "posting_group.first_entry", "first_entry > 20", "first_entry - 1", "posting_group (first_entry)" },
        { "posting_group.posted_at", "first_entry > 20", "posted_at + interval '1 second'", "entry (posted_at)" },
        { "posting_group.shard", "first_entry > 20", "77", "posting_group (shard)" },
        { "posting_group.hash", "first_entry > 20", "overlay(hash PLACING 'x' FROM 3)", Chain },

        { "request_key.owner", "status = 0 AND act = 112", "owner + 1", "entry (owner)" },
        { "request_key.entry", "status = 51", "entry + 1", "entry (entry)" },
        { "request_key.fingerprint", "act = 112", "'00000000-0000-0000-0000-000000000001'", Chain },
        { "request_key.shard", "act = 112", "77", "request_key (shard)" },
        { "request_key.act", "status = 0 AND act = 112", "110", "entry (act)" },
        { "request_key.status", "status = 0 AND act = 112", "51", "request_key (status)" },
        { "request_key.failed_leg", "status = 51", "failed_leg + 1", Chain },
        { "request_key.key", "act = 112", "key || 'x'", Chain },

        { "entry.entry", "act = 112", "99999", "entry (entry)" },
        { "entry.owner", "act = 112", "owner + 1", "entry (owner)" },
        { "entry.posted_at", "act = 112", "posted_at + interval '1 microsecond'", "entry (posted_at)" },
        { "entry.business_date", "act = 6 AND entry > 100", "business_date - 1", "entry (business_date)" },
        { "entry.first_day", "act = 1", "first_day - 1", "entry (first_day)" },
        { "entry.last_day", "act = 1", "last_day + 1", "entry (last_day)" },
        { "entry.reverses", "act = 4", "99999", "entry (reverses)" },
        { "entry.shard", "act = 112", "77", "entry (shard)" },
        { "entry.act", "act = 112", "110", "entry (act)" },
        { "entry.reference", "act = 112", "reference || ' '", Chain },

        { "transfer.entry", "limit_window IS NULL AND line = 0", "99999", "transfer (entry)" },
        { "transfer.debit", "debit >> 23 = 6 AND line = 0", "debit + (1 << 23)", "transfer (debit_after)" },
        { "transfer.credit", "credit >> 23 = 6 AND credit_after <> amount", "credit + (1 << 23)",
            "transfer (credit_after)" },
        { "transfer.amount", "debit >> 23 = 6", "amount + 1", "transfer (debit_after)" },
        { "transfer.debit_after", "debit >> 23 = 6", "debit_after + 1", "transfer (debit_after)" },
        { "transfer.credit_after", "debit >> 23 = 6", "credit_after + 1", "transfer (credit_after)" },
        { "transfer.earns_from", "credit = 4100609 AND earns_from > '2014-03-12'", "earns_from - 30",
            "transfer (earns_from)" },
        { "transfer.debit_previous", "debit >> 23 = 6", "debit_previous + 1", "transfer (debit_previous)" },
        { "transfer.credit_previous", "credit >> 23 = 6", "credit_previous + 1", "transfer (credit_previous)" },
        { "transfer.limit_window", LastLimitLine, "limit_window + 1", "account (limit_window)" },
        { "transfer.shard", "debit >> 23 = 6", "77", "transfer (shard)" },
        { "transfer.line", "debit >> 23 = 6 AND line = 0", "99", "transfer (line)" },

        { "account.account", "account >> 23 = 6", "account + 1000 * 8388608::bigint", "account (account)" },
        { "account.balance", "account >> 23 = 6", "balance + 1", "account (balance)" },
        { "account.limit_window", "limit_window > 0", "limit_window + 1", "account (limit_window)" },
        { "account.shard", "account >> 23 = 6", "77", "account (shard)" },
        { "account.standing", "standing = 2", "1", "account (standing)" },
        { "account.last_line", "balance <> 0", "last_line + 1", "account (last_line)" },
        { "account.room", "balance <> 0", "'\\x01'", "account (room)" },
        { "account.floor_at_zero", "floor_at_zero", "false", "account (floor_at_zero)" },

        { "holder.owner", "owner = 6", "6000", "holder (owner, asset)" },
        { "holder.units", "owner = 6", "units + 1", "holder (units)" },
        { "holder.income", "owner = 6", "income + 1", "holder (income)" },
        { "holder.posted_through", "owner = 6", "posted_through - 1", "holder (posted_through)" },
        { "holder.shard", "owner = 6", "77", "holder (shard)" },
        { "holder.asset", "owner = 6", "2", "holder (owner, asset)" },
        { "holder.change_days", "cardinality(change_days) = 1", "ARRAY[change_days[1] + 1]", "holder (change_days" },
        { "holder.change_units", "cardinality(change_days) = 1", "ARRAY[change_units[1] + 1]", "change_units)" },

        { "fund_standing.shard", "shard = 1", "77", "fund_standing (shard)" },
        { "fund_standing.asset", "shard = 1", "2", "fund_standing (asset)" },
        { "fund_standing.first_day", "shard = 1", "first_day - 1", "fund_standing, ledger.earning_day (first_day" },
        { "fund_standing.sealed_through", "shard = 1", "sealed_through + 1", "fund_standing (sealed_through)" },
        { "fund_standing.published_through", "shard = 1", "published_through - 1",
            "fund_standing (published_through)" },

        { "earning_day.entry", "shard = 1 AND day = '2014-03-10'", "entry + 1", Chain },
        { "earning_day.total_fen", "shard = 1 AND day = '2014-03-10'", "total_fen + 1", "earning_day (total_fen" },
        { "earning_day.earning_units", "shard = 1 AND day = '2014-03-10'", "earning_units + 1",
            "earning_day (earning_units" },
        { "earning_day.cut_remainder", "shard = 1 AND day = '2014-03-10'", "cut_remainder + 1",
            "earning_day (cut_remainder" },
        { "earning_day.cut_account", "shard = 1 AND day = '2014-03-10'", "cut_account + 1",
            "earning_day (cut_account" },
        { "earning_day.part_fen", "shard = 1 AND day = '2014-03-10'", "part_fen + 1", "earning_day (part_fen" },
        { "earning_day.part_units", "shard = 1 AND day = '2014-03-10'", "part_units + 1", "earning_day (part_units" },
        { "earning_day.day", "shard = 1 AND day = '2014-03-10'", "day + 100", "earning_day (day)" },
        { "earning_day.shard", "shard = 1 AND day = '2014-03-10'", "77", "earning_day (shard)" },
        { "earning_day.asset", "shard = 1 AND day = '2014-03-10'", "2", "fund_standing (asset)" },

        { "delivery.entry", "state = 2", "99999", "delivery (entry)" },
        { "delivery.owner", "state = 1", "owner + 1", "delivery (owner)" },
        { "delivery.source_account", "state = 1", "source_account + 1", "delivery (source_account)" },
        { "delivery.target_account", "state = 2", "target_account + (1 << 23)",
            "delivery (state (target_shard, target_account" },
        { "delivery.amount", "state = 1", "amount + 1", "delivery (amount)" },
        { "delivery.settled_entry", "state = 2", "settled_entry + 1", "delivery (settled_entry)" },
        { "delivery.business_date", "state = 2", "business_date + 1", "delivery (business_date)" },
        { "delivery.shard", "state = 2", "77", "delivery (shard)" },
        { "delivery.target_shard", "state = 2", "3 - shard - target_shard", "delivery (state (target_shard" },
        { "delivery.state", "state = 2", "1", "delivery (state)" },
        { "delivery.limit_account", "state = 1", "limit_account + 1", "delivery (limit_account)" },
        { "delivery.limit_window", "state = 3", "limit_window + 1", "delivery (limit_window)" },
        { "delivery.refusal", "state = 3", "refusal + 1", "delivery (refusal)" },
    };

    /// <summary>What whole rows can suffer, and what the finding must name.</summary>
    public static TheoryData<string, string> Rows { get; } = new()
    {
        { "DELETE FROM ledger.shard_head WHERE shard = 1", "shard_head (shard)" },
        { "DELETE FROM ledger.shard_head WHERE shard = 2", "transfer (shard)" },
        { One("posting_group", "first_entry > 20"), "posting_group (first_entry)" },
        { One("request_key", "status = 0 AND act = 112"), "request_key (entry)" },
        { One("request_key", "status = 51"), "request_key, ledger.entry (entry)" },
        { One("entry", "act = 112"), "request_key (entry, status)" },
        { One("entry", "act = 1"), "request_key, ledger.entry (entry)" },
        { One("transfer", "debit >> 23 = 6"), "account (balance)" },
        { One("earning_day", "shard = 1 AND day = '2014-03-10'"), "earning_day (day)" },
        { One("account", "account >> 23 = 6"), "account (account)" },
        { One("holder", "owner = 6"), "holder (owner, asset)" },
        { One("fund_standing", "shard = 1"), "fund_standing (asset)" },
        { One("delivery", "state = 1"), "delivery (amount)" },
        { "INSERT INTO ledger.posting_group SELECT last_entry + 1, last_entry + 1, posted_at, shard, hash "
            + "FROM ledger.posting_group ORDER BY last_entry DESC LIMIT 1", "shard_head (head)" },
        { Copy("request_key", "key", "'another'"), "request_key, ledger.entry (entry)" },
        { Copy("entry", "entry", "99999, reverses = NULL"), "entry (entry)" },
        { Copy("transfer", "line", "line + 50"), "transfer (line)" },
        { Copy("earning_day", "day", "day + 100"), "earning_day (day)" },
        { Copy("account", "account", "account + 1000 * 8388608::bigint"), "account (account)" },
        { Copy("holder", "owner", "owner + 1000"), "holder (owner, asset)" },
        { Copy("fund_standing", "asset", "9, sealed_through = sealed_through + 1"),
            "fund_standing (published_through)" },
        { Copy("delivery", "entry", "99999"), "delivery (entry)" },
        { Swapped("entry", "reference", "act = 112"), Chain },
        { Swapped("transfer", "amount", "debit >> 23 = 6"), "transfer (debit_after)" },
        { Swapped("request_key", "fingerprint", "act = 112"), Chain },
        { Swapped("earning_day", "part_fen", "day = '2014-03-10'"), "earning_day (part_fen)" },
        { "UPDATE ledger.earning_day SET total_fen = total_fen + 1 WHERE day = '2014-03-10'",
            "earning_day (part_fen, total_fen)" },
        { "UPDATE ledger.earning_day SET cut_account = 0, cut_remainder = cut_remainder - 1 WHERE day = '2014-03-10'",
            "earning_day (cut_remainder, cut_account)" },
        { DroppedTail, "account (balance)" },
    };

    private const string LastLimitLine = "limit_window IS NOT NULL AND entry = "
        + "(SELECT max(entry) FROM ledger.transfer WHERE limit_window IS NOT NULL)";

    /// <summary>The last group with all its rows, and the head set back to the one before.</summary>
    private const string DroppedTail = """
        CREATE TEMP TABLE tail ON COMMIT DROP AS SELECT g.shard, g.first_entry, p.hash
        FROM ledger.entry e
        JOIN ledger.posting_group g ON g.shard = e.shard AND e.entry BETWEEN g.first_entry AND g.last_entry
        JOIN ledger.posting_group p ON p.shard = g.shard AND p.last_entry = g.first_entry - 1
        WHERE e.act = 6 ORDER BY e.posted_at DESC LIMIT 1;
        UPDATE ledger.shard_head h SET head = t.first_entry - 1, chain = t.hash FROM tail t WHERE h.shard = t.shard;
        DELETE FROM ledger.posting_group x USING tail t WHERE x.shard = t.shard AND x.first_entry >= t.first_entry;
        DELETE FROM ledger.request_key x USING tail t WHERE x.shard = t.shard AND x.entry >= t.first_entry;
        DELETE FROM ledger.entry x USING tail t WHERE x.shard = t.shard AND x.entry >= t.first_entry;
        DELETE FROM ledger.transfer x USING tail t WHERE x.shard = t.shard AND x.entry >= t.first_entry;
        """;

    [Fact]
    public async Task A_journal_that_the_ledger_wrote_is_verified()
    {
        VerifyReport report = await books.VerifyAsync();
        Assert.True(report.IsOk, string.Join('\n', report.ToLines()));
        Assert.Contains(report.TrialBalance, line => line.Code == 8003 && line.Credit < 0);
    }

    [Fact]
    public void Every_column_of_the_ledger_has_a_corruption_in_the_list() =>
        Assert.Equal(
            books.Columns,
            Columns.Select(c => $"ledger.{c.Data.Item1}").Distinct().Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Columns))]
    public async Task A_corrupted_column_is_named(string column, string row, string value, string named) =>
        Corruptions.AssertNamed(
            await books.AfterAsync(Corruptions.Column($"ledger.{column}", row, value, order: "shard")), named);

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task A_row_lost_added_or_exchanged_is_named(string corruption, string named) =>
        Corruptions.AssertNamed(await books.AfterAsync(corruption), named);

    private static string One(string table, string where) => Corruptions.Lost($"ledger.{table}", where);

    private static string Copy(string table, string column, string value) =>
        Corruptions.Added($"ledger.{table}", column, value);

    /// <summary>Exchanges a column of the first and the last row that fit.</summary>
    private static string Swapped(string table, string column, string where) => $"""
        WITH fit AS (SELECT ctid AS id, {column} AS value, row_number() OVER (ORDER BY {column}) AS n,
            count(*) OVER () AS last
                     FROM ledger.{table} WHERE {where}),
             pair AS (SELECT a.id, b.value FROM fit a JOIN fit b ON b.n = a.last + 1 - a.n WHERE a.n IN (1, a.last))
        UPDATE ledger.{table} t SET {column} = pair.value FROM pair WHERE t.ctid = pair.id
        """;
}
