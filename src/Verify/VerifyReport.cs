using System.Globalization;

namespace Huoqi.Verify;

/// <summary>What a verification found, check by check.</summary>
/// <param name="Checks">Every check that ran, in a fixed order.</param>
/// <param name="TrialBalance">The totals of every account code, by book and asset.</param>
/// <param name="Rows">Rows of the journal looked at: groups, keys, entries, transfers and earning days.</param>
/// <param name="Took">Wall time.</param>
public sealed record VerifyReport(
    IReadOnlyList<VerifyCheck> Checks, IReadOnlyList<TrialBalanceLine> TrialBalance, long Rows, TimeSpan Took)
{
    /// <summary>Whether nothing was found.</summary>
    public bool IsOk => Checks.All(check => check.FindingCount == 0);

    /// <summary>The report as lines of text.</summary>
    public IReadOnlyList<string> ToLines() => VerifyText.Lines(this);
}

/// <summary>One check: what it looked at and what it found.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Rows">Rows looked at.</param>
/// <param name="FindingCount">How many findings there are in all.</param>
/// <param name="Findings">The first of them.</param>
public sealed record VerifyCheck(string Name, long Rows, long FindingCount, IReadOnlyList<Finding> Findings);

/// <summary>A place where a table does not say what it should.</summary>
/// <param name="Table">The table with its schema.</param>
/// <param name="Columns">The column, or several with commas; empty where a row as a whole is meant.</param>
/// <param name="Shard">The shard, -1 where all shards together are meant.</param>
/// <param name="Key">The key of the row within the shard, in words.</param>
/// <param name="Expected">What was recomputed.</param>
/// <param name="Found">What the table says.</param>
public sealed record Finding(string Table, string Columns, short Shard, string Key, string Expected, string Found)
{
    public override string ToString()
    {
        string place = Columns.Length == 0 ? Table : $"{Table} ({Columns})";
        string shard = Shard < 0 ? "all shards" : $"shard {Shard.ToString(CultureInfo.InvariantCulture)}";
        return $"{place}, {shard}, {Key}: expected {Expected}, found {Found}";
    }
}

/// <summary>One line of the trial balance over all shards, in the asset's smallest unit.</summary>
/// <param name="Book">The book's name.</param>
/// <param name="Asset">0 for CNY, else the fund.</param>
/// <param name="Code">The account code.</param>
/// <param name="Debit">The total of a debit-normal account, else 0.</param>
/// <param name="Credit">The total of a credit-normal account, else 0.</param>
public sealed record TrialBalanceLine(string Book, int Asset, int Code, Int128 Debit, Int128 Credit);

/// <summary>How far a verification is.</summary>
/// <param name="ShardsDone">Shards gone through.</param>
/// <param name="Shards">Shards in all.</param>
/// <param name="Rows">Rows of the journal looked at so far.</param>
public readonly record struct VerifyProgress(int ShardsDone, int Shards, long Rows);

/// <summary>How a verification runs.</summary>
public sealed record VerifyOptions
{
    /// <summary>Shards gone through at the same time; each takes four connections, and one is needed besides.</summary>
    public int ShardsAtOnce { get; init; } = 2;

    /// <summary>How many findings of a check are listed, at most four of one kind; all are counted.</summary>
    public int ListedFindings { get; init; } = 20;
}
