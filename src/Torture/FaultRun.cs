using Huoqi.Kernel;

namespace Huoqi.Torture;

/// <summary>One stage of a fault under load: strikes at random moments, the time until service is back, a
/// verdict.</summary>
internal sealed class FaultRun(Rig rig, Fault fault, Control control)
{
    private static readonly TimeSpan LongestOutage = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan LongestOutageWithBugs = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestAnswer = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan LongestAnswerWithBugs = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(5);

    /// <summary>Runs one stage.</summary>
    /// <param name="strikes">How many strikes.</param>
    /// <param name="round">The number of the stage.</param>
    /// <param name="cancel">Stops it without a verdict.</param>
    public async Task<StageResult> RunAsync(int strikes, int round, CancellationToken cancel)
    {
        SeededRandom random = rig.RandomOf(control == Control.None ? fault.Name : control.ToString(), round);
        await using StageRun run = await StageRun.StartAsync(rig, fault, control, round, cancel);
        using CancellationTokenSource loadEnds = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        using CancellationTokenSource giveUp = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        List<ClientJournal> journals = [];
        List<Client> clients = [];
        for (int i = 0; i < rig.Clients; i++)
        {
            journals.Add(run.NewJournal(i));
            Draw draw = new(i, run.Name, new SeededRandom(unchecked((long)random.NextBits())));
            clients.Add(new(i, run.Apps, journals[i], draw, control));
        }

        Task load = Task.WhenAll(clients.Select(client => client.RunAsync(loadEnds.Token, giveUp.Token)));
        try
        {
            List<int> back = await StrikesAsync(run.Stage, clients, strikes, random, cancel);
            await loadEnds.CancelAsync();
            await EndAsync(load, run, giveUp);
            return new(back.Count, back, await run.JudgeAsync(cancel));
        }
        finally
        {
            await loadEnds.CancelAsync();
            await giveUp.CancelAsync();
            await run.DisposeAsync();
            await load;
            journals.ForEach(journal => journal.Dispose());
        }
    }

    private async Task<List<int>> StrikesAsync(
        Stage stage, List<Client> clients, int strikes, SeededRandom random, CancellationToken cancel)
    {
        List<int> back = [];
        await UntilServedAsync(clients, cancel);
        for (int strike = 1; strike <= strikes; strike++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100 + random.Next(500)), cancel);
            await fault.StrikeAsync(stage, random, cancel);
            if (fault.Lasts > TimeSpan.Zero)
            {
                await Task.Delay(fault.Lasts, cancel);
            }

            await fault.HealAsync(stage, cancel);
            int tookMs = (int)(await UntilServedAsync(clients, cancel)).TotalMilliseconds;
            back.Add(tookMs);
            if (control == Control.None && tookMs >= LongestOutage.TotalMilliseconds)
            {
                rig.Report($"{fault.Name}: service did not come back within {LongestOutage.TotalSeconds:N0} s");
                break;
            }
        }

        return back;
    }

    private TimeSpan LongestWait => control == Control.None ? LongestOutage : LongestOutageWithBugs;

    /// <summary>The time until every client has had an answer to a request that it began from now on.</summary>
    private async Task<TimeSpan> UntilServedAsync(List<Client> clients, CancellationToken cancel)
    {
        TimeProvider time = TimeProvider.System;
        long started = time.GetTimestamp();
        clients.ForEach(client => client.Watch());
        while (clients.Exists(client => client.AnsweredSince == 0) && time.GetElapsedTime(started) < LongestWait)
        {
            await Task.Delay(LookAgain, cancel);
        }

        TimeSpan waited = time.GetElapsedTime(started);
        return clients.Exists(client => client.AnsweredSince == 0)
            ? LongestWait
            : TimeSpan.FromTicks(Math.Min(
                waited.Ticks, clients.Max(client => time.GetElapsedTime(started, client.AnsweredSince)).Ticks));
    }

    private async Task EndAsync(Task load, StageRun run, CancellationTokenSource giveUp)
    {
        using CancellationTokenSource limit = new(control == Control.None ? LongestAnswer : LongestAnswerWithBugs);
        try
        {
            await load.WaitAsync(limit.Token);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            // Whoever still waits now is counted as unanswered; ending the apps lets go of them.
            await giveUp.CancelAsync();
            run.Stage.KillApps();
            await load;
        }
    }
}
