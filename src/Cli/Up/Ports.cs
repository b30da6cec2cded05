using System.Net;
using System.Net.Sockets;
using Huoqi.Kernel;

namespace Huoqi.Cli.Up;

/// <summary>The port of the pages.</summary>
internal static class Ports
{
    /// <summary>The one that is tried when none is named.</summary>
    public const int Default = 8080;

    private const int Tries = 50;

    /// <summary>
    /// The port to listen on: the one that was named, or from the usual one on the first that is free.
    /// </summary>
    /// <exception cref="UserErrorException">The named one is in use; the sentence suggests another.</exception>
    public static int Choose(int? named)
    {
        if (named == 0)
        {
            return Any();
        }

        if (named is { } port && IsFree(port))
        {
            return port;
        }

        int first = named + 1 ?? Default;
        int? free = Enumerable.Range(first, Tries).Where(next => next <= IPEndPoint.MaxPort)
            .Select(next => (int?)next).FirstOrDefault(next => IsFree(next!.Value));
        if (named is null && free is not null)
        {
            return free.Value;
        }

        throw new UserErrorException(
            $"Port {named ?? Default} is in use by another program; "
            + (free is null ? "name a free one with --port." : $"{free} is free: give --port {free}."));
    }

    // Passkeys and the shop need to know it before anybody listens.
    private static int Any()
    {
        using TcpListener any = new(IPAddress.Loopback, 0);
        any.Start();
        return ((IPEndPoint)any.LocalEndpoint).Port;
    }

    private static bool IsFree(int port)
    {
        try
        {
            foreach (IPAddress address in Addresses())
            {
                using TcpListener listener = new(address, port);
                listener.ExclusiveAddressUse = true;
                listener.Start();
            }

            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static IEnumerable<IPAddress> Addresses() =>
        Socket.OSSupportsIPv6 ? [IPAddress.Loopback, IPAddress.IPv6Loopback] : [IPAddress.Loopback];
}
