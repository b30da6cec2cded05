namespace Huoqi.Kernel;

/// <summary>The arithmetic between a fund's income of a day and its income per 10,000 units.</summary>
public static class FundIncome
{
    // Units are hundredths, income per 10,000 units is ten-thousandths of a yuan and money is hundredths:
    // fen = 100 × (units / 100) × (income / 10,000) / 10,000, so both directions scale by 10^8.
    private const long Scale = 100_000_000;

    /// <summary>The income in fen of all units of a day for which only the published figure is known: units × income
    /// ÷ 10,000, half a fen away from zero (a loss mirrors a gain).</summary>
    public static Money OfDay(FundUnits units, IncomePer10k income) =>
        new(ExactMath.MultiplyDivide(units.Hundredths, income.TenThousandths, Scale, Rounding.HalfUp));

    /// <summary>The figure to publish: income ÷ units × 10,000, at four decimals, half away from zero; units must be
    /// positive.</summary>
    public static IncomePer10k Per10k(Money income, FundUnits units) =>
        new(ExactMath.MultiplyDivide(income.Fen, Scale, units.Hundredths, Rounding.HalfUp));
}
