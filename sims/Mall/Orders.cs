using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using Huoqi.Client;

namespace Huoqi.Mall;

/// <summary>An order of the shop: in memory, because the shop is closed with its process.</summary>
internal sealed class Order(string number, Good good)
{
    private readonly Lock _lock = new();
    private DateTimeOffset _askedAt;

    public string Number { get; } = number;

    public Good Good { get; } = good;

    public string? PaymentId { get; set; }

    public Uri? PayUrl { get; set; }

    public PaymentState State { get; private set; } = PaymentState.Open;

    public bool ToldByWebhook { get; private set; }

    /// <summary>Notes what was heard; what comes late never takes a payment or a refund back.</summary>
    public void Hear(PaymentState state, bool byWebhook)
    {
        lock (_lock)
        {
            if (Rank(state) >= Rank(State))
            {
                ToldByWebhook |= byWebhook && state != PaymentState.Open;
                State = state;
            }
        }
    }

    /// <summary>Whether the platform should be asked again: not at every look.</summary>
    public bool ShouldAsk(DateTimeOffset now)
    {
        lock (_lock)
        {
            if (PaymentId is null || now - _askedAt < TimeSpan.FromSeconds(2))
            {
                return false;
            }

            _askedAt = now;
            return true;
        }
    }

    private static int Rank(PaymentState state) => state switch
    {
        PaymentState.Open => 0,
        PaymentState.Paying => 1,
        PaymentState.Expired or PaymentState.Cancelled => 2,
        PaymentState.Paid => 3,
        PaymentState.PartlyRefunded => 4,
        _ => 5,
    };
}

/// <summary>A webhook as the shop keeps it in mind: about an order, or where it tells of a settlement about a
/// day.</summary>
internal sealed record HeardWebhook(
    DateTimeOffset At, string Type, string? About, string Amount, WebhookVerdict Verdict, bool IsAgain);

/// <summary>The shop's books.</summary>
internal sealed class Orders
{
    private const int WebhooksKept = 50;

    private const int OrdersKept = 10_000;

    private readonly ConcurrentDictionary<string, Order> _orders = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _seen = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<HeardWebhook> _heard = [];

    public IReadOnlyList<HeardWebhook> Heard => [.. _heard.Reverse()];

    public Order Open(Good good, DateTimeOffset now)
    {
        if (_orders.Count >= OrdersKept)
        {
            _orders.Clear();
        }

        string number = string.Create(CultureInfo.InvariantCulture,
            $"M{now:yyyyMMdd}-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6))}");
        return _orders.GetOrAdd(number, new Order(number, good));
    }

    public Order? Find(string? number) => number is null ? null : _orders.GetValueOrDefault(number);

    /// <summary>Notes a webhook; true when it is genuine and comes for the first time.</summary>
    public bool Note(string id, WebhookVerdict verdict, WebhookEvent? told, DateTimeOffset now)
    {
        bool isFirst = verdict == WebhookVerdict.Genuine && _seen.TryAdd(id, true);
        _heard.Enqueue(new(
            now, told?.Type ?? "?", told?.Data.MerchantOrder ?? told?.Data.Date, told?.Data.Amount.ToString() ?? "",
            verdict, verdict == WebhookVerdict.Genuine && !isFirst));
        while (_heard.Count > WebhooksKept)
        {
            _ = _heard.TryDequeue(out _);
        }

        return isFirst;
    }
}
