using System.CommandLine;
using System.Net;
using Huoqi.Kernel;
using Huoqi.Web;

namespace Huoqi.Cli.Up;

/// <summary>How a process serves its pages: what <c>up</c> and <c>web</c> both can be told.</summary>
internal static class Serving
{
    /// <summary>The environment's variable with the token of /metrics: a command line could be read by anybody.
    /// </summary>
    public const string MetricsToken = "HUOQI_METRICS_TOKEN";

    private const int ShortestToken = 16;
    private const int LongestNotice = 300;

    /// <summary>The port of the pages.</summary>
    public static Option<int?> Port { get; } = new("--port")
    {
        Description = $"Port of the pages (else the first free one from {Ports.Default} on).",
        HelpName = "N",
    };

    private static readonly Option<bool> Everywhere = new("--everywhere")
    {
        Description = "Listen on all addresses of this machine, for a proxy on another one that ends TLS.",
    };

    // Without one nobody is believed: the headers could be anybody's.
    private static readonly Option<string[]> Proxies = new("--proxy")
    {
        Description = "Address of a proxy whose X-Forwarded-For and X-Forwarded-Proto are believed; once for each.",
        HelpName = "address",
    };

    private static readonly Option<int> Notice = new("--drain-notice")
    {
        Description = "Seconds between \"not ready\" and the end of listening: longer than a proxy's pause between "
            + "two looks.",
        HelpName = "seconds",
    };

    /// <summary>Every option.</summary>
    public static IReadOnlyList<Option> Options { get; } = [Port, Everywhere, Proxies, Notice];

    /// <summary>What was asked for.</summary>
    /// <exception cref="UserErrorException">Something of it cannot be.</exception>
    public static WebOptions Of(ParseResult parsed)
    {
        if (parsed.GetValue(Port) is { } wanted and (< 0 or > 65_535))
        {
            throw new UserErrorException($"--port {wanted} is no port; give a number from 1 to 65535.");
        }

        int notice = parsed.GetValue(Notice);
        if (notice is < 0 or > LongestNotice)
        {
            throw new UserErrorException(
                $"--drain-notice {notice} is not possible; give seconds from 0 to {LongestNotice}.");
        }

        return new()
        {
            Port = Ports.Choose(parsed.GetValue(Port)),
            Everywhere = parsed.GetValue(Everywhere),
            Proxies = [.. (parsed.GetValue(Proxies) ?? []).Select(AddressOf)],
            DrainNotice = TimeSpan.FromSeconds(notice),
            MetricsToken = TokenOf(Environment.GetEnvironmentVariable(MetricsToken)),
            LogsToErrors = true,
        };
    }

    private static IPAddress AddressOf(string text) => IPAddress.TryParse(text, out IPAddress? address)
        ? address
        : throw new UserErrorException($"--proxy {text} is no address; write it like 10.0.0.7, without a port.");

    private static string? TokenOf(string? text) => string.IsNullOrEmpty(text) ? null
        : text.Length >= ShortestToken ? text
        : throw new UserErrorException($"{MetricsToken} is too short; give {ShortestToken} characters or more.");
}
