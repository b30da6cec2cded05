using Huoqi.Identity;
using Huoqi.Kernel;
using Microsoft.AspNetCore.Http;

namespace Huoqi.Web;

/// <summary>
/// The token of a session: in a cookie for browsers, as bearer for apps. The session's row is read in one round trip
/// with whatever else the route reads of the person whom the token names.
/// </summary>
internal sealed class SessionDoor(AppParts parts, SessionUses uses)
{
    /// <summary>The cookie. The prefix makes browsers keep it to this host, this path and secure connections.</summary>
    public const string Cookie = "__Host-huoqi";

    private const string Bearer = "Bearer ";

    private readonly Sessions _sessions = new(parts.Identity);

    /// <summary>The session that a request names, if it is good; reads what the route wants beside it.</summary>
    public async Task<Caller?> FindAsync(HttpContext http, CancellationToken cancel)
    {
        if (_sessions.Of(TokenOf(http)) is not { } query)
        {
            return null;
        }

        ReadBatch batch = new();
        ReadRows<SessionRow> rows = batch.Add(query);
        object? reading = http.GetEndpoint()?.Metadata.GetMetadata<ReadTogether>()?.Add(parts, query.Person, batch);
        await parts.Db.TogetherAsync(batch, cancel);
        if (rows.One is not { } session)
        {
            return null;
        }

        if (reading is not null)
        {
            http.Items[typeof(ReadTogether)] = reading;
        }

        if (session.IsFirstUse)
        {
            await _sessions.TakeOverAsync(query, session, cancel);
        }

        uses.Note(session);
        return new(session.Person, RoleOf(session.Kind), session with { Visitor = Visit.VisitorOf(http) });
    }

    /// <summary>Gives the browser a token: after a sign-in, and whenever it was rotated.</summary>
    public static void Give(HttpContext http, Secret token) =>
        http.Response.Cookies.Append(Cookie, token.Reveal(), Options());

    /// <summary>Takes the token away.</summary>
    public static void Take(HttpContext http) => http.Response.Cookies.Delete(Cookie, Options());

    private static CookieOptions Options() => new()
    {
        HttpOnly = true,
        Secure = true,
        // Lax and not Strict: the way back from a shop's page must find the payer signed in. Forms have tokens.
        SameSite = SameSiteMode.Lax,
        Path = "/",
        MaxAge = TimeSpan.FromDays(30),
        IsEssential = true,
    };

    /// <summary>The token a request carries, if any.</summary>
    public static string? TokenOf(HttpContext http) => IsBearer(http.Request)
        ? http.Request.Headers.Authorization.ToString()[Bearer.Length..]
        : http.Request.Cookies[Cookie];

    /// <summary>Whether it is an app's token that counts, and not the cookie.</summary>
    public static bool IsBearer(HttpRequest request) =>
        request.Headers.Authorization.ToString().StartsWith(Bearer, StringComparison.Ordinal);

    private static Who RoleOf(AccountKind kind) => kind switch
    {
        AccountKind.Person => Who.Person,
        AccountKind.Operator => Who.Operator,
        AccountKind.Auditor => Who.Auditor,
    };
}
