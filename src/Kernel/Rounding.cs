namespace Huoqi.Kernel;

/// <summary>How a quotient that is not whole becomes a counted integer; the numbers are fixed.</summary>
public enum Rounding
{
    /// <summary>Toward zero (去尾): 1.9 gives 1, -1.9 gives -1.</summary>
    Down = 1,

    /// <summary>Toward minus infinity: 1.9 gives 1, -1.1 gives -2.</summary>
    Floor = 2,

    /// <summary>Toward plus infinity: 1.1 gives 2, -1.9 gives -1.</summary>
    Ceiling = 3,

    /// <summary>To the nearest, a half away from zero (四舍五入): 1.5 gives 2, -1.5 gives -2.</summary>
    HalfUp = 4,
}

/// <summary>Exact integer division with a stated rounding; products are 128 bits wide before it.</summary>
public static class ExactMath
{
    /// <summary>The quotient of two integers, rounded as stated; the denominator must be positive.</summary>
    public static Int128 Divide(Int128 numerator, Int128 denominator, Rounding rounding)
    {
        if (denominator <= 0)
        {
            throw new ArgumentOutOfRangeException(nameof(denominator), "a denominator must be positive");
        }

        (Int128 quotient, Int128 remainder) = Int128.DivRem(numerator, denominator);
        if (remainder == 0)
        {
            return quotient;
        }

        bool negative = remainder < 0;
        Int128 distance = negative ? -remainder : remainder;
        return rounding switch
        {
            Rounding.Down => quotient,
            Rounding.Floor => negative ? quotient - 1 : quotient,
            Rounding.Ceiling => negative ? quotient : quotient + 1,
            // Compared by subtraction, because twice the remainder may not fit.
            Rounding.HalfUp when distance < denominator - distance => quotient,
            Rounding.HalfUp => negative ? quotient - 1 : quotient + 1,
        };
    }

    /// <summary><paramref name="value"/> × <paramref name="times"/> ÷ <paramref name="per"/>, rounded as stated;
    /// throws when the result does not fit 64 bits.</summary>
    public static long MultiplyDivide(long value, long times, long per, Rounding rounding) =>
        (long)Divide((Int128)value * times, per, rounding);
}
