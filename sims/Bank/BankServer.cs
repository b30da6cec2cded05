using Huoqi.Partner;

namespace Huoqi.Bank;

/// <summary>The bank on a port of this machine, inside another program.</summary>
public sealed class BankServer : IAsyncDisposable
{
    private readonly BankApi _bank;
    private readonly WebApplication _app;

    private BankServer(BankApi bank, WebApplication app)
    {
        _bank = bank;
        _app = app;
        Address = new(app.Urls.First());
    }

    /// <summary>Where it answers.</summary>
    public Uri Address { get; }

    /// <summary>Opens the bank and serves it.</summary>
    public static async Task<BankServer> StartAsync(
        BankOptions options, string urls = "http://127.0.0.1:0", CancellationToken cancel = default)
    {
        BankApi bank = new(options);
        try
        {
            return new(bank, await PartnerHost.StartAsync(urls, bank.AnswerAsync, cancel));
        }
        catch
        {
            bank.Dispose();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _bank.Dispose();
    }
}
