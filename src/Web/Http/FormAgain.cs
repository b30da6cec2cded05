using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Template;
using Microsoft.Extensions.DependencyInjection;

namespace Huoqi.Web;

/// <summary>A form that was not taken: its page is shown again with what was typed.</summary>
/// <param name="Typed">What was typed, and what is wrong with which field.</param>
/// <param name="SentTo">The address it was sent to.</param>
/// <param name="Status">The status of the answer.</param>
/// <param name="Sentence">What to tell about the form as a whole.</param>
internal sealed record FormNotTaken(Fields Typed, string SentTo, int Status, Text Sentence)
{
    /// <summary>Whether nobody was signed in (any more): first somebody signs in, then the page comes again.</summary>
    public bool SignInFirst { get; init; }
}

/// <summary>Thrown before any act looks at the form, so that whatever an act does, it cannot have begun.</summary>
internal sealed class FormNotTakenException(FormNotTaken form) : Exception(form.Sentence.En)
{
    public FormNotTaken Form => form;
}

/// <summary>
/// Answers a form that was not taken with its own page, asked for anew as by GET: through the same door, with a fresh
/// token, and with what was typed in its fields. No act runs; the page itself only reads.
/// </summary>
internal sealed class FormAgain(EndpointDataSource endpoints)
{
    private readonly Lazy<IReadOnlyList<TemplateMatcher>> _pages = new(() => [.. PagesOf(endpoints)]);

    public async Task RunAsync(HttpContext http, RequestDelegate next)
    {
        try
        {
            await next(http);
        }
        catch (FormNotTakenException refused) when (!http.Response.HasStarted)
        {
            await AnswerAsync(http, next, refused.Form);
        }
    }

    /// <summary>The address of the page that a form stands on.</summary>
    public string AddressOf(HttpContext http)
    {
        (PathString path, QueryString query) = PageOf(http);
        return $"{path}{query}";
    }

    private Task AnswerAsync(HttpContext http, RequestDelegate next, FormNotTaken form)
    {
        http.RequestServices.GetRequiredService<Visit>().NotTaken = form;
        (PathString path, QueryString query) = PageOf(http);
        HttpRequest request = http.Request;
        request.Method = HttpMethods.Get;
        request.Path = path;
        request.QueryString = query;
        http.SetEndpoint(null);
        request.RouteValues.Clear();
        return next(http);
    }

    // Where the browser says it was, with its query; else the page above the address that the form was sent to.
    private (PathString Path, QueryString Query) PageOf(HttpContext http)
    {
        HttpRequest request = http.Request;
        if (Uri.TryCreate(request.Headers.Referer.ToString(), UriKind.Absolute, out Uri? from)
            && Origins.IsOwn(request, from) && IsPage(PathString.FromUriComponent(from)))
        {
            return (PathString.FromUriComponent(from), QueryString.FromUriComponent(from));
        }

        string path = request.Path.Value ?? "/";
        while (path.Length > 1 && !IsPage(path))
        {
            path = path[..Math.Max(path.LastIndexOf('/'), 1)];
        }

        return (path, QueryString.Empty);
    }

    private bool IsPage(PathString path)
    {
        foreach (TemplateMatcher page in _pages.Value)
        {
            if (page.TryMatch(path, new RouteValueDictionary()))
            {
                return true;
            }
        }

        return false;
    }

    private static IEnumerable<TemplateMatcher> PagesOf(EndpointDataSource endpoints)
    {
        foreach (RouteEndpoint route in endpoints.Endpoints.OfType<RouteEndpoint>())
        {
            if (route.Metadata.GetMetadata<Access>() is { Kind: RouteKind.Page })
            {
                yield return new(new RouteTemplate(route.RoutePattern), new RouteValueDictionary());
            }
        }
    }
}
