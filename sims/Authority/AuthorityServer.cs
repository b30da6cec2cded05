using Huoqi.Partner;

namespace Huoqi.Authority;

/// <summary>The authority and the message gateway on a port of this machine, inside another program.</summary>
public sealed class AuthorityServer : IAsyncDisposable
{
    private readonly AuthorityApi _authority;
    private readonly WebApplication _app;

    private AuthorityServer(AuthorityApi authority, WebApplication app)
    {
        _authority = authority;
        _app = app;
        Address = new(app.Urls.First());
    }

    /// <summary>Where it answers.</summary>
    public Uri Address { get; }

    /// <summary>Opens the authority and serves it.</summary>
    public static async Task<AuthorityServer> StartAsync(
        AuthorityOptions options, string urls = "http://127.0.0.1:0", CancellationToken cancel = default)
    {
        AuthorityApi authority = new(options);
        try
        {
            return new(authority, await PartnerHost.StartAsync(urls, authority.AnswerAsync, cancel));
        }
        catch
        {
            authority.Dispose();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _authority.Dispose();
    }
}
