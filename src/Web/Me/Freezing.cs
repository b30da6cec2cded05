using System.Security.Cryptography;
using Huoqi.Customers;
using Huoqi.Identity;
using Huoqi.Kernel;
using Huoqi.Ledger;
using Huoqi.Wallet;

namespace Huoqi.Web;

/// <summary>
/// Freezing by the person and by staff. The ledger is who refuses money; the profile's mark is for the pages. The key
/// of the entry says who froze: what staff has frozen its owner does not open again.
/// </summary>
internal static class Freezing
{
    private const string Own = "own-";
    private const string Staff = "staff-";

    /// <summary>Whether the account stands frozen by its own owner.</summary>
    public static async Task<bool> IsOwnAsync(AppParts parts, long person, CancellationToken stop)
    {
        LedgerQueries.Keyed? newest = await parts.Db.OneAsync(
            new LedgerQueries.NewestOf(
                parts.ShardOf(person), person, [WalletActs.FreezeAccount, WalletActs.UnfreezeAccount]),
            stop);
        return newest is { Act: WalletActs.FreezeAccount } && newest.Key.StartsWith(Own, StringComparison.Ordinal);
    }

    /// <summary>Freezes or opens; doing what is done already is done.</summary>
    public static async Task<WalletStatus> ChangeAsync(
        Visit visit, long person, bool freeze, bool byStaff, string reason)
    {
        string key = $"{(byStaff ? Staff : Own)}{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(12))}";
        WalletAnswer answer = await new ChangeStanding(visit.Parts.Wallet).HandleAsync(
            new(person, key, freeze ? Standing.Freeze : Standing.Unfreeze, reason));
        bool stands = answer.Status == WalletStatus.Done
            || answer.Status == (freeze ? WalletStatus.AccountFrozen : WalletStatus.AccountNotFrozen);
        if (!stands)
        {
            return answer.Status;
        }

        await new Profiles(visit.Parts.Identity).MarkFrozenAsync(person, freeze, visit.Stop());
        await new Inbox(visit.Parts.Customers).PutAsync(
            person, MessageKind.StandingChanged, answer.Order.ToString(),
            new Dictionary<string, string> { ["frozen"] = freeze ? "true" : "false" }, visit.Stop());
        return WalletStatus.Done;
    }
}
