using Huoqi.Kernel;
using Huoqi.Ledger;

namespace Huoqi.RulesTests.Simulation;

/// <summary>
/// One process's way to the common store: every call takes time, and may be lost, answered to nobody, or carried out
/// after its caller was told that nobody answers. A commit under way arrives although its process dies.
/// </summary>
internal sealed class SimStore(SimWorld world) : ILedgerStore, IReads
{
    /// <summary>How long a caller waits for a server that does not answer.</summary>
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(2);

    public async Task<LoadResult> LoadAsync(LoadRequest request)
    {
        if (!world.Faults.Strikes(world.Faults.TornLoad))
        {
            return await CallAsync(() => Now(world.Store.LoadAsync(request)), Unavailable, isCommit: false);
        }

        LoadRequest heads = new();
        heads.Heads.AddRange(request.Heads);
        foreach ((Asset asset, int day) in request.DaysHeld)
        {
            heads.DaysHeld[asset] = day;
        }

        LoadResult first = await CallAsync(() => Now(world.Store.LoadAsync(heads)), Unavailable, isCommit: false);
        LoadResult result = await CallAsync(
            () => Now(world.Store.LoadAsync(WithoutHeads(request))), Unavailable, isCommit: false);
        foreach ((short shard, (ShardHead Head, List<FundRow> Funds) head) in first.Heads)
        {
            result.Heads[shard] = head;
        }

        result.Days.AddRange(first.Days);
        return result;
    }

    public Task CommitAsync(PostingGroup group) => CallAsync(
        () =>
        {
            world.Commit(group);
            return 0;
        },
        Unavailable, isCommit: true);

    public Task<IReadOnlyList<TRow>> AllAsync<TRow>(Query<TRow> query, CancellationToken cancel = default) =>
        CallAsync(() => Now(world.Store.AllAsync(query, cancel)), () => new TimeoutException("a read was not answered"),
            isCommit: false);

    /// <summary>A change beside the books, in a transaction of its own.</summary>
    public Task<T> ChangeAsync<T>(Func<T> change) => CallAsync(
        change, () => new TimeoutException("a change was not answered"), isCommit: true);

    private static LoadRequest WithoutHeads(LoadRequest request)
    {
        LoadRequest rest = new();
        rest.Keys.AddRange(request.Keys);
        rest.Accounts.AddRange(request.Accounts);
        rest.Holders.AddRange(request.Holders);
        rest.WholeOwners.AddRange(request.WholeOwners);
        rest.Reversals.AddRange(request.Reversals);
        return rest;
    }

    private static T Now<T>(Task<T> task)
    {
        Invariant.Holds(task.IsCompleted, "the tables in memory answer at once");
        return task.GetAwaiter().GetResult();
    }

    private static StoreUnavailableException Unavailable() => new(new TimeoutException("no answer"));

    private Task<T> CallAsync<T>(Func<T> act, Func<Exception> unavailable, bool isCommit)
    {
        TaskCompletionSource<T> answer = new();
        SimFaults faults = world.Faults;
        bool isLate = isCommit && faults.Strikes(faults.StoreLateCommit);
        if (faults.Strikes(faults.Outage))
        {
            world.StoreDownUntil = world.Time.GetUtcNow().AddMilliseconds(world.Random.Next(100, 20_000));
            world.Trace($"store: down until {world.StoreDownUntil:HH:mm:ss}");
        }

        bool isLost = world.Time.GetUtcNow() < world.StoreDownUntil
            || faults.Strikes(isCommit ? faults.StoreLostRequest : faults.ReadFails);
        bool isUnheard = !isLost && faults.Strikes(isCommit ? faults.StoreLostAnswer : 0);
        if (isLost || isUnheard || isLate)
        {
            world.Trace($"store: {(isLost ? "request lost" : isLate ? "commit comes late" : "answer lost")}");
            world.After(Timeout, () => answer.TrySetException(unavailable()));
        }

        if (!isLost)
        {
            world.After(isLate ? Timeout + world.Latency(3_000) : world.Latency(5), () => Carry(act, isUnheard
                || isLate ? null : answer));
        }

        return answer.Task;
    }

    private void Carry<T>(Func<T> act, TaskCompletionSource<T>? answer)
    {
        try
        {
            T result = act();
            world.After(world.Latency(5), () => answer?.TrySetResult(result));
        }
        catch (Exception refused) when (refused is HeadMovedException or KeyTakenException or RowsRefusedException
            or ConstraintBrokenException)
        {
            world.See(refused.GetType().Name);
            world.After(world.Latency(5), () => answer?.TrySetException(refused));
        }
    }
}
