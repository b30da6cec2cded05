using Huoqi.Kernel;

namespace Huoqi.Verify;

/// <summary>A column beside what the journal makes of it, both as SQL of one type.</summary>
/// <param name="Name">The column, or several with commas.</param>
/// <param name="Expected">What the journal says.</param>
/// <param name="Found">What the row says.</param>
internal readonly record struct ColumnCheck(string Name, string Expected, string Found);

/// <summary>
/// Writes the SQL of checks that hold the rows of a module against the journal, and the parts that many of them share:
/// accounts, order numbers, the fingerprint of a request. Of what an act was asked the journal keeps only that hash;
/// hashing the row's own words again proves them.
/// </summary>
internal static class RowChecks
{
    /// <summary>Merchants and single entries as owners of accounts begin here.</summary>
    public const string FirstMerchant = "274877906944 + 1000000", FirstEntryOwner = "549755813888";

    /// <summary>Funds and the codes that requests name them by.</summary>
    /// <remarks>
    /// A publication names both; before the first one, any code that was opened and not published may be the fund's.
    /// </remarks>
    public const string WithFunds = """
        WITH published AS MATERIALIZED (
            SELECT DISTINCT d.asset, e.reference AS code
            FROM ledger.earning_day d JOIN ledger.entry e ON e.shard = d.shard AND e.entry = d.entry
            WHERE d.shard = 0),
        fund AS MATERIALIZED (
            SELECT asset, code FROM published
            UNION
            SELECT s.asset, k.key
            FROM ledger.fund_standing s
            JOIN ledger.request_key k ON k.shard = s.shard AND k.owner = 0 AND k.act = 200 AND k.status = 0
            WHERE s.shard = 0 AND s.asset NOT IN (SELECT asset FROM published)
                AND k.key NOT IN (SELECT code FROM published))
        """;

    /// <summary>
    /// A finding for every column of every row that differs. The row's place comes first, so that the comparison runs
    /// on native values and only what differs becomes text.
    /// </summary>
    /// <param name="shard">The row's shard.</param>
    /// <param name="key">The row's key in words.</param>
    /// <param name="from">The row with all it is compared to.</param>
    /// <param name="columns">What is compared.</param>
    /// <param name="with">Common tables before the statement.</param>
    public static Sql Compare(
        string shard, string key, string from, IReadOnlyList<ColumnCheck> columns, string with = "")
    {
        string values = string.Join(
            ",\n    ", columns.Select(c => $"('{c.Name}', ({c.Expected})::text, ({c.Found})::text)"));
        string differ = string.Join("\n    OR ", columns.Select(c => $"({c.Expected}) IS DISTINCT FROM ({c.Found})"));
        return new($"""
            {with}
            SELECT {shard}, {key}, v.name, coalesce(v.expected, 'none'), coalesce(v.found, 'none')
            FROM {from}
            CROSS JOIN LATERAL (VALUES
                {values}) AS v(name, expected, found)
            WHERE ({differ}) AND v.expected IS DISTINCT FROM v.found
            """);
    }

    /// <summary>A finding for every row of <paramref name="from"/>, which must have no rows.</summary>
    public static Sql Missing(
        string shard, string key, string column, string what, string from, string with = "") => new($"""
        {with}
        SELECT {shard}, {key}, '{column}', '{what}', 'none'
        FROM {from}
        """);

    /// <summary>Rows in a shard that does not exist would be seen by no other check.</summary>
    public static Sql OfNoShard(string table) => new($"""
        SELECT DISTINCT t.shard, 'all its rows', 'shard', 'a shard that has a head', t.shard::text
        FROM {table} t
        WHERE t.shard < 0 OR t.shard > (SELECT coalesce(max(shard), -1) FROM ledger.shard_head)
        """);

    /// <summary>The account of an owner with a code, in CNY.</summary>
    public static string Account(string owner, int code) => $"((({owner}) << 23) | ({code} << 9))";

    /// <summary>The code of an account.</summary>
    public static string Code(string account) => $"(({account} >> 9) & 16383)";

    /// <summary>The number of an order as references and keys write it: "07-000000000123".</summary>
    public static string OrderNo(string shard, string entry) =>
        $"(CASE WHEN {shard} < 10 THEN '0' ELSE '' END || {shard} || to_char({entry}, '-FM000000000000'))";

    /// <summary>Whether the request <paramref name="alias"/> had this text as its content.</summary>
    public static string Asked(string alias, string content) =>
        $"uuid_send({alias}.fingerprint) = substring(sha256(convert_to({content}, 'UTF8')) FROM 1 FOR 16)";

    /// <summary>Joins the entry of a row.</summary>
    public static string JoinEntry(string alias, string shard, string entry) =>
        $"LEFT JOIN ledger.entry {alias} ON {alias}.shard = {shard} AND {alias}.entry = {entry}";

    /// <summary>Joins the request that was answered by an entry.</summary>
    public static string JoinRequest(string alias, string shard, string entry) => $"""
        LEFT JOIN ledger.request_key {alias} ON {alias}.shard = {shard} AND {alias}.entry = {entry}
            AND {alias}.status = 0
        """;

    /// <summary>
    /// Joins the request by which an order went on: its key begins with the number, which the order has as <c>no</c>.
    /// </summary>
    public static string JoinStep(string alias, string order, string acts) => $"""
        LEFT JOIN ledger.request_key {alias} ON {alias}.shard = {order}.shard AND {alias}.act IN ({acts})
            AND {alias}.status = 0 AND split_part({alias}.key, '@', 1) = {order}.no
        """;

    /// <summary>A table of orders with their numbers in words, which are made once.</summary>
    public static string WithOrders(string table) => $"""
        orders AS MATERIALIZED (SELECT *, {OrderNo("shard", "order_no")} AS no FROM {table})
        """;

    /// <summary>Joins one row of figures over the transfers of an entry.</summary>
    public static string JoinTransfers(string alias, string shard, string entry, string figures) => $"""
        LEFT JOIN LATERAL (
            SELECT {figures} FROM ledger.transfer x WHERE x.shard = {shard} AND x.entry = {entry}) {alias} ON true
        """;
}
