using System.IO.Compression;
using System.Security.Cryptography;
using Huoqi.Customers;
using Huoqi.Identity;
using Huoqi.Kernel;
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

    private static async Task<IResult> JsonAsync(Visit visit)
    {
        if (Forms.NeedsProof(visit))
        {
            return visit.ToProof("/me/data");
        }

        using MemoryStream file = new();
        await MyData.WriteAsync(visit, file);
        return Results.File(file.ToArray(), "application/json", "huoqi.json");
    }

    private static async Task<IResult> ZipAsync(Visit visit)
    {
        if (Forms.NeedsProof(visit))
        {
            return visit.ToProof("/me/data");
        }

        using MemoryStream file = new();
        await using (ZipArchive archive = new(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            await using (Stream json = await archive.CreateEntry("huoqi.json").OpenAsync(visit.Stop()))
            {
                await MyData.WriteAsync(visit, json);
            }

            await AddStatementsAsync(visit, archive);
        }

        return Results.File(file.ToArray(), "application/zip", "huoqi.zip");
    }

    // The whole history, a year to a file, in every form.
    private static async Task AddStatementsAsync(Visit visit, ZipArchive archive)
    {
        PaymentAccount? account =
            await visit.Parts.Db.OneAsync(new PaymentAccount.Of(visit.Shard, visit.Person), visit.Stop());
        for (int year = account?.OpenedOn.Year ?? int.MaxValue; year <= visit.Today.Year; year++)
        {
            DateOnly first = new(year, 1, 1);
            DateOnly last = new(year, 12, 31);
            PeriodStatement statement = await new Statements(visit.Parts.Customers).ReadAsync(
                visit.Person, first < account!.OpenedOn ? account.OpenedOn : first,
                last > visit.Today ? visit.Today : last, visit.Stop());
            foreach (ExportFormat format in Enum.GetValues<ExportFormat>())
            {
                ZipArchiveEntry entry = archive.CreateEntry($"bills-{year}{Exports.Extension(format)}");
                using MemoryStream file = new();
                await Exports.WriteAsync(statement, format, visit.Now, file, visit.Stop());
                file.Position = 0;
                await using Stream target = await entry.OpenAsync(visit.Stop());
                await file.CopyToAsync(target, visit.Stop());
            }
        }
    }

    private static async Task<IResult> ShowCloseAsync(Visit visit, Fields fields)
    {
        IReadOnlyList<Hindering> hindrances =
            await new CloseMyAccount(visit.Parts.Customers).HindrancesAsync(visit.Person, visit.Stop());
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

        if (await visit.Parts.Db.OneAsync(new PaymentAccount.Of(visit.Shard, visit.Person), visit.Stop()) is null)
        {
            // Nothing was ever opened in the books: only who they are is forgotten.
            return await LeaveAsync(visit);
        }

        // A refusal stands under its key for ever, and what hinders comes to its end: each try has a key of its own.
        string key = $"close-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(12))}";
        WalletAnswer answer =
            await new CloseMyAccount(visit.Parts.Customers).HandleAsync(new(visit.Person, key), visit.Stop());
        if (answer.Status != WalletStatus.Done)
        {
            fields.Refuse(Forms.Whole, StillHindered);
            return await ShowCloseAsync(visit, fields);
        }

        return await LeaveAsync(visit);
    }

    private static async Task<IResult> LeaveAsync(Visit visit)
    {
        _ = await new Profiles(visit.Parts.Identity).CloseAsync(visit.Person, visit.Stop());
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
