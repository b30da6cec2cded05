using Huoqi.Partner;

namespace Huoqi.Bank;

/// <summary>The totals per business date, kind and state: what the bank sends for the daily reconciliation.</summary>
internal sealed class StatementBook
{
    private readonly Dictionary<(string Date, string Kind, string State), (long Count, long TotalFen)> _lines = [];

    /// <summary>Counts an order into its line.</summary>
    public void Add(OrderWire order, string state, long amountFen) =>
        Move((order.BusinessDate, KindOf(order), state), count: 1, amountFen);

    /// <summary>Takes an order out of the line it has left.</summary>
    public void Remove(OrderWire order, string state, long amountFen) =>
        Move((order.BusinessDate, KindOf(order), state), count: -1, -amountFen);

    /// <summary>Counts a facility move.</summary>
    public void Add(FacilityMoveWire move, string kind, string state, long amountFen) =>
        Move((move.BusinessDate, kind, state), count: 1, amountFen);

    /// <summary>The number of orders in a state, over all days.</summary>
    public long Count(string state)
    {
        long count = 0;
        foreach (KeyValuePair<(string Date, string Kind, string State), (long Count, long TotalFen)> line in _lines)
        {
            bool isOrder = !line.Key.Kind.StartsWith("facility", StringComparison.Ordinal);
            count += isOrder && line.Key.State == state ? line.Value.Count : 0;
        }

        return count;
    }

    /// <summary>The statement of a day, sorted by kind and state; lines without orders are left out.</summary>
    public StatementWire Of(DateOnly day)
    {
        string date = Days.Format(day);
        IEnumerable<StatementLine> lines = _lines
            .Where(line => line.Key.Date == date && line.Value.Count > 0)
            .OrderBy(line => line.Key.Kind, StringComparer.Ordinal)
            .ThenBy(line => line.Key.State, StringComparer.Ordinal)
            .Select(line => new StatementLine(
                line.Key.Kind, line.Key.State, line.Value.Count, Decimals.Format(line.Value.TotalFen, decimals: 2)));
        return new(date, [.. lines]);
    }

    // An advance without a card is paid to the platform's reserve, one with a card leaves the platform: two lines.
    private static string KindOf(OrderWire order) =>
        order.Kind == "advance" && order.CardToken is not null ? "advance-to-card" : order.Kind;

    private void Move((string Date, string Kind, string State) line, long count, long amountFen)
    {
        (long Count, long TotalFen) before = _lines.GetValueOrDefault(line);
        _lines[line] = (before.Count + count, before.TotalFen + amountFen);
    }
}
