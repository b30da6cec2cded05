namespace Huoqi.Torture;

/// <summary>What the oracle found; everything but the first three must be 0.</summary>
public sealed record Verdict
{
    /// <summary>Requests that were sent.</summary>
    public long Requests { get; init; }

    /// <summary>Of them, those told done.</summary>
    public long Done { get; init; }

    /// <summary>Of them, those told refused.</summary>
    public long Refused { get; init; }

    /// <summary>Told done, and not in the ledger.</summary>
    public long Lost { get; init; }

    /// <summary>Wanted once, and done more than once; or done and never wanted.</summary>
    public long Doubled { get; init; }

    /// <summary>
    /// Told refused and done, or refused without a trace; the same key told two things; a bug instead of an answer.
    /// </summary>
    public long WronglyAnswered { get; init; }

    /// <summary>Never answered, though service was back.</summary>
    public long Unanswered { get; init; }

    /// <summary>People who have not what follows from what they were told.</summary>
    public long WrongBalances { get; init; }

    /// <summary>Snapshots in which the books were not right.</summary>
    public long BadAudits { get; init; }

    /// <summary>What verify found.</summary>
    public long VerifyFindings { get; init; }

    /// <summary>Snapshots that were looked at.</summary>
    public long Audits { get; init; }

    /// <summary>The first few findings, in words.</summary>
    public IReadOnlyList<string> Found { get; init; } = [];

    /// <summary>How much is wrong in all.</summary>
    public long Wrong =>
        Lost + Doubled + WronglyAnswered + Unanswered + WrongBalances + BadAudits + VerifyFindings;

    /// <summary>Both together.</summary>
    public static Verdict operator +(Verdict left, Verdict right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        return new()
        {
            Requests = left.Requests + right.Requests,
            Done = left.Done + right.Done,
            Refused = left.Refused + right.Refused,
            Lost = left.Lost + right.Lost,
            Doubled = left.Doubled + right.Doubled,
            WronglyAnswered = left.WronglyAnswered + right.WronglyAnswered,
            Unanswered = left.Unanswered + right.Unanswered,
            WrongBalances = left.WrongBalances + right.WrongBalances,
            BadAudits = left.BadAudits + right.BadAudits,
            VerifyFindings = left.VerifyFindings + right.VerifyFindings,
            Audits = left.Audits + right.Audits,
            Found = [.. left.Found.Concat(right.Found).Take(20)],
        };
    }

    /// <summary>Counts in one line, those of trouble only where there is some.</summary>
    public override string ToString()
    {
        (string Name, long Count)[] troubles =
        [
            ("lost", Lost), ("doubled", Doubled), ("wrongly answered", WronglyAnswered), ("unanswered", Unanswered),
            ("wrong balances", WrongBalances), ("bad audits", BadAudits), ("verify findings", VerifyFindings),
        ];
        string wrong = string.Join(", ", troubles.Where(t => t.Count > 0).Select(t => $"{t.Count:N0} {t.Name}"));
        return $"{Requests:N0} requests, {Done:N0} done, {Refused:N0} refused, {Audits:N0} audits: "
            + (wrong.Length == 0 ? "nothing lost, doubled or wrongly answered" : wrong);
    }
}
