using System.Text.RegularExpressions;
using Xunit;

namespace Huoqi.RulesTests.House;

/// <summary>
/// SQL as text: whose tables a statement may name, how it is spelt, and that every table of people's data begins its
/// key with the shard. That the statements parse is for the server to say.
/// </summary>
public sealed partial class SqlTests
{
    private static readonly Dictionary<string, string> SchemaOf = new()
    {
        ["Kernel"] = "huoqi",
        ["Ledger"] = "ledger",
        ["Funds"] = "funds",
        ["Wallet"] = "wallet",
        ["Identity"] = "identity",
        ["Customers"] = "customers",
        ["Acquiring"] = "acquiring",
        ["Web"] = "web",
    };

    /// <summary>
    /// Tables, beyond published views, that a folder may name though another module owns them, as "folder: table".
    /// </summary>
    private static readonly Dictionary<string, string> Foreign = new()
    {
        ["Cli: huoqi.installation"] = "a demo's books begin before its database was made: it is dated back",
        ["Cli: huoqi.calendar_file"] = "calendar: which files were loaded, and when",
        ["Workers: funds.close_step"] = "which steps of a date are done; the list of steps is theirs",
        ["Cli: funds.close_step"] = "status: the last step of the day; no page shows it yet, so there is no view",
        ["Cli: ledger.shard_head"] = "status: how many entries, and through which day the books are closed",
        ["Cli: ledger.fund_standing"] = "status: how far sealing and publishing are",
        ["Cli: ledger.delivery"] = "status: how many deliveries are on their way",
        ["Cli: wallet.bank_order"] = "status: how many orders the bank has not answered",
        ["Bench: ledger.account"] = "a million accounts are copied in before the measurement",
        ["Bench: ledger.entry"] = "a journal made long, and read as the raw limit of proving it",
        ["Bench: ledger.holder"] = "ten million holders are copied in",
        ["Bench: ledger.request_key"] = "a journal made long, and read as the raw limit of proving it",
        ["Bench: ledger.shard_head"] = "a journal made long behind the heads",
        ["Bench: ledger.transfer"] = "how far the journal has grown",
        ["Bench: identity.account"] = "a million people are copied in",
        ["Bench: identity.session"] = "their sessions too",
        ["Bench: wallet.person"] = "people are copied in",
        ["Host: ledger.posting_group"] = "how far a restored copy goes",
        ["Host: ledger.request_key"] = "keys that a restored copy lacks are named",
        ["Host: ledger.shard_head"] = "how far a restored copy goes",
        ["Replay: funds.close_step"] = "the plan it follows is a step of day 0, so that a resumed run finds it",
        ["Replay: ledger.shard_head"] = "whether the books are empty before it begins",
        ["Replay: ledger.request_key"] = "acts are counted as keys answered done",
        ["Replay: ledger.transfer"] = "the planted fen, as the owner, in a transaction that is rolled back",
        ["Torture: ledger.request_key"] = "the oracle compares what clients were told with it; the auditor, arrivals",
        ["Torture: ledger.delivery"] = "the auditor: what is under way, in one snapshot with the books",
        ["Torture: ledger.move_heads"] = "the control that takes the head check out, as the owner",
        ["Torture: ledger.shard_head"] = "the same",
        ["Torture: ledger.posting_group"] = "the same: the keys at which two writers would still meet",
        ["Torture: ledger.entry"] = "the same",
        ["Torture: ledger.transfer"] = "the same",
    };

    /// <summary>Tables without people's data: they are the same everywhere and small.</summary>
    private static readonly string[] ReferenceTables =
    [
        "huoqi.migration", "huoqi.installation", "huoqi.business_clock", "huoqi.fact", "huoqi.calendar_file",
        "funds.close_step", "wallet.merchant", "identity.key_ring", "customers.document",
    ];

    [Fact]
    public void A_module_names_its_own_schema_and_the_published_views_of_others()
    {
        Assert.Equal(["ledger.account"],
            ForeignTables("Funds", "SELECT 1 FROM ledger.account JOIN ledger.pub_x JOIN funds.y"));
        List<string> found = [];
        foreach (RepoFile file in Repo.Code("src"))
        {
            string module = file.Path.Split('/')[1];
            found.AddRange(file.Source.Literals.SelectMany(literal => ForeignTables(module, literal.Text))
                .Select(table => $"{module}: {table}"));
        }

        foreach ((string module, RepoFile file) in Migrations())
        {
            found.AddRange(ForeignTables(module, file.Text).Select(table => $"{module}: {table}"));
        }

        // The verifier reads every table of everybody: that is what it is for. It writes none; see below.
        found.RemoveAll(use => use.StartsWith("Verify:", StringComparison.Ordinal));
        Found.Only(Foreign.Keys, found);
    }

