using Huoqi.Wallet;
using Microsoft.AspNetCore.Http;

namespace Huoqi.Web;

/// <summary>A person's own data to take away, and the account opened again after one's own freeze.</summary>
internal static class OwnDataApi
{
    public static void Map(Routes routes)
    {
        routes.Api("GET", "/api/v1/my-data/huoqi.json", Who.Person, JsonAsync)
            .Says(
                ApiArea.Me, "exportMyData", "导出我的数据",
                "Everything about the person but the bills, after a fresh proof.")
            .GivesFile("application/json").Refuses(Problems.StepUpNeeded);
        routes.Api("GET", "/api/v1/my-data/huoqi.zip", Who.Person, ZipAsync)
            .Says(
                ApiArea.Me, "exportMyDataArchive", "导出我的数据和账单",
                "The same with all bills, a year to a file, in every form of an export.")
            .GivesFile("application/zip").Refuses(Problems.StepUpNeeded);
        routes.Api("POST", "/api/v1/unfreeze", Who.Person, UnfreezeAsync)
            .Says(
                ApiArea.Me, "unfreezeMe", "解冻我的账户",
                "Opens the account after one's own freeze, with a fresh proof.")
            .GivesNothing()
            .Refuses(
                Problems.StepUpNeeded, Problems.AccountNotFrozen, Problems.AccountMissing, Problems.FrozenByStaff);
    }

    private static async Task<IResult> JsonAsync(Visit visit) => Forms.NeedsProof(visit)
        ? Problems.StepUpNeeded
        : Results.File(await MyDataFiles.JsonAsync(visit), "application/json", "huoqi.json");

    private static async Task<IResult> ZipAsync(Visit visit) => Forms.NeedsProof(visit)
        ? Problems.StepUpNeeded
        : Results.File(await MyDataFiles.ZipAsync(visit), "application/zip", "huoqi.zip");

    private static async Task<IResult> UnfreezeAsync(Visit visit)
    {
        WalletStatus status = await Freezing.MayOpenAsync(visit);
        if (status == WalletStatus.Done)
        {
            if (Forms.NeedsProof(visit))
            {
                return Problems.StepUpNeeded;
            }

            status = await Freezing.ChangeAsync(
                visit, visit.Person, freeze: false, byStaff: false, "by the owner");
        }

        return status == WalletStatus.AccountFrozen ? Problems.FrozenByStaff : Opening.OfFreezing(status);
    }
}
