using System.Globalization;
using Huoqi.Kernel;
using Huoqi.Ledger;
using Huoqi.Verify;
using Huoqi.Wallet;
using Npgsql;

namespace Huoqi.Torture;

/// <summary>
/// Compares afterwards what the clients wrote down with what the ledger says: each told outcome with the key's row,
/// each wish with its effects, each person's money with what follows from the answers; and has the books verified.
/// </summary>
internal sealed class Oracle(NpgsqlDataSource owner, JournalBook journal, string stage)
{
    private static readonly Sql Keys = new("""
        SELECT key, shard, act, status, entry FROM ledger.request_key WHERE key LIKE $1
        """);

    private static readonly Sql Balances = new("""
        SELECT owner, code, sum(balance)::bigint FROM ledger.pub_balance
        WHERE code = ANY ($1) AND owner = ANY ($2) GROUP BY owner, code
        """);

    private readonly Dictionary<string, long> _counts = [];
    private readonly List<string> _found = [];
    private readonly HashSet<string> _answeredIntents =
        [.. journal.Keys.Values.Where(key => key.Answers.Count > 0).Select(key => key.Ask.Intent)];

    private readonly record struct Row(OrderNo Order, short Act, PostStatus Status);

    /// <summary>Judges; the house must be at rest.</summary>
    /// <param name="before">Wallet and units of each person before the load.</param>
    /// <param name="cancel">Stops it.</param>
    public async Task<Verdict> JudgeAsync(
        IReadOnlyDictionary<long, (long Fen, long Units)> before, CancellationToken cancel)
    {
        Dictionary<string, Row> rows = await RowsAsync(cancel);
        foreach (KeyTold told in journal.Keys.Values)
        {
            Compare(told, rows);
        }

        Wishes(rows);
        await MoneyAsync(before, rows, cancel);
        VerifyReport report = await new Verifier(owner, TimeProvider.System).RunAsync(progress: null, cancel);
        foreach (VerifyCheck check in report.Checks.Where(check => check.FindingCount > 0))
        {
            Wrong(nameof(Verdict.VerifyFindings), $"verify {check.Name}: {check.Findings[0]}", check.FindingCount);
        }

        return new()
        {
            Requests = journal.Keys.Count,
            Done = Count(nameof(Verdict.Done)),
            Refused = Count(nameof(Verdict.Refused)),
            Lost = Count(nameof(Verdict.Lost)),
            Doubled = Count(nameof(Verdict.Doubled)),
            WronglyAnswered = Count(nameof(Verdict.WronglyAnswered)),
            Unanswered = Count(nameof(Verdict.Unanswered)),
            WrongBalances = Count(nameof(Verdict.WrongBalances)),
            VerifyFindings = Count(nameof(Verdict.VerifyFindings)),
            Found = _found,
        };
    }

    /// <summary>What everybody has: fen in the wallet, 0.01 units in the fund.</summary>
    public static async Task<Dictionary<long, (long Fen, long Units)>> MoneyOfAsync(
        NpgsqlDataSource owner, IEnumerable<long> people, CancellationToken cancel)
    {
        await using NpgsqlCommand command = owner.CreateCommand(Balances.Text);
        command.Parameters.Add(new NpgsqlParameter<short[]>
        {
            TypedValue = [(short)AccountCode.UserBalance, (short)AccountCode.UnitsAvailable],
        });
        command.Parameters.Add(new NpgsqlParameter<long[]> { TypedValue = [.. people] });
        Dictionary<long, (long Fen, long Units)> money = [];
        await using NpgsqlDataReader row = await command.ExecuteReaderAsync(cancel);
        while (await row.ReadAsync(cancel))
        {
            (long fen, long units) = money.GetValueOrDefault(row.GetInt64(0));
            money[row.GetInt64(0)] = row.GetInt16(1) == (short)AccountCode.UserBalance
                ? (fen + row.GetInt64(2), units)
                : (fen, units + row.GetInt64(2));
        }

        return money;
    }

