using System.Net;
using System.Net.Sockets;

namespace Huoqi.Acquiring;

/// <summary>Looks a host name up; a parameter, so that a test can give another answer each time.</summary>
public delegate Task<IPAddress[]> ResolveHost(string host, CancellationToken cancel);

/// <summary>A call was not made, because it would have gone where none may go.</summary>
internal sealed class CallRefusedException(string why) : Exception(why);

/// <summary>
/// Keeps what others tell us to call from reaching anything inside: https only, no address that is not of the public
/// internet, and the connection goes to the very address that was looked at.
/// </summary>
/// <param name="resolve">How names are looked up.</param>
/// <param name="demoOrigin">An origin on this machine that a demonstration allows, such as the mall's; else
/// null.</param>
/// <param name="isDemo">Whether a sandbox's events may go to programs on this machine: for a demonstration that serves
/// nobody else, where whoever tries the API has no public address.</param>
public sealed class OutboundGuard(ResolveHost resolve, Uri? demoOrigin = null, bool isDemo = false)
{
    /// <summary>The longest address that is called, in characters.</summary>
    public const int LongestUrl = 500;

    private const int FewAddresses = 16;

    /// <summary>Below are the ports of the machine's own services.</summary>
    private const int FirstFreePort = 1_024;

    /// <summary>Last parts of names that no public look-up knows.</summary>
    private static readonly string[] LocalEnds =
    [
        "localhost", "local", "internal", "intranet", "lan", "home", "corp", "arpa", "onion", "test", "invalid",
    ];

    /// <summary>Blocks of IPv4 that are not the public internet (the registry of special-purpose addresses, and
    /// multicast).</summary>
    private static readonly IPNetwork[] Inside4 =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
            "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24",
            "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
        }.Select(IPNetwork.Parse),
    ];

    /// <summary>What alone of IPv6 is given out to the public; all else is local, mapped or translated.</summary>
    private static readonly IPNetwork Public6 = IPNetwork.Parse("2000::/3");

    /// <summary>And of that, what carries an IPv4 address inside, or is for documents.</summary>
    private static readonly IPNetwork[] Inside6 =
    [
        .. new[] { "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20" }.Select(IPNetwork.Parse),
    ];

    /// <summary>How names are looked up in a program.</summary>
    public static ResolveHost BySystem { get; } = (host, cancel) => Dns.GetHostAddressesAsync(host, cancel);

    /// <summary>Whether an address may be called, as far as its text says; what a name stands for is looked at with
    /// every call.</summary>
    /// <param name="url">The address.</param>
    /// <param name="sandbox">Whether only what was played goes there.</param>
    public bool MayCall(string url, bool sandbox = false)
    {
        if (url.Length > LongestUrl || url.Any(c => c is <= ' ' or > '~')
            || !Uri.TryCreate(url, UriKind.Absolute, out Uri? uri))
        {
            return false;
        }

        if (IsDemo(uri) || (sandbox && IsHere(uri)))
        {
            return true;
        }

        if (uri.Scheme != Uri.UriSchemeHttps || uri.UserInfo.Length > 0 || uri.Fragment.Length > 0)
        {
            return false;
        }

        if (IPAddress.TryParse(uri.DnsSafeHost.TrimEnd('.'), out IPAddress? literal))
        {
            return IsPublic(literal);
        }

        // A last part that begins with a digit is no domain's, but may be somebody's way to write an address.
        string host = uri.IdnHost.TrimEnd('.');
        int dot = host.LastIndexOf('.');
        return dot > 0 && !char.IsAsciiDigit(host[dot + 1]) && !EndsLocally(host);
    }

    /// <summary>Whether an address is of the public internet.</summary>
    public static bool IsPublic(IPAddress address) => address.AddressFamily switch
    {
        AddressFamily.InterNetwork => !Inside4.Any(block => block.Contains(address)),
        AddressFamily.InterNetworkV6 => !address.IsIPv4MappedToIPv6 && address.ScopeId == 0
            && Public6.Contains(address) && !Inside6.Any(block => block.Contains(address)),
        _ => false,
    };

    /// <summary>Connects to a host after looking at all its addresses: one that is inside refuses them all.</summary>
    internal async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancel)
    {
        DnsEndPoint target = context.DnsEndPoint;
        Uri called = context.InitialRequestMessage.RequestUri!;
        IPAddress[] addresses = await AddressesOfAsync(called, target.Host, cancel);
        Exception? last = null;
        foreach (IPAddress address in addresses)
        {
            Socket socket = new(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(new IPEndPoint(address, target.Port), cancel);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch (Exception failed) when (failed is SocketException or OperationCanceledException)
            {
                socket.Dispose();
                cancel.ThrowIfCancellationRequested();
                last = failed;
            }
        }

        throw new HttpRequestException("no address of the host answers", last);
    }

    private async Task<IPAddress[]> AddressesOfAsync(Uri called, string host, CancellationToken cancel)
    {
        bool isLiteral = IPAddress.TryParse(host.Trim('[', ']'), out IPAddress? literal);
        IPAddress[] addresses = isLiteral ? [literal!] : await resolve(host, cancel);
        if (addresses.Length is 0 or > FewAddresses)
        {
            throw new CallRefusedException("the host has no address, or too many");
        }

        // That no real event goes to a program here was seen to when its endpoint was taken in.
        if (IsDemo(called) || IsHere(called))
        {
            return addresses.All(IPAddress.IsLoopback)
                ? addresses
                : throw new CallRefusedException("what a demonstration may call is not on this machine");
        }

        return addresses.All(IsPublic)
            ? addresses
            : throw new CallRefusedException("the host has an address that is not public");
    }

    private bool IsDemo(Uri uri) =>
        demoOrigin is not null && uri.UserInfo.Length == 0 && demoOrigin.Scheme == uri.Scheme
        && demoOrigin.Authority == uri.Authority;

    private bool IsHere(Uri uri) =>
        isDemo && uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback && uri.UserInfo.Length == 0
        && uri.Fragment.Length == 0 && uri.Port >= FirstFreePort;

    private static bool EndsLocally(string host) =>
        LocalEnds.Contains(host[(host.LastIndexOf('.') + 1)..].ToLowerInvariant());
}
