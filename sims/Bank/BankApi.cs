using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Huoqi.Partner;

namespace Huoqi.Bank;

/// <summary>What a bank is started with.</summary>
/// <param name="Clock">The time of the bank.</param>
/// <param name="JournalPath">The file it never forgets; null keeps everything in memory.</param>
/// <param name="FaultsJson">The fault plan as POST /v1/faults takes it; null = an honest bank.</param>
public sealed record BankOptions(TimeProvider Clock, string? JournalPath = null, string? FaultsJson = null);

/// <summary>
/// The bank behind its HTTP protocol, without the HTTP: says whose a card is, collects from cards, pays out to them,
/// advances T+0 money and keeps the facility. Kestrel and <see cref="InProcessHandler"/> both call
/// <see cref="AnswerAsync"/>.
/// </summary>
public sealed class BankApi : IDisposable
{
    private const int CallbackPageMax = 1_000;

    private readonly Transport _transport;
    private readonly StatementBook _statement = new();
    private readonly OrderBook _orders;
    private readonly Facility _facility;
    private readonly CardBook _cards = new();
    private readonly JournalFile<BankEvent> _journal;
    private BankFaults _faults = new();

    /// <summary>Opens the bank and replays its journal.</summary>
    public BankApi(BankOptions options)
    {
        _transport = new(options.Clock);
        _orders = new(options.Clock, _statement);
        _facility = new(_statement);
        if (options.FaultsJson is not null)
        {
            _ = SetFaults(System.Text.Encoding.UTF8.GetBytes(options.FaultsJson));
        }

        _journal = JournalFile<BankEvent>.Open(options.JournalPath, BankJournalJson.Default.BankEvent, Replay);
    }

    /// <summary>Answers one request; status 0 means that the connection broke before an answer was read.</summary>
    public Task<(int Status, byte[] Body)> AnswerAsync(
        string method, string pathAndQuery, ReadOnlyMemory<byte> body, CancellationToken cancel)
    {
        Target target = new(pathAndQuery);
        bool isControl = target.Path is "/v1/faults" or "/v1/state" or "/v1/orders:settle" or "/v1/cards:issue";
        return _transport.CarryAsync(() => Handle(method, target, body), isControl, cancel);
    }

    public void Dispose() => _journal.Dispose();

    /// <summary>The callbacks after a number, for the loop that pushes them.</summary>
    internal CallbackPage CallbacksAfter(long after) => _transport.Alone(() =>
    {
        _orders.SettleDue(_journal);
        _journal.Flush();
        return _orders.Callbacks(after, CallbackPageMax);
    });

    private (int Status, byte[] Body) Handle(string method, Target target, ReadOnlyMemory<byte> body)
    {
        if (_journal.IsBroken)
        {
            throw new IOException("an earlier write failed");
        }

        if (body.Length > Wire.BodyBytesMax)
        {
            throw new RejectedException(413, "body-too-large", $"at most {Wire.BodyBytesMax} bytes");
        }

        _orders.SettleDue(_journal);
        byte[] answer = Route(method, target, body);
        _journal.Flush();
        return (200, answer);
    }

    private byte[] Route(string method, Target target, ReadOnlyMemory<byte> body) => (method, target.Path) switch
    {
        ("POST", "/v1/orders:batch") => Json(Submit(body), BankJson.Default.OrderAnswers),
        ("POST", "/v1/orders:query") => Json(Query(body), BankJson.Default.OrderAnswers),
        ("POST", "/v1/orders:settle") => Json(Settle(body), BankJson.Default.BankState),
        ("GET", "/v1/callbacks") => Json(Callbacks(target), BankJson.Default.CallbackPage),
        ("POST", "/v1/facility") => Json(MoveFacility(body, repay: false), BankJson.Default.FacilityAnswer),
        ("POST", "/v1/facility:repay") => Json(MoveFacility(body, repay: true), BankJson.Default.FacilityAnswer),
        ("GET", "/v1/facility") => Json(_facility.Balances(), BankJson.Default.FacilityBalance),
        ("POST", "/v1/cards:bind") =>
            Json(_cards.Bind(Wire.Read(body, BankJson.Default.CardWire)), BankJson.Default.CardBound),
        ("POST", "/v1/cards:issue") =>
            Json(_cards.Issue(Wire.Read(body, BankJson.Default.CardIssueWire), _journal), BankJson.Default.CardWire),
        ("GET", "/v1/statement") =>
            Json(_statement.Of(Wire.Day(target.Query("date"), "date")), BankJson.Default.StatementWire),
        ("POST", "/v1/faults") =>
            Json(SetFaults(body), BankJson.Default.BankFaults),
        ("GET", "/v1/faults") => Json(_faults, BankJson.Default.BankFaults),
        ("GET", "/v1/state") => Json(State(), BankJson.Default.BankState),
        ("GET", _) when target.Segments is ["v1", "orders", string orderNo] =>
            Json(new([_orders.Query(orderNo, _journal)]), BankJson.Default.OrderAnswers),
        _ => throw new RejectedException(404, "no-such-path", $"{method} {target.Path} is not part of the protocol"),
    };

