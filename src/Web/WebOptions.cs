using System.Net;
using Microsoft.Extensions.Logging;

namespace Huoqi.Web;

/// <summary>How a web process listens and speaks.</summary>
public sealed record WebOptions
{
    /// <summary>The port; 0 for any free one.</summary>
    public required int Port { get; init; }

    /// <summary>Listens on all addresses of the machine and not on this machine's own alone.</summary>
    public bool Everywhere { get; init; }

    /// <summary>Proxies whose word about where a request came from (X-Forwarded-For) and how (X-Forwarded-Proto) is
    /// believed; nobody's when empty.</summary>
    public IReadOnlyList<IPAddress> Proxies { get; init; } = [];

    /// <summary>Whether nobody is served but who sits at this machine.</summary>
    public bool IsForThisMachine => !Everywhere && Proxies.Count == 0;

    /// <summary>How long requests under way may take to end when the process stops.</summary>
    public TimeSpan DrainTime { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How long a process that stops is not ready, but still takes requests: longer than a proxy's pause
    /// between two looks at /health/ready.</summary>
    public TimeSpan DrainNotice { get; init; }

    /// <summary>Who may read /metrics: whoever has this token; only this machine when null.</summary>
    public string? MetricsToken { get; init; }

    /// <summary>Mixes up who may call what, so that a test can show that somebody notices.</summary>
    internal Func<Who, Who>? ChangeWho { get; init; }

    /// <summary>How much one caller may ask for.</summary>
    public CallLimits Calls { get; init; } = new();

    /// <summary>Warnings and errors are written as lines to the standard error, where who keeps the process running
    /// finds them.</summary>
    public bool LogsToErrors { get; init; }

    /// <summary>Where warnings and errors go as well; nowhere when null.</summary>
    public ILoggerProvider? LogTo { get; init; }

    /// <summary>From which level on lines go there; a test reads all of them.</summary>
    internal LogLevel LogFrom { get; init; } = LogLevel.Warning;
}
