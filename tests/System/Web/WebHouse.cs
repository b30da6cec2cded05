using System.Security.Cryptography;
using Huoqi.Acquiring;
using Huoqi.Customers;
using Huoqi.Identity;
using Huoqi.Kernel;
using Huoqi.Web;

namespace Huoqi.SystemTests;

/// <summary>
/// The app as people meet it: a web process over real HTTP, on a database of its own, with the bank and the registrar
/// beside it. Business time stands where the test sets it; security time is real.
/// </summary>
internal sealed class WebHouse : IAsyncDisposable
{
    private WebHouse(WalletHouse wallet, AppParts parts, WebApp web, Phone phone)
    {
        Wallet = wallet;
        Parts = parts;
        Web = web;
        Phone = phone;
    }

    /// <summary>Money, its clock, its partners.</summary>
    public WalletHouse Wallet { get; }

    /// <summary>Everything the pages work with.</summary>
    public AppParts Parts { get; }

    /// <summary>The process that answers.</summary>
    public WebApp Web { get; }

    /// <summary>The phone that every message arrives at.</summary>
    public Phone Phone { get; }

    /// <summary>Starts on a fresh database, on a business day at ten in the morning.</summary>
    public static async Task<WebHouse> StartAsync(
        PostgresFixture server, Func<AppParts, AppParts>? change = null, Func<WebOptions, WebOptions>? options = null)
    {
        WalletHouse wallet = await WalletHouse.StartAsync(server, "2026-11-18 10:00");
        Phone phone = new();
        Db db = wallet.Database.Db;
        byte[] pepper = RandomNumberGenerator.GetBytes(32);
        // The origin of the pages is not known before the port is; the software passkey says localhost.
        IdentityParts identity = new(
            db, wallet.Parts.Ledger.ShardOf, WalletHouse.Shards, TimeProvider.System, pepper, phone, phone,
            new("localhost", "Huoqi", [Origin]));
        AppParts parts = new(
            db, wallet.Parts, identity, new CustomersParts(wallet.Parts, db, wallet.Port),
            new AcquiringParts(wallet.Parts, db, TimeProvider.System, pepper));
        parts = change?.Invoke(parts) ?? parts;
        WebApp web = await WebApp.StartAsync(
            parts, options?.Invoke(new() { Port = 0 }) ?? new() { Port = 0 });
        return new(wallet, parts, web, phone);
    }

    /// <summary>The origin that passkeys of the tests name.</summary>
    public const string Origin = "http://localhost";

    /// <summary>A browser that has never been here.</summary>
    public Browser NewBrowser() => new(Web.Address);

    /// <summary>A person with an open account of class III, signed in.</summary>
    public async Task<(long Person, Browser Browser)> NewPersonAsync(string phone = "13800000001")
    {
        long person = await new Profiles(Parts.Identity).MakeAsync(
            new MadePerson(phone, "张三丰", IdNumberOf(phone), KycLevel.L3));
        await Wallet.OpenAsync(person);
        return (person, await SignedInAsync(person));
    }

    // One id number belongs to one person: it ends as the phone does.
    private static string IdNumberOf(string phone)
    {
        string digits = $"11010119900307{phone[^3..]}";
        return $"{digits}{IdNumbers.CheckDigit(digits)}";
    }

    /// <summary>A browser in which a person is signed in.</summary>
    public async Task<Browser> SignedInAsync(long person)
    {
        SignedIn signedIn = await new Sessions(Parts.Identity).OpenAsync(person, new("127.0.0.1", "Test"));
        Browser browser = NewBrowser();
        browser.Cookies["__Host-huoqi"] = signedIn.Token!.Value.Reveal();
        return browser;
    }

    public async ValueTask DisposeAsync()
    {
        await Web.DisposeAsync();
        await Wallet.DisposeAsync();
    }
}

/// <summary>A phone and an authority as simple as can be: every message is kept, every check is good.</summary>
internal sealed class Phone : ISmsPort, IAuthorityPort
{
    private readonly Lock _lock = new();
    private readonly List<SmsMessage> _messages = [];

    /// <summary>The last code that came to a phone.</summary>
    public string CodeOf(string phone)
    {
        lock (_lock)
        {
            return _messages.Last(message => message.Phone.Reveal() == phone && message.Code is not null)
                .Code!.Value.Reveal();
        }
    }

    public Task<bool> SendAsync(SmsMessage message, CancellationToken cancel = default)
    {
        lock (_lock)
        {
            _messages.Add(message);
        }

        return Task.FromResult(true);
    }

    public Task<AuthorityOutcome> CheckAsync(IdentityCheck check, CancellationToken cancel = default) =>
        Task.FromResult(AuthorityOutcome.Done);
}
