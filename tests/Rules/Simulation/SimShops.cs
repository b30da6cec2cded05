using Huoqi.Acquiring;
using Huoqi.Kernel;
using Huoqi.Ledger;

namespace Huoqi.RulesTests.Simulation;

/// <summary>
/// The payment requests of a run. People come to each of them in a rush; the merchant takes some of them back at that
/// very time, and the time of others is over.
/// </summary>
internal sealed class SimShops
{
    private static readonly TimeSpan Rush = TimeSpan.FromSeconds(20);

    private readonly SimWorld _world;
    private readonly List<(RequestId Id, TimeSpan Rush)> _all = [];

    public SimShops(SimWorld world)
    {
        _world = world;
        for (int n = 1; n <= world.Scenario.Requests; n++)
        {
            long merchant = world.Random.Next(1, SimPeople.Merchants + 1);
            byte[] value = new byte[16];
            for (int i = 0; i < value.Length; i++)
            {
                value[i] = (byte)world.Random.Next(256);
            }

            RequestId id = new(Sharding.Of(Party.Merchant(merchant), SimWorld.Shards), new(value));
            TimeSpan rush = world.Scenario.Span * world.Random.Next(1_000) / 1_000;
            TimeSpan life = rush + TimeSpan.FromSeconds(world.Random.Next(6) == 0 ? 5 : world.Random.Next(60, 300));
            Money amount = new(world.Random.NextHeavyTailed(3_01, 300_00));
            DateTimeOffset start = world.Scenario.Start;
            world.Requests.Rows.Insert((id.Shard, id.Value), new(
                id, merchant, $"order-{n}", amount, "A book", "", ReturnUrl: null, start, start + life, RowState.Open,
                Sandbox: false, Claim: null, Payment: null, PaidAt: null), []);
            _all.Add((id, rush));
        }
    }

    /// <summary>A request, and when somebody comes to pay it.</summary>
    public (RequestId Id, TimeSpan When) Draw()
    {
        (RequestId id, TimeSpan rush) = _all[(int)_world.Random.Next(_all.Count)];
        return (id, rush + _world.Latency((int)(_world.Random.Next(2) == 0 ? 200 : Rush.TotalMilliseconds)));
    }

    /// <summary>The merchants take some of their requests back.</summary>
    public void Plan()
    {
        foreach ((RequestId id, TimeSpan rush) in _all)
        {
            if (_world.Random.Next(4) == 0)
            {
                _world.After(rush + _world.Latency((int)Rush.TotalMilliseconds), () => TakeBack(id));
            }
        }
    }

    /// <summary>The row of a request as it stands.</summary>
    public RequestRow RowOf(RequestId id)
    {
        Invariant.Holds(_world.Requests.Rows.TryGet((id.Shard, id.Value), out RequestRow? row));
        return row!;
    }

    /// <summary>The request that a payment paid, by the merchant's own number.</summary>
    public RequestId? PaidBy(string merchantOrder) => _world.Requests.Rows.All
        .FirstOrDefault(row => row.MerchantOrder == merchantOrder)?.Id;

    private void TakeBack(RequestId id)
    {
        SimProcess? process = _world.Somebody();
        process?.Ask("cancel", () => CancelPayment.TakeBackAsync(
            process.Paying, new(RowOf(id).Shop, id)), _ => { }, () => { });
    }
}
