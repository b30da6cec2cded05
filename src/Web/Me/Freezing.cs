using System.Security.Cryptography;
using Huoqi.Identity;
using Huoqi.Kernel;
using Huoqi.Ledger;
using Huoqi.Wallet;

namespace Huoqi.Web;

/// <summary>Who holds an account frozen.</summary>
internal enum FrozenBy
{
    Nobody,
    Owner,
    Staff,
}

/// <summary>
/// Freezing by the person and by staff. The ledger is who refuses money; the profile's mark is for the pages. The key
/// of the entry says who froze: what staff has frozen its owner does not open again.
/// </summary>
internal static class Freezing
{
    private const string Own = "own-";
    private const string Staff = "staff-";

    private static readonly short[] Freezes = [WalletActs.FreezeAccount];
    private static readonly short[] Changes = [WalletActs.FreezeAccount, WalletActs.UnfreezeAccount];

    /// <summary>Who holds the account frozen: whoever made the newest freeze in the books, if it stands.</summary>
    public static async Task<FrozenBy> ByAsync(AppParts parts, long person, CancellationToken stop) =>
        await NewestAsync(parts, person, Changes, stop) is { Act: WalletActs.FreezeAccount } newest
            ? OfKey(newest)
            : FrozenBy.Nobody;

    /// <summary>Whether the caller may open the own account: done when it is so, else why not.</summary>
    public static async Task<WalletStatus> MayOpenAsync(Visit visit)
    {
        FrozenBy by = await ByAsync(visit.Parts, visit.Person, visit.Aborted);
        if (by != FrozenBy.Nobody)
        {
            return by == FrozenBy.Owner ? WalletStatus.Done : WalletStatus.AccountFrozen;
        }

        if (visit.Session.Frozen)
        {
            // The mark was left behind by the books; whoever sees it would look for a freeze that is none.
            await new Profiles(visit.Parts.Identity).MarkFrozenAsync(visit.Person, frozen: false, visit.Aborted);
        }

        PaymentAccount? account =
            await visit.Parts.Db.OneAsync(new PaymentAccount.Of(visit.Shard, visit.Person), visit.Aborted);
        return account is null ? WalletStatus.AccountNotFound : WalletStatus.AccountNotFrozen;
    }

    /// <summary>Freezes or opens; doing what is done already is done. The person is told of it by whoever follows the
    /// journal (JournalMessages), as of every entry: once.</summary>
    public static async Task<WalletStatus> ChangeAsync(
        Visit visit, long person, bool freeze, bool byStaff, string reason)
    {
        string said = byStaff ? $"staff {visit.Caller!.Number}: {reason}" : reason;
        WalletStatus status = freeze ? await FreezeAsync(visit, person, byStaff, said)
            : byStaff ? await PostAsync(visit, person, NewKey(Staff), Standing.Unfreeze, said)
            : await OpenOwnAsync(visit, person, said);
        if (byStaff)
        {
            await visit.NoteAsync($"{(freeze ? "freeze" : "unfreeze")} {person}: {status}");
        }

        bool stands = status == WalletStatus.Done
            || status == (freeze ? WalletStatus.AccountFrozen : WalletStatus.AccountNotFrozen);
        if (!stands)
        {
            return status;
        }

        // The person is told by whoever follows the journal (JournalMessages).
        await new Profiles(visit.Parts.Identity).MarkFrozenAsync(person, freeze, visit.Aborted);
        return WalletStatus.Done;
    }

    // What the owner froze before, staff holds by an entry of its own: else the owner could open it.
    private static async Task<WalletStatus> FreezeAsync(Visit visit, long person, bool byStaff, string said)
    {
        WalletStatus status = await PostAsync(visit, person, NewKey(byStaff ? Staff : Own), Standing.Freeze, said);
        return byStaff && status == WalletStatus.AccountFrozen
            && await ByAsync(visit.Parts, person, visit.Aborted) != FrozenBy.Staff
                ? await PostAsync(visit, person, NewKey(Staff), Standing.Hold, said)
                : status;
    }

    private static async Task<WalletStatus> OpenOwnAsync(Visit visit, long person, string said)
    {
        LedgerQueries.Keyed? before = await NewestAsync(visit.Parts, person, Freezes, visit.Aborted);
        if (await ByAsync(visit.Parts, person, visit.Aborted) == FrozenBy.Staff)
        {
            return WalletStatus.AccountFrozen;
        }

        WalletStatus status = await PostAsync(visit, person, NewKey(Own), Standing.Unfreeze, said);
        if (status != WalletStatus.Done)
        {
            return status;
        }

        // Not given up with the request: the account is open.
        LedgerQueries.Keyed? after = await NewestAsync(visit.Parts, person, Freezes, CancellationToken.None);
        if (after is null || after.Entry == before?.Entry || OfKey(after) != FrozenBy.Staff)
        {
            return WalletStatus.Done;
        }

        // Staff froze it between the look and the entry: what was opened there was theirs.
        _ = await PostAsync(visit, person, NewKey(Staff), Standing.Hold, "staff froze it while its owner opened it");
        return WalletStatus.AccountFrozen;
    }

    private static async Task<WalletStatus> PostAsync(
        Visit visit, long person, string key, Standing wanted, string said) =>
        (await new ChangeStanding(visit.Parts.Wallet).HandleAsync(new(person, key, wanted, said))).Status;

    private static string NewKey(string who) =>
        $"{who}{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(12))}";

    private static Task<LedgerQueries.Keyed?> NewestAsync(
        AppParts parts, long person, short[] acts, CancellationToken stop) =>
        parts.Db.OneAsync(new LedgerQueries.NewestOf(parts.ShardOf(person), person, acts), stop);

    private static FrozenBy OfKey(LedgerQueries.Keyed freeze) =>
        freeze.Key.StartsWith(Own, StringComparison.Ordinal) ? FrozenBy.Owner : FrozenBy.Staff;
}
