using System.Diagnostics.CodeAnalysis;

namespace Huoqi.Kernel;

/// <summary>A value asked for on a date on which it was not yet in force.</summary>
public sealed class NotInForceException(string what, DateOnly date, DateOnly from)
    : Exception($"{what} is in force from {CalendarFile.Text(from)} on, not on {CalendarFile.Text(date)}");

/// <summary>Values with the dates from which they are in force; each ends the one before, and before the first there is
/// none.</summary>
/// <typeparam name="T">The kind of value.</typeparam>
public sealed class Effective<T>
{
    private readonly (DateOnly From, T Value)[] _entries;

    /// <summary>At least one entry, in strictly rising order of dates.</summary>
    public Effective(params ReadOnlySpan<(DateOnly From, T Value)> entries)
    {
        if (entries.IsEmpty)
        {
            throw new ArgumentException("at least one value is needed", nameof(entries));
        }

        for (int i = 1; i < entries.Length; i++)
        {
            if (entries[i].From <= entries[i - 1].From)
            {
                throw new ArgumentException(
                    $"{CalendarFile.Text(entries[i].From)} does not follow {CalendarFile.Text(entries[i - 1].From)}",
                    nameof(entries));
            }
        }

        _entries = entries.ToArray();
    }

    /// <summary>The dates and values, oldest first.</summary>
    public IReadOnlyList<(DateOnly From, T Value)> Entries => _entries;

    /// <summary>The first date with a value.</summary>
    public DateOnly From => _entries[0].From;

    /// <summary>The value in force on a date; throws <see cref="NotInForceException"/> before the first.</summary>
    public T On(DateOnly date) =>
        TryOn(date, out T? value) ? value : throw new NotInForceException("the value", date, From);

    /// <summary>The value in force on a date; false before the first.</summary>
    public bool TryOn(DateOnly date, [MaybeNullWhen(false)] out T value)
    {
        for (int i = _entries.Length - 1; i >= 0; i--)
        {
            if (date >= _entries[i].From)
            {
                value = _entries[i].Value;
                return true;
            }
        }

        value = default;
        return false;
    }

    /// <summary>These values followed by one more, in force from a date after all of theirs.</summary>
    public Effective<T> Then(DateOnly from, T value) => new([.. _entries, (from, value)]);
}
