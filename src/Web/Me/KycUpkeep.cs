using Huoqi.Identity;

namespace Huoqi.Web;

/// <summary>
/// Brings on what the authority did not answer at once: asks again, opens or raises the payment account, and tells the
/// person. What was half done when a process died is done again, and told once.
/// </summary>
public sealed class KycUpkeep(AppParts parts)
{
    private const int AtOnce = 100;

    private readonly Kyc _kyc = new(parts.Identity);
    private readonly UntoldEvents _untold = new(parts.Identity);

    /// <summary>Once through; returns how many people heard something.</summary>
    public async Task<int> RunAsync(CancellationToken cancel = default)
    {
        await _kyc.SettleAsync(AtOnce, cancel);
        IReadOnlyList<UntoldEvent> untold = await _untold.ListAsync(AtOnce, cancel);
        foreach (UntoldEvent one in untold)
        {
            // The account first: the message says what is allowed from now on.
            if (one.Event.Kind == IdentityEventKind.KycRaised)
            {
                KycStanding standing = await _kyc.ReadAsync(one.Event.Person, cancel);
                await IdentityPages.BringUpAccountAsync(parts, one.Event.Person, standing.AccountClass);
            }

            await Told.EventsAsync(parts.Customers, [one.Event], cancel);
            await _untold.ToldAsync(one, cancel);
        }

        return untold.Count;
    }
}
