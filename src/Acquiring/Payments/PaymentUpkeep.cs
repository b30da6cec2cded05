namespace Huoqi.Acquiring;

/// <summary>
/// What time and dead processes leave behind: requests whose time is over, claims nobody ended, payments that waited
/// for the bank, settlements the bank has paid, nonces that no signature can use any more.
/// </summary>
public sealed class PaymentUpkeep(AcquiringParts parts)
{
    /// <summary>Runs every few seconds until it is cancelled.</summary>
    public Task RunAsync(CancellationToken cancel) => throw new NotImplementedException($"{parts} {cancel}");

    /// <summary>Once through; returns how many rows it brought on.</summary>
    public Task<int> RunOnceAsync(CancellationToken cancel = default) =>
        throw new NotImplementedException($"{parts} {cancel}");
}
