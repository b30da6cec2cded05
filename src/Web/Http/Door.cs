using Huoqi.Acquiring;
using Huoqi.Identity;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Huoqi.Web;

/// <summary>
/// The one gate of all routes: it finds out who calls, and lets in whom the route's declaration names. Pages send
/// strangers to sign in; the API answers with a problem.
/// </summary>
internal sealed class Door(RequestDelegate next, AppParts parts, SessionUses uses)
{
    // Lines an hour of what somebody was refused.
    private const int DeniedNoted = 20;
    private const int DeniedAtOnce = 2;

    private readonly SessionDoor _sessions = new(parts, uses);
    private readonly SignatureDoor _signatures = new(parts);

    // Who asks again and again costs the database nothing.
    private readonly LeasedCounter _denied = new(
        new Counters(parts.Identity), parts.Identity.Time, "denied", DeniedNoted, TimeSpan.FromHours(1), DeniedAtOnce);

    public async Task InvokeAsync(HttpContext http)
    {
        Access? access = http.GetEndpoint()?.Metadata.GetMetadata<Access>();
        if (access is null)
        {
            await (await IsMismatchAsync(http) ? Answers.MismatchAsync(http) : Answers.NotFoundAsync(http));
            return;
        }

        if (access.Kind == RouteKind.Plain)
        {
            await next(http);
            return;
        }

        Visit visit = http.RequestServices.GetRequiredService<Visit>();
        Head(http, access, visit);
        if (visit.NotTaken is { SignInFirst: true } unsent)
        {
            // Its page was found: there it comes again when somebody has signed in.
            KeptForm.Keep(http, unsent);
            SendToSignIn(http);
            return;
        }

        if (Origins.AreForeign(http, parts.Identity.Site))
        {
            await Answers.ForeignAsync(http);
            return;
        }

        // A signature is looked at where merchants may call; else a request that carries one is a stranger's.
        Caller? caller = access.Who.HasFlag(Who.Merchant) && SignatureDoor.IsSigned(http)
            ? await _signatures.FindAsync(http, http.RequestAborted)
            : await _sessions.FindAsync(http, http.RequestAborted);
        if (caller is not null)
        {
            visit.Enter(caller);
        }

        if (access.Kind == RouteKind.Page)
        {
            visit.NotTaken ??= KeptForm.Take(http, caller);
        }

        if (access.Who.HasFlag(Who.Anyone) || (caller is not null && access.Who.HasFlag(caller.Role)))
        {
            await next(http);
            return;
        }

        if (caller?.Session is not null)
        {
            await NoteAsync(http, visit, caller.Number);
        }

        await RefuseAsync(http, access, caller);
    }

    // Somebody known who is refused stands in their own security log, by the route's pattern; no more than a few lines
    // an hour, so that nobody fills it.
    private async Task NoteAsync(HttpContext http, Visit visit, long caller)
    {
        CounterAnswer answer = await _denied.TryTakeAsync($"{caller}", CancellationToken.None);
        if (answer.Taken)
        {
            string? route = (http.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText;
            await new SecurityLog(parts.Identity).NoteAsync(
                SecurityAct.Denied, caller, visit.Visitor, $"{http.Request.Method} {route}", CancellationToken.None);
        }
    }

    // The framework's own endpoints for an address that is there, but not with this method or media type: they set the
    // status and the Allow header. Nothing else without a declaration is ever run.
    private static async Task<bool> IsMismatchAsync(HttpContext http)
    {
        if (http.GetEndpoint() is not { RequestDelegate: { } run } endpoint
            || endpoint is RouteEndpoint
            || endpoint.DisplayName is not ("405 HTTP Method Not Supported" or "415 HTTP Unsupported Media Type"))
        {
            return false;
        }

        await run(http);
        return true;
    }

    private static void Head(HttpContext http, Access access, Visit visit)
    {
        if (access.Kind == RouteKind.Api)
        {
            http.Response.Headers.CacheControl = "no-store";
        }
        else
        {
            SecurityHeaders.OfPage(http, visit.Nonce);
        }
    }

    private static async Task RefuseAsync(HttpContext http, Access access, Caller? caller)
    {
        if (access.Kind == RouteKind.Api)
        {
            Problem problem = caller is not null ? Problem.NotAllowed
                : http.Items[typeof(SignatureStatus)] is SignatureStatus status ? Refusals.Of(status)
                : Problem.Unauthenticated;
            await problem.ExecuteAsync(http);
        }
        else if (caller is not null)
        {
            await Answers.NotAllowedAsync(http);
        }
        else if (access.Kind == RouteKind.Form && FormBody.IsOne(http.Request))
        {
            throw new FormNotTakenException(KeptForm.NotTaken(await Fields.TypedAsync(http), http.Request.Path));
        }
        else
        {
            SendToSignIn(http);
        }
    }

    private static void SendToSignIn(HttpContext http)
    {
        bool comesBack = HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method);
        string back = comesBack ? http.Request.Path + http.Request.QueryString : "/";
        http.Response.StatusCode = StatusCodes.Status303SeeOther;
        http.Response.Headers.Location = $"/sign-in?back={Uri.EscapeDataString(back)}";
    }
}
