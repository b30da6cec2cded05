using Huoqi.Acquiring;
using Huoqi.Kernel;

namespace Huoqi.RulesTests.Simulation;

/// <summary>
/// One process's way to the rows of payment requests, over the same bad line as to the books. Now and then a process is
/// held up behind a claim for longer than the claim is left to it. Here stand the planted mistakes about claims.
/// </summary>
internal sealed class SimRequestStore(SimWorld world, SimStore store) : IRequestStore
{
    private const int HeldUp = 40;

    private const int HeldUpSeconds = 90;

    private RequestTables Tables => world.Requests;

    public async Task<IReadOnlyList<TRow>> AllAsync<TRow>(Query<TRow> query, CancellationToken cancel = default)
    {
        IReadOnlyList<TRow> rows = await store.AllAsync(query, cancel);
        if (world.Bug == PlantedSaga.TimeEndsClaims && query is Receipts.Of && rows.Count == 0)
        {
            return (IReadOnlyList<TRow>)(object)new[] { new Receipt(ReceiptState.Void, 0, null, default) };
        }

        return rows;
    }

    public async Task<Claim?> TakeAsync(RequestId id, long person, short shard, DateTimeOffset now)
    {
        Claim? claim = world.Bug == PlantedSaga.CheckThenClaim
            ? await CheckThenClaimAsync(id, person, shard, now)
            : (await store.ChangeAsync(() => new Taken(Tables.Take(id, person, shard, now)))).Claim;
        if (claim is not null && world.Faults.Strikes(HeldUp))
        {
            world.Trace($"{id}: held up behind its claim");
            await Task.Delay(TimeSpan.FromSeconds(world.Random.Next(1, HeldUpSeconds)), world.Time);
        }

        return claim;
    }

    // A claim that is ended by its time alone leaves nothing that a late payer would run against.
    public Task VoidAsync(RequestId id, Claim claim, DateTimeOffset now) =>
        world.Bug == PlantedSaga.TimeEndsClaims
            ? Task.CompletedTask
            : store.ChangeAsync(() => Tables.Void(id, claim, now));

    public Task ReleaseAsync(RequestId id, long claim) => store.ChangeAsync(() => Tables.Release(id, claim));

    public Task NoteAsync(RequestId id, long claim, long payment, DateTimeOffset at) =>
        store.ChangeAsync(() => Tables.Note(id, claim, payment, at));

    public Task BankAnsweredAsync(RequestRow row, Claim claim, long? payment, DateTimeOffset now) =>
        store.ChangeAsync(() => Tables.BankAnswered(row, claim, payment, now));

    public Task CancelAsync(Shop shop, RequestId id, DateTimeOffset now) =>
        store.ChangeAsync(() => Tables.Cancel(shop, id, now));

    public Task<int> ExpireAsync(DateTimeOffset now, int limit, CancellationToken cancel) =>
        store.ChangeAsync(() => Tables.Expire(now));

    private async Task<Claim?> CheckThenClaimAsync(RequestId id, long person, short shard, DateTimeOffset now)
    {
        RequestRow row = (await store.AllAsync(new RequestRows.ById(id)))[0];
        if (row.State != RowState.Open || (row.Claim is null && row.ExpiresAt <= now)
            || (row.Claim is { } other && other.Person != person))
        {
            return null;
        }

        return row.Claim ?? (await store.ChangeAsync(
            () => new Taken(Tables.Claimed(id, person, shard, now)))).Claim;
    }

    private sealed record Taken(Claim? Claim);
}
