using Huoqi.Kernel;

namespace Huoqi.Customers;

/// <summary>Something a person saves for: a part of the units under a name. The units stay one holding.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Name">What the person calls it.</param>
/// <param name="Target">How much it shall be.</param>
/// <param name="By">By when; null for some time.</param>
/// <param name="Assigned">What of the units is assigned to it.</param>
/// <param name="EachMonth">What to put aside each month to be there in time; null without a date or when it is there.
/// </param>
public sealed record Goal(
    long Number, string Name, Money Target, DateOnly? By, FundUnits Assigned, Money? EachMonth);

/// <summary>Saving goals.</summary>
public sealed class Goals(CustomersParts parts)
{
    /// <summary>As many as a person may have.</summary>
    public const int AtMost = 20;

    /// <summary>The longest name, in characters.</summary>
    public const int LongestName = 40;

    /// <summary>A person's goals, oldest first.</summary>
    public Task<IReadOnlyList<Goal>> OfAsync(long person, CancellationToken cancel = default) =>
        throw new NotImplementedException($"{parts}");

    /// <summary>Adds a goal; its number when done.</summary>
    public Task<(CustomerStatus Status, long Number)> AddAsync(
        long person, string name, Money target, DateOnly? by, CancellationToken cancel = default) =>
        throw new NotImplementedException();

    /// <summary>Changes a goal.</summary>
    public Task<CustomerStatus> ChangeAsync(
        long person, long number, string name, Money target, DateOnly? by, CancellationToken cancel = default) =>
        throw new NotImplementedException();

    /// <summary>Assigns units to a goal; all goals together may not have more than the person holds.</summary>
    public Task<CustomerStatus> AssignAsync(
        long person, long number, FundUnits assigned, CancellationToken cancel = default) =>
        throw new NotImplementedException();

    /// <summary>Takes a goal away; its units are free again.</summary>
    public Task<CustomerStatus> RemoveAsync(long person, long number, CancellationToken cancel = default) =>
        throw new NotImplementedException();
}
