using System.Globalization;
using Huoqi.Kernel;
using Huoqi.Ledger;
using Huoqi.Wallet;
using Npgsql;

namespace Huoqi.Torture;

/// <summary>How an app process of the rig works.</summary>
public sealed record RigAppOptions
{
    /// <summary>What is planted in it.</summary>
    public Control Control { get; init; }

    /// <summary>Make the template and end.</summary>
    public bool Prepare { get; init; }

    /// <summary>
    /// Where the bank keeps its journal; null for a process without workers, whose bank is never asked.
    /// </summary>
    public string? BankJournal { get; init; }

    /// <summary>
    /// Answers are held back for up to so many milliseconds after they are known: a kill that comes between commit and
    /// answer is what the rig is after, and it would seldom hit the microseconds that lie between them.
    /// </summary>
    public int HoldBackMs { get; init; } = 20;

    /// <summary>How long a posting may stay undecided.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromSeconds(5);
}

/// <summary>
/// An app process of the rig: takes requests as lines from standard input and answers each as a line, in any order.
/// It ends when its input ends.
/// </summary>
public static class RigApp
{
    /// <summary>Instead of a request: bring home what is under way, and answer when there is nothing left.</summary>
    internal const string Rest = "rest";

    private static readonly TimeSpan BetweenWork = TimeSpan.FromMilliseconds(100);

    /// <summary>Serves until the input ends or the database cannot be kept running.</summary>
    public static async Task<int> RunAsync(
        Installation installation, RigAppOptions options, TextReader input, TextWriter output, TextWriter errors,
        CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(installation);
        ArgumentNullException.ThrowIfNull(options);
        await using RigHouse house = await RigHouse.StartAsync(installation, options);
        if (options.Prepare)
        {
            await house.PrepareAsync();
            return ExitCodes.Done;
        }

        TextWriter answers = TextWriter.Synchronized(output);
        SeededRandom random = new(Environment.ProcessId);
        using CancellationTokenSource ended = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        Task work = options.BankJournal is null ? Task.CompletedTask : WorkAsync(house, errors, ended.Token);
        await answers.WriteLineAsync("ready");
        await answers.FlushAsync(cancel);
        List<Task> underWay = [];
        while (await NextLineAsync(installation, input, cancel) is { } line)
        {
            string[] words = line.Split(' ');
            int delay = options.HoldBackMs == 0 ? 0 : (int)random.Next(options.HoldBackMs);
            underWay.RemoveAll(task => task.IsCompleted);
            underWay.Add(words[1] == Rest
                ? RestAsync(house, words[0], answers)
                : AnswerAsync(house, options, words[0], Ask.Parse(words, 1), delay, answers, errors));
        }

        await Task.WhenAll(underWay);
        await ended.CancelAsync();
        await work;
        return ExitCodes.Done;
    }

    private static async Task<string?> NextLineAsync(
        Installation installation, TextReader input, CancellationToken cancel)
    {
        Task<string?> next = input.ReadLineAsync(cancel).AsTask();
        Task first = await Task.WhenAny(next, installation.ServerFailed);
        return first == installation.ServerFailed ? throw await installation.ServerFailed : await next;
    }

    private static async Task AnswerAsync(
        RigHouse house, RigAppOptions options, string number, Ask ask, int delay, TextWriter answers,
        TextWriter errors)
    {
        Told told;
        try
        {
            WalletAnswer answer = options.Control == Control.RefusalBeforeKey && await IsTooMuchAsync(house, ask)
                ? new(WalletStatus.InsufficientBalance, default)
                : await house.DoAsync(ask);
            told = new(answer.Status, answer.Order);
        }
        catch (Exception failure) when (DbFailure.IsPassing(failure)
            || failure is OutcomeUnknownException or NpgsqlException)
        {
            // A reading act outlived its deadline; whether an earlier try committed is for the key to say.
            told = new(WalletStatus.Unknown, default);
        }
#pragma warning disable CA1031 // Whatever it was, the client waits for an answer, and the report must name it.
        catch (Exception bug)
        {
            await errors.WriteLineAsync($"bug: {ask}: {bug.ToString().ReplaceLineEndings(" | ")}");
            told = new(null, default);
        }
#pragma warning restore CA1031
        await Task.Delay(delay);
        await answers.WriteLineAsync($"{number} {told}");
        await answers.FlushAsync();
    }

    private static async Task RestAsync(RigHouse house, string number, TextWriter answers)
    {
        while (await house.WorkAsync(CancellationToken.None) > 0)
        {
            // What arrives may send something on.
        }

        await answers.WriteLineAsync($"{number} {new Told(WalletStatus.Done, default)}");
        await answers.FlushAsync();
    }

    // The planted check: right by itself, and in the wrong place.
    private static async Task<bool> IsTooMuchAsync(RigHouse house, Ask ask)
    {
        WalletParts parts = house.Parts;
        AccountKey account = ask.Kind is AskKind.PayFromFund or AskKind.Redeem
            ? AccountKey.Of(ask.Person, AccountCode.UnitsAvailable, parts.Fund.Asset)
            : AccountKey.Of(ask.Person, AccountCode.UserBalance);
        LedgerQueries.Balance? balance = await parts.Reads.OneAsync(
            new LedgerQueries.BalanceOf(parts.Ledger.ShardOf(ask.Person), account));
        return ask.Kind is not (AskKind.TopUp or AskKind.GiveUnits) && (balance?.Amount ?? 0) < ask.Fen;
    }

    private static async Task WorkAsync(RigHouse house, TextWriter errors, CancellationToken ended)
    {
        while (!ended.IsCancellationRequested)
        {
            try
            {
                await house.WorkAsync(ended);
                await Task.Delay(BetweenWork, TimeProvider.System, ended);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (Exception failure) when (DbFailure.IsPassing(failure)
                || failure is OutcomeUnknownException or NpgsqlException)
            {
                await errors.WriteLineAsync(string.Create(
                    CultureInfo.InvariantCulture, $"the database did not answer the workers: {failure.Message}"));
            }
        }
    }
}
