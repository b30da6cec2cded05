using Huoqi.Kernel;

namespace Huoqi.Host;

/// <summary>What a run of <c>huoqi backup</c> is to do.</summary>
internal sealed record BackupWish(bool TakeBase, bool KeepArchiving, int? Keep);

/// <summary>One run of <c>huoqi backup</c>.</summary>
internal sealed class BackupRun(
    BackupFolder folder, string data, PostgresBinaries binaries, TextWriter output, Action<string> report)
{
    private readonly TimeProvider _time = TimeProvider.System;

    public async Task<int> RunAsync(BackupWish wish, CancellationToken cancel)
    {
        FileStream? baseLock = wish.TakeBase ? folder.TryLock("base.lock") : null;
        if (wish.TakeBase && baseLock is null)
        {
            throw new UserErrorException(
                $"Another huoqi is taking a base backup into {folder.Path}; wait for it, or choose another "
                + "folder with --to.");
        }
        // Null when another huoqi keeps archiving into this folder: then it archives for us too.
        FileStream? walLock = folder.TryLock("wal.lock");
        try
        {
            if (!wish.TakeBase && walLock is null)
            {
                throw new UserErrorException($"Another huoqi keeps archiving into {folder.Path} already.");
            }
            return await RunAsync(wish, isFollower: walLock is not null, baseLock, cancel);
        }
        finally
        {
            baseLock?.Dispose();
            walLock?.Dispose();
        }
    }

    private async Task<int> RunAsync(
        BackupWish wish, bool isFollower, FileStream? baseLock, CancellationToken cancel)
    {
        SourceServer? server = await SourceServer.OpenAsync(data, binaries, report, cancel);
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        Task following = Task.CompletedTask;
        try
        {
            BackupLine line = await LineAsync(server, isFollower, wish.TakeBase, cancel);
            WalFollower follower = new(line, data, binaries, report);
            following = isFollower ? follower.RunAsync(stop.Token) : new TaskCompletionSource().Task;
            if (wish.TakeBase)
            {
                Task<BaseBackup> taking = new BaseBackupRun(line, server, Progress()).RunAsync(stop.Token);
                // A follower that ends has failed, and then the base backup could only wait for ever.
                await await Task.WhenAny(taking, following);
                BaseBackup taken = await taking;
                await output.WriteLineAsync(
                    $"base backup {taken.Name} is complete and checked: {DurableFiles.Size(taken.Facts.Bytes)}, "
                    + $"restores from {BackupVerb.Words(taken.Facts.EndedAt)} on");
                RemoveOld(line, wish.Keep);
                // Others may take theirs while we go on archiving.
                baseLock?.Dispose();
            }
            if (server.IsOwn)
            {
                await UntilArchivedAsync(server, line, stop.Token);
            }
            // Our own server is not kept for archiving's sake: whoever works on the data folder next brings theirs.
            await server.DisposeAsync();
            server = null;
            if (!wish.KeepArchiving)
            {
                return ExitCodes.Done;
            }
            if (!isFollower)
            {
                await output.WriteLineAsync("Another huoqi keeps archiving into this folder.");
                return ExitCodes.Done;
            }
            await output.WriteLineAsync("archiving until Ctrl-C");
            await following;
            return ExitCodes.Done;
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested && following.IsCanceled)
        {
            // Ctrl-C is how archiving ends.
            return ExitCodes.Done;
        }
        finally
        {
            await stop.CancelAsync();
            if (isFollower)
            {
                await following.ContinueWith(_ => { }, CancellationToken.None,
                    TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            }
            if (server is not null)
            {
                await server.DisposeAsync();
            }
        }
    }

    /// <summary>The line that this server's log goes into: the one it has a slot for, else a new one.</summary>
    private async Task<BackupLine> LineAsync(
        SourceServer server, bool isFollower, bool mayBegin, CancellationToken cancel)
    {
        (string system, DateTimeOffset now, _) = await BackupServerQueries.FactsAsync(server, cancel);
        foreach (BackupLine line in folder.Lines.Reverse().Where(line => line.Facts.SystemIdentifier == system))
        {
            (bool isThere, bool isLost, _) = await BackupServerQueries.SlotAsync(server, line.Facts.Slot, cancel);
            if (isThere && !isLost)
            {
                return line;
            }
            if (isLost)
            {
                await BackupServerQueries.DropSlotAsync(server, line.Facts.Slot, cancel);
                report($"The server had to throw away log that was not archived; {line.Folder} ends there, and a new "
                    + "base backup begins anew.");
            }
        }
        if (!mayBegin)
        {
            throw new UserErrorException(
                $"{folder.Path} holds no unbroken log of the database in {data}; leave out --wal-only, so that a base "
                + "backup begins it.");
        }
        if (!isFollower)
        {
            throw new UserErrorException(
                $"Another huoqi keeps archiving another database into {folder.Path}; choose another folder with --to.");
        }
        BackupLine begun = folder.AddLine(system, binaries.Version, data, now);
        await BackupServerQueries.MakeSlotAsync(server, begun.Facts.Slot, cancel);
        return begun;
    }

    // The server is about to be stopped by ourselves: what it has written until now is to be there.
    private async Task UntilArchivedAsync(SourceServer server, BackupLine line, CancellationToken cancel)
    {
        (_, DateTimeOffset now, _) = await BackupServerQueries.FactsAsync(server, cancel);
        while (line.Through is not { } through || through.At < now)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), _time, cancel);
        }
    }

    private void RemoveOld(BackupLine line, int? keep)
    {
        if (keep is not int count)
        {
            return;
        }
        BaseBackup[] all = [.. folder.Lines.SelectMany(one => one.Bases).OrderBy(one => one.Facts.EndedAt)];
        foreach (BaseBackup old in all.SkipLast(count))
        {
            // Renamed first, so that a removal that is cut short leaves nothing that looks whole.
            string gone = old.Folder + BaseBackup.Half;
            Directory.Move(old.Folder, gone);
            Directory.Delete(gone, recursive: true);
        }
        foreach (BackupLine ended in folder.Lines.Where(one => one.Folder != line.Folder && one.Bases.Count == 0))
        {
            Directory.Delete(ended.Folder, recursive: true);
        }
        ulong first = line.Bases.Select(one => Lsn.Parse(one.Facts.StartLsn).Segment()).DefaultIfEmpty().Min();
        foreach (string file in Directory.EnumerateFiles(line.Wal))
        {
            if (Lsn.OfFile(Path.GetFileName(file)) is { } place && place.Segment < first)
            {
                File.Delete(file);
            }
        }
        DurableFiles.SyncFolder(line.Wal);
    }

    // One line on a terminal that says how far it is; nothing elsewhere.
    private static Action<string>? Progress() =>
        Console.IsErrorRedirected ? null : text => Console.Error.Write($"\r{text,-40}\r");
}
