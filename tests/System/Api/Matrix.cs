using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
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
    private int _asked;

    private Matrix(ApiHouse house) => _house = house;

    /// <summary>Every route, those that take away last.</summary>
    public IReadOnlyList<MatrixRoute> Routes { get; private set; } = [];

    public static async Task<Matrix> StartAsync(PostgresFixture server, Func<Who, Who>? change = null)
    {
        Matrix matrix = new(await ApiHouse.StartAsync(server, options => options with
        {
            ChangeWho = change,
        }));
        await matrix.PrepareAsync();
        matrix.Routes =
        [
            .. matrix._house.House.Web.Endpoints.Select(matrix.RouteOf)
                .OrderBy(route => route.Method == "DELETE").ThenBy(route => route.Method == "POST")
                .ThenBy(route => route.Name, StringComparer.Ordinal),
        ];
        return matrix;
    }

    /// <summary>What each caller hears; the owner last, because it may change what there is.</summary>
    public async Task<string[]> AnswersAsync(MatrixRoute route)
    {
        string[] answers = new string[Callers.Length];
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
            "merchant" => (null, _merchant),
            "other merchant" => (null, _otherMerchant),
            "operator" => (await StaffAsync("operator"), null),
            "auditor" => (await StaffAsync("auditor"), (Signing?)null),
            _ => (null, null),
        };
        string path = Holes().Replace(
            route.Pattern, hole => _values.GetValueOrDefault(hole.Groups["name"].Value, "1"));
        using HttpResponseMessage answer = await _house.SendAsync(
            route.Method, path.Length == 0 ? "/" : path, route.Body, token, signing, $"k{++_asked}");
        return await WordOfAsync(route, answer);
    }

    private static async Task<string> WordOfAsync(MatrixRoute route, HttpResponseMessage answer)
    {
        int status = (int)answer.StatusCode;
        if (route.Kind == RouteKind.Api && answer.Content.Headers.ContentType?.MediaType == Problem.MediaType)
        {
            string code = JsonNode.Parse(await answer.Content.ReadAsStringAsync(
                TestContext.Current.CancellationToken))!["code"]!.GetValue<string>();
            return code switch
            {
                "not-allowed" => "403",
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
        using HttpResponseMessage made = await _house.SendAsync(
            "POST", "/api/v1/merchant/payments",
            """{"merchantOrder":"M-1","amount":"30.00","currency":"CNY","description":"a book"}""",
            signing: _merchant, key: "p1");
        // Where roles are swapped the merchant may not, and its payment is none.
        JsonNode payment = JsonNode.Parse(await made.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
        _values["payment"] = payment["id"]?.GetValue<string>() ?? Examples.Payment.ToString();
        _values["date"] = "2026-11-18";
        _values["day"] = "2026-11-18";
        _values["month"] = "2026-11";
        _values["format"] = "csv";
        _values["kind"] = "fund_contract";
        _values["confirmation"] = "none";
        _values["operation"] = OperationOut.Example.Operation;
        _values["name"] = "huoqi.css";
    }

    private readonly Dictionary<string, long> _staff = [];

    // A session opened at once: the staff's password is PBKDF2, and this is asked hundreds of times.
    private Task<string> StaffAsync(string name) => _house.TokenAsync(_staff[name]);

    [GeneratedRegex(@"\{(?<name>[a-zA-Z]+)[^}]*\}", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Holes();
}
