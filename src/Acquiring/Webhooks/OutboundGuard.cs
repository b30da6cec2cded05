using System.Net;

namespace Huoqi.Acquiring;

/// <summary>Looks a host name up; a parameter, so that a test can give another answer each time.</summary>
public delegate Task<IPAddress[]> ResolveHost(string host, CancellationToken cancel);

/// <summary>
/// Keeps what others tell us to call from reaching anything inside: https only, no address that is not of the public
/// internet, and the connection goes to the very address that was looked at.
/// </summary>
/// <param name="resolve">How names are looked up.</param>
/// <param name="demoOrigin">An origin on this machine that a demonstration allows, such as the mall's; else
/// null.</param>
public sealed class OutboundGuard(ResolveHost resolve, Uri? demoOrigin = null)
{
    /// <summary>Whether an address may be called, as far as its text says.</summary>
    public bool MayCall(string url) => throw new NotImplementedException($"{resolve} {demoOrigin} {url}");
}
