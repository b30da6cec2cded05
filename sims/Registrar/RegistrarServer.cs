using Huoqi.Partner;

namespace Huoqi.Registrar;

/// <summary>The registrar on a port of this machine, inside another program.</summary>
public sealed class RegistrarServer : IAsyncDisposable
{
    private readonly RegistrarApi _registrar;
    private readonly WebApplication _app;

    private RegistrarServer(RegistrarApi registrar, WebApplication app)
    {
        _registrar = registrar;
        _app = app;
        Address = new(app.Urls.First());
    }

    /// <summary>Where it answers.</summary>
    public Uri Address { get; }

    /// <summary>Opens the registrar and serves it.</summary>
    public static async Task<RegistrarServer> StartAsync(
        RegistrarOptions options, string urls = "http://127.0.0.1:0", CancellationToken cancel = default)
    {
        RegistrarApi registrar = new(options);
        try
        {
            return new(registrar, await PartnerHost.StartAsync(urls, registrar.AnswerAsync, cancel));
        }
        catch
        {
            registrar.Dispose();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _registrar.Dispose();
    }
}
