using Huoqi.Kernel;
using Npgsql;

namespace Huoqi.Host;

/// <summary>
/// Keeps the log of a running server in the backup folder, flushed, milliseconds behind the server. It follows the
/// server through crashes and restarts; what it missed the slot has kept.
/// </summary>
internal sealed class WalFollower(
    BackupLine line, string dataFolder, PostgresBinaries binaries, Action<string> report)
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(250);

    private readonly TimeProvider _time = TimeProvider.System;
    private string? _lastTrouble;

    /// <summary>Until it is cancelled; a sentence when the log of this line cannot be continued.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        TimeSpan pause = Poll;
        while (true)
        {
            cancel.ThrowIfCancellationRequested();
            await using SourceServer? server = await SourceServer.RunningAsync(dataFolder, binaries, cancel);
            if (server is not null)
            {
                long started = _time.GetTimestamp();
                await FollowAsync(server, cancel);
                pause = _time.GetElapsedTime(started) > LongestPause ? Poll : pause * 2;
            }
            else
            {
                pause = Poll;
            }
            await Task.Delay(pause < LongestPause ? pause : LongestPause, _time, cancel);
        }
    }

    // One life of the server, or of the receiver.
    private async Task FollowAsync(SourceServer server, CancellationToken cancel)
    {
        try
        {
            await BackupServerQueries.EndReaderAsync(server, line.Facts.Slot, cancel);
        }
        catch (NpgsqlException)
        {
            return;
        }
        // Flushed as it arrives: a whole file would be up to 16 MB of confirmed payments that only the system's
        // memory holds.
        string[] arguments =
        [
            "-D", line.Wal, "--slot", line.Facts.Slot, "--synchronous", "--no-loop", "--status-interval", "1",
            "--no-password", "-d", server.ForTools("huoqi_backup"),
        ];
        using PostgresTool receiver =
            PostgresTool.Start(server.Binaries, "pg_receivewal", arguments, server.Secret, hear: null);
        using CancellationTokenSource over = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        Task watch = WatchAsync(server, over.Token);
        try
        {
            await receiver.EndAsync(cancel);
        }
        finally
        {
            await over.CancelAsync();
            await watch;
        }
        Judge(receiver.LastWords);
    }

    private void Judge(string lastWords)
    {
        if (lastWords.Contains("has already been removed", StringComparison.Ordinal))
        {
            throw new UserErrorException(
                $"The server has thrown away log that is not in {line.Wal} yet; take a new base backup, which begins "
                + "anew from there.");
        }
        bool serverWent = lastWords.Contains("terminat", StringComparison.Ordinal)
            || lastWords.Contains("not yet accept", StringComparison.Ordinal)
            || lastWords.Contains("disconnected", StringComparison.Ordinal)
            || lastWords.Contains("shutting down", StringComparison.Ordinal)
            || lastWords.Contains("starting up", StringComparison.Ordinal)
            || lastWords.Contains("Connection refused", StringComparison.Ordinal)
            || lastWords.Contains("No such file", StringComparison.Ordinal);
        if (!serverWent && lastWords != _lastTrouble && lastWords != "it says nothing")
        {
            _lastTrouble = lastWords;
            report($"Archiving stopped for a moment and goes on: {lastWords}");
        }
    }

    /// <summary>Writes down, a few times a second, up to which moment everything confirmed is archived.</summary>
    private async Task WatchAsync(SourceServer server, CancellationToken cancel)
    {
        try
        {
            await using NpgsqlConnection connection = new(server.Owner);
            await connection.OpenAsync(cancel);
            (DateTimeOffset At, Lsn Lsn)? waiting = null;
            while (true)
            {
                (DateTimeOffset now, Lsn flushed, Lsn? reader) =
                    await BackupServerQueries.ProgressAsync(connection, line.Facts.Slot, cancel);
                waiting ??= (now, flushed);
                if (reader is { } received && received.Value >= waiting.Value.Lsn.Value)
                {
                    line.WriteThrough(new ThroughFacts(received.ToString(), waiting.Value.At));
                    waiting = null;
                }
                await Task.Delay(Tick, _time, cancel);
            }
        }
        catch (Exception failure) when (failure is NpgsqlException or IOException or OperationCanceledException)
        {
            // With the server, or on a full disk: what was written down stays true, and the next life goes on.
        }
    }
}
