namespace Huoqi.Kernel;

/// <summary>Units (份额) of a fund, counted in 0.01 unit; one unit of a money fund is worth 1.00 yuan.</summary>
/// <param name="Hundredths">The number of units, in hundredths of a unit.</param>
public readonly record struct FundUnits(long Hundredths) : IComparable<FundUnits>
{
    private const int Decimals = 2;

    /// <summary>No units.</summary>
    public static FundUnits Zero => default;

    public static FundUnits operator +(FundUnits left, FundUnits right) => new(left.Hundredths + right.Hundredths);

    public static FundUnits operator -(FundUnits left, FundUnits right) => new(left.Hundredths - right.Hundredths);

    public static FundUnits operator -(FundUnits value) => new(-value.Hundredths);

    public static bool operator <(FundUnits left, FundUnits right) => left.Hundredths < right.Hundredths;

    public static bool operator >(FundUnits left, FundUnits right) => left.Hundredths > right.Hundredths;

    public static bool operator <=(FundUnits left, FundUnits right) => left.Hundredths <= right.Hundredths;

    public static bool operator >=(FundUnits left, FundUnits right) => left.Hundredths >= right.Hundredths;

    /// <summary>A number of whole units.</summary>
    public static FundUnits FromWhole(long units) => new(units * 100);

    /// <summary>The sum of the units; zero when there are none.</summary>
    public static FundUnits Sum(IEnumerable<FundUnits> units) => new(units.Sum(unit => unit.Hundredths));

    /// <summary>Reads an unsigned number of units such as "1234.56"; false when it is anything else.</summary>
    public static bool TryParse(string? text, out FundUnits value) => TryParse(text, Sign.NotAllowed, out value);

    /// <summary>Reads a number of units with the sign policy stated; false when it is anything else.</summary>
    public static bool TryParse(string? text, Sign sign, out FundUnits value)
    {
        bool understood = FixedPoint.Read(text, Decimals, sign, out long hundredths) is null;
        value = new(hundredths);
        return understood;
    }

    /// <summary>Reads a number of units such as "1234.56", or throws a <see cref="FormatException"/> that says why
    /// not.</summary>
    public static FundUnits Parse(string text, Sign sign = Sign.NotAllowed) =>
        new(FixedPoint.Parse(text, "a number of units", Decimals, sign));

    /// <summary>These units times a rate, in 0.01 unit, rounded as stated.</summary>
    public FundUnits Times(Rate rate, Rounding rounding) =>
        new(ExactMath.MultiplyDivide(Hundredths, rate.PartsPerMillion, Rate.Scale, rounding));

    /// <summary>Shares in proportion to the weights that add up to these units exactly: floors, then 0.01 unit each by
    /// the largest remainder, ties by position.</summary>
    public FundUnits[] Split(params ReadOnlySpan<long> weights) =>
        Array.ConvertAll(LargestRemainder.Split(Hundredths, weights), hundredths => new FundUnits(hundredths));

    /// <summary>What these units of a money fund are worth at its constant price of 1.00 yuan.</summary>
    public Money ToMoney() => new(Hundredths);

    /// <summary>Orders by number.</summary>
    public int CompareTo(FundUnits other) => Hundredths.CompareTo(other.Hundredths);

    /// <summary>The plain text for files and protocols, such as "1234.56".</summary>
    public string ToPlain() => FixedPoint.Format(Hundredths, Decimals, grouped: false);

    /// <summary>The text for people, such as "1,234.56".</summary>
    public override string ToString() => FixedPoint.Format(Hundredths, Decimals, grouped: true);
}
