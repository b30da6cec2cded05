using System.Text.RegularExpressions;
using Huoqi.Kernel;

namespace Huoqi.Bench;

/// <summary>A page of the tour.</summary>
/// <param name="Name">Its name in the table and of its report.</param>
/// <param name="FindAsync">Where it is, found anew for each look: what is to be confirmed is open for minutes
/// only.</param>
/// <param name="Cookies">What the browser that sees it sends.</param>
internal sealed record TourPage(string Name, Func<CancellationToken, Task<Uri>> FindAsync, Func<string> Cookies);

/// <summary>
/// Every page of the demo that a person sees, and how to get there: as a stranger, as a developer, as somebody who has
/// just signed up, as the demo's person, and in its shop. What a page needs, a receipt, a day, something to confirm, is
/// found or made by walking.
/// </summary>
internal sealed partial class DemoTour : IDisposable
{
    // Opened only within minutes of a proof, and a tour takes many.
    private static readonly string[] AskForProof = ["/me/password", "/me/payment-password", "/me/phone"];

    private readonly Uri _site;
    private readonly string _paymentPassword;
    private readonly DemoBrowser _stranger;
    private readonly DemoBrowser _newcomer;
    private readonly DemoBrowser _person;

    // A browser keeps one thing that was begun with a phone: these two have their own, and end nothing.
    private readonly DemoBrowser _loser;
    private readonly DemoBrowser _mover;
    private readonly List<TourPage> _pages = [];
    private Uri _mall = new("about:blank");

    private DemoTour(Uri site, string language, string paymentPassword)
    {
        _site = site;
        _paymentPassword = paymentPassword;
        _stranger = new(site, language);
        _newcomer = new(site, language);
        _person = new(site, language);
        _loser = new(site, language);
        _mover = new(site, language);
    }

    /// <summary>The pages, in the order in which they are looked at.</summary>
    public IReadOnlyList<TourPage> Pages => _pages;