    // A second attempt within one request has a key of its own, "key~2": the last one is the answer.
    private async Task<Dictionary<string, Row>> RowsAsync(CancellationToken cancel)
    {
        await using NpgsqlCommand command = owner.CreateCommand(Keys.Text);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = $"{stage}-%" });
        Dictionary<string, (string Key, Row Row)> last = [];
        await using NpgsqlDataReader row = await command.ExecuteReaderAsync(cancel);
        while (await row.ReadAsync(cancel))
        {
            string key = row.GetString(0);
            string request = key.Split('~')[0];
            if (!last.TryGetValue(request, out (string Key, Row Row) other)
                || string.CompareOrdinal(key, other.Key) > 0)
            {
                last[request] = (key, new(
                    new(row.GetInt16(1), row.GetInt64(4)), row.GetInt16(2), (PostStatus)row.GetInt16(3)));
            }
        }

        return last.ToDictionary(pair => pair.Key, pair => pair.Value.Row);
    }

    private void Compare(KeyTold key, Dictionary<string, Row> rows)
    {
        bool isThere = rows.TryGetValue(key.Ask.Key, out Row row);
        Told? first = key.Answers.Count > 0 ? key.Answers[0] : null;
        if (first is null)
        {
            // Of a client that makes a new key for each retry, only the last one is answered.
            if (!_answeredIntents.Contains(key.Ask.Intent))
            {
                Wrong(nameof(Verdict.Unanswered), $"{key.Ask}: never answered");
            }

            return;
        }

        if (key.Answers.Exists(told => told.ToString() != first.ToString()))
        {
            Wrong(nameof(Verdict.WronglyAnswered), $"{key.Ask}: told {string.Join(", then ", key.Answers.Distinct())}");
        }
        else if (first.Status is null)
        {
            Wrong(nameof(Verdict.WronglyAnswered), $"{key.Ask}: a bug instead of an answer");
        }
        else if (first.IsDone)
        {
            CompareDone(key.Ask, first, isThere, row);
        }
        else
        {
            CompareRefused(key.Ask, first, isThere, row);
        }

        foreach (Told told in key.AnswersToReuse.Where(told => told.Status != WalletStatus.KeyReused))
        {
            Wrong(nameof(Verdict.WronglyAnswered), $"{key.Ask}: with another amount told {told}");
        }
    }

    private void CompareDone(Ask ask, Told told, bool isThere, Row row)
    {
        Add(nameof(Verdict.Done), 1);
        if (!isThere)
        {
            Wrong(nameof(Verdict.Lost), $"{ask}: told {told}, and there is no such key");
        }
        else if (row.Status != PostStatus.Posted)
        {
            Wrong(nameof(Verdict.WronglyAnswered), $"{ask}: told {told}, and the ledger has {row.Status}");
        }
        else if (row.Order != told.Order)
        {
            Wrong(nameof(Verdict.WronglyAnswered), $"{ask}: told {told}, and it is {row.Order}");
        }
    }

    private void CompareRefused(Ask ask, Told told, bool isThere, Row row)
    {
        Add(nameof(Verdict.Refused), 1);
        if (!isThere)
        {
            Wrong(nameof(Verdict.WronglyAnswered), $"{ask}: told {told}, and the ledger has no trace of it");
        }
        else if (row.Status == PostStatus.Posted)
        {
            Wrong(nameof(Verdict.WronglyAnswered), $"{ask}: told {told}, and it is done as {row.Order}");
        }
        else if (row.Order != told.Order || !IsSame(row.Status, told.Status!.Value))
        {
            Wrong(nameof(Verdict.WronglyAnswered), $"{ask}: told {told}, and it is {row.Status} {row.Order}");
        }
    }

    // The refusals that the load can meet.
    private static bool IsSame(PostStatus posted, WalletStatus told) => posted switch
    {
        PostStatus.InsufficientBalance => told is WalletStatus.InsufficientBalance or WalletStatus.AdvanceExhausted,
        PostStatus.LimitExceeded => told is WalletStatus.LimitExceeded or WalletStatus.ProofTooWeak
            or WalletStatus.CodeLimitExceeded,
        PostStatus.BusinessDayClosed => told == WalletStatus.BusinessDayClosed,
        PostStatus.EarningDaySealed => told == WalletStatus.EarningDaySealed,
        PostStatus.RowsRefused => told == WalletStatus.StateChanged,
        _ => false,
    };

    private void Wishes(Dictionary<string, Row> rows)
    {
        IEnumerable<string> done = rows
            .Where(row => row.Value.Status == PostStatus.Posted)
            .Select(row => journal.Keys.TryGetValue(row.Key, out KeyTold? key) ? key.Ask.Intent : $"? {row.Key}");
        foreach (IGrouping<string, string> intent in done.GroupBy(intent => intent))
        {
            if (intent.Key.StartsWith('?'))
            {
                Wrong(nameof(Verdict.Doubled), $"{intent.Key}: done, and nobody wanted it");
            }
            else if (intent.Count() > 1)
            {
                Wrong(nameof(Verdict.Doubled), $"{intent.Key}: wanted once, done {intent.Count()} times");
            }
        }
    }

    /// <summary>From what was told, not from the ledger's own rows.</summary>
    private async Task MoneyAsync(
        IReadOnlyDictionary<long, (long Fen, long Units)> before, Dictionary<string, Row> rows,
        CancellationToken cancel)
    {
        Dictionary<long, (long Fen, long Units)> expected = new(before);
        foreach (KeyTold key in journal.Keys.Values)
        {
            // What was never answered may be either; then the ledger decides.
            bool isDone = key.Answers.Count > 0
                ? key.Answers[0].IsDone
                : rows.TryGetValue(key.Ask.Key, out Row row) && row.Status == PostStatus.Posted;
            if (isDone)
            {
                Move(expected, key.Ask);
            }
        }

        Dictionary<long, (long Fen, long Units)> found = await MoneyOfAsync(owner, expected.Keys, cancel);
        foreach ((long person, (long Fen, long Units) has) in expected)
        {
            if (found.GetValueOrDefault(person) != has)
            {
                Wrong(nameof(Verdict.WrongBalances), string.Create(CultureInfo.InvariantCulture,
                    $"person {person}: {found.GetValueOrDefault(person)}, and was told so much that it is {has}"));
            }
        }
    }

    private static void Move(Dictionary<long, (long Fen, long Units)> money, Ask ask)
    {
        (long fen, long units) = ask.Kind switch
        {
            AskKind.PayFromWallet or AskKind.Send => (-ask.Fen, 0),
            AskKind.PayFromFund => (0, -ask.Fen),
            AskKind.Redeem => (ask.Fen, -ask.Fen),
            AskKind.TopUp => (ask.Fen, 0L),
            AskKind.GiveUnits => (0, ask.Fen),
        };
        Give(money, ask.Person, fen, units);
        if (ask.Kind == AskKind.Send)
        {
            Give(money, ask.Other, ask.Fen, 0);
        }
    }

    private static void Give(Dictionary<long, (long Fen, long Units)> money, long person, long fen, long units)
    {
        (long hasFen, long hasUnits) = money.GetValueOrDefault(person);
        money[person] = (hasFen + fen, hasUnits + units);
    }

    private long Count(string what) => _counts.GetValueOrDefault(what);

    private void Add(string what, long count) => _counts[what] = Count(what) + count;

    private void Wrong(string what, string why, long count = 1)
    {
        Add(what, count);
        if (_found.Count < 8)
        {
            _found.Add(why);
        }
    }
}
