using Huoqi.Verify;
using Xunit;

namespace Huoqi.SystemTests;

/// <summary>Statements that plant one corruption, and what a report must say of it.</summary>
internal static class Corruptions
{
    /// <summary>Changes a column, as <c>schema.table.column</c>, of the first row that fits.</summary>
    public static string Column(string column, string where, string value, string order)
    {
        int dot = column.LastIndexOf('.');
        string table = column[..dot];
        return $"""
            UPDATE {table} SET {column[(dot + 1)..]} = {value}
            WHERE (tableoid, ctid) = (SELECT tableoid, ctid FROM {table} WHERE {where} ORDER BY {order} LIMIT 1)
            """;
    }

    /// <summary>Takes one row out.</summary>
    public static string Lost(string table, string where) =>
        $"DELETE FROM {table} WHERE ctid = (SELECT ctid FROM {table} WHERE {where} ORDER BY ctid LIMIT 1)";

    /// <summary>Adds a row like the first one that has one column different.</summary>
    public static string Added(string table, string column, string value) => $"""
        CREATE TEMP TABLE added ON COMMIT DROP AS SELECT * FROM {table} ORDER BY ctid, {column} LIMIT 1;
        UPDATE added SET {column} = {value};
        INSERT INTO {table} TABLE added;
        """;

    /// <summary>A finding of <paramref name="report"/> says <paramref name="named"/>.</summary>
    public static void AssertNamed(VerifyReport report, string named)
    {
        Assert.False(report.IsOk);
        Assert.True(
            report.Checks.SelectMany(c => c.Findings).Any(f => f.ToString().Contains(named, StringComparison.Ordinal)),
            $"no finding names {named}:\n{string.Join('\n', report.ToLines())}");
    }
}
