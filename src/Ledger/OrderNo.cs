using System.Globalization;

namespace Huoqi.Ledger;

/// <summary>
/// The number of an order: the shard it lives in and the entry that made it, so that a partner's answer finds its
/// shard.
/// </summary>
/// <param name="Shard">The shard.</param>
/// <param name="Entry">The entry within it.</param>
public readonly record struct OrderNo(short Shard, long Entry)
{
    /// <summary>Written as "07-000000123456": shard, then entry.</summary>
    public override string ToString() => $"{Shard:D2}-{Entry:D12}";

    /// <summary>Reads what <see cref="ToString"/> writes; false when it is anything else.</summary>
    public static bool TryParse(string? text, out OrderNo order)
    {
        order = default;
        int dash = text?.IndexOf('-', StringComparison.Ordinal) ?? -1;
        if (dash <= 0
            || !short.TryParse(text.AsSpan(0, dash), NumberStyles.None, CultureInfo.InvariantCulture, out short shard)
            || !long.TryParse(text.AsSpan(dash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out long entry))
        {
            return false;
        }

        order = new(shard, entry);
        return order.ToString() == text;
    }
}
