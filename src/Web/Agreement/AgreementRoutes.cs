using System.Globalization;
using Huoqi.Customers;
using Microsoft.AspNetCore.Http;

namespace Huoqi.Web;

/// <summary>Where documents are read and accepted.</summary>
internal static class AgreementPaths
{
    /// <summary>To the documents, and from there back to what was being filled in.</summary>
    public static string Before(string back) => $"/agreement?back={Uri.EscapeDataString(back)}";

    /// <summary>To one document by itself, and from there back.</summary>
    public static string Read(Paper paper, string back) =>
        $"/agreement/{paper.Name}?back={Uri.EscapeDataString(back)}";
}

/// <summary>Before the first subscription: the contract, the fees and the risks, and their acceptance.</summary>
internal static class AgreementRoutes
{
    private static readonly Text AcceptAll = new(
        "请先勾选每一份文件，再继续。", "Tick every document first, then go on.");

    private static readonly Text Newer = new(
        "文件刚刚更新，请阅读新版本后再同意。", "A document has just changed; read the new version, then accept it.");

    public static void Map(Routes routes)
    {
        routes.Page("/agreement", Who.Person, visit => ShowAsync(visit, visit.Query("back"), Fields.None));
        routes.Form("/agreement", Who.Person, AcceptAsync);
        routes.Page("/agreement/{document}", Who.Anyone, ReadAsync);
    }

    private static async Task<IResult> ShowAsync(Visit visit, string? back, Fields fields, Text? why = null)
    {
        Agreements agreements = new(visit.Parts.Customers);
        CancellationToken cancel = visit.Aborted;
        return visit.Show<AgreementPage>(
            new Dictionary<string, object?>
            {
                [nameof(AgreementPage.Missing)] = await agreements.MissingAsync(visit.Person, cancel),
                [nameof(AgreementPage.Accepted)] = await agreements.AcceptedByAsync(visit.Person, cancel),
                [nameof(AgreementPage.Back)] = Paths.OwnOr(back, "/move?way=in"),
                [nameof(AgreementPage.Fields)] = fields,
                [nameof(AgreementPage.Why)] = why,
            },
            why is null ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity);
    }

    private static async Task<IResult> AcceptAsync(Visit visit, Fields fields)
    {
        Agreements agreements = new(visit.Parts.Customers);
        CancellationToken cancel = visit.Aborted;
        foreach (Document document in await agreements.MissingAsync(visit.Person, cancel))
        {
            // The version that was ticked is the one that was read: another one is not accepted by it.
            string ticked = fields[$"accept-{(int)document.Kind}"];
            if (ticked != document.Version.ToString(CultureInfo.InvariantCulture))
            {
                return await ShowAsync(visit, fields["back"], fields, ticked.Length == 0 ? AcceptAll : Newer);
            }

            CustomerStatus status =
                await agreements.AcceptAsync(visit.Person, document.Kind, document.Version, cancel);
            if (status != CustomerStatus.Done)
            {
                return await ShowAsync(visit, fields["back"], fields, Newer);
            }
        }

        return visit.GoTo(Paths.OwnOr(fields["back"], "/move?way=in"));
    }

    private static Task<IResult> ReadAsync(Visit visit)
    {
        string name = visit.Http.Request.RouteValues["document"] as string ?? "";
        Paper? paper = Papers.All.FirstOrDefault(paper => paper.Name == name);
        return Task.FromResult(paper is null
            ? visit.Show<MessagePage>(
                new Dictionary<string, object?> { [nameof(MessagePage.Sentence)] = visit.Say(Texts.NotFound) },
                StatusCodes.Status404NotFound)
            : visit.Show<PaperPage>(new Dictionary<string, object?>
            {
                [nameof(PaperPage.Paper)] = paper,
                [nameof(PaperPage.Back)] = Paths.OwnOr(visit.Query("back"), "/agreement"),
            }));
    }
}
