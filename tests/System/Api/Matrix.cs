using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Huoqi.Acquiring;
using Huoqi.Customers;
using Huoqi.Identity;
using Huoqi.Web;
using Microsoft.AspNetCore.Routing;
using Xunit;

namespace Huoqi.SystemTests.Api;

/// <summary>A route as the matrix asks it.</summary>
/// <param name="Name">"POST /api/v1/goals".</param>
/// <param name="Method">Its method.</param>
/// <param name="Pattern">Its template.</param>
/// <param name="Kind">How it refuses.</param>
/// <param name="Declared">Who may call it, as the program that runs declares it.</param>
/// <param name="Body">What is sent; null for none.</param>
internal sealed record MatrixRoute(
    string Name, string Method, string Pattern, RouteKind Kind, Who Declared, string? Body);

/// <summary>
/// Every kind of caller and something of the owner's to ask for. Each question comes in a session of its own, so that
/// one that ends sessions ends nobody else's.
/// </summary>
internal sealed partial class Matrix : IAsyncDisposable
{
    /// <summary>The columns of the table.</summary>
    public static readonly string[] Callers =
        ["anonymous", "owner", "other person", "merchant", "other merchant", "operator", "auditor"];

    private readonly ApiHouse _house;
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);
    private long _owner;
    private long _otherPerson;
    private Signing _merchant = null!;
    private Signing _otherMerchant = null!;
    private Signing _sandbox = null!;
    private Signing _otherSandbox = null!;
    private int _asked;
    private readonly MatrixForms _forms;

    private Matrix(ApiHouse house, bool rolesAreSwapped)
    {
        _house = house;
        _forms = new(house, rolesAreSwapped);
    }

    /// <summary>Every route, those that take away last.</summary>
    public IReadOnlyList<MatrixRoute> Routes { get; private set; } = [];

    public static async Task<Matrix> StartAsync(PostgresFixture server, Func<Who, Who>? change = null)
    {
        Matrix matrix = new(await ApiHouse.StartAsync(server, options => options with
        {
            ChangeWho = change,
        }), change is not null);
        matrix.Routes =
        [
            .. matrix._house.House.Web.Endpoints.Select(matrix.RouteOf)
                .OrderBy(route => route.Method == "DELETE").ThenBy(route => route.Method == "POST")
                .ThenBy(route => route.Name, StringComparer.Ordinal),
        ];
        await matrix.PrepareAsync();
        return matrix;
    }

    /// <summary>What each caller hears; the owner last, because it may change what there is.</summary>
    public async Task<string[]> AnswersAsync(MatrixRoute route)
    {
        string[] answers = new string[Callers.Length];
        await RenewAsync(route);
        for (int caller = Callers.Length - 1; caller >= 0; caller--)
        {
            // Right to left, but the owner at the end.
            int place = caller == 0 ? 1 : caller == 1 ? 0 : caller;
            answers[place] = await AskAsync(route, Callers[place]);
        }

        return answers;
    }

    public ValueTask DisposeAsync() => _house.DisposeAsync();

    private async Task<string> AskAsync(MatrixRoute route, string caller)
    {
        (string? token, Signing? signing) = caller switch
        {
            "owner" => (await _house.TokenAsync(_owner), null),
            "other person" => (await _house.TokenAsync(_otherPerson), null),
            // What is played is played with sandbox keys; that a live key plays nothing has a test of its own.
            "merchant" => (null, IsPlayed(route) ? _sandbox : _merchant),
            "other merchant" => (null, IsPlayed(route) ? _otherSandbox : _otherMerchant),
            "operator" => (await StaffAsync("operator"), null),
            "auditor" => (await StaffAsync("auditor"), (Signing?)null),
            _ => (null, null),
        };
        string path = Holes().Replace(route.Pattern, hole => ValueOf(route, hole.Groups["name"].Value))
            + (route.Name == "GET /statement/file" ? "?format=csv" : "");
        (string? body, string? cookie) = route.Kind == RouteKind.Form
            ? await _forms.BodyAsync(route.Name, caller, token, name => ValueOf(route, name))
            : (BodyOf(route), null);
        using HttpResponseMessage answer = await _house.SendAsync(
            route.Method, path.Length == 0 ? "/" : path, body, token, signing, $"k{++_asked}", cookie);
        return await WordOfAsync(route, answer);
    }

    private static bool IsPlayed(MatrixRoute route) =>
        route.Pattern.StartsWith("/api/v1/merchant/sandbox/", StringComparison.Ordinal);

    // An entry that is the owner's and a friend who is there, and not those of the document's examples.
    private string? BodyOf(MatrixRoute route) => route.Name is "POST /api/v1/disputes" or "POST /api/v1/money-requests"
        ? route.Body!.Replace(Examples.Order.ToString(), _values["order"], StringComparison.Ordinal)
            .Replace("1000002", _values["person"], StringComparison.Ordinal) : route.Body;

    // What an earlier row may have ended is made anew for the row that asks for it.
    private async Task RenewAsync(MatrixRoute route)
    {
        if (route.Name.Contains("{session", StringComparison.Ordinal) || route.Name == "POST /me/devices/sign-out")
        {
            _values["session"] = (await _house.TokenAsync(_owner)).Split('.')[1];
        }
    }

    // A route may have something of its own, which its act may take away.
    private string ValueOf(MatrixRoute route, string name) =>
        _values.TryGetValue($"{route.Name} {name}", out string? own) ? own : CommonValueOf(route, name);

    private string CommonValueOf(MatrixRoute route, string name) => _values.GetValueOrDefault(
        IsPlayed(route) || route.Pattern.StartsWith("/sandbox/", StringComparison.Ordinal) ? $"played {name}" : name,
        "1");

    private static async Task<string> WordOfAsync(MatrixRoute route, HttpResponseMessage answer)
    {
        int status = (int)answer.StatusCode;
        if (route.Kind == RouteKind.Api && answer.Content.Headers.ContentType?.MediaType == Problem.MediaType)
        {
            string code = JsonNode.Parse(await answer.Content.ReadAsStringAsync(
                TestContext.Current.CancellationToken))!["code"]!.GetValue<string>();
            return code switch
            {
                "not-allowed" or "sandbox-only" => "403",
                "unauthenticated" or "key-unknown" => "401",
                "not-found" or "payment-not-found" => "404",
                _ when status >= 500 => $"{status}",
                _ when code.StartsWith("signature-", StringComparison.Ordinal) => "401",
                _ => "in",
            };
        }

        return answer.StatusCode switch
        {
            HttpStatusCode.SeeOther when answer.Headers.Location!.ToString()
                .StartsWith("/sign-in?back=", StringComparison.Ordinal) => "sign-in",
            HttpStatusCode.Forbidden => "no",
            HttpStatusCode.NotFound => "404",
            >= HttpStatusCode.InternalServerError => $"{status}",
            _ => "in",
        };
    }

    private MatrixRoute RouteOf(RouteEndpoint route)
    {
        Access access = route.Metadata.GetMetadata<Access>()!;
        string method = route.Metadata.GetMetadata<IHttpMethodMetadata>()!.HttpMethods[0];
        string pattern = route.RoutePattern.RawText!;
        TakesExample? takes = route.Metadata.GetMetadata<TakesExample>();
        string? body = takes is null ? null : JsonSerializer.Serialize(takes.Value, takes.Type, ApiJson.Options);
        return new($"{method} {pattern}", method, pattern, access.Kind, access.Who, body);
    }

    /// <summary>Something of everything that an address can name, and all of it the owner's.</summary>
    private async Task PrepareAsync()
    {
        AppParts parts = _house.House.Parts;
        _owner = await _house.PersonAsync("13800000001");
        _otherPerson = await _house.PersonAsync("13800000002");
        _merchant = await _house.MerchantAsync(1);
        _otherMerchant = await _house.MerchantAsync(2);
        _sandbox = await _house.MerchantAsync(1, sandbox: true);
        _otherSandbox = await _house.MerchantAsync(2, sandbox: true);
        foreach ((string name, AccountKind kind) in
            ((string, AccountKind)[])[("operator", AccountKind.Operator), ("auditor", AccountKind.Auditor)])
        {
            (IdentityStatus _, long number) = await new Operators(parts.Identity)
                .CreateAsync(name, kind, "four words make one", TestContext.Current.CancellationToken);
            _staff[name] = number;
        }

        _values["order"] = (await _house.OrderOfAsync(_owner)).ToString();
        _values["no"] = _values["order"];
        _values["goal"] = $"{(await new Goals(parts.Customers).AddAsync(_owner, "旅行", new(100), by: null)).Number}";
        BankCard card = await new BankCards(parts.Customers).KeepAsync(_owner, "工商银行", "0018", "card-1");
        _values["card"] = $"{card.Number}";
        (CustomerStatus _, Dispute? dispute) = await new Disputes(parts.Customers)
            .OpenAsync(_owner, await _house.OrderOfAsync(_owner), "wrong");
        _values["dispute"] = $"{dispute?.Number ?? 1}";
        _values["person"] = $"{_owner}";
        (CustomerStatus _, long request) = await new MoneyRequests(parts.Customers)
            .AskAsync(_owner, "r1", _otherPerson, new(100), "lunch");
        _values["request"] = $"{request}";
        _values["payment"] = await PaymentAsync(_merchant);
        _values["played payment"] = await PaymentAsync(_sandbox);
        _values["played request"] = _values["played payment"];
        _values["date"] = "2026-11-18";
        _values["day"] = "2026-11-18";
        _values["month"] = "2026-11";
        _values["format"] = "csv";
        _values["kind"] = "fund_contract";
        _values["confirmation"] = "none";
        // Whose an operation is comes from who asks: with the same key everybody hears of their own.
        _values["operation"] = Operations.NotKnown(
            Wallet.WalletActs.TopUp, parts.ShardOf(_owner), "k1").Location!.Split('/')[^1];
        _values["name"] = parts.Assets.PathOf("huoqi.css")["/assets/".Length..];
        await PrepareMoreAsync(parts);
    }

    // Not here, because they come from elsewhere than a request: a day's income (the night's run gives it;
    // IncomeTests), a delivery to replay (a worker sends it; WebhookDeliveryTests), a passkey (an authenticator makes
    // it; SignInTests).
    private async Task PrepareMoreAsync(AppParts parts)
    {
        _ = await _house.PersonAsync("13900000001");
        _values["offer"] = ConsentOffer.All[0].Code;
        _values["source"] = $"{Enum.GetValues<KycSource>()[^1]}";
        _values["amount"] = "0.01";
        _values["area"] = "money";
        foreach (string act in (string[])["pay", "decline", "withdraw"])
        {
            _values[$"POST /send/requests/{{number}}/{act} number"] = _values["request"];
        }

        // What a shop asks for may be paid by whoever has its code.
        _values["GET /pay/{request} request"] = _values["POST /pay/{request} request"] = _values["payment"];
        _values["document"] = Papers.All[0].Name;
        using CollectCode codes = new(parts.Identity.Pepper);
        _values["code"] = codes.Of(_owner);
        _ = await new SavingPerPayment(parts.Customers).SetAsync(_owner, new(100));
        _ = await new NightlySweep(parts.Customers).SetAsync(_owner, new(10_000));
        Consents consents = new(parts.Identity);
        _ = await consents.GrantAsync(_owner, "payments", "credit-score", "2026-01");
        _ = await consents.GrantAsync(_owner, "payments", "offers", "2026-01");
        IReadOnlyList<Consent> granted = await consents.ListAsync(_owner);
        _values["consent"] = $"{granted[0].Number}";
        _values["POST /me/consents/revoke consent"] = $"{granted[^1].Number}";
        BankCard card = await new BankCards(parts.Customers).KeepAsync(_owner, "工商银行", "0026", "card-2");
        _values["POST /me/cards/remove card"] = $"{card.Number}";
        Goals goals = new(parts.Customers);
        foreach (string act in (string[])["assign", "delete"])
        {
            (CustomerStatus _, long number) = await goals.AddAsync(_owner, act, new(100), by: null);
            _values[$"POST /save/goals/{{number}}/{act} number"] = $"{number}";
        }

        _ = await _house.MerchantAsync(3);
        foreach (string revoke in (string[])
        [
            "POST /staff/merchants/{merchant}/keys/revoke",
            "DELETE /api/v1/staff/merchants/{merchant:long:min(1)}/keys/{key}",
        ])
        {
            IssuedKey key = await new MerchantKeys(parts.Acquiring).IssueSecretAsync(3, sandbox: true);
            _values[$"{revoke} key"] = key.Key!.Id;
            _values[$"{revoke} merchant"] = "3";
        }

        IssuedEndpoint endpoint = await new WebhookEndpoints(parts.Acquiring, new(OutboundGuard.BySystem)).AddAsync(
            new(1), "https://mall.example/huoqi");
        _values["endpoint"] = endpoint.Endpoint?.Id ?? "none";
        string? ask = Routes.Count > 0 ? Routes.Single(route => route.Name == "POST /api/v1/confirmations").Body : null;
        using HttpResponseMessage asked = await _house.SendAsync(
            "POST", "/api/v1/confirmations", ask, await _house.TokenAsync(_owner), key: "confirmation");
        // Where roles are swapped the owner may not, and there is none.
        JsonNode confirmation = JsonNode.Parse(
            await asked.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
        _values["confirmation"] = confirmation["confirmation"]?.GetValue<string>() ?? "none";
        _values["id"] = _values["confirmation"];
    }

    private async Task<string> PaymentAsync(Signing signing)
    {
        using HttpResponseMessage made = await _house.SendAsync(
            "POST", "/api/v1/merchant/payments",
            """{"merchantOrder":"M-1","amount":"30.00","currency":"CNY","description":"a book"}""",
            signing: signing, key: "p1");
        // Where roles are swapped the merchant may not, and its payment is none.
        JsonNode payment = JsonNode.Parse(await made.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
        return payment["id"]?.GetValue<string>() ?? Examples.Payment.ToString();
    }

    private readonly Dictionary<string, long> _staff = [];

    // A session opened at once: the staff's password is PBKDF2, and this is asked hundreds of times.
    private Task<string> StaffAsync(string name) => _house.TokenAsync(_staff[name]);

    [GeneratedRegex(@"\{(?<name>[a-zA-Z]+)[^}]*\}", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Holes();
}
