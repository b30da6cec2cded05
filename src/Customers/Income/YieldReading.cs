
namespace Huoqi.Customers;

/// <summary>How far back a chart of yields goes.</summary>
public enum YieldSpan
{
    Week = 1,
    Month = 2,
    Quarter = 3,
    Year = 4,
}

/// <summary>The fund's days: income per 10,000 units and seven-day yield.</summary>
public sealed class YieldReading(CustomersParts parts)
{
    /// <summary>The days of a span that ends with the last published day, oldest first.</summary>
    public async Task<IReadOnlyList<FundFigures>> ReadAsync(YieldSpan span, CancellationToken cancel = default)
    {
        IReadOnlyList<FundFigures> all = await parts.History.BringUpAsync(parts.Db, shard: 0, cancel);
        if (all.Count == 0)
        {
            return [];
        }

        DateOnly last = all[^1].Day;
        DateOnly before = span switch
        {
            YieldSpan.Week => last.AddDays(-7),
            YieldSpan.Month => last.AddMonths(-1),
            YieldSpan.Quarter => last.AddMonths(-3),
            YieldSpan.Year => last.AddYears(-1),
        };
        return [.. all.Where(figures => figures.Day > before)];
    }
}
