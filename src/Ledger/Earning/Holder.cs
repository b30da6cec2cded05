using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Huoqi.Kernel;

namespace Huoqi.Ledger;

/// <summary>
/// What one owner's units of one fund earn on. <see cref="Units"/> is the sum of all earning accounts (available,
/// frozen, in transit, unpaid income) as of the day after <see cref="PostedThrough"/>; dated changes lie beyond it. The
/// income of the published days since is derived from these alone.
/// </summary>
internal sealed class Holder(long owner, Asset asset)
{
    public long Owner => owner;

    public Asset Asset => asset;

    /// <summary>Whether the row exists in the database.</summary>
    public bool Stored { get; set; }

    /// <summary>Day number of the last day whose income stands in the accounts.</summary>
    public int PostedThrough { get; set; }

    /// <summary>Units earning on the day after <see cref="PostedThrough"/>, 0.01 units; below zero earns
    /// nothing.</summary>
    public long Units { get; set; }

    /// <summary>All income that was posted to it, corrections and adjustments included, fen.</summary>
    public long Income { get; set; }

    /// <summary>Changes by the first day they count on, all later than the day after
    /// <see cref="PostedThrough"/>.</summary>
    public List<DatedChange> Changes { get; } = [];

    /// <summary>Brings the holder up to <paramref name="through"/> and returns the income of the days passed,
    /// fen.</summary>
    public long Accrue(EarningCalendar calendar, int through)
    {
        long units = Units;
        (long owed, int due) =
            Accrue(calendar, owner, PostedThrough, through, ref units, CollectionsMarshal.AsSpan(Changes));
        Units = units;
        PostedThrough = Math.Max(PostedThrough, through);
        Changes.RemoveRange(0, due);
        return owed;
    }

    /// <summary>Brings units up to <paramref name="through"/>; returns the income of the days passed, fen, and how many
    /// changes came due.</summary>
    /// <param name="calendar">The days, all of them held.</param>
    /// <param name="owner">The holder.</param>
    /// <param name="postedThrough">The last day whose income is in the units.</param>
    /// <param name="through">The day they are brought to.</param>
    /// <param name="units">The units, 0.01 units.</param>
    /// <param name="changes">What comes and goes later, by day.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static (long Owed, int Due) Accrue(
        EarningCalendar calendar, long owner, int postedThrough, int through, ref long units,
        ReadOnlySpan<DatedChange> changes)
    {
        if (postedThrough >= through)
        {
            return (0, 0);
        }

        long owed = 0;
        long now = units;
        int due = 0;
        int day = postedThrough + 1;
        foreach (ref readonly DayShares shares in calendar.SharesOf(day, through))
        {
            long income = shares.Of(now, owner);
            owed += income;
            now += income;
            day++;
            while (due < changes.Length && changes[due].Day == day)
            {
                now += changes[due++].Units;
            }
        }

        units = now;
        return (owed, due);
    }

    /// <summary>Units earning change by <paramref name="units"/> from <paramref name="day"/> on.</summary>
    public void Change(int day, long units)
    {
        Invariant.Holds(day > PostedThrough);
        if (day == PostedThrough + 1)
        {
            Units += units;
            return;
        }

        int at = 0;
        while (at < Changes.Count && Changes[at].Day < day)
        {
            at++;
        }

        if (at < Changes.Count && Changes[at].Day == day)
        {
            long both = Changes[at].Units + units;
            Changes[at] = new(day, both);
            if (both == 0)
            {
                // A change that was taken back must not keep an empty holding from being closed.
                Changes.RemoveAt(at);
            }
        }
        else
        {
            Changes.Insert(at, new(day, units));
        }
    }

    /// <summary>Whether anything earns now or will.</summary>
    public bool IsEmpty => Units == 0 && Changes.Count == 0;
}

/// <summary>A change of earning units that counts from a day on.</summary>
/// <param name="Day">Day number of the first day it counts on.</param>
/// <param name="Units">In 0.01 units.</param>
internal readonly record struct DatedChange(int Day, long Units);
