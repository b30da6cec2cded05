using Huoqi.Kernel;
using Npgsql;

namespace Huoqi.Ledger;

/// <summary>A line of the trial balance: all accounts of one place in the chart, over shards and owners.</summary>
/// <param name="Code">The place in the chart.</param>
/// <param name="Asset">What they hold.</param>
/// <param name="Accounts">How many accounts have something on them.</param>
/// <param name="Balance">Their sum, on the normal side, in the asset's smallest unit.</param>
public sealed record TrialBalanceSum(AccountCode Code, Asset Asset, long Accounts, Int128 Balance)
{
    /// <summary>The book the accounts belong to.</summary>
    public Book Book => Chart.Of(Code).Book;

    /// <summary>Whether the normal side is the debit side.</summary>
    public bool IsDebit => Chart.Of(Code).Normal == Side.Debit;
}

/// <summary>The trial balance as the accounts stand: what verify proves from the journal, at a glance.</summary>
public sealed record TrialBalanceNow : Query<TrialBalanceSum>
{
    private static readonly Sql Sql = new("""
        SELECT (account >> 9) & 16383, account & 511, count(*), sum(balance)::text
        FROM ledger.account WHERE balance <> 0 GROUP BY 1, 2 ORDER BY 1, 2
        """);

    public override Sql Statement => Sql;

    public override void Bind(NpgsqlParameterCollection parameters)
    {
    }

    public override TrialBalanceSum Read(NpgsqlDataReader row) => new(
        (AccountCode)row.GetInt64(0), new((short)row.GetInt64(1)), row.GetInt64(2), Int128.Parse(row.GetString(3)));
}
