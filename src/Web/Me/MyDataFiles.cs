using System.IO.Compression;
using Huoqi.Customers;
using Huoqi.Kernel;
using Huoqi.Wallet;

namespace Huoqi.Web;

/// <summary>One's own data as files to take away: the document alone, or with the whole history in every form.
/// </summary>
internal static class MyDataFiles
{
    public static async Task<byte[]> JsonAsync(Visit visit)
    {
        using MemoryStream file = new();
        await MyData.WriteAsync(visit, file);
        return file.ToArray();
    }

    public static async Task<byte[]> ZipAsync(Visit visit)
    {
        using MemoryStream file = new();
        await using (ZipArchive archive = new(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            await using (Stream json = await archive.CreateEntry("huoqi.json").OpenAsync(visit.Aborted))
            {
                await MyData.WriteAsync(visit, json);
            }

            await AddStatementsAsync(visit, archive);
        }

        return file.ToArray();
    }

    // The whole history, a year to a file, in every form.
    private static async Task AddStatementsAsync(Visit visit, ZipArchive archive)
    {
        PaymentAccount? account =
            await visit.Parts.Db.OneAsync(new PaymentAccount.Of(visit.Shard, visit.Person), visit.Aborted);
        for (int year = account?.OpenedOn.Year ?? int.MaxValue; year <= visit.Today.Year; year++)
        {
            DateOnly first = new(year, 1, 1);
            DateOnly last = new(year, 12, 31);
            PeriodStatement statement = await new Statements(visit.Parts.Customers).ReadAsync(
                visit.Person, first < account!.OpenedOn ? account.OpenedOn : first,
                last > visit.Today ? visit.Today : last, visit.Aborted);
            ExportWords words = await StatementWords.OfAsync(visit, statement);
            foreach (ExportFormat format in Enum.GetValues<ExportFormat>())
            {
                ZipArchiveEntry entry = archive.CreateEntry($"bills-{year}{Exports.Extension(format)}");
                using MemoryStream file = new();
                await Exports.WriteAsync(statement, format, visit.Now, words, file, visit.Aborted);
                file.Position = 0;
                await using Stream target = await entry.OpenAsync(visit.Aborted);
                await file.CopyToAsync(target, visit.Aborted);
            }
        }
    }
}
