using Huoqi.Demo;
using Huoqi.Kernel;
using Huoqi.Workers;
using Xunit;

namespace Huoqi.RulesTests;

/// <summary>The real months moved to today: whole weeks, up to yesterday, and what the days to come bring.</summary>
public sealed class DemoSeriesTests
{
    [Fact]
    public void The_series_is_moved_by_whole_weeks_and_reaches_yesterday_by_less_than_a_week()
    {
        DateOnly first = new(2015, 1, 1);
        for (int i = 0; i < 5_000; i++)
        {
            DateOnly yesterday = first.AddDays(i);
            DemoSeries series = DemoSeries.Covering(RealData.Days, yesterday);

            Assert.Equal(0, series.ShiftDays % 7);
            Assert.InRange(series.Last.DayNumber - yesterday.DayNumber, 0, 6);
            Assert.Equal(RealData.Days[0].Date.DayOfWeek, series.First.DayOfWeek);
            Assert.Equal(yesterday.DayOfWeek, series.RealOf(yesterday).Date.DayOfWeek);
        }
    }

    [Fact]
    public void Each_day_has_the_figures_of_the_real_day_behind_it()
    {
        DemoSeries series = DemoSeries.Covering(RealData.Days, new(2026, 11, 20));
        foreach ((Replay.YuebaoDay real, int i) in RealData.Days.Select((real, i) => (real, i)))
        {
            DayFigures figures = series.FiguresOf(series.First.AddDays(i));
            Assert.Equal(real.IncomePer10k, figures.Income.TenThousandths);
            Assert.Equal(real.SevenDayYield, figures.SevenDayYield.Thousandths);
        }
    }

    [Fact]
    public void Tomorrow_brings_the_next_real_day_and_after_the_end_the_last_week_repeats()
    {
        // A Sunday: the series ends on a Sunday too, so that tomorrow is already behind its end.
        DateOnly yesterday = new(2026, 11, 22);
        DemoSeries series = DemoSeries.Covering(RealData.Days, yesterday);
        Assert.Equal(yesterday, series.Last);
        for (int i = 1; i <= 30; i++)
        {
            Assert.Equal(
                RealData.Days[^(7 - ((i - 1) % 7))].Date, series.RealOf(yesterday.AddDays(i)).Date);
        }

        // A Wednesday: four real days are still to come.
        series = DemoSeries.Covering(RealData.Days, yesterday = new(2026, 11, 18));
        for (int i = 1; i <= 4; i++)
        {
            Assert.Equal(RealData.Days[^(5 - i)].Date, series.RealOf(yesterday.AddDays(i)).Date);
        }

        Assert.Equal(RealData.Days[^7].Date, series.RealOf(yesterday.AddDays(5)).Date);
    }

    [Fact]
    public void Another_shift_than_whole_weeks_is_a_bug()
    {
        Assert.Throws<InvariantBrokenException>(() => new DemoSeries(RealData.Days, shiftDays: 4_464));
    }
}
