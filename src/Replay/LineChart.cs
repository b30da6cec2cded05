using System.Globalization;
using System.Net;
using System.Text;

namespace Huoqi.Replay;

/// <summary>One line of a chart; <see cref="Values"/> has a number per day or null where there is none.</summary>
internal sealed record ChartSeries(string Name, string CssClass, IReadOnlyList<double?> Values);

/// <summary>
/// A line chart over days as inline SVG, without script: described for who cannot see it, lines told apart by dash
/// and name as well as by colour. <c>double</c> is in place here: a chart shows, it does not count.
/// </summary>
/// <param name="Id">Unique in the page.</param>
/// <param name="Title">What is shown.</param>
/// <param name="Description">What is to be seen in it, in words.</param>
/// <param name="Unit">Unit of the vertical axis.</param>
/// <param name="FromZero">Whether the vertical axis begins at zero.</param>
/// <param name="Dates">The days, in order.</param>
/// <param name="Series">The lines, back to front.</param>
internal sealed record LineChart(
    string Id, string Title, string Description, string Unit, bool FromZero, IReadOnlyList<DateOnly> Dates,
    IReadOnlyList<ChartSeries> Series)
{
    private const int Width = 760;
    private const int Height = 300;
    private const int Left = 52;
    private const int Right = 14;
    private const int Top = 40;
    private const int Bottom = 34;

    public string Svg()
    {
        (double low, double high, double step) = Scale();
        StringBuilder svg = new();
        svg.Append(Text($"<svg viewBox=\"0 0 {Width} {Height}\" role=\"img\" aria-labelledby=\"{Id}-t {Id}-d\">"))
            .Append(Text($"<title id=\"{Id}-t\">{Escaped(Title)}</title>"))
            .Append(Text($"<desc id=\"{Id}-d\">{Escaped(Description)}</desc>"));
        AppendLegend(svg);
        for (double at = low; at <= high + (step / 2); at += step)
        {
            double y = Y(at, low, high);
            string label = Math.Round(at, 6).ToString("#,0.##", CultureInfo.InvariantCulture);
            svg.Append(Text($"<line class=\"grid\" x1=\"{Left}\" x2=\"{Width - Right}\" y1=\"{y:F1}\" y2=\"{y:F1}\"/>"))
                .Append(Text($"<text class=\"tick\" x=\"{Left - 8}\" y=\"{y + 4:F1}\" text-anchor=\"end\">"))
                .Append(label).Append("</text>");
        }

        AppendMonths(svg);
        foreach (ChartSeries line in Series)
        {
            svg.Append(Text($"<path class=\"line {line.CssClass}\" d=\"{PathOf(line, low, high)}\"/>"));
        }

        return svg.Append("</svg>").ToString();
    }

    private static string Text(FormattableString text) => FormattableString.Invariant(text);

    private static string Escaped(string text) => WebUtility.HtmlEncode(text);

    private static double Y(double value, double low, double high) =>
        Height - Bottom - ((value - low) / (high - low) * (Height - Top - Bottom));

    private double X(int day) => Left + ((Width - Left - Right) * (day / (double)Math.Max(1, Dates.Count - 1)));

    // Steps of 1, 2 or 5 times a power of ten, four to eight of them.
    private (double Low, double High, double Step) Scale()
    {
        double low = FromZero ? 0 : double.MaxValue;
        double high = FromZero ? 0 : double.MinValue;
        foreach (double? value in Series.SelectMany(line => line.Values))
        {
            low = Math.Min(low, value ?? low);
            high = Math.Max(high, value ?? high);
        }

        if (low > high)
        {
            return (0, 1, 1);
        }

        double span = high > low ? high - low : Math.Max(1, Math.Abs(high));
        double power = Math.Pow(10, Math.Floor(Math.Log10(span / 4)));
        double part = span / 4 / power;
        double step = power * (part >= 5 ? 5 : part >= 2 ? 2 : 1);
        low = Math.Floor(low / step) * step;
        return (low, Math.Max(low + step, Math.Ceiling(high / step) * step), step);
    }

    private void AppendLegend(StringBuilder svg)
    {
        svg.Append(Text($"<text class=\"tick\" x=\"8\" y=\"16\">{Escaped(Unit)}</text>"));
        int x = 48 + (Unit.Length * 7);
        foreach (ChartSeries line in Series)
        {
            svg.Append(Text($"<line class=\"line {line.CssClass}\" x1=\"{x}\" x2=\"{x + 28}\" y1=\"12\" y2=\"12\"/>"))
                .Append(Text($"<text class=\"name\" x=\"{x + 36}\" y=\"16\">{Escaped(line.Name)}</text>"));
            x += 60 + (line.Name.Length * 8);
        }
    }

    private void AppendMonths(StringBuilder svg)
    {
        // A name for each month that begins here, fewer of them when there are many.
        int every = Dates.Count > 200 ? 2 : 1;
        int months = 0;
        for (int i = 0; i < Dates.Count; i++)
        {
            if (Dates[i].Day != 1 && (i > 0 || Dates.Count > 40))
            {
                continue;
            }

            if (months++ % every == 0)
            {
                string format = Dates.Count > 40 ? "MMM yy" : "d MMM yy";
                string label = Dates[i].ToString(format, CultureInfo.InvariantCulture);
                svg.Append(Text($"<line class=\"grid\" x1=\"{X(i):F1}\" x2=\"{X(i):F1}\" y1=\"{Height - Bottom}\" "))
                    .Append(Text($"y2=\"{Height - Bottom + 5}\"/><text class=\"tick\" x=\"{X(i):F1}\" "))
                    .Append(Text($"y=\"{Height - Bottom + 20}\" text-anchor=\"start\">{label}</text>"));
            }
        }
    }

    private string PathOf(ChartSeries line, double low, double high)
    {
        StringBuilder path = new();
        bool drawing = false;
        for (int i = 0; i < line.Values.Count; i++)
        {
            if (line.Values[i] is double value)
            {
                path.Append(drawing ? 'L' : 'M').Append(Text($"{X(i):F1} {Y(value, low, high):F1}"));
                drawing = true;
            }
            else
            {
                drawing = false;
            }
        }

        return path.ToString();
    }
}
