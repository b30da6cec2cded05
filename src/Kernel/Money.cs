namespace Huoqi.Kernel;

/// <summary>An amount of yuan (CNY), counted in fen (0.01 yuan).</summary>
/// <param name="Fen">The amount in fen; negative amounts are debts or corrections.</param>
public readonly record struct Money(long Fen) : IComparable<Money>
{
    private const int Decimals = 2;

    /// <summary>No money.</summary>
    public static Money Zero => default;

    public static Money operator +(Money left, Money right) => new(left.Fen + right.Fen);

    public static Money operator -(Money left, Money right) => new(left.Fen - right.Fen);

    public static Money operator -(Money value) => new(-value.Fen);

    public static bool operator <(Money left, Money right) => left.Fen < right.Fen;

    public static bool operator >(Money left, Money right) => left.Fen > right.Fen;

    public static bool operator <=(Money left, Money right) => left.Fen <= right.Fen;

    public static bool operator >=(Money left, Money right) => left.Fen >= right.Fen;

    /// <summary>An amount of whole yuan.</summary>
    public static Money FromYuan(long yuan) => new(yuan * 100);

    /// <summary>The smaller of two amounts.</summary>
    public static Money Min(Money left, Money right) => left <= right ? left : right;

    /// <summary>The larger of two amounts.</summary>
    public static Money Max(Money left, Money right) => left >= right ? left : right;

    /// <summary>The sum of the amounts; zero when there are none.</summary>
    public static Money Sum(IEnumerable<Money> amounts) => new(amounts.Sum(amount => amount.Fen));

    /// <summary>Reads an unsigned amount such as "1234.56" in yuan; false when it is anything else.</summary>
    public static bool TryParse(string? text, out Money value) => TryParse(text, Sign.NotAllowed, out value);

    /// <summary>Reads an amount in yuan with the sign policy stated; false when it is anything else.</summary>
    public static bool TryParse(string? text, Sign sign, out Money value)
    {
        bool understood = FixedPoint.Read(text, Decimals, sign, out long fen) is null;
        value = new(fen);
        return understood;
    }

    /// <summary>Reads an amount such as "1234.56" in yuan, or throws a <see cref="FormatException"/> that says why
    /// not.</summary>
    public static Money Parse(string text, Sign sign = Sign.NotAllowed) =>
        new(FixedPoint.Parse(text, "an amount in yuan", Decimals, sign));

    /// <summary>This amount times a rate, in fen, rounded as stated.</summary>
    public Money Times(Rate rate, Rounding rounding) =>
        new(ExactMath.MultiplyDivide(Fen, rate.PartsPerMillion, Rate.Scale, rounding));

    /// <summary>Shares in proportion to the weights that add up to this amount exactly: floors, then one fen each by
    /// the largest remainder, ties by position.</summary>
    public Money[] Split(params ReadOnlySpan<long> weights) =>
        Array.ConvertAll(LargestRemainder.Split(Fen, weights), fen => new Money(fen));

    /// <summary>Parts a tax-inclusive amount into its tax (amount × rate ÷ (1 + rate), rounded as stated) and the
    /// rest before tax.</summary>
    public TaxSplit TakeIncludedTax(Rate rate, Rounding rounding)
    {
        long whole = Rate.Scale + rate.PartsPerMillion;
        Money tax = new(ExactMath.MultiplyDivide(Fen, rate.PartsPerMillion, whole, rounding));
        return new(Tax: tax, BeforeTax: this - tax);
    }

    /// <summary>The units of a money fund this amount buys at its constant price of 1.00 yuan.</summary>
    public FundUnits ToUnits() => new(Fen);

    /// <summary>Orders by amount.</summary>
    public int CompareTo(Money other) => Fen.CompareTo(other.Fen);

    /// <summary>The plain text for files and protocols, such as "1234.56" or "-0.05".</summary>
    public string ToPlain() => FixedPoint.Format(Fen, Decimals, grouped: false);

    /// <summary>The text for people, such as "1,234.56".</summary>
    public override string ToString() => FixedPoint.Format(Fen, Decimals, grouped: true);
}

/// <summary>A tax-inclusive amount parted into the tax inside it and the rest; the sum is the amount.</summary>
/// <param name="Tax">The tax, in fen.</param>
/// <param name="BeforeTax">The amount before tax, which also carries the rounding, in fen.</param>
public readonly record struct TaxSplit(Money Tax, Money BeforeTax);
