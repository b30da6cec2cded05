using AngleSharp.Dom;
using Huoqi.Acquiring;
using Huoqi.Customers;
using Huoqi.Identity;
using Huoqi.Kernel;
using Huoqi.Web;
using Xunit;
using Document = Huoqi.Customers.Document;

namespace Huoqi.SystemTests;

/// <summary>People with money in the wallet and the fund, a card and a payment password, at the pages that move
/// it.</summary>
internal sealed class MoneyHouse : IAsyncDisposable
{
    public const string Digits = "295837";

    private MoneyHouse(WebHouse web)
    {
        Web = web;
    }

    public WebHouse Web { get; }

    public WalletHouse Wallet => Web.Wallet;

    public AppParts Parts => Web.Parts;

    public static async Task<MoneyHouse> StartAsync(
        PostgresFixture server, Func<AppParts, AppParts>? change = null) =>
        new(await WebHouse.StartAsync(server, change));

    /// <summary>Somebody of class III with money, units, a card and a payment password; reads English.</summary>
    public async Task<(long Person, Browser Browser)> PersonAsync(
        string phone = "13800000001", string wallet = "1000.00", string units = "500.00", bool agreed = true,
        bool digits = true)
    {
        long person = await new Profiles(Parts.Identity).MakeAsync(
            new MadePerson(phone, "张三丰", IdNumberOf(phone), KycLevel.L3));
        await Wallet.OpenAsync(person);
        Browser browser = await Web.SignedInAsync(person);
        if (wallet != "0.00")
        {
            await Wallet.TopUpAsync(person, wallet);
        }

        if (units != "0.00")
        {
            await Wallet.GiveUnitsAsync(person, units);
        }

        if (digits)
        {
            SessionRow session = (await new Sessions(Parts.Identity).ReadAsync(browser.Cookies["__Host-huoqi"]))!;
            IdentityAnswer set = await new PaymentPassword(Parts.Identity).SetAsync(session, Digits);
            Assert.Equal(IdentityStatus.Done, set.Status);
        }

        _ = await new BankCards(Parts.Customers).KeepAsync(person, "工商银行", "1234", $"card-{person}-1234");
        if (agreed)
        {
            foreach (Document document in await new Agreements(Parts.Customers).MissingAsync(person))
            {
                _ = await new Agreements(Parts.Customers).AcceptAsync(person, document.Kind, document.Version);
            }
        }

        // The profile says how pages are seen.
        _ = await new Profiles(Parts.Identity).SetDisplayAsync(
            person, Huoqi.Identity.Display.Default with { Language = "en", RedUp = false });
        return (person, browser);
    }

    /// <summary>What the wallet and the fund hold.</summary>
    public async Task<(Money Wallet, Money Units)> HoldingAsync(long person)
    {
        Home home = (await new HomeReading(Parts.Customers).ReadAsync(person))!;
        return (home.Wallet, home.Units.ToMoney());
    }

    /// <summary>A merchant's payment request.</summary>
    public async Task<PaymentView> RequestAsync(
        string yuan, string order = "order-1", string? returnUrl = null, DateTimeOffset? expires = null)
    {
        long merchant = 88;
        if (await Parts.Wallet.Merchants.FindAsync(merchant) is null)
        {
            _ = await Wallet.MerchantAsync(merchant);
        }

        PaymentAnswer made = await new CreatePayment(Parts.Acquiring).HandleAsync(new(
            merchant, order, Money.Parse(yuan), "Two cups of tea", "Green tea\nBlack tea", expires, returnUrl));
        Assert.Equal(AcquiringStatus.Done, made.Status);
        return made.Payment!;
    }

    /// <summary>Proves what the page asks for with the payment password.</summary>
    public static Task<IDocument> ProveAsync(Browser browser, string digits = Digits) =>
        browser.SubmitAsync("form[action^='/confirm/']:has(input[name=digits])", ("digits", digits));

    // One of one's own, with the check digit of GB 11643.
    public static string IdNumberOf(string phone)
    {
        string digits = $"11010519491231{phone[^3..]}";
        int sum = digits.Select((digit, place) => (digit - '0') * ((1 << (17 - place)) % 11)).Sum();
        return $"{digits}{"10X98765432"[sum % 11]}";
    }

    public ValueTask DisposeAsync() => Web.DisposeAsync();
}
