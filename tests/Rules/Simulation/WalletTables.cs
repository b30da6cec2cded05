using Huoqi.Kernel;
using Huoqi.Ledger;
using Huoqi.Wallet;

namespace Huoqi.RulesTests.Simulation;

/// <summary>The wallet's tables in memory: its keys, checks and conditions, and its queries, as its SQL has
/// them.</summary>
internal sealed class WalletTables
{
    public WalletTables(MemoryLedgerStore store, FundTables funds)
    {
        AddWrites(store);
        AddCloseAccount(store, funds);
        AddQueries(store);
    }

    /// <summary>A person's row.</summary>
    public sealed record PersonRow(AccountClass Class, DateOnly? ClosedOn);

    /// <summary>A bank order's row; state 1 asked, 2 done, 3 refused.</summary>
    public sealed record OrderRow(OpenBankOrder Order, int State, string BankReference, long SettledEntry);

    /// <summary>A refund's row.</summary>
    public sealed record RefundRow(long Refund, Money Amount, Money Fee);

    /// <summary>A gift's row.</summary>
    public sealed record GiftRow(long Person, long Friend, Money Amount);

    public Table<(short Shard, long Person), PersonRow> People { get; } = new();

    public Table<(short Shard, long Order), OrderRow> BankOrders { get; } = new();

    public Table<(short Shard, long Payment), Payments.Payment> Payments { get; } = new();

    public Table<long, Merchant> Merchants { get; } = new();

    public Table<(short Shard, long Payment, long Before), RefundRow> Refunds { get; } = new();

    public Table<(short Shard, long Merchant, DateOnly Day), object> Settlements { get; } = new();

    public Table<(short Shard, long Gift), GiftRow> Gifts { get; } = new();

    private void AddWrites(MemoryLedgerStore store)
    {
        store.WriteWith<OpenAccount.Opened>((row, stamp, undo) =>
            People.Insert((stamp.Shard, row.Person), new(row.Class, ClosedOn: null), undo));
        store.WriteWith<BankOrders.Asked>((row, stamp, undo) => row.Amount <= Money.Zero ? 0 : BankOrders.Insert(
            (stamp.Shard, stamp.Entry),
            new(new(new(stamp.Shard, stamp.Entry), row.Purpose, row.Person, row.Amount, row.CardToken, row.Subject,
                row.MerchantOrder, stamp.BusinessDate, row.Proof),
                State: 1, BankReference: "", SettledEntry: 0), undo));
        store.WriteWith<BankOrders.Settled>((row, stamp, undo) => BankOrders.Update(
            (row.No.Shard, row.No.Entry), where: order => order.State == 1,
            order => order with
            {
                State = row.IsDone ? 2 : 3,
                BankReference = row.BankReference,
                SettledEntry = stamp.Entry,
            }, undo));
        store.WriteWith<Payments.Made>((row, stamp, undo) => row.Amount <= Money.Zero ? 0 : Payments.Insert(
            (stamp.Shard, stamp.Entry),
            new(new(stamp.Shard, stamp.Entry), row.Person, row.Merchant, row.Amount, Wallet.Payments.FeeOf(row.Amount),
                row.MerchantOrder, row.LimitWindow, stamp.BusinessDate), undo));
        store.WriteWith<RegisterMerchant.Registered>((row, _, undo) =>
            Merchants.Insert(row.Merchant.Number, row.Merchant, undo));
        store.WriteWith<Refund.Made>((row, stamp, undo) =>
            row.Amount <= Money.Zero || row.Fee < Money.Zero || !Payments.TryGet((stamp.Shard, row.Payment), out _)
                ? 0
                : Refunds.Insert((stamp.Shard, row.Payment, row.Before.Fen),
                    new(stamp.Entry, row.Amount, row.Fee), undo));
        store.WriteWith<SettleMerchants.Settled>((row, stamp, undo) => row.Amount <= Money.Zero
            ? 0
            : Settlements.Insert((stamp.Shard, row.Merchant, stamp.BusinessDate), row, undo));
        store.WriteWith<SendToFriend.GiftRow>((row, stamp, undo) => row.Amount <= Money.Zero
            ? 0
            : Gifts.Insert((stamp.Shard, stamp.Entry), new(row.Person, row.Friend, row.Amount), undo));
    }

