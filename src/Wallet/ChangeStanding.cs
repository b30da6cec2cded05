using Huoqi.Kernel;
using Huoqi.Ledger;

namespace Huoqi.Wallet;

/// <summary>
/// Freezes or unfreezes a person's account. A frozen account takes money and earns, but its owner cannot take anything
/// out; what was under way goes on.
/// </summary>
public sealed class ChangeStanding(WalletParts parts)
{
    /// <param name="Person">Whose account.</param>
    /// <param name="Key">The caller's id of the request.</param>
    /// <param name="Wanted"><see cref="Standing.Freeze"/>, <see cref="Standing.Hold"/> or
    /// <see cref="Standing.Unfreeze"/>.</param>
    /// <param name="Reason">Why, for the statement.</param>
    public sealed record Request(long Person, string Key, Standing Wanted, string Reason);

    public async Task<WalletAnswer> HandleAsync(Request request)
    {
        short act = request.Wanted switch
        {
            Standing.Freeze or Standing.Hold => WalletActs.FreezeAccount,
            Standing.Unfreeze => WalletActs.UnfreezeAccount,
            Standing.None or Standing.Open or Standing.Close =>
                throw new InvariantBrokenException($"{request.Wanted} has an act of its own"),
        };
        EntryDraft draft = parts.Draft(request.Person, act, request.Key, request.Reason) with
        {
            Standing = request.Wanted,
            ByPlatform = true,
            Reference = request.Reason,
        };
        return (await parts.Ledger.PostAsync(draft)).ToAnswer(draft.Shard);
    }
}
