namespace Huoqi.Web;

/// <summary>A value of a chart.</summary>
/// <param name="Day">Its day.</param>
/// <param name="Value">Counted in its smallest unit.</param>
/// <param name="Text">As people read it.</param>
public sealed record ChartPoint(DateOnly Day, long Value, string Text);

/// <summary>The lines of an axis: round numbers around all values.</summary>
/// <param name="From">The lowest line.</param>
/// <param name="Through">The highest line.</param>
/// <param name="Step">From line to line.</param>
public readonly record struct ChartScale(long From, long Through, long Step)
{
    private const int Lines = 4;

    /// <summary>Lines for values between two.</summary>
    public static ChartScale Of(long least, long most)
    {
        long span = Math.Max(1, most - least);
        long step = 1;
        while (step * Lines < span)
        {
            // 1, 2, 5, 10, 20, 50, …
            step = Leading(step) == 2 ? step / 2 * 5 : step * 2;
        }

        long from = Floor(least, step);
        long through = Floor(most, step) + step;
        return new(from, through, step);
    }

    private static long Leading(long step)
    {
        while (step >= 10)
        {
            step /= 10;
        }

        return step;
    }

    private static long Floor(long value, long step) => value - (((value % step) + step) % step);
}
