using System.Diagnostics;
using System.Globalization;
using Huoqi.Kernel;
using Xunit;

namespace Huoqi.RulesTests.Kernel;

public sealed class YieldTests
{
    [Theory]
    [InlineData("1.5787 1.5461 1.4670 1.4223 1.3845 1.3674 1.3671", "5.425", "5.284")]
    [InlineData("1.7012 1.7674 1.8030 1.7889 1.7886 1.7947 1.7869", "6.696", "6.482")]
    [InlineData("1.8030 1.7889 1.7886 1.7947 1.7869 1.7807 1.8092", "6.763", "6.545")]
    [InlineData("1.1122 1.1085 1.1079 1.1043 1.1169 1.1206 1.1204", "4.146", "4.062")]
    public void Both_formulas_give_the_figures_of_known_weeks(string week, string daily, string monthly)
    {
        IncomePer10k[] lastSeven = Week(week);
        Assert.Equal(daily, SevenDayYield.CarriedDaily(lastSeven).ToString());
        Assert.Equal(monthly, SevenDayYield.CarriedMonthly(lastSeven).ToString());
    }

    [Fact]
    public void Every_yield_published_for_fund_000198_is_reproduced()
    {
        string[] lines = RepoFiles.ReadOrSkip("data/yuebao/mfd_day_share_interest.csv")
            .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        List<IncomePer10k> incomes = [];
        int compared = 0;
        Stopwatch watch = Stopwatch.StartNew();
        foreach (string line in lines.Skip(1))
        {
            string[] fields = line.Split(',');
            incomes.Add(IncomePer10k.Parse(fields[1]));
            if (incomes.Count >= SevenDayYield.Days)
            {
                IncomePer10k[] lastSeven = [.. incomes[^SevenDayYield.Days..]];
                Assert.Equal(YieldPercent.Parse(fields[2]), SevenDayYield.CarriedDaily(lastSeven));
                compared++;
            }
        }

        Assert.Equal(421, compared);
        TestContext.Current.TestOutputHelper?.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"{compared} yields in {watch.ElapsedMilliseconds} ms"));
    }

    [Fact]
    public void A_flat_week_without_income_yields_nothing()
    {
        Assert.Equal(0, SevenDayYield.CarriedDaily(new IncomePer10k[7]).Thousandths);
        Assert.Equal(0, SevenDayYield.CarriedMonthly(new IncomePer10k[7]).Thousandths);
    }

    [Fact]
    public void A_week_of_losses_yields_less_than_nothing()
    {
        IncomePer10k[] week = [.. Enumerable.Repeat(IncomePer10k.Parse("-1.0000", Sign.MinusAllowed), 7)];

        // (1 - 0.0001)^365 - 1 = -3.58427... %
        Assert.Equal("-3.584", SevenDayYield.CarriedDaily(week).ToString());
        Assert.Equal("-3.650", SevenDayYield.CarriedMonthly(week).ToString());
    }

    [Fact]
    public void A_loss_below_half_a_step_is_shown_as_zero_and_above_it_as_one_step()
    {
        // One day of -0.0001 yuan: ×365/7 ÷ 10^8 is about -0.00005 %, a twentieth of a step.
        IncomePer10k[] week = new IncomePer10k[7];
        week[3] = new(-1);
        Assert.Equal("0.000", SevenDayYield.CarriedDaily(week).ToString());
        week[3] = new(-10);
        Assert.Equal("-0.001", SevenDayYield.CarriedDaily(week).ToString());
    }

    [Fact]
    public void The_compound_figure_lies_within_half_a_step_of_a_decimal_computation()
    {
        const long seed = 198;
        SeededRandom random = new(seed);
        for (int round = 0; round < 200; round++)
        {
            IncomePer10k[] week = new IncomePer10k[7];
            decimal product = 1;
            for (int i = 0; i < week.Length; i++)
            {
                week[i] = new(random.Next(-3_000, 30_000));
                product *= 1 + (week[i].TenThousandths / 100_000_000m);
            }

            // (1 + y)^7 against P^365: the figure half a step lower stays below, half a step higher above.
            decimal grown = Power(product, 365);
            decimal figure = SevenDayYield.CarriedDaily(week).Thousandths;
            Assert.True(Power(1 + ((figure - 0.5m) / 100_000m), 7) <= grown + 1e-20m, $"seed {seed}");
            Assert.True(grown <= Power(1 + ((figure + 0.5m) / 100_000m), 7) + 1e-20m, $"seed {seed}");
        }
    }

    [Fact]
    public void A_week_has_seven_days()
    {
        Says("the last 7 calendar days, not 6",
            Assert.Throws<ArgumentException>(() => SevenDayYield.CarriedDaily(new IncomePer10k[6])));
        Says("the last 7 calendar days, not 8",
            Assert.Throws<ArgumentException>(() => SevenDayYield.CarriedMonthly(new IncomePer10k[8])));
        Says("cannot lose the whole fund", Assert.Throws<ArgumentOutOfRangeException>(
            () => SevenDayYield.CarriedDaily([.. new IncomePer10k[6], new IncomePer10k(-100_000_000)])));

        static void Says(string what, ArgumentException refusal) =>
            Assert.Contains(what, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Income_per_10k_and_income_of_the_day_follow_the_published_rule()
    {
        FundUnits units = FundUnits.Parse("123456789.01");
        Assert.Equal("1.1204", FundIncome.Per10k(Money.Parse("13832.10"), units).ToString());
        Assert.Equal(Money.Parse("13832.10"), FundIncome.OfDay(units, IncomePer10k.Parse("1.1204")));
    }

    [Theory]
    [InlineData(10_000_00, 1_0050, 101)] // 1.0050 yuan
    [InlineData(10_000_00, -1_0050, -101)]
    [InlineData(10_000_00, 1_0049, 100)]
    [InlineData(15_333_38 + 1_00, 1_1204, 172)] // the four holders of the income example
    public void Half_a_fen_of_a_day_goes_away_from_zero(long hundredths, long tenThousandths, long fen) =>
        Assert.Equal(fen, FundIncome.OfDay(new FundUnits(hundredths), new IncomePer10k(tenThousandths)).Fen);

    private static IncomePer10k[] Week(string text) => [.. text.Split(' ').Select(part => IncomePer10k.Parse(part))];

    private static decimal Power(decimal value, int exponent)
    {
        decimal result = 1;
        for (int i = 0; i < exponent; i++)
        {
            result *= value;
        }

        return result;
    }
}
