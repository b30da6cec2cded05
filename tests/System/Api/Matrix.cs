using System.Text.Json;
using System.Text.RegularExpressions;
using Huoqi.Web;
using Microsoft.AspNetCore.Routing;

namespace Huoqi.SystemTests.Api;

/// <summary>A route as the matrix asks it.</summary>
/// <param name="Name">"POST /api/v1/goals".</param>
/// <param name="Method">Its method.</param>
/// <param name="Pattern">Its template.</param>
/// <param name="Kind">How it refuses.</param>
/// <param name="Declared">Who may call it, as the program that runs declares it.</param>
/// <param name="Takes">The document's example of what is sent; null for none.</param>
internal sealed record MatrixRoute(
    string Name, string Method, string Pattern, RouteKind Kind, Who Declared, TakesExample? Takes)
{
    /// <summary>That example, as it is sent.</summary>
    public string? Body { get; } =
        Takes is null ? null : JsonSerializer.Serialize(Takes.Value, Takes.Type, ApiJson.Options);
}

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
    private readonly Dictionary<string, long> _staff = [];
    private readonly MatrixForms _forms;
    private MatrixPair? _pair;
    private MatrixAsk? _ask;
    private long _owner;
    private long _otherPerson;
    private Signing _merchant = null!;
    private Signing _otherMerchant = null!;
    private Signing _sandbox = null!;
    private Signing _otherSandbox = null!;
    private int _asked;

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
            .. matrix._house.House.Web.Endpoints.Select(RouteOf)
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

    public ValueTask DisposeAsync()
    {
        _pair?.Dispose();
        return _house.DisposeAsync();
    }

    private async Task<string> AskAsync(MatrixRoute route, string caller)
    {
        (string? token, Signing? signing) = caller switch
        {
            "owner" => (_ask?.Owner ?? await _house.TokenAsync(_owner), null),
            "other person" => (_ask?.Other ?? await _house.TokenAsync(_otherPerson), null),
            // What is played is played with sandbox keys; that a live key plays nothing has a test of its own.
            "merchant" => (null, IsPlayed(route) ? _sandbox : _merchant),
            "other merchant" => (null, IsPlayed(route) ? _otherSandbox : _otherMerchant),
            "operator" => (await StaffAsync("operator"), null),
            "auditor" => (await StaffAsync("auditor"), (Signing?)null),
            _ => (null, null),
        };
        string path = Holes().Replace(route.Pattern, hole => ValueOf(route, hole.Groups["name"].Value))
            + (route.Name == "GET /statement/file" ? "?format=csv" : "");
        // The two of the pair are other people, who have forms of their own.
        string who = _ask is null ? caller : $"{caller} of the pair";
        (string? body, string? cookie) = route.Kind == RouteKind.Form
            ? await _forms.BodyAsync(route.Name, who, token, name => ValueOf(route, name))
            : (BodyOf(route), null);
        using HttpResponseMessage answer = await _house.SendAsync(
            route.Method, path.Length == 0 ? "/" : path, body, token, signing, $"k{++_asked}", cookie);
        string word = await MatrixWords.OfAsync(route, answer);
        // Whose a message is stands in no answer: what came of it tells.
        return word == "in" && MarksMessage(route) && !await IsMessageReadAsync() ? MatrixWords.None : word;
    }

    private static bool IsPlayed(MatrixRoute route) =>
        route.Pattern.StartsWith("/api/v1/merchant/sandbox/", StringComparison.Ordinal);

    private static bool MarksMessage(MatrixRoute route) =>
        route.Name is "POST /inbox/read" or "PUT /api/v1/inbox/{message:long:min(1)}/read";

    // What there is of the owner's, and a friend who is there, and not those of the document's examples.
    private string? BodyOf(MatrixRoute route) => _ask?.Body ?? route.Name switch
    {
        "POST /api/v1/disputes" or "POST /api/v1/money-requests" => route.Body!
            .Replace(Examples.Order.ToString(), _values["order"], StringComparison.Ordinal)
            .Replace("1000002", _values["person"], StringComparison.Ordinal),
        "POST /api/v1/merchant/webhooks/{endpoint}/replay"
            or "POST /api/v1/staff/merchants/{merchant:long:min(1)}/deliveries/replay" => route.Body!
            .Replace("evt_7_1_42", _values["event"], StringComparison.Ordinal)
            .Replace("we_1", _values["endpoint"], StringComparison.Ordinal),
        _ => route.Body,
    };

    // A route may have something of its own, which its act may take away.
    private string ValueOf(MatrixRoute route, string name) => _ask?.Values.GetValueOrDefault(name)
        ?? _values.GetValueOrDefault($"{route.Name} {name}") ?? CommonValueOf(route, name);

    private string CommonValueOf(MatrixRoute route, string name) => _values.GetValueOrDefault(
        IsPlayed(route) || route.Pattern.StartsWith("/sandbox/", StringComparison.Ordinal) ? $"played {name}" : name,
        "1");

    private static MatrixRoute RouteOf(RouteEndpoint route)
    {
        Access access = route.Metadata.GetMetadata<Access>()!;
        string method = route.Metadata.GetMetadata<IHttpMethodMetadata>()!.HttpMethods[0];
        string pattern = route.RoutePattern.RawText!;
        return new(
            $"{method} {pattern}", method, pattern, access.Kind, access.Who,
            route.Metadata.GetMetadata<TakesExample>());
    }

    // A session opened at once: the staff's password is PBKDF2, and this is asked hundreds of times.
    private Task<string> StaffAsync(string name) => _house.TokenAsync(_staff[name]);

    [GeneratedRegex(@"\{(?<name>[a-zA-Z]+)[^}]*\}", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Holes();
}
