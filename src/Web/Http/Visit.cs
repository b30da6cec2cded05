using System.Security.Cryptography;
using Huoqi.Identity;
using Huoqi.Kernel;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.DependencyInjection;

namespace Huoqi.Web;

/// <summary>
/// One request as the pages see it: who visits, in which language, on which business day, and how to answer. Made for
/// each request; components have it injected.
/// </summary>
public sealed class Visit
{
    private const int NonceBytes = 16;

    private static readonly Text NothingLeft = new(
        "那个页面已经用不上了，请从这里继续。", "That page has served its purpose; go on from here.");

    private readonly HttpContext _http;
    private readonly bool _choseHere;
    private bool _mustWait;

    internal Visit(IHttpContextAccessor accessor, AppParts parts)
    {
        _http = accessor.HttpContext ?? throw new InvariantBrokenException("a visit belongs to a request");
        Parts = parts;
        Display? chosen = Display.Parse(_http.Request.Cookies[Display.Cookie]);
        _choseHere = chosen is not null;
        Display = chosen ?? Display.Of(_http.Request.Headers.AcceptLanguage);
        Nonce = Convert.ToBase64String(RandomNumberGenerator.GetBytes(NonceBytes));
    }

    /// <summary>The request itself.</summary>
    public HttpContext Http => _http;

    /// <summary>When the visitor turns away nobody needs the answer.</summary>
    public CancellationToken Aborted => _http.RequestAborted;

    /// <summary>What the pages work with.</summary>
    public AppParts Parts { get; }

    /// <summary>How the visitor wants to see things.</summary>
    public Display Display { get; private set; }

    /// <summary>The language of the visitor.</summary>
    public Language Language => Display.Language;

    /// <summary>The one scripts and styles of this answer are known by (Content-Security-Policy).</summary>
    public string Nonce { get; }

    /// <summary>Who calls; null for a stranger.</summary>
    public Caller? Caller { get; private set; }

    /// <summary>The person who is signed in; on routes that only a person may call there always is one.</summary>
    public long Person => Caller?.Number ?? throw new InvariantBrokenException("the route is for people signed in");

    /// <summary>The shard in which everything of the person lies.</summary>
    public short Shard => Parts.ShardOf(Person);

    /// <summary>The form that was not taken and whose page is this answer; null for nearly every request.</summary>
    internal FormNotTaken? NotTaken { get; set; }

    /// <summary>What the frame of the page says above it; null for nearly every page.</summary>
    internal Text? Above { get; private set; }

    /// <summary>The address within the site, with its query.</summary>
    public string PathAndQuery => $"{_http.Request.Path}{_http.Request.QueryString}";

    /// <summary>Where to come back to from elsewhere: this page, or the one whose form this answers.</summary>
    public string BackHere => HttpMethods.IsGet(_http.Request.Method)
        ? PathAndQuery
        : _http.RequestServices.GetRequiredService<FormAgain>().AddressOf(_http);

    /// <summary>The session of whoever is signed in.</summary>
    public SessionRow Session =>
        Caller?.Session ?? throw new InvariantBrokenException("the route is for people signed in");

    /// <summary>The visitor as limits and lists of devices know them.</summary>
    public Visitor Visitor => VisitorOf(_http);

    /// <summary>The visitor of a request for whose caller the door still looks.</summary>
    internal static Visitor VisitorOf(HttpContext http) => new(
        Networks.Of(http.Connection.RemoteIpAddress), Devices.Label(http.Request.Headers.UserAgent));

    /// <summary>The name of the piece of a page that the island asked for; null for the whole page.</summary>
    public string? Piece => _http.Request.Headers["X-Piece"].ToString() is { Length: > 0 } piece ? piece : null;

    /// <summary>The business instant: in demo mode it may be ahead of the clock on the wall.</summary>
    public DateTimeOffset Now => Parts.Wallet.Time.GetUtcNow();

    /// <summary>The business date in Beijing.</summary>
    public DateOnly Today => BeijingTime.DateOf(Now);

    /// <summary>A day to come on which something is promised: one that nobody has announced yet is said to be
    /// provisional.</summary>
    public string Promised(DateOnly day) => IsProvisional(day)
        ? Say(Texts.Provisional, Amounts.Day(day, Language))
        : Amounts.Day(day, Language);

    /// <summary>Whether a day is to come and nobody has announced yet what it is.</summary>
    public bool IsProvisional(DateOnly day) => day > Today && Parts.Wallet.Fund.Days.IsAssumed(day);

    /// <summary>A parameter of the query, or nothing.</summary>
    public string? Query(string name) =>
        _http.Request.Query[name].ToString() is { Length: > 0 } value ? value : null;

