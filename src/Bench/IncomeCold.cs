using System.Diagnostics;
using System.Globalization;
using Huoqi.Funds;
using Huoqi.Kernel;
using Huoqi.Ledger;

namespace Huoqi.Bench;

/// <summary>
/// Ten million holders that live in PostgreSQL: thirty days are published with columns made in memory, each holder's
/// row is written as it stood on the day of its last touch, and then a new process that holds nothing publishes the
/// next day. What it finds must be what the columns say.
/// </summary>
public sealed class IncomeCold
{
    private const int Days = 30;
    private const short Number = 1;

    private readonly BenchRun _run;
    private readonly IncomeBooks _books;
    private readonly ServerProcess? _server;
    private long[][] _people = [];
    private long[][] _touched = [];

    internal IncomeCold(BenchRun run, IncomeBooks books, ServerProcess? server)
    {
        _run = run;
        _books = books;
        _server = server;
    }

    /// <summary>Warm days, cold ones, and what a day cost the usual way.</summary>
    internal sealed record Measured(IncomeCost Warm, IncomeCost Cold, IncomeCost Usual);

    internal async Task<Measured> RunAsync(long holders, CancellationToken cancel)
    {
        Fund fund = await _books.OpenFundAsync(Number);
        _people = IncomeHolders.People(holders, IncomeBooks.Shards);
        EarningColumns[] columns = IncomeHolders.Columns(
            _people, await _books.HeadsAsync(cancel), fund.Asset, IncomeBooks.FirstDay.AddDays(-1), Later);
        IncomeCost warm = await LiveAsync(fund, columns);
        _run.Say($"  a day of {holders:N0} holders in memory         {warm}");
        await WriteAsync(holders, cancel);
        List<IncomeCost> cold = [];
        EarningDay last = default;
        for (int round = 1; round <= _run.Rounds; round++)
        {
            last = Expected(columns);
            IncomeCost day = await IncomeMeter.CostAsync(_server, () => ChildAsync(last, cancel));
            _run.Say($"  a day from the start of a process, cold    {day} (cpu of that process not in app)");
            EarningPass.Advance(columns, last, PassSizes.Default);
            cold.Add(day);
        }

        IncomeCost usual = await UsualAsync(last, cancel);
        _run.Say($"  one UPDATE of all and one INSERT each      {usual}");
        return new(warm, IncomeMeter.Median(cold), usual);
    }

