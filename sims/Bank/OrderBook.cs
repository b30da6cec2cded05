using System.Globalization;
using Huoqi.Partner;

namespace Huoqi.Bank;

/// <summary>An order as the bank holds it.</summary>
internal sealed class HeldOrder(OrderWire order, long amountFen, long reference)
{
    public OrderWire Order { get; } = order;

    public long AmountFen { get; } = amountFen;

    /// <summary>"pending", "done" or "refused".</summary>
    public string State { get; set; } = "pending";

    /// <summary>The final code; shown once the order is settled.</summary>
    public string Code { get; set; } = "";

    /// <summary>What a pending order will become; its fate is decided when it arrives.</summary>
    public string Fate { get; init; } = "done";

    public int QueriesLeft { get; set; }

    public int Callbacks { get; init; }

    public OrderAnswer Answer() =>
        new(Order.OrderNo, State, State == "pending" ? "accepted" : Code, Reference);

    public CallbackWire Callback(long seq) => new(seq, Order.OrderNo, State, Code, Reference);

    private string Reference => BankReference.Format(reference);
}

/// <summary>The bank's own number of an order or a facility move.</summary>
internal static class BankReference
{
    public static string Format(long serial) => "B" + serial.ToString("D12", CultureInfo.InvariantCulture);
}

/// <summary>
/// The orders, by number. The number is looked up before anything is judged: the same order gets the same answer for
/// ever, another order under a number that was used is a conflict, and a refusal is as final as a booking.
/// </summary>
internal sealed class OrderBook(TimeProvider clock, StatementBook statement)
{
    private readonly Dictionary<string, HeldOrder> _orders = new(StringComparer.Ordinal);
    private readonly HashSet<string> _pending = new(StringComparer.Ordinal);
    private readonly PriorityQueue<string, long> _due = new();
    private readonly List<HeldOrder> _callbacks = [];

    public long Repeats { get; private set; }

    public long Conflicts { get; private set; }

    public long Late { get; private set; }

    public long DoubleCallbacks { get; private set; }

    public long DroppedCallbacks { get; private set; }

    public long Count => _orders.Count;

    public long Pending => _pending.Count;

    public long CallbackCount => _callbacks.Count;

    /// <summary>Answers one order; a new one is decided, noted in the journal and held.</summary>
    public OrderAnswer Submit(OrderWire order, BankFaults faults, JournalFile<BankEvent> journal)
    {
        if (_orders.TryGetValue(order.OrderNo, out HeldOrder? held))
        {
            if (held.Order != order)
            {
                Conflicts++;
                return new(order.OrderNo, "conflict", "order-differs", "");
            }

            Repeats++;
            return held.Answer();
        }

        BankEvent decided = Decide(order, faults);
        journal.Append(decided);
        return Apply(decided).Answer();
    }

    /// <summary>The answer to a query; each query brings a late order closer to its end.</summary>
    public OrderAnswer Query(string orderNo, JournalFile<BankEvent> journal)
    {
        if (!_orders.TryGetValue(orderNo, out HeldOrder? held))
        {
            return new(orderNo, "absent", "order-not-known", "");
        }

        if (held.QueriesLeft > 0 && --held.QueriesLeft == 0)
        {
            Settle(orderNo, journal);
        }

        return held.Answer();
    }

    /// <summary>Settles what has become due by time.</summary>
    public void SettleDue(JournalFile<BankEvent> journal)
    {
        if (_due.Count == 0)
        {
            return;
        }

        long nowUnixMs = clock.GetUtcNow().ToUnixTimeMilliseconds();
        while (_due.TryPeek(out string? orderNo, out long dueUnixMs) && dueUnixMs <= nowUnixMs)
        {
            _ = _due.Dequeue();
            Settle(orderNo, journal);
        }
    }