    private void AddCloseAccount(MemoryLedgerStore store, FundTables funds)
    {
        store.WriteWith<CloseAccount.Closed>((row, stamp, undo) => People.Update((stamp.Shard, row.Person),
            where: person => person.ClosedOn is null && !UnderWay(stamp.Shard, row.Person).Any(),
            person => person with { ClosedOn = stamp.BusinessDate }, undo));
        store.AnswerWith<CloseAccount.UnderWayOf, CloseAccount.UnderWay>(q =>
            UnderWay(q.Shard, q.Person).Take(1).Select(order => new CloseAccount.UnderWay(order)));

        IEnumerable<long> UnderWay(short shard, long person) =>
        [
            .. BankOrders.Pairs.Where(order => order.Key.Shard == shard && order.Value.Order.Person == person
                && order.Value.State == 1).Select(order => order.Key.Order),
            .. funds.OpenOf(shard, person),
            .. store.Deliveries.Where(sent => sent.Key.Shard == shard && sent.Value.Row.Owner == person
                && sent.Value.State == Deliveries.State.UnderWay).Select(sent => sent.Key.Entry),
        ];
    }

    private void AddQueries(MemoryLedgerStore store)
    {
        store.AnswerWith<PaymentLimits.PersonOf, PaymentLimits.PersonRow>(q =>
            People.TryGet((q.Shard, q.Person), out PersonRow? person) ? [new(person.Class)] : []);
        store.AnswerWith<BankOrders.Open, OpenBankOrder>(q => BankOrders.Pairs
            .Where(order => order.Value.State == 1 && order.Key.CompareTo((q.After.Shard, q.After.Entry)) > 0)
            .Take(q.Limit).Select(order => order.Value.Order));
        store.AnswerWith<BankOrders.StandingOf, BankOrders.Standing>(q =>
            BankOrders.TryGet((q.No.Shard, q.No.Entry), out OrderRow? order)
                ?
                [
                    new(order.State switch
                    {
                        1 => BankOutcome.Pending,
                        2 => BankOutcome.Done,
                        _ => BankOutcome.Refused,
                    }, order.SettledEntry),
                ]
                : []);
        store.AnswerWith<Payments.ByNumber, Payments.Payment>(q =>
            Payments.TryGet((q.No.Shard, q.No.Entry), out Payments.Payment? payment) ? [payment] : []);
        store.AnswerWith<Wallet.Merchants.ByNumber, Merchant>(q =>
            Merchants.TryGet(q.Number, out Merchant? merchant) ? [merchant] : []);
        store.AnswerWith<Wallet.Merchants.All, Merchant>(_ => Merchants.All);
        store.AnswerWith<Refund.RefundedOf, Refund.Refunded>(q => [new(new(Refunds.Pairs
            .Where(r => r.Key.Shard == q.Payment.Shard && r.Key.Payment == q.Payment.Entry)
            .Sum(r => r.Value.Amount.Fen)))]);
        store.AnswerWith<SettleMerchants.SettledOn, SettleMerchants.Settlement>(q => Settlements.Pairs
            .Where(s => s.Key.Day == q.Day).Select(s => new SettleMerchants.Settlement(s.Key.Merchant)));
        store.AnswerWith<SendToFriend.GiftOf, SendToFriend.Gift>(q =>
            Gifts.TryGet((q.No.Shard, q.No.Entry), out GiftRow? gift)
                ? [new(gift.Friend, gift.Amount, StateOf(store, q.No))]
                : []);
    }

    private static GiftState StateOf(MemoryLedgerStore store, OrderNo no) =>
        store.Deliveries.TryGetValue((no.Shard, no.Entry), out (Deliveries.Delivery Row, Deliveries.State State) sent)
            ? (GiftState)sent.State
            : GiftState.Arrived;
}
