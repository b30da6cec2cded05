using Huoqi.Kernel;

namespace Huoqi.Identity;

/// <summary>How far a person is identified.</summary>
/// <param name="Status">What became of the check; Done when only read.</param>
/// <param name="Level">The level.</param>
/// <param name="AccountClass">The payment account's class it allows, 1 to 3; 0 = none.</param>
/// <param name="Sources">The kinds of source that said yes.</param>
/// <param name="Events">What to tell the person.</param>
public sealed record KycStanding(
    IdentityStatus Status,
    KycLevel Level,
    int AccountClass,
    IReadOnlyList<KycSource> Sources,
    IReadOnlyList<IdentityEvent> Events);

/// <summary>The ladder of identification through the authority. A level never falls by itself.</summary>
public sealed class Kyc(IdentityParts parts)
{
    /// <summary>Where a person stands.</summary>
    public Task<KycStanding> ReadAsync(long person, CancellationToken cancel = default) => throw new NotImplementedException();

    /// <summary>
    /// The first step: name and id number, kept once the register says they belong together.
    /// </summary>
    public Task<KycStanding> IdentifyAsync(
        long person, string name, string idNumber, CancellationToken cancel = default) => throw new NotImplementedException();

    /// <summary>A further source for somebody who is identified.</summary>
    /// <param name="person">Who.</param>
    /// <param name="source">Which.</param>
    /// <param name="evidence">What it needs: a card token, a picture's reference.</param>
    /// <param name="cancel">Gives up.</param>
    public Task<KycStanding> AddSourceAsync(
        long person, KycSource source, string evidence, CancellationToken cancel = default) => throw new NotImplementedException();

    /// <summary>Asks the authority again about checks that have no answer, and says how many are left.</summary>
    public Task<int> SettleAsync(int atMost, CancellationToken cancel = default) => throw new NotImplementedException();
}