    private static IEnumerable<string> ForeignTables(string module, string sql) => TableName().Matches(sql)
        .Where(match => match.Groups["schema"].Value != SchemaOf.GetValueOrDefault(module)
            && !match.Groups["table"].Value.StartsWith("pub_", StringComparison.Ordinal))
        .Select(match => match.Value);

    [Fact]
    public void The_verifier_only_reads()
    {
        Assert.Matches(Writes(), "WITH a AS (DELETE FROM b) SELECT 1");
        Found.None(Repo.Code("src/Verify").SelectMany(file =>
            file.Source.Literals.Where(literal => Writes().IsMatch(literal.Text))
                .Select(literal => $"{file.Path}: {literal.Line}")));
    }

    [Fact]
    public void Keywords_are_upper_case_and_names_lower_case()
    {
        Assert.Equal(["select", "Account", "FROM_DAY"],
            WronglySpelt("select Account, 'Any Text' FROM a WHERE FROM_DAY = $1"));
        Found.None(Repo.Code("src").SelectMany(file => file.Source.Literals
            .Where(literal => Statement().IsMatch(literal.Text))
            .SelectMany(literal => WronglySpelt(literal.Text).Select(word => $"{file.Path}: {literal.Line} {word}"))));
        Found.None(Migrations().SelectMany(migration => WronglySpelt(WithoutComments(migration.File.Text))
            .Select(word => $"{migration.File.Path}: {word}")));
    }

    private static IEnumerable<string> WronglySpelt(string sql) => Word().Matches(Quoted().Replace(sql, " "))
        .Select(match => match.Value)
        .Where(word => Keywords.Contains(word.ToUpperInvariant())
            ? word.Any(char.IsLower)
            : word.Any(char.IsUpper) && !KeywordsToo.Contains(word));

    [Fact]
    public void Every_table_of_peoples_data_begins_its_key_with_the_shard()
    {
        Assert.Equal([("a.b", "c"), ("a.d", "e"), ("a.f", "")], Tables("""
            CREATE TABLE a.b (x int CHECK (x > 0), PRIMARY KEY (c, x));
            CREATE TABLE a.d (e smallint PRIMARY KEY CHECK (e >= 0), f int) WITH (fillfactor = 20);
            CREATE TABLE a.f (g int);
            """));
        (string Table, string Key)[] tables = [.. Migrations().SelectMany(migration => Tables(migration.File.Text))];
        Found.Only(ReferenceTables, tables.Where(table => table.Key != "shard").Select(table => table.Table));
    }

    /// <summary>Each table made, with the first column of its primary key.</summary>
    private static IEnumerable<(string Table, string Key)> Tables(string sql)
    {
        foreach (Match table in CreateTable().Matches(WithoutComments(sql)))
        {
            string body = table.Groups["body"].Value;
            Match key = OwnKey().Match(body) is { Success: true } own ? own : ColumnKey().Match(body);
            yield return (table.Groups["name"].Value, key.Groups["column"].Value);
        }
    }

    [Fact]
    public void Tables_hold_money_in_bigint()
    {
        Assert.Matches(FractionType(), "amount_fen numeric(12,2)");
        Found.None(Migrations().Where(migration => FractionType().IsMatch(WithoutComments(migration.File.Text)))
            .Select(migration => migration.File.Path));
        Found.None(Migrations().SelectMany(migration => FenColumn().Matches(WithoutComments(migration.File.Text))
            .Where(match => match.Groups["type"].Value != "bigint").Select(match => match.Value)));
    }

    private static IEnumerable<(string Module, RepoFile File)> Migrations() => Repo.Files
        .Where(file => file.Path.EndsWith(".sql", StringComparison.Ordinal))
        .Select(file => (file.Path.Split('/')[1], file));

    private static string WithoutComments(string sql) => Regex.Replace(sql, "--.*", "");

