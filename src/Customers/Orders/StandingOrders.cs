using Huoqi.Kernel;

namespace Huoqi.Customers;

/// <summary>What a run of standing orders came to.</summary>
/// <param name="Done">Orders that moved money.</param>
/// <param name="Nothing">Orders for which there was nothing to move.</param>
/// <param name="Refused">Orders that the wallet refused.</param>
/// <param name="Open">Orders of which it is not known; the next run asks again.</param>
public readonly record struct StandingRun(int Done, int Nothing, int Refused, int Open);

/// <summary>A standing order: what stays in the wallet each night; the rest goes into the fund.</summary>
public sealed record SweepOrder(Money Keep, DateOnly Since);

/// <summary>A standing order: what goes into the fund with each payment.</summary>
public sealed record SavingOrder(Money PerPayment, DateOnly Since);

/// <summary>Each night what the wallet holds above an amount goes into the fund.</summary>
public sealed class NightlySweep(CustomersParts parts)
{
    /// <summary>The person's order; null when there is none.</summary>
    public Task<SweepOrder?> FindAsync(long person, CancellationToken cancel = default) =>
        throw new NotImplementedException($"{parts}");

    /// <summary>Gives or changes the order.</summary>
    public Task<CustomerStatus> SetAsync(long person, Money keep, CancellationToken cancel = default) =>
        throw new NotImplementedException();

    /// <summary>Ends the order.</summary>
    public Task<CustomerStatus> EndAsync(long person, CancellationToken cancel = default) =>
        throw new NotImplementedException();

    /// <summary>Sweeps everybody's wallet for a date, once.</summary>
    public Task<StandingRun> RunAsync(DateOnly date, CancellationToken cancel = default) =>
        throw new NotImplementedException();
}

/// <summary>With each payment a fixed amount goes into the fund.</summary>
public sealed class SavingPerPayment(CustomersParts parts)
{
    /// <summary>The person's order; null when there is none.</summary>
    public Task<SavingOrder?> FindAsync(long person, CancellationToken cancel = default) =>
        throw new NotImplementedException($"{parts}");

    /// <summary>Gives or changes the order.</summary>
    public Task<CustomerStatus> SetAsync(long person, Money perPayment, CancellationToken cancel = default) =>
        throw new NotImplementedException();

    /// <summary>Ends the order.</summary>
    public Task<CustomerStatus> EndAsync(long person, CancellationToken cancel = default) =>
        throw new NotImplementedException();

    /// <summary>Follows the payments made since the last run, each exactly once.</summary>
    public Task<StandingRun> RunAsync(DateOnly date, CancellationToken cancel = default) =>
        throw new NotImplementedException();
}