    /// <summary>Settles one late order now; nothing happens to one that is settled or not known.</summary>
    public void Settle(string orderNo, JournalFile<BankEvent> journal)
    {
        if (_pending.Contains(orderNo))
        {
            BankEvent settled = new(Settled: orderNo);
            journal.Append(settled);
            ApplySettled(orderNo);
        }
    }

    /// <summary>Settles every late order now.</summary>
    public void SettleAll(JournalFile<BankEvent> journal)
    {
        foreach (string orderNo in _pending.Order(StringComparer.Ordinal).ToArray())
        {
            Settle(orderNo, journal);
        }
    }

    /// <summary>The callbacks after a number, oldest first.</summary>
    public CallbackPage Callbacks(long after, int limit)
    {
        List<CallbackWire> page = [];
        for (long seq = after + 1; seq <= _callbacks.Count && page.Count < limit; seq++)
        {
            page.Add(_callbacks[(int)seq - 1].Callback(seq));
        }

        return new(page, page.Count == 0 ? after : page[^1].Seq);
    }

    /// <summary>Takes a decision into memory, first hand or from the journal.</summary>
    public HeldOrder Apply(BankEvent decided)
    {
        OrderWire order = decided.Order ?? throw new InvalidDataException("the event holds no order");
        HeldOrder held = new(order, Wire.Positive(order.Amount, "amount"), _orders.Count + 1)
        {
            Code = decided.Code,
            Fate = decided.State,
            State = decided.Late ? "pending" : decided.State,
            QueriesLeft = decided.QueriesLeft,
            Callbacks = decided.Callbacks,
        };
        _orders.Add(order.OrderNo, held);
        statement.Add(order, held.State, held.AmountFen);
        if (!decided.Late)
        {
            Notify(held);
            return held;
        }

        Late++;
        _ = _pending.Add(order.OrderNo);
        if (decided.DueUnixMs > 0)
        {
            _due.Enqueue(order.OrderNo, decided.DueUnixMs);
        }

        return held;
    }

    /// <summary>Takes the settlement of a late order into memory.</summary>
    public void ApplySettled(string orderNo)
    {
        HeldOrder held = _orders[orderNo];
        _ = _pending.Remove(orderNo);
        statement.Remove(held.Order, held.State, held.AmountFen);
        held.State = held.Fate;
        held.QueriesLeft = 0;
        statement.Add(held.Order, held.State, held.AmountFen);
        Notify(held);
    }

    private void Notify(HeldOrder held)
    {
        for (int i = 0; i < held.Callbacks; i++)
        {
            _callbacks.Add(held);
        }
    }

    private BankEvent Decide(OrderWire order, BankFaults faults)
    {
        string? refusal = RefusedEnding.CodeFor(faults.RefuseTokens, order.CardToken);
        if (refusal is null && Dice.Strikes(faults.RefusePerMillion, faults.Seed, "refuse", order.OrderNo))
        {
            refusal = "refused-by-bank";
        }

        bool late = Dice.Strikes(faults.LatePerMillion, faults.Seed, "late", order.OrderNo);
        bool byTime = late && faults.LateSeconds > 0;
        return new(
            Order: order,
            State: refusal is null ? "done" : "refused",
            Code: refusal ?? "ok",
            Late: late,
            DueUnixMs: byTime ? clock.GetUtcNow().AddSeconds(faults.LateSeconds).ToUnixTimeMilliseconds() : 0,
            QueriesLeft: late ? faults.LateQueries : 0,
            Callbacks: CallbacksOf(order.OrderNo, late, faults));
    }

    private int CallbacksOf(string orderNo, bool late, BankFaults faults)
    {
        if (!late && !faults.NotifyAll)
        {
            return 0;
        }

        if (Dice.Strikes(faults.DropCallbackPerMillion, faults.Seed, "drop-callback", orderNo))
        {
            DroppedCallbacks++;
            return 0;
        }

        if (Dice.Strikes(faults.DoubleCallbackPerMillion, faults.Seed, "double-callback", orderNo))
        {
            DoubleCallbacks++;
            return 2;
        }

        return 1;
    }
}