    private static readonly HashSet<string> Keywords =
    [
        "SELECT", "FROM", "WHERE", "JOIN", "LEFT", "CROSS", "LATERAL", "INSERT", "INTO", "UPDATE", "DELETE",
        "SET", "GROUP", "ORDER", "BY", "HAVING", "LIMIT", "RETURNING", "AND", "OR", "NOT", "NULL", "AS", "ON",
        "CASE", "WHEN", "THEN", "ELSE", "END", "UNION", "WITH", "EXISTS", "DISTINCT", "BETWEEN", "IN", "IS",
        "CREATE", "TABLE", "VIEW", "INDEX", "UNIQUE", "PRIMARY", "CHECK", "GRANT", "TRUNCATE", "CONFLICT",
        "DESC", "ARRAY", "MINVALUE",
    ];

    // Upper-case where they stand as keywords, and good names elsewhere.
    private static readonly HashSet<string> KeywordsToo =
    [
        "VALUES", "ANY", "ALL", "DO", "FOR", "KEY", "TO", "OF", "IF", "USING", "ONLY", "NOTHING", "SCHEMA",
        "FUNCTION", "RETURNS", "LANGUAGE", "BEGIN", "DECLARE", "PERFORM", "RAISE", "EXCEPTION", "ERRCODE",
        "DIAGNOSTICS", "GET", "ROW_COUNT", "DEFAULT", "USAGE", "ROLE", "NOLOGIN", "LOGIN", "PASSWORD",
        "DATABASE", "CURRENT_USER", "REFERENCES", "COPY", "STDOUT", "FORMAT", "BINARY", "LOCAL", "TRANSACTION",
        "READ", "SNAPSHOT", "MATERIALIZED", "FILTER", "OVER", "PARTITION", "LOCK", "SHARE", "MODE", "SCHEMAS",
        "ALTER", "ADD", "COLUMN", "CONSTRAINT", "FOREIGN", "CASCADE", "OPTION", "INNER", "NULLS", "FIRST",
        "LAST", "ASC", "LIKE", "TRUE", "FALSE", "OFFSET", "ROWS", "SKIP", "LOCKED", "EXCEPT", "INTERSECT",
        "NEW", "OLD", "RETURN", "TRIGGER", "BEFORE", "EACH", "ROW", "EXECUTE",
        "REPLACE", "REVOKE", "TEMP", "COMMIT", "DROP", "STABLE", "ORDINALITY", "RECURSIVE",
        "SEQUENCE", "START", "MAXVALUE", "CACHE", "UNLOGGED",
    ];

    [GeneratedRegex(
        @"\b(?<schema>ledger|funds|wallet|identity|customers|acquiring"
        + @"|huoqi(?=\.(?:migration|installation|business_clock|fact|calendar_file)\b))\.(?<table>[a-z_0-9]+)\b")]
    private static partial Regex TableName();

    [GeneratedRegex(@"\b(?:INSERT\s+INTO|UPDATE\s+\w|DELETE\s+FROM|TRUNCATE\s|ALTER\s+\w|DROP\s+\w|GRANT\s+\w)\b")]
    private static partial Regex Writes();

    [GeneratedRegex(
        @"^\s*(?:SELECT|INSERT|UPDATE|DELETE|WITH|TRUNCATE|select|insert|update|delete|with(?=\s\w+\sas))\s")]
    private static partial Regex Statement();

    [GeneratedRegex(@"[A-Za-z_][A-Za-z_0-9]*")]
    private static partial Regex Word();

    [GeneratedRegex(@"'[^']*'")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"CREATE TABLE (?<name>[\w.]+) \((?<body>.*?)\)(?: WITH \([^)]*\))?;", RegexOptions.Singleline)]
    private static partial Regex CreateTable();

    [GeneratedRegex(@"PRIMARY KEY \((?<column>\w+)")]
    private static partial Regex OwnKey();

    [GeneratedRegex(@"(?:^|,)\s*(?<column>\w+)\s[^,]*PRIMARY KEY(?! \()")]
    private static partial Regex ColumnKey();

    [GeneratedRegex(@"\b(?:numeric|decimal|real|float\d*|double precision|money)\b")]
    private static partial Regex FractionType();

    [GeneratedRegex(@"(?<=^|\n)\s*\w+_fen\s+(?<type>\w+)")]
    private static partial Regex FenColumn();
}
