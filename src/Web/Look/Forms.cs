using Huoqi.Identity;
using Microsoft.AspNetCore.Http;

namespace Huoqi.Web;

/// <summary>How pages with forms are shown, and shown again.</summary>
internal static class Forms
{
    /// <summary>Under this name stands what is wrong with a form as a whole.</summary>
    public const string Whole = "form";

    /// <summary>The parameter in which pages with a form take what was typed.</summary>
    public const string FieldsOfPage = "Fields";

    /// <summary>A page with what was typed into its form; 422 when something of it was refused.</summary>
    public static IResult ShowForm<TPage>(
        this Visit visit, Fields fields, params ReadOnlySpan<(string Name, object? Value)> more)
        where TPage : View
    {
        Dictionary<string, object?> parameters = new(StringComparer.Ordinal) { [FieldsOfPage] = fields };
        foreach ((string name, object? value) in more)
        {
            parameters[name] = value;
        }

        return visit.Show<TPage>(
            parameters,
            fields.AreGood ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity);
    }

    /// <summary>Back to a page, which says that it is done.</summary>
    public static IResult Done(this Visit visit, string path, string word) =>
        visit.GoTo($"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}done={word}");

    /// <summary>Where a form leads afterwards: where it was come from, or its own page.</summary>
    public static string BackOr(Fields fields, string otherwise) => Paths.OwnOr(fields["back"], otherwise);

    /// <summary>Whether the visitor has to prove a factor again before one is changed.</summary>
    public static bool NeedsProof(Visit visit)
    {
        SessionRow session = visit.Session;
        return !Freshness.IsFresh(visit.Parts.Identity, session)
            && (session.HasPasskey || session.HasPassword || session.HasPaymentPassword);
    }

    /// <summary>To the page where a factor is proved, and from there back.</summary>
    public static IResult ToProof(this Visit visit, string back) =>
        visit.GoTo($"/me/prove?back={Uri.EscapeDataString(back)}");
}
