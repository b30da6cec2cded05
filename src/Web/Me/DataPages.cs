using System.Security.Cryptography;
using Huoqi.Customers;
using Huoqi.Wallet;
using Microsoft.AspNetCore.Http;

namespace Huoqi.Web;

/// <summary>One's own data to take away, and leaving for good.</summary>
internal static class DataPages
{
    public static void Map(Routes routes)
    {
        routes.Page("/me/data", Who.Person, visit => Task.FromResult(visit.Show<DataPage>()));
        routes.Page("/me/data/huoqi.json", Who.Person, JsonAsync);
        routes.Page("/me/data/huoqi.zip", Who.Person, ZipAsync);
        routes.Page("/me/close", Who.Person, visit => ShowCloseAsync(visit, Fields.None));
        routes.Form("/me/close", Who.Person, CloseAsync);
    }

    private static async Task<IResult> JsonAsync(Visit visit) => Forms.NeedsProof(visit)
        ? visit.ToProof("/me/data")
        : Results.File(await MyDataFiles.JsonAsync(visit), "application/json", "huoqi.json");

    private static async Task<IResult> ZipAsync(Visit visit) => Forms.NeedsProof(visit)
        ? visit.ToProof("/me/data")
        : Results.File(await MyDataFiles.ZipAsync(visit), "application/zip", "huoqi.zip");

    private static async Task<IResult> ShowCloseAsync(Visit visit, Fields fields)
    {
        IReadOnlyList<Hindering> hindrances =
            await new CloseMyAccount(visit.Parts.Customers).HindrancesAsync(visit.Person, visit.Aborted);
        return visit.ShowForm<ClosePage>(fields, (nameof(ClosePage.Hindrances), hindrances));
    }

    private static async Task<IResult> CloseAsync(Visit visit, Fields fields)
    {
        if (!fields.Has("sure"))
        {
            fields.Refuse("sure", NotSure);
            return await ShowCloseAsync(visit, fields);
        }

        if (Forms.NeedsProof(visit))
        {
            return visit.ToProof("/me/close");
        }

        // A refusal stands under its key for ever, and what hinders comes to its end: each try has a key of its own.
        string key = $"close-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(12))}";
        WalletAnswer answer = await Leaving.CloseAsync(visit, key);
        if (answer.Status is not (WalletStatus.Done or WalletStatus.AccountClosed or WalletStatus.AccountNotFound))
        {
            fields.Refuse(Forms.Whole, StillHindered);
            return await ShowCloseAsync(visit, fields);
        }

        SessionDoor.Take(visit.Http);
        return visit.Show<MessagePage>(
            new Dictionary<string, object?> { [nameof(MessagePage.Sentence)] = visit.Say(Closed) });
    }

    private static readonly Text NotSure = new(
        "请先勾选确认：注销以后不能恢复。", "Tick this first: a closed account cannot be opened again.");

    private static readonly Text StillHindered = new(
        "还不能注销，账户没有变化；请先处理下面的事项。",
        "It cannot be closed yet, and nothing changed; first see to what is listed below.");

    private static readonly Text Closed = new(
        "账户已注销。法律要求保存的交易记录会继续保存，其他数据不再使用。",
        "The account is closed. Records that the law requires are kept; nothing else is used any more.");
}
