using Huoqi.Wallet;

namespace Huoqi.Torture;

/// <summary>
/// One client: wants something, writes it down, asks until it has an answer, writes that down, and wants the next. What
/// it never does is to take silence for a refusal.
/// </summary>
internal sealed class Client(
    int number, IReadOnlyList<AppProcess> apps, ClientJournal journal, Draw draw, Control control)
{
    private static readonly TimeSpan BeforeRetry = TimeSpan.FromMilliseconds(20);

    private long _watchedAt;
    private long _answeredSince;
    private long _sent;

    /// <summary>Requests that got their answer.</summary>
    public long Answered { get; private set; }

    /// <summary>Answers that were asked for more than once.</summary>
    public long Retries { get; private set; }

    /// <summary>
    /// The moment of the first answer to a request begun after <see cref="Watch"/>; 0 while there is none.
    /// </summary>
    public long AnsweredSince => Interlocked.Read(ref _answeredSince);

    /// <summary>Forgets when it was last served, to see when it is served again.</summary>
    public void Watch()
    {
        Interlocked.Exchange(ref _watchedAt, TimeProvider.System.GetTimestamp());
        Interlocked.Exchange(ref _answeredSince, 0);
    }

    /// <summary>Goes on until the load ends; what it has begun by then it brings to an answer.</summary>
    /// <param name="loadEnds">No new wishes.</param>
    /// <param name="giveUp">Not even an answer any more.</param>
    public async Task RunAsync(CancellationToken loadEnds, CancellationToken giveUp)
    {
        await Task.Yield();
        while (!loadEnds.IsCancellationRequested && !giveUp.IsCancellationRequested)
        {
            await SettleAsync(draw.Next(), giveUp);
        }
    }

    private async Task SettleAsync(Ask ask, CancellationToken giveUp)
    {
        long begun = TimeProvider.System.GetTimestamp();
        journal.Sending(ask);
        Told? told;
        while ((told = await NextApp().AskAsync(ask)) is null
            || told.Status is WalletStatus.Unknown or WalletStatus.TryAgain)
        {
            if (giveUp.IsCancellationRequested)
            {
                return;
            }

            Retries++;
            if (control == Control.NoKeyOnRetry)
            {
                ask = ask with { Key = draw.NewKey() };
                journal.Sending(ask);
            }

            await Task.Delay(BeforeRetry, CancellationToken.None);
        }

        journal.Answered(ask.Key, told);
        Answered++;
        if (told.IsFinal && begun >= Interlocked.Read(ref _watchedAt))
        {
            Interlocked.CompareExchange(ref _answeredSince, TimeProvider.System.GetTimestamp(), 0);
        }

        await AskAgainAsync(ask);
    }

    // A nervous client: the same once more, and now and then the same key for something else.
    private async Task AskAgainAsync(Ask ask)
    {
        if (control != Control.NoKeyOnRetry && draw.Sometimes(12)
            && await NextApp().AskAsync(ask) is { IsFinal: true } again)
        {
            journal.Answered(ask.Key, again);
        }

        if (control == Control.None && draw.Sometimes(50)
            && await NextApp().AskAsync(ask with { Fen = ask.Fen + 1 }) is { IsFinal: true } other)
        {
            journal.AnsweredReuse(ask.Key, other);
        }
    }

    private AppProcess NextApp() => apps[(int)((number + _sent++) % apps.Count)];
}
