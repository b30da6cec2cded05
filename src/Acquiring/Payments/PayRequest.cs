using Huoqi.Ledger;
using Huoqi.Wallet;

namespace Huoqi.Acquiring;

/// <summary>What a person pays with.</summary>
public enum PaySource
{
    Wallet = 1,
    Fund = 2,
}

/// <summary>What became of a payment.</summary>
/// <param name="Status">Done, Pending, a refusal of ours, or Refused by the wallet.</param>
/// <param name="Wallet">What the wallet said; Done where it was not asked.</param>
/// <param name="Order">The payment's number; of a refusal, where it was refused.</param>
public readonly record struct PayAnswer(AcquiringStatus Status, WalletStatus Wallet, OrderNo Order);

/// <summary>
/// A person pays a payment request, from the wallet or straight from the fund: once, however many people and processes
/// try at the same time (docs/decisions/0024). The same key hears the same answer.
/// </summary>
public sealed class PayRequest(AcquiringParts parts)
{
    /// <param name="Person">Who pays.</param>
    /// <param name="Key">The caller's id of the request, as an act of the wallet takes it.</param>
    /// <param name="Id">What is paid.</param>
    /// <param name="Source">What with.</param>
    public sealed record Request(long Person, string Key, RequestId Id, PaySource Source);

    /// <summary>Pays it.</summary>
    public Task<PayAnswer> HandleAsync(Request request) => throw new NotImplementedException($"{parts} {request}");
}
