using Huoqi.Acquiring;
using Huoqi.Customers;
using Huoqi.Identity;
using Huoqi.Wallet;
using Huoqi.Web;
using Xunit;

namespace Huoqi.SystemTests;

/// <summary>Real time, which a test can put forward.</summary>
internal sealed class ForwardClock : TimeProvider
{
    private long _forward;

    public void Pass(TimeSpan time) => Interlocked.Add(ref _forward, time.Ticks);

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow().AddTicks(Interlocked.Read(ref _forward));
}

/// <summary>The merchant's side on a house of the wallet: two shards, two merchants.</summary>
internal sealed class AcquiringHouse : IAsyncDisposable
{
    private AcquiringHouse(WalletHouse wallet)
    {
        Wallet = wallet;
        Parts = new(wallet.Parts, wallet.Database.Db, Clock, [.. Enumerable.Range(0, 32).Select(i => (byte)i)]);
        Query = new(Parts);
        Upkeep = new(Parts);
    }

    public WalletHouse Wallet { get; }

    public ForwardClock Clock { get; } = new();

    public AcquiringParts Parts { get; }

    public PaymentQuery Query { get; }

    public PaymentUpkeep Upkeep { get; }

    public static async Task<AcquiringHouse> StartAsync(
        PostgresFixture postgres, string now = "2015-04-29 10:00", AdvanceMode mode = AdvanceMode.Prefunded)
    {
        WalletHouse wallet = await WalletHouse.StartAsync(postgres, now, mode);
        _ = await wallet.MerchantAsync(1, "1000.00");
        _ = await wallet.MerchantAsync(2);
        return new(wallet);
    }

    public async Task<PaymentView> RequestAsync(
        string yuan = "30.00", long merchant = 1, string? order = null, DateTimeOffset? expires = null)
    {
        PaymentAnswer made = await new CreatePayment(Parts).HandleAsync(
            new(merchant, order ?? Wallet.NewKey(), WalletHouse.Yuan(yuan), "A book", "1 book", expires));
        Assert.Equal(AcquiringStatus.Done, made.Status);
        return made.Payment!;
    }

    public Task<PayAnswer> PayAsync(
        long person, RequestId id, PaySource source = PaySource.Wallet, string? key = null) =>
        new PayRequest(Parts).HandleAsync(new(person, key ?? Wallet.NewKey(), id, source));

    public async Task<PaymentView> PaidAsync(long person, string yuan = "30.00", long merchant = 1)
    {
        PaymentView request = await RequestAsync(yuan, merchant);
        Assert.Equal(AcquiringStatus.Done, (await PayAsync(person, request.Id)).Status);
        return (await Query.FindAsync(request.Id))!;
    }

    public async Task<string> RefundAsync(RequestId id, string yuan, long merchant = 1, string? key = null)
    {
        PayAnswer answer = await new RefundPayment(Parts).HandleAsync(
            new(new(merchant), key ?? Wallet.NewKey(), id, WalletHouse.Yuan(yuan)));
        return answer.Status == AcquiringStatus.Refused ? $"{answer.Wallet}" : $"{answer.Status}";
    }

    public async Task<PaymentState?> StateAsync(RequestId id) => (await Query.FindAsync(id))?.State;

    /// <summary>The events that were written, such as "1 30.00, 2 10.00".</summary>
    public Task<string> EventsAsync() => Wallet.Database.ValueAsync<string>("""
        SELECT coalesce(string_agg(kind || ' ' || to_char(amount_fen / 100.0, 'FM999990.00'), ', '
                                   ORDER BY kind, amount_fen), '')
        FROM acquiring.event
        """);

    /// <summary>Pages and API over this house, as merchants and payers meet them.</summary>
    public Task<WebApp> StartWebAsync(DemoMode? demo = null, WebOptions? options = null)
    {
        Phone phone = new();
        IdentityParts identity = new(
            Parts.Db, Wallet.Parts.Ledger.ShardOf, WalletHouse.Shards, TimeProvider.System, Parts.SecretKey, phone,
            phone, new("localhost", "Huoqi", [WebHouse.Origin]));
        CustomersParts customers = new(Wallet.Parts, Parts.Db, Wallet.Port);
        AppParts parts = new(Parts.Db, Wallet.Parts, identity, customers, Parts)
        {
            Demo = demo,
        };
        return WebApp.StartAsync(parts, options ?? new() { Port = 0 });
    }

    public ValueTask DisposeAsync() => Wallet.DisposeAsync();
}