    private OrderAnswers Submit(ReadOnlyMemory<byte> body)
    {
        IReadOnlyList<OrderWire> orders = Wire.Read(body, BankJson.Default.OrderBatch).Orders;
        Wire.Batch(orders.Count);

        // The whole batch is checked before its first order is executed: a 400 means that nothing happened.
        foreach (OrderWire order in orders)
        {
            Check(order);
        }

        OrderAnswer[] answers = new OrderAnswer[orders.Count];
        for (int i = 0; i < answers.Length; i++)
        {
            answers[i] = _orders.Submit(orders[i], _faults, _journal);
        }

        return new(answers);
    }

    private static void Check(OrderWire? order)
    {
        if (order is null)
        {
            throw Wire.Malformed("a null among the orders");
        }

        _ = Wire.Name(order.OrderNo, "orderNo");
        _ = Wire.Positive(order.Amount, "amount");
        _ = Wire.Day(order.BusinessDate, "businessDate");
        switch (order.Kind)
        {
            case "collect" or "payout":
            case "advance" when order.CardToken is not null:
                _ = Wire.Name(order.CardToken, "cardToken");
                break;
            case "advance":
                break;
            default:
                throw Wire.Malformed("kind must be collect, payout or advance");
        }
    }

    private OrderAnswers Query(ReadOnlyMemory<byte> body)
    {
        IReadOnlyList<string> orderNos = Wire.Read(body, BankJson.Default.OrderNumbers).OrderNos;
        Wire.Batch(orderNos.Count);
        OrderAnswer[] answers = new OrderAnswer[orderNos.Count];
        for (int i = 0; i < answers.Length; i++)
        {
            answers[i] = _orders.Query(Wire.Name(orderNos[i], "orderNo"), _journal);
        }

        return new(answers);
    }

    // An empty list settles everything that is pending.
    private BankState Settle(ReadOnlyMemory<byte> body)
    {
        IReadOnlyList<string> orderNos = Wire.Read(body, BankJson.Default.OrderNumbers).OrderNos;
        if (orderNos.Count == 0)
        {
            _orders.SettleAll(_journal);
        }

        foreach (string orderNo in orderNos)
        {
            _orders.Settle(orderNo, _journal);
        }

        return State();
    }

    private CallbackPage Callbacks(Target target) => _orders.Callbacks(
        target.Number("after", otherwise: 0),
        (int)Math.Min(target.Number("limit", CallbackPageMax), CallbackPageMax));

    private FacilityAnswer MoveFacility(ReadOnlyMemory<byte> body, bool repay)
    {
        FacilityMoveWire move = Wire.Read(body, BankJson.Default.FacilityMoveWire);
        _ = Wire.Name(move.MoveNo, "moveNo");
        _ = Wire.Positive(move.Amount, "amount");
        _ = Wire.Day(move.BusinessDate, "businessDate");
        return _facility.Move(move, repay, _faults, _journal);
    }

    private BankFaults SetFaults(ReadOnlyMemory<byte> body)
    {
        BankFaults faults = Wire.Read(body, BankJson.Default.BankFaults);
        _faults = faults;
        _transport.Set(faults.Line(), faults.LoseNextRequests, faults.LoseNextAnswers);
        return faults;
    }

    private BankState State() => new(
        Orders: _orders.Count,
        Done: _statement.Count("done"),
        Refused: _statement.Count("refused"),
        Pending: _orders.Pending,
        Late: _orders.Late,
        Repeats: _orders.Repeats,
        Conflicts: _orders.Conflicts,
        Callbacks: _orders.CallbackCount,
        DoubleCallbacks: _orders.DoubleCallbacks,
        DroppedCallbacks: _orders.DroppedCallbacks,
        FacilityBalance: Decimals.Format(_facility.BalanceFen, decimals: 2),
        Line: _transport.Counts());

    private void Replay(BankEvent entry)
    {
        if (entry.Order is not null)
        {
            _ = _orders.Apply(entry);
        }
        else if (entry.Facility is not null)
        {
            _facility.Apply(entry);
        }
        else if (entry.Settled is not null)
        {
            _orders.ApplySettled(entry.Settled);
        }
        else if (entry.Card is not null)
        {
            _cards.Apply(entry.Card);
        }
        else
        {
            throw new InvalidDataException("the event is of no known kind");
        }
    }

    private static byte[] Json<T>(T value, JsonTypeInfo<T> type) => JsonSerializer.SerializeToUtf8Bytes(value, type);
}
