using Huoqi.Acquiring;
using Huoqi.Wallet;

namespace Huoqi.RulesTests.Simulation;

/// <summary>The tables of payment requests in memory: their keys and conditions, their queries, and the changes that
/// are made beside the books, each of them at once.</summary>
internal sealed class RequestTables
{
    private readonly SimWorld _world;

    public RequestTables(SimWorld world)
    {
        _world = world;
        MemoryLedgerStore store = world.Store;
        store.WriteWith<Acquiring.Receipts.Used>((row, stamp, undo) => Receipts.Insert(
            (stamp.Shard, row.Id.Value, row.Claim), new(row.State, row.Person, stamp.Entry, stamp.PostedAt), undo));
        store.WriteWith<MerchantEvents.Happened>((row, stamp, undo) => Events.Insert(
            MerchantEvents.IdOf(row.Kind, stamp.Shard, stamp.Entry),
            new(stamp.Shard, MerchantEvents.IdOf(row.Kind, stamp.Shard, stamp.Entry), row.Kind, row.Merchant, row.Id,
                row.Amount, stamp.Entry, row.Subject, stamp.PostedAt, Sandbox: false), undo));
        store.AnswerWith<RequestRows.ById, RequestRow>(q =>
            Rows.TryGet(Key(q.Id), out RequestRow? row) ? [row] : []);
        store.AnswerWith<RequestRows.ClaimedBefore, RequestRow>(q => Rows.All
            .Where(row => row.State == RowState.Open && row.Claim?.At < q.At).OrderBy(row => row.Claim!.Value.At)
            .Take(q.Limit));
        store.AnswerWith<Acquiring.Receipts.Of, Receipt>(q =>
            Receipts.TryGet((q.Shard, q.Id.Value, q.Claim), out Receipt? receipt) ? [receipt] : []);
        store.AnswerWith<Acquiring.Receipts.BankOrderOf, Acquiring.Receipts.BankStanding>(q => BankOrder(q));
    }

    public Table<(short Shard, Guid Request), RequestRow> Rows { get; } = new();

    public Table<(short Shard, Guid Request, long Claim), Receipt> Receipts { get; } = new();

    public Table<string, MerchantEvent> Events { get; } = new();

    /// <summary>Numbers of claims are never given twice, also when nobody has one.</summary>
    private Dictionary<RequestId, long> Claims { get; } = [];

    /// <summary>Whether every request has come to its end.</summary>
    public bool AreAtRest => Rows.All.All(row => row.State != RowState.Open)
        && Receipts.All.All(receipt => receipt.State != ReceiptState.WaitsForBank);

    public Claim? Take(RequestId id, long person, short shard, DateTimeOffset now)
    {
        Rows.TryGet(Key(id), out RequestRow? row);
        if (row!.State != RowState.Open
            || (row.Claim is { } other ? other.Person != person : row.ExpiresAt <= now))
        {
            return null;
        }

        return row.Claim ?? Claimed(id, person, shard, now);
    }

    /// <summary>Claims a request, whatever stands in its row.</summary>
    public Claim Claimed(RequestId id, long person, short shard, DateTimeOffset now)
    {
        Claims[id] = Claims.GetValueOrDefault(id) + 1;
        Claim claim = new(Claims[id], person, shard, now);
        Change(id, _ => true, row => row with { Claim = claim });
        return claim;
    }

    public bool Void(RequestId id, Claim claim, DateTimeOffset now)
    {
        bool isNew = Receipts.Insert(
            (claim.Shard, id.Value, claim.Number), new(ReceiptState.Void, claim.Person, Entry: null, now), []) == 1;
        if (isNew)
        {
            _world.See("claim void");
        }

        return isNew;
    }

    public bool Release(RequestId id, long claim) =>
        Change(id, row => HasClaim(row, claim), row => row with { Claim = null });

    public bool Note(RequestId id, long claim, long payment, DateTimeOffset at) => Change(
        id, row => HasClaim(row, claim),
        row => row with { State = RowState.Paid, Payment = payment, PaidAt = at });

    public bool BankAnswered(RequestRow row, Claim claim, long? payment, DateTimeOffset now)
    {
        bool isNew = Receipts.Update((claim.Shard, row.Id.Value, claim.Number),
            receipt => receipt.State == ReceiptState.WaitsForBank,
            receipt => receipt with
            {
                State = payment is null ? ReceiptState.Void : ReceiptState.Paid,
                Entry = payment ?? receipt.Entry,
            }, []) == 1;
        if (payment is { } paid)
        {
            _world.See("paid after all");
            string id = MerchantEvents.IdOf(EventKind.PaymentPaid, claim.Shard, paid);
            Events.Insert(id, new(claim.Shard, id, EventKind.PaymentPaid, row.Merchant, row.Id, row.Amount, paid,
                row.MerchantOrder, now, Sandbox: false), []);
        }

        return isNew;
    }

    public bool Cancel(Shop shop, RequestId id, DateTimeOffset now) => End(
        id, row => row.Shop == shop && row.ExpiresAt > now, RowState.Cancelled, EventKind.PaymentCancelled, now);

    public int Expire(DateTimeOffset now) => Rows.All.ToList().Count(row => End(
        row.Id, due => due.ExpiresAt <= now, RowState.Expired, EventKind.PaymentExpired, now));

    private bool End(
        RequestId id, Func<RequestRow, bool> where, RowState to, EventKind kind, DateTimeOffset now)
    {
        bool ended = Change(
            id, row => row is { State: RowState.Open, Claim: null } && where(row), row => row with { State = to });
        if (ended)
        {
            Rows.TryGet(Key(id), out RequestRow? row);
            string name = $"evt_{id.Shard}_{(short)kind}_{id.Value}";
            Events.Insert(name, new(id.Shard, name, kind, row!.Merchant, id, row.Amount, Entry: null,
                row.MerchantOrder, now, Sandbox: false), []);
        }

        return ended;
    }

    private static bool HasClaim(RequestRow row, long claim) =>
        row.State == RowState.Open && row.Claim?.Number == claim;

    private bool Change(RequestId id, Func<RequestRow, bool> where, Func<RequestRow, RequestRow> set) =>
        Rows.Update(Key(id), where, set, []) == 1;

    private static (short, Guid) Key(RequestId id) => (id.Shard, id.Value);

    private IEnumerable<Acquiring.Receipts.BankStanding> BankOrder(Acquiring.Receipts.BankOrderOf q) =>
        _world.Wallet.BankOrders.TryGet((q.Shard, q.Order), out WalletTables.OrderRow? order)
            && order.Order.Purpose == BankPurpose.AdvanceForPayment
            ?
            [
                new(order.State != 1, _world.Wallet.Payments.TryGet((q.Shard, order.SettledEntry), out _)
                    ? order.SettledEntry
                    : null),
            ]
            : [];
}
