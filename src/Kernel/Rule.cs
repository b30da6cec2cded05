namespace Huoqi.Kernel;

/// <summary>How far a rule's value was checked; the numbers are fixed.</summary>
public enum Evidence
{
    /// <summary>[V]: read in a source.</summary>
    Verified = 1,

    /// <summary>[V-secondary]: read in a report about the source, the original text was not seen.</summary>
    Secondary = 2,

    /// <summary>[K]: general knowledge; shown as "not verified" wherever it is shown.</summary>
    NotVerified = 3,
}

/// <summary>A rule's name and origin, for lists of all rules; the value is on <see cref="Rule{T}"/>.</summary>
public interface IRule
{
    /// <summary>The name in options and reports, such as "t0-cap".</summary>
    string Name { get; }

    /// <summary>What the value counts, such as "yuan per person, fund and day".</summary>
    string Unit { get; }

    /// <summary>How far the value was checked.</summary>
    Evidence Evidence { get; }

    /// <summary>The regulation or contract it comes from, and what is not verified about it.</summary>
    string Source { get; }

    /// <summary>The dates from which values are in force, and the values for people to read, oldest first.</summary>
    IReadOnlyList<(DateOnly From, string Value)> History { get; }
}

/// <summary>A named parameter of the business that came into force on a date and may change on others.</summary>
/// <typeparam name="T">The kind of value.</typeparam>
/// <param name="Name">The name in options and reports.</param>
/// <param name="Unit">What the value counts.</param>
/// <param name="Evidence">How far the value was checked.</param>
/// <param name="Source">The regulation or contract it comes from.</param>
/// <param name="Values">The values and their dates.</param>
public sealed record Rule<T>(string Name, string Unit, Evidence Evidence, string Source, Effective<T> Values) : IRule
{
    /// <inheritdoc/>
    public IReadOnlyList<(DateOnly From, string Value)> History =>
        [.. Values.Entries.Select(entry => (entry.From, entry.Value?.ToString() ?? ""))];

    /// <summary>The value in force on a date; throws <see cref="NotInForceException"/> naming the rule before the
    /// first.</summary>
    public T On(DateOnly date) =>
        Values.TryOn(date, out T? value) ? value : throw new NotInForceException(Name, date, Values.From);

    /// <summary>Whether the rule has a value on a date.</summary>
    public bool InForceOn(DateOnly date) => date >= Values.From;

    /// <summary>This rule with one more value, in force from a date after all others.</summary>
    public Rule<T> Then(DateOnly from, T value) => this with { Values = Values.Then(from, value) };
}
