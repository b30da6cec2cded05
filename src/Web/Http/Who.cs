namespace Huoqi.Web;

/// <summary>Who may call a route. Every route says so; several may be allowed together.</summary>
[Flags]
public enum Who
{
    /// <summary>No declaration: no route may be so, and a test looks at every one.</summary>
    None = 0,

    /// <summary>Everybody, signed in or not.</summary>
    Anyone = 1,

    /// <summary>A person who is signed in.</summary>
    Person = 2,

    /// <summary>A merchant, by the signature of its request.</summary>
    Merchant = 4,

    /// <summary>Staff who help people and merchants.</summary>
    Operator = 8,

    /// <summary>Staff who look and change nothing.</summary>
    Auditor = 16,
}

/// <summary>What a route declares; metadata of its endpoint.</summary>
/// <param name="Who">Who may call it.</param>
/// <param name="Kind">How it answers.</param>
public sealed record Access(Who Who, RouteKind Kind);

/// <summary>How a route answers, and so how it refuses.</summary>
public enum RouteKind
{
    /// <summary>A page or a piece of one: refusals are pages, strangers are sent to sign in.</summary>
    Page = 1,

    /// <summary>A form that is sent: antiforgery is checked, refusals are pages.</summary>
    Form = 2,

    /// <summary>The API: refusals are problems (RFC 9457).</summary>
    Api = 3,

    /// <summary>Files and probes: no session is looked at.</summary>
    Plain = 4,
}