    /// <summary>Signs in, pays for something in the shop, and finds all pages.</summary>
    /// <param name="site">Where the demo is.</param>
    /// <param name="language">In which language: "zh-CN" or "en".</param>
    /// <param name="paymentPassword">The one of the demo's person.</param>
    /// <param name="cancel">Gives up.</param>
    public static async Task<DemoTour> BeginAsync(
        Uri site, string language, string paymentPassword, CancellationToken cancel)
    {
        DemoTour tour = new(site, language, paymentPassword);
        try
        {
            await tour.SignInAsync(cancel);
            Uri paid = await tour.PayAsync(cancel);
            await tour.FindPublicAsync(cancel);
            await tour.FindNewAsync(cancel);
            await tour.FindOwnAsync(cancel);
            tour.FindShop(paid);
            return tour;
        }
        catch (HttpRequestException silent)
        {
            tour.Dispose();
            throw new UserErrorException($"{site} does not answer ({silent.Message}); start huoqi up first.", silent);
        }
        catch
        {
            tour.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        _stranger.Dispose();
        _newcomer.Dispose();
        _person.Dispose();
        _loser.Dispose();
        _mover.Dispose();
    }

    private async Task SignInAsync(CancellationToken cancel)
    {
        _ = await SignInAsync(_mover, cancel);
        string home = await SignInAsync(_person, cancel);
        Invariant.Holds(
            home.Contains("id=\"total\"", StringComparison.Ordinal), "the demo's person sees a home page of their own");
        _mall = DemoBrowser.Links(home, "http") is [string shop, ..]
            ? new(shop)
            : throw new UserErrorException($"{_site} links to no shop; is it a demo?");
    }

    // Gives the home page of the demo's person.
    private static async Task<string> SignInAsync(DemoBrowser browser, CancellationToken cancel)
    {
        string welcome = await browser.OpenAsync("/", cancel);
        _ = await browser.SendAsync(welcome, "/demo/sign-in", [], cancel);
        return await browser.OpenAsync("/", cancel);
    }

    // Gives the address of the paid order in the shop.
    private async Task<Uri> PayAsync(CancellationToken cancel)
    {
        Uri request = await BuyAsync(cancel);
        Uri review = await _person.SendAsync(
            await _person.OpenAsync(request, cancel), request.AbsolutePath, [("source", "fund")], cancel);
        _ = await _person.SendAsync(
            await _person.OpenAsync(review, cancel), review.AbsolutePath, [("digits", _paymentPassword)], cancel);
        return await OrderOfAsync(request, cancel);
    }

    /// <summary>Buys the first thing in the shop; gives the address of the page that asks for the payment.</summary>
    private async Task<Uri> BuyAsync(CancellationToken cancel)
    {
        using DemoBrowser shopper = new(_mall, "en");
        return await shopper.SendAsync(await shopper.OpenAsync("/", cancel), "/buy", [], cancel);
    }

    private async Task<Uri> OrderOfAsync(Uri request, CancellationToken cancel) => new(
        await FirstAsync(request.AbsolutePath, new Uri(_mall, "/orders/").ToString(), cancel));

    private async Task FindPublicAsync(CancellationToken cancel)
    {
        static string Nothing() => "";

        void Add(string name, string path) => _pages.Add(new(name, At(path), Nothing));

        Add("welcome", "/");
        Add("sign-in", "/sign-in");
        Add("sign-up", "/sign-up");
        Uri code = await SignUpAsync(_stranger, 13_700_000_000, cancel);
        _pages.Add(new("sign-up-code", _ => Task.FromResult(code), () => _stranger.Cookies));
        _pages.Add(new("demo-phone", At("/demo/phone"), () => _stranger.Cookies));
        Add("recover", "/recover");
        Uri proof = await RecoverAsync(cancel);
        _pages.Add(new("recover-code", _ => Task.FromResult(proof), () => _loser.Cookies));
        foreach (string paper in new[] { "/agreement/risk", "/agreement/contract", "/agreement/fees" })
        {
            Add(NameOf(paper), paper);
        }

        Add("developers", "/developers");
        foreach (string path in DemoBrowser.Links(await _stranger.OpenAsync("/developers", cancel), "/developers/"))
        {
            Add(NameOf(path), path);
        }

        _pages.Add(new("sandbox", PlayAsync, Nothing));
    }

    // Somebody with nothing yet: forms that the demo's person has behind them.
    private async Task FindNewAsync(CancellationToken cancel)
    {
        Uri code = await SignUpAsync(_newcomer, 13_710_000_000, cancel);
        Match sent = SixDigits.Match(await _newcomer.OpenAsync("/demo/phone", cancel));
        Uri start = await _newcomer.SendAsync(
            await _newcomer.OpenAsync(code, cancel), code.AbsolutePath, [("code", sent.Groups["code"].Value)], cancel);
        _pages.Add(new("new-start", _ => Task.FromResult(start), () => _newcomer.Cookies));
        foreach ((string name, string path) in new[]
        {
            ("home", "/"), ("move-in", "/move?way=in"), ("bills", "/bills"), ("agreement", "/agreement"),
            ("identity", "/me/identity"), ("cards", "/me/cards"),
            // Whoever has a factor is led to its proof instead.
            ("password", "/me/password"), ("payment-password", "/me/payment-password"), ("phone", "/me/phone"),
        })
        {
            _pages.Add(new($"new-{name}", At(path), () => _newcomer.Cookies));
        }
    }

    private async Task FindOwnAsync(CancellationToken cancel)
    {
        AddOwn("home", "/");
        AddOwn("yield", "/yield?span=1y");
        AddOwn("income", "/income");
        AddOwn("income-day", await FirstAsync("/income", "/income/", cancel));
        AddOwn("move-in", "/move?way=in");
        AddOwn("move-out", "/move?way=out");
        _pages.Add(new("confirm", WantAsync, () => _person.Cookies));
        AddOwn("pay", "/pay");
        _pages.Add(new("pay-request", BuyAsync, () => _person.Cookies));
        foreach (string path in new[] { "/send", "/send/ask", "/send/requests", "/collect", "/save", "/bills" })
        {
            AddOwn(NameOf(path), path);
        }

        AddOwn("collect-theirs", await FirstAsync("/pay", new Uri(_site, "/collect/").ToString(), cancel));
        string receipt = await FirstAsync("/bills", "/receipt/", cancel);
        AddOwn("receipt", receipt);
        AddOwn("dispute", receipt.Replace("/receipt/", "/bills/", StringComparison.Ordinal) + "/wrong");
        foreach (string path in new[] { "/statement", "/agreement", "/inbox", "/start", "/me" })
        {
            AddOwn(NameOf(path), path);
        }

        foreach (string path in DemoBrowser.Links(await _person.OpenAsync("/me", cancel), "/me/")
            .Append("/me/prove"))
        {
            if (AskForProof.Contains(path))
            {
                _pages.Add(new(NameOf(path), cancel => ProvedAsync(_person, path, cancel), () => _person.Cookies));
            }
            else
            {
                AddOwn(NameOf(path), path);
            }
        }

        _pages.Add(new("me-phone-code", ChangePhoneAsync, () => _mover.Cookies));
    }

    private void FindShop(Uri paid)
    {
        static string Nothing() => "";

        _pages.Add(new("shop", _ => Task.FromResult(_mall), Nothing));
        _pages.Add(new(
            "shop-order-open", async cancel => await OrderOfAsync(await BuyAsync(cancel), cancel), Nothing));
        _pages.Add(new("shop-order-paid", _ => Task.FromResult(paid), Nothing));
        _pages.Add(new("shop-log", _ => Task.FromResult(new Uri(_mall, "/log")), Nothing));
    }

    private async Task<string> FirstAsync(string from, string begin, CancellationToken cancel) =>
        DemoBrowser.Links(await _person.OpenAsync(from, cancel), begin) is [string first, ..]
            ? first
            : throw new UserErrorException($"{new Uri(_site, from)} has no link to {begin}.");

    private void AddOwn(string name, string path) => _pages.Add(new(name, At(path), () => _person.Cookies));

    private Func<CancellationToken, Task<Uri>> At(string path) => _ => Task.FromResult(new Uri(_site, path));

    private static string NameOf(string path) => path.Trim('/').Replace('/', '-');
}
