namespace Huoqi.Kernel;

/// <summary>A fund's published income of one day per 10,000 units (万份收益), counted in 0.0001 yuan.</summary>
/// <param name="TenThousandths">Yuan per 10,000 units, times 10,000; negative on a day of loss.</param>
public readonly record struct IncomePer10k(long TenThousandths) : IComparable<IncomePer10k>
{
    private const int Decimals = 4;

    public static bool operator <(IncomePer10k left, IncomePer10k right) => left.TenThousandths < right.TenThousandths;

    public static bool operator >(IncomePer10k left, IncomePer10k right) => left.TenThousandths > right.TenThousandths;

    public static bool operator <=(IncomePer10k left, IncomePer10k right) =>
        left.TenThousandths <= right.TenThousandths;

    public static bool operator >=(IncomePer10k left, IncomePer10k right) =>
        left.TenThousandths >= right.TenThousandths;

    /// <summary>Reads an unsigned figure of at most four decimals such as "1.1204"; false when it is anything else.
    /// </summary>
    public static bool TryParse(string? text, out IncomePer10k value) => TryParse(text, Sign.NotAllowed, out value);

    /// <summary>Reads a figure of at most four decimals with the sign policy stated; false when it is anything else.
    /// </summary>
    public static bool TryParse(string? text, Sign sign, out IncomePer10k value)
    {
        bool understood = FixedPoint.Read(text, Decimals, sign, out long tenThousandths) is null;
        value = new(tenThousandths);
        return understood;
    }

    /// <summary>Reads a figure such as "1.1204", or throws a <see cref="FormatException"/> that says why not.</summary>
    public static IncomePer10k Parse(string text, Sign sign = Sign.NotAllowed) =>
        new(FixedPoint.Parse(text, "an income per 10,000 units", Decimals, sign));

    /// <summary>Orders by income.</summary>
    public int CompareTo(IncomePer10k other) => TenThousandths.CompareTo(other.TenThousandths);

    /// <summary>The plain text for files, such as "1.1204".</summary>
    public string ToPlain() => FixedPoint.Format(TenThousandths, Decimals, grouped: false);

    /// <summary>The published text with its four decimals, such as "1.1204".</summary>
    public override string ToString() => FixedPoint.Format(TenThousandths, Decimals, grouped: true);
}
