namespace Huoqi.Identity;

/// <summary>
/// How long whoever is being answered has to wait, as the limits say that refused it. A status has no room for it, and
/// between the limit and the answer lie acts that have no other use for it: so it goes with the flow of the request.
/// </summary>
public static class Waits
{
    private static readonly AsyncLocal<Wait?> Here = new();

    /// <summary>Begins a request, which has to wait for nothing yet.</summary>
    public static void Begin() => Here.Value = new();

    /// <summary>Whole seconds until the last of the windows ends that refused, at least 1; or the given ones when no
    /// window did.</summary>
    public static int SecondsOr(int otherwise) => Here.Value is { Longest: { Ticks: > 0 } longest }
        ? Math.Max(1, (int)Math.Ceiling(longest.TotalSeconds)) : otherwise;

    internal static void Note(TimeSpan wait)
    {
        if (Here.Value is { } here && wait > here.Longest)
        {
            here.Longest = wait;
        }
    }

    private sealed class Wait
    {
        public TimeSpan Longest { get; set; }
    }
}
