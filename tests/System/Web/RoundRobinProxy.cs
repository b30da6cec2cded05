using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Huoqi.SystemTests;

/// <summary>
/// A proxy as simple as can be: each connection goes to the next server in turn, or to the one after it when nobody
/// listens there. What was under way to a server that dies ends with an error, and is not sent again by the proxy. As
/// proxies do, it leaves out for a moment whoever ended a connection: what is being killed may still be connected to
/// until the system has closed the last of its sockets.
/// </summary>
internal sealed class RoundRobinProxy : IAsyncDisposable
{
    private static readonly TimeSpan LeftOut = TimeSpan.FromSeconds(1);

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly IPEndPoint[] _servers;
    private readonly long[] _wentAt;
    private readonly Task _accepting;
    private int _next;

    public RoundRobinProxy(params Uri[] servers)
    {
        _servers = [.. servers.Select(server => new IPEndPoint(IPAddress.Loopback, server.Port))];
        _wentAt = new long[_servers.Length];
        _listener.Start(backlog: 512);
        Address = new($"http://localhost:{((IPEndPoint)_listener.LocalEndpoint).Port}");
        _accepting = AcceptAsync();
    }

    /// <summary>Where it listens.</summary>
    public Uri Address { get; }

    /// <summary>A client whose requests each make a connection of their own: each goes to the next server.</summary>
    public HttpClient NewClient() => new(new SocketsHttpHandler
    {
        UseCookies = false,
        AllowAutoRedirect = false,
        PooledConnectionLifetime = TimeSpan.Zero,
        ConnectCallback = async (_, cancel) =>
        {
            Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await socket.ConnectAsync(IPAddress.Loopback, Address.Port, cancel);
            return new NetworkStream(socket, ownsSocket: true);
        },
    })
    {
        BaseAddress = Address,
        Timeout = TimeSpan.FromSeconds(100),
    };

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        List<Task> all = [];
        try
        {
            while (true)
            {
                Socket client = await _listener.AcceptSocketAsync(_stop.Token);
                all.Add(ServeAsync(client));
                all.RemoveAll(one => one.IsCompleted);
            }
        }
        catch (Exception ended) when (ended is OperationCanceledException or SocketException)
        {
            await Task.WhenAll(all);
        }
    }

    private async Task ServeAsync(Socket client)
    {
        using (client)
        {
            if (await ConnectAsync() is not (int number, Socket server))
            {
                return;
            }

            using (server)
            {
                // A client goes when it has its answer; a server that goes first is on its way out.
                Task asked = PumpAsync(client, server);
                Task answered = PumpAsync(server, client);
                if (await Task.WhenAny(asked, answered) == answered)
                {
                    Volatile.Write(ref _wentAt[number], Stopwatch.GetTimestamp());
                }
            }
        }
    }

    private async Task<(int Number, Socket Server)?> ConnectAsync()
    {
        int first = (Interlocked.Increment(ref _next) & int.MaxValue) % _servers.Length;
        int[] inTurn = [.. Enumerable.Range(first, _servers.Length).Select(n => n % _servers.Length)];
        foreach (int number in inTurn.Where(n => !IsLeftOut(n)).Concat(inTurn.Where(IsLeftOut)))
        {
            Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(_servers[number], _stop.Token);
                return (number, socket);
            }
            catch (Exception refused) when (refused is SocketException or OperationCanceledException)
            {
                socket.Dispose();
            }
        }

        return null;
    }

    private bool IsLeftOut(int number) =>
        Volatile.Read(ref _wentAt[number]) is not 0 and long at && Stopwatch.GetElapsedTime(at) < LeftOut;

    private async Task PumpAsync(Socket from, Socket to)
    {
        byte[] buffer = new byte[16 * 1024];
        try
        {
            while (await from.ReceiveAsync(buffer, _stop.Token) is > 0 and int count)
            {
                await to.SendAsync(buffer.AsMemory(0, count), _stop.Token);
            }
        }
        catch (Exception ended) when (ended is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The other side ends with it.
        }
    }
}
