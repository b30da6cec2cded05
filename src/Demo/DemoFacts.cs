namespace Huoqi.Demo;

/// <summary>What a demo is filled with.</summary>
/// <param name="People">How many people.</param>
/// <param name="Days">How many of the real days before today, at most all.</param>
/// <param name="Seed">The same seed gives the same people and acts.</param>
public sealed record DemoOptions(int People = 300, int Days = int.MaxValue, ulong Seed = 1);

/// <summary>What a filled demo is, for pages and the one-click sign-in.</summary>
/// <param name="Visitor">The person number of the visitor.</param>
/// <param name="RealFirst">The real day behind the first day of the books.</param>
/// <param name="RealLast">The last real day of the series; after it its last week repeats.</param>
/// <param name="ShiftDays">By how many days they were moved.</param>
/// <param name="FirstDay">The first day of the filled books.</param>
/// <param name="People">How many people there are.</param>
/// <param name="Seed">The seed of the plan.</param>
public sealed record DemoFacts(
    long Visitor, DateOnly RealFirst, DateOnly RealLast, int ShiftDays, DateOnly FirstDay, int People, ulong Seed);