    /// <summary>The next day, published by a process that has just started; tells its numbers.</summary>
    public static async Task PublishAsync(Installation installation, TextWriter output, CancellationToken cancel)
    {
        long begun = Stopwatch.GetTimestamp();
        await using GeneralLedger ledger = await GeneralLedger.StartAsync(
            installation.App, installation.ShardCount, new(), TimeProvider.System);
        Fund fund = IncomeBooks.Fund(Number);
        IReadOnlyList<LedgerQueries.FundProgress> progress =
            await installation.Db.AllAsync(new LedgerQueries.FundProgressOf(fund.Asset), cancel);
        EarningDay numbers = await IncomeBooks.DayAsync(
            new DailyIncome(ledger, installation.Db, fund), progress[0].PublishedThrough.AddDays(1));
        await output.WriteLineAsync(Text(numbers));
        (_, long peak) = IncomeMeter.ResidentBytes();
        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
            $"{Stopwatch.GetElapsedTime(begun).TotalSeconds:N2} s of it from the ledger's start on, "
            + $"cpu {ServerProcess.OwnCpuSeconds():N2} s, memory at most {peak >> 20} MB"));
    }

    private static int Later(long person)
    {
        int later = IncomeHolders.LaterDay(person, Days + 5);
        return later == 0 ? 0 : IncomeHolders.TouchDay(person, Days) + later;
    }

    /// <summary>Thirty days, before each of which some are touched; the cost of the last ones.</summary>
    private async Task<IncomeCost> LiveAsync(Fund fund, EarningColumns[] columns)
    {
        _touched = [.. _people.Select(shard => new long[shard.Length])];
        DailyIncome income = new(_books.Ledger, _books.Installation.Db, fund, columns);
        List<IncomeCost> warm = [];
        for (int day = 0; day < Days; day++)
        {
            Cores.Each(columns.Length, shard =>
            {
                for (int place = 0; place < _people[shard].Length; place++)
                {
                    if (IncomeHolders.TouchDay(_people[shard][place], Days) == day)
                    {
                        _touched[shard][place] = columns[shard].Units[place];
                    }
                }
            });
            IncomeCost cost = await IncomeMeter.CostAsync(
                _server, () => IncomeBooks.DayAsync(income, IncomeBooks.FirstDay.AddDays(day)));
            if (day >= Days - _run.Rounds)
            {
                warm.Add(cost);
            }
        }

        return IncomeMeter.Median(warm);
    }

    /// <summary>The numbers of the next day, from the columns in memory.</summary>
    private static EarningDay Expected(EarningColumns[] columns)
    {
        Money total = FundIncome.OfDay(new(columns.Sum(shard => shard.EarningUnits)), IncomeBooks.Usual);
        return IncomeCut.Split(columns, columns[0].Through.AddDays(1), total).Numbers;
    }

    private async Task WriteAsync(long holders, CancellationToken cancel)
    {
        const int writers = 2;
        IncomeCost cost = await IncomeMeter.CostAsync(_server, () => Task.WhenAll(Enumerable.Range(0, writers)
            .Select(writer => WritePartAsync(holders * writer / writers, holders * (writer + 1) / writers, cancel))));
        _touched = [];
        await _books.ExecuteAsync("VACUUM (FREEZE, ANALYZE) ledger.holder", cancel);
        await _books.ExecuteAsync("CHECKPOINT", cancel);
        _run.Say($"  their rows written                         {cost}");
    }

    /// <summary>The rows of the people above one number and up to another, in the order in which they came.</summary>
    private async Task WritePartAsync(long above, long last, CancellationToken cancel)
    {
        await using CopyWriter rows = await CopyWriter.BeginAsync(_books.Installation.Owner,
            "ledger.holder (owner, units, posted_through, shard, asset, change_days, change_units)", cancel);
        int[] places = new int[IncomeBooks.Shards];
        int open = IncomeBooks.FirstDay.DayNumber;
        for (long person = 1; person <= last; person++)
        {
            short shard = Sharding.Of(person, IncomeBooks.Shards);
            int place = places[shard]++;
            if (person <= above)
            {
                continue;
            }

            int later = Later(person);
            await rows.RowAsync(7, cancel);
            rows.Int64(person).Int64(_touched[shard][place])
                .Day(open - 1 + IncomeHolders.TouchDay(person, Days)).Int16(shard).Int16(Number)
                .Days(later == 0 ? null : open + later).Numbers(later == 0 ? null : IncomeHolders.Later);
        }

        await rows.EndAsync(cancel);
    }

    /// <summary>Starts this same program anew and waits for its end.</summary>
    private async Task ChildAsync(EarningDay expected, CancellationToken cancel)
    {
        string program = Environment.ProcessPath ?? throw new InvariantBrokenException("a process has a program");
        bool isHosted = Path.GetFileNameWithoutExtension(program) == "dotnet";
        string[] library = isHosted ? [Environment.GetCommandLineArgs()[0]] : [];
        ProcessStartInfo start = new(program,
            [.. library, "bench", IncomeBench.ColdVerb, "--database", _books.Installation.Owner.ConnectionString])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        using Process process = Process.Start(start) ?? throw new InvariantBrokenException("a program is a process");
        string output = await process.StandardOutput.ReadToEndAsync(cancel);
        await process.WaitForExitAsync(cancel);
        string[] lines = output.Split('\n');
        if (process.ExitCode != 0 || lines[0] != Text(expected))
        {
            throw new UserErrorException($"the cold process found \"{lines[0]}\" instead of \"{Text(expected)}\".");
        }

        _run.Say($"  the process says: {lines[1]}");
    }

    private static string Text(EarningDay day) => string.Create(CultureInfo.InvariantCulture,
        $"{day.Day:yyyy-MM-dd} {day.TotalFen} {day.EarningUnits} {day.CutRemainder} {day.CutAccount}");

    /// <summary>
    /// The same holders the usual way, as fast as SQL can be: whole numbers, floors only, no cut, one transaction.
    /// </summary>
    private async Task<IncomeCost> UsualAsync(EarningDay day, CancellationToken cancel)
    {
        string share = string.Create(
            CultureInfo.InvariantCulture, $"balance * {day.TotalFen}::bigint / {day.EarningUnits}::bigint");
        foreach (string statement in (string[])
            [
                "CREATE TABLE usual_balance (owner bigint PRIMARY KEY, balance bigint NOT NULL) WITH (fillfactor = 50)",
                "CREATE TABLE usual_income (owner bigint, day date, fen bigint NOT NULL, PRIMARY KEY (owner, day))",
                "INSERT INTO usual_balance SELECT owner, units FROM ledger.holder",
                "VACUUM (FREEZE, ANALYZE) usual_balance",
                "CHECKPOINT",
            ])
        {
            await _books.ExecuteAsync(statement, cancel);
        }

        return await IncomeMeter.CostAsync(_server, () => _books.ExecuteAsync($"""
            BEGIN;
            INSERT INTO usual_income SELECT owner, '{day.Day:yyyy-MM-dd}'::date, {share} FROM usual_balance;
            UPDATE usual_balance SET balance = balance + {share};
            COMMIT;
            """, cancel));
    }
}
