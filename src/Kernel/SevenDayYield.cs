// The seven-day annualised yield (七日年化收益率) as money funds publish it, both official formulas. The input is the
// published income per 10,000 units of the last seven calendar days; the rounding is decided on integers alone.
using System.Numerics;

namespace Huoqi.Kernel;

/// <summary>The published seven-day annualised yield of a money fund; always on 365 days, leap year or not.</summary>
public static class SevenDayYield
{
    /// <summary>How many calendar days, holidays included, the figure looks back on, today included.</summary>
    public const int Days = 7;

    private const int YearDays = 365;

    // 1 + R/10,000 = (10^8 + r) / 10^8, where r counts 0.0001 yuan per 10,000 units.
    private const long DayScale = 100_000_000;

    // Twice 10^5: half a step of 0.001 % is 1 / 200,000.
    private const long HalfSteps = 200_000;

    private static readonly BigInteger YearScale = BigInteger.Pow(DayScale, Days * YearDays);

    private static readonly BigInteger HalfStepScale = BigInteger.Pow(HalfSteps, Days);

    /// <summary>Funds that carry income to units every day (按日结转): [product of (1 + R/10,000)]^(365/7) - 1, at
    /// 0.001 %, half up; the order of the seven days does not matter.</summary>
    /// <remarks>
    /// With P the product, the figure is the largest k with 1 + (k - 1/2)/10^5 ≤ P^(365/7). Both sides to the 7th:
    /// (200,000 + 2k - 1)^7 ≤ 200,000^7 × P^365, an inequality of integers once the right side is floored, so one
    /// integer 7th root decides it. A tie cannot occur: P^365 = y^7 with rational y makes P the 7th power of a
    /// rational p and y = p^365; y × 200,000 is whole only if p is whole, and then it is even.
    /// </remarks>
    public static YieldPercent CarriedDaily(ReadOnlySpan<IncomePer10k> lastSeven)
    {
        RequireSeven(lastSeven);
        BigInteger product = BigInteger.One;
        foreach (IncomePer10k income in lastSeven)
        {
            if (income.TenThousandths <= -DayScale)
            {
                throw new ArgumentOutOfRangeException(nameof(lastSeven), "a day cannot lose the whole fund or more");
            }

            product *= DayScale + income.TenThousandths;
        }

        BigInteger grown = BigInteger.Pow(product, YearDays) * HalfStepScale / YearScale;
        BigInteger step = SeventhRoot(grown) - HalfSteps + 1;
        return new((long)(step >> 1));
    }

    /// <summary>Funds that carry income to units once a month (按月结转): sum of R ÷ 7 × 365 ÷ 10,000, at 0.001 %, half
    /// away from zero.</summary>
    public static YieldPercent CarriedMonthly(ReadOnlySpan<IncomePer10k> lastSeven)
    {
        RequireSeven(lastSeven);
        long sum = 0;
        foreach (IncomePer10k income in lastSeven)
        {
            sum += income.TenThousandths;
        }

        // sum / 10^4 yuan, × 365 / 7 days, / 10^4 units, × 10^5 steps of 0.001 %.
        return new(ExactMath.MultiplyDivide(sum, YearDays, Days * 1_000, Rounding.HalfUp));
    }

    private static void RequireSeven(ReadOnlySpan<IncomePer10k> lastSeven)
    {
        if (lastSeven.Length != Days)
        {
            throw new ArgumentException(
                $"the figure needs the last {Days} calendar days, not {lastSeven.Length}", nameof(lastSeven));
        }
    }

    /// <summary>The largest integer whose 7th power is not above <paramref name="value"/> (not negative).</summary>
    private static BigInteger SeventhRoot(BigInteger value)
    {
        BigInteger low = BigInteger.Zero;
        BigInteger high = BigInteger.One << (int)((value.GetBitLength() / 7) + 1);
        while (high - low > 1)
        {
            BigInteger middle = (low + high) >> 1;
            if (BigInteger.Pow(middle, 7) <= value)
            {
                low = middle;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }
}
