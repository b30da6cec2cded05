namespace Huoqi.Kernel;

/// <summary>A proportion, counted in parts per million: 0.6 % is 6,000.</summary>
/// <param name="PartsPerMillion">The proportion times 1,000,000.</param>
public readonly record struct Rate(long PartsPerMillion) : IComparable<Rate>
{
    /// <summary>How many parts make the whole: 1,000,000.</summary>
    public const long Scale = 1_000_000;

    // One part per million is 0.0001 %.
    private const int PercentDecimals = 4;

    public static Rate operator +(Rate left, Rate right) => new(left.PartsPerMillion + right.PartsPerMillion);

    public static Rate operator -(Rate left, Rate right) => new(left.PartsPerMillion - right.PartsPerMillion);

    public static bool operator <(Rate left, Rate right) => left.PartsPerMillion < right.PartsPerMillion;

    public static bool operator >(Rate left, Rate right) => left.PartsPerMillion > right.PartsPerMillion;

    public static bool operator <=(Rate left, Rate right) => left.PartsPerMillion <= right.PartsPerMillion;

    public static bool operator >=(Rate left, Rate right) => left.PartsPerMillion >= right.PartsPerMillion;

    /// <summary>A rate of whole percent.</summary>
    public static Rate FromPercent(long percent) => new(percent * 10_000);

    /// <summary>Orders by size.</summary>
    public int CompareTo(Rate other) => PartsPerMillion.CompareTo(other.PartsPerMillion);

    /// <summary>The percentage without superfluous zeros, such as "0.6%" or "10%".</summary>
    public override string ToString() =>
        FixedPoint.Format(PartsPerMillion, PercentDecimals, grouped: false).TrimEnd('0').TrimEnd('.') + "%";
}
