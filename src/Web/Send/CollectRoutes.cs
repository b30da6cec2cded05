using Huoqi.Identity;
using Huoqi.Kernel;
using Microsoft.AspNetCore.Http;

namespace Huoqi.Web;

/// <summary>A person's own collect link: others open it, or scan it, and send money.</summary>
internal static class CollectRoutes
{
    public static void Map(Routes routes)
    {
        routes.Page("/collect", Who.Person, visit => Task.FromResult(ShowMine(visit)));
        routes.Page("/collect/{code}", Who.Person, ShowTheirsAsync);
    }

    /// <summary>The link of the person who is signed in, with what it asks for.</summary>
    public static string LinkOf(Visit visit, Money? amount, string note)
    {
        using CollectCode codes = new(visit.Parts.Identity.Pepper);
        List<string> query = [];
        if (amount is { } asked)
        {
            query.Add($"amount={asked.ToPlain()}");
        }

        if (note.Length > 0)
        {
            query.Add($"note={Uri.EscapeDataString(note)}");
        }

        return $"{Origins.SiteOf(visit.Http.Request)}/collect/{codes.Of(visit.Person)}"
            + (query.Count > 0 ? $"?{string.Join('&', query)}" : "");
    }

    private static IResult ShowMine(Visit visit)
    {
        Fields fields = Fields.Of(("amount", visit.Query("amount") ?? ""), ("note", visit.Query("note") ?? ""));
        Money? amount = null;
        if (fields.Has("amount") && AmountField.TryRead(fields, "amount", out Money typed))
        {
            amount = typed;
        }

        _ = Notes.TryRead(fields, "note", out string note);
        return visit.Show<CollectPage>(
            new Dictionary<string, object?>
            {
                [nameof(CollectPage.Fields)] = fields,
                [nameof(CollectPage.Amount)] = amount,
                [nameof(CollectPage.Link)] = fields.AreGood ? LinkOf(visit, amount, note) : null,
            },
            fields.AreGood ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity);
    }

    private static async Task<IResult> ShowTheirsAsync(Visit visit)
    {
        string code = visit.Http.Request.RouteValues["code"] as string ?? "";
        if (await PayeeOfAsync(visit, code) is not { } payee)
        {
            return visit.Show<MessagePage>(
                new Dictionary<string, object?> { [nameof(MessagePage.Sentence)] = visit.Say(SendTexts.NoSuchCode) },
                StatusCodes.Status404NotFound);
        }

        return SendRoutes.Show(
            visit,
            Fields.Of(
                ("code", code), ("amount", visit.Query("amount") ?? ""), ("note", visit.Query("note") ?? "")),
            payee);
    }

    /// <summary>Whom a code is for; null when it is none.</summary>
    public static async Task<Payee?> PayeeOfAsync(Visit visit, string code)
    {
        using CollectCode codes = new(visit.Parts.Identity.Pepper);
        return codes.PersonOf(code) is { } person
            ? await new Names(visit.Parts.Identity).OfAsync(person, visit.Aborted)
            : null;
    }
}
