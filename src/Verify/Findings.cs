namespace Huoqi.Verify;

/// <summary>The checks, in the order of the report.</summary>
internal enum Check
{
    Chain,
    Keys,
    Journal,
    Balances,
    TrialBalance,
    Transit,
    Income,
}

/// <summary>
/// What one pass found: all counted, the first listed, and of one kind (table and columns) only some, for what follows
/// from a wrong row must not hide it. Not shared between passes.
/// </summary>
internal sealed class Findings(short shard, int listed)
{
    private const int ListedOfOneKind = 4;

    private static readonly Check[] Checks = Enum.GetValues<Check>();

    private readonly List<Finding>[] _lists = [.. Checks.Select(_ => new List<Finding>())];
    private readonly long[] _counts = new long[Checks.Length];
    private readonly long[] _rows = new long[Checks.Length];

    public void Looked(Check check, long rows) => _rows[(int)check] += rows;

    public void Add(Check check, string table, string columns, string key, object? expected, object? found) =>
        Add(check, new(table, columns, shard, key, Text(expected), Text(found)));

    public void Add(Check check, Finding finding)
    {
        _counts[(int)check]++;
        List(check, finding);
    }

    private void List(Check check, Finding finding)
    {
        List<Finding> list = _lists[(int)check];
        if (list.Count < listed
            && list.Count(other => (other.Table, other.Columns) == (finding.Table, finding.Columns)) < ListedOfOneKind)
        {
            list.Add(finding);
        }
    }

    /// <summary>Takes in what another pass found.</summary>
    public void Add(Findings other)
    {
        foreach (Check check in Checks)
        {
            int i = (int)check;
            _rows[i] += other._rows[i];
            _counts[i] += other._counts[i];
            foreach (Finding finding in other._lists[i])
            {
                List(check, finding);
            }
        }
    }

    public IEnumerable<VerifyCheck> ToChecks() =>
        Checks.Select((check, i) => new VerifyCheck(NameOf(check), _rows[i], _counts[i], _lists[i]));

    public static string NameOf(Check check) => check switch
    {
        Check.Chain => "hash chain",
        Check.Keys => "keys",
        Check.Journal => "journal",
        Check.Balances => "balances",
        Check.TrialBalance => "trial balance",
        Check.Transit => "in transit",
        Check.Income => "income",
    };

    private static string Text(object? value) => value switch
    {
        null => "none",
        byte[] bytes => Convert.ToHexStringLower(bytes),
        DateOnly day => day.ToString("yyyy-MM-dd"),
        _ => value.ToString() ?? "",
    };
}
