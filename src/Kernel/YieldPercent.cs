namespace Huoqi.Kernel;

/// <summary>A published annualised yield, counted in 0.001 %: 4.146 % is 4,146.</summary>
/// <param name="Thousandths">The percentage times 1,000.</param>
public readonly record struct YieldPercent(long Thousandths) : IComparable<YieldPercent>
{
    private const int Decimals = 3;

    public static bool operator <(YieldPercent left, YieldPercent right) => left.Thousandths < right.Thousandths;

    public static bool operator >(YieldPercent left, YieldPercent right) => left.Thousandths > right.Thousandths;

    public static bool operator <=(YieldPercent left, YieldPercent right) => left.Thousandths <= right.Thousandths;

    public static bool operator >=(YieldPercent left, YieldPercent right) => left.Thousandths >= right.Thousandths;

    /// <summary>Reads the number before a percent sign, of at most three decimals; false when it is anything else.
    /// </summary>
    public static bool TryParse(string? text, Sign sign, out YieldPercent value)
    {
        bool understood = FixedPoint.Read(text, Decimals, sign, out long thousandths) is null;
        value = new(thousandths);
        return understood;
    }

    /// <summary>Reads a percentage such as "4.146", or throws a <see cref="FormatException"/> that says why not.
    /// </summary>
    public static YieldPercent Parse(string text, Sign sign = Sign.NotAllowed) =>
        new(FixedPoint.Parse(text, "a yield in percent", Decimals, sign));

    /// <summary>Orders by size.</summary>
    public int CompareTo(YieldPercent other) => Thousandths.CompareTo(other.Thousandths);

    /// <summary>The published figure with its three decimals and no percent sign, such as "4.146".</summary>
    public override string ToString() => FixedPoint.Format(Thousandths, Decimals, grouped: false);
}
