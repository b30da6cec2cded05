namespace Huoqi.Web;

/// <summary>
/// How long something is still good. Said in minutes: such times are of the real clock, which in the demo is not the
/// one whose days the pages show.
/// </summary>
internal static class Remaining
{
    private static readonly Text Minutes = new(" {0} 分钟内", "within {0} min");
    private static readonly Text Hours = new(" {0} 小时内", "within {0} h");

    /// <summary>"within 5 min", rounded down, so that what is promised holds; at least one minute.</summary>
    public static string Say(Visit visit, DateTimeOffset until)
    {
        long minutes = (until - visit.Parts.Identity.Time.GetUtcNow()).Ticks / TimeSpan.TicksPerMinute;
        return minutes >= 120 ? visit.Say(Hours, minutes / 60) : visit.Say(Minutes, Math.Max(1, minutes));
    }
}