    /// <summary>A part of the address that the route names.</summary>
    public string Route(string name) => _http.Request.RouteValues[name]?.ToString() ?? "";

    /// <summary>A text in the visitor's language.</summary>
    public string Say(Text text) => text.In(Language);

    /// <summary>A text in the visitor's language with values put in.</summary>
    public string Say(Text text, params ReadOnlySpan<object?> values) => text.In(Language, values);

    /// <summary>The address of a file of the pages.</summary>
    public string Asset(string name) => Parts.Assets.PathOf(name);

    /// <summary>The token that a form of this site carries.</summary>
    public AntiforgeryTokenSet FormToken() => Parts.Antiforgery.GetAndStoreTokens(_http);

    /// <summary>A page or a piece of one.</summary>
    public IResult Show<TComponent>(object? parameters = null, int status = StatusCodes.Status200OK)
        where TComponent : View
    {
        if (NotTaken is { } form)
        {
            // A page with fields says beside them what is wrong with them; whatever else there is, the frame says.
            bool hasFields = Fill(parameters, form.Typed);
            Above = hasFields && !form.Typed.AreGood && form.Sentence == Texts.UnfitForm ? null : form.Sentence;
            status = form.Status;
        }

        return new RazorComponentResult<TComponent>(parameters ?? new { })
        {
            StatusCode = _mustWait && status == StatusCodes.Status422UnprocessableEntity
                ? StatusCodes.Status429TooManyRequests : status,
        };
    }

    private static bool Fill(object? parameters, Fields typed)
    {
        if (parameters is not IDictionary<string, object?> given
            || !given.TryGetValue(Forms.FieldsOfPage, out object? value) || value is not Fields fields)
        {
            return false;
        }

        given[Forms.FieldsOfPage] = fields.With(typed);
        return true;
    }

    /// <summary>Whether a limit of identity said no: then the page that says so is 429, and names when to come again.
    /// </summary>
    internal IdentityStatus Noted(IdentityStatus status)
    {
        if (status == IdentityStatus.TryLater)
        {
            _http.Response.Headers.RetryAfter = $"{Problems.TryLaterNow.RetryAfterSeconds}";
            _mustWait = true;
        }

        return status;
    }

    /// <summary>There is no such thing, or it is somebody else's: nobody is told which.</summary>
    public IResult NothingHere() => Show<MessagePage>(
        new Dictionary<string, object?> { [nameof(MessagePage.Sentence)] = Say(Texts.NotFound) },
        StatusCodes.Status404NotFound);

    /// <summary>After a form was taken: to a page that may be loaded again (303).</summary>
    public IResult GoTo(string path)
    {
        Invariant.Holds(Paths.IsOwn(path), "only addresses of this site are gone to");
        if (NotTaken is not null)
        {
            // The page is not there any more: what was not done is said first.
            return Show<MessagePage>(new Dictionary<string, object?>
            {
                [nameof(MessagePage.Sentence)] = Say(NothingLeft),
                [nameof(MessagePage.Further)] = path,
            });
        }

        _http.Response.Headers.Location = path;
        return Results.StatusCode(StatusCodes.Status303SeeOther);
    }

    internal void Enter(Caller caller)
    {
        Caller = caller;
        // What was chosen in this browser comes before what is kept with the profile, which new devices begin with.
        if (!_choseHere && caller is { Role: Who.Person, Session.Display: { } kept })
        {
            Display = Display.Of(kept);
        }
    }

    /// <summary>Keeps how the visitor wants to see things: with the profile and in the browser.</summary>
    internal async Task KeepAsync(Display display)
    {
        Display = display;
        if (Caller is { Role: Who.Person })
        {
            await new Profiles(Parts.Identity).SetDisplayAsync(Person, display.ToKept(), Aborted);
        }
    }
}

/// <summary>Addresses that were given to us.</summary>
internal static class Paths
{
    /// <summary>Whether an address stays on this site: "/…", but not "//host" and not "/\host".</summary>
    public static bool IsOwn(string? path) =>
        path is ['/', ..] and not ['/', '/', ..] and not ['/', '\\', ..] && path.All(c => c is > ' ' and < '\x7f');

    /// <summary>An address as it is sent: what may not stand in one is escaped, and what is escaped stays so.</summary>
    public static string Escaped(string shown) => string.Concat(shown.EnumerateRunes().Select(rune =>
        rune.Value is > 0x20 and < 0x7F ? rune.ToString() : Uri.EscapeDataString(rune.ToString())));

    /// <summary>The address when it is our own, else the start.</summary>
    public static string OwnOr(string? path, string otherwise) => IsOwn(path) ? path! : otherwise;
}
