using Huoqi.Identity;
using Huoqi.Kernel;
using Huoqi.Ledger;
using Huoqi.Wallet;
using Microsoft.AspNetCore.Http;

namespace Huoqi.Web;

/// <summary>Freezes and unfreezes an account: the ledger is who refuses money, the profile mirrors it.</summary>
internal static class Freezing
{
    private const int LongestReason = 200;

    public static async Task<IResult> ChangeAsync(
        AppParts parts, long person, Standing wanted, string reason, CancellationToken cancel)
    {
        if (reason.Length is 0 or > LongestReason)
        {
            return Problems.InvalidValue with { Fields = [new("/reason", "Give 1 to 200 characters.")] };
        }

        // Each change is its own: an account may be frozen again. The business clock names it to the tick.
        string key = $"api-{wanted}-{parts.Wallet.Time.GetUtcNow().UtcTicks}";
        WalletAnswer answer = await new ChangeStanding(parts.Wallet).HandleAsync(new(person, key, wanted, reason));
        if (Refusals.Of(answer.Status) is { } refused)
        {
            return refused;
        }

        await new Profiles(parts.Identity).MarkFrozenAsync(person, wanted == Standing.Freeze, cancel);
        return ApiAnswer.Done;
    }
}

/// <summary>The payment account follows the level of identification: opened with the first, raised with the next.</summary>
internal static class AccountOfKyc
{
    public static async Task FollowAsync(AppParts parts, long person, KycStanding standing)
    {
        if (standing.AccountClass == 0)
        {
            return;
        }

        AccountClass wanted = (AccountClass)standing.AccountClass;
        WalletAnswer opened = await new OpenAccount(parts.Wallet)
            .HandleAsync(new(person, $"kyc-open-{standing.AccountClass}", wanted));
        if (opened.Status == WalletStatus.AccountExists)
        {
            // Said again, it is the same act: the key is the class.
            _ = await new ChangeClass(parts.Wallet)
                .HandleAsync(new(person, $"kyc-class-{standing.AccountClass}", wanted, "identified"));
        }
    }
}
