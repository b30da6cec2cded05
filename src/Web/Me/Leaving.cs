using Huoqi.Customers;
using Huoqi.Identity;
using Huoqi.Wallet;

namespace Huoqi.Web;

/// <summary>Closing one's own account, by page or API: in the books first, then who they are is forgotten and every
/// session ends.</summary>
internal static class Leaving
{
    /// <summary>Done with its order, or what hinders. Somebody whose books were closed before, and who was cut off
    /// there, goes on from there; of somebody who never opened any there is no order.</summary>
    public static async Task<WalletAnswer> CloseAsync(Visit visit, string key)
    {
        WalletAnswer answer = await new CloseMyAccount(visit.Parts.Customers).HandleAsync(
            new(visit.Person, key), CancellationToken.None);
        if (answer.Status is WalletStatus.Done or WalletStatus.AccountClosed or WalletStatus.AccountNotFound)
        {
            _ = await new Profiles(visit.Parts.Identity).CloseAsync(visit.Person, CancellationToken.None);
        }

        return answer;
    }
}
