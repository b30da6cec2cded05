using System.Text.Json.Nodes;
using Huoqi.Web;
using Xunit;

namespace Huoqi.SystemTests.Api;

/// <summary>Whoever knows the document knows every problem that an act of money and a signature can be answered.
/// </summary>
public sealed class DeclaredProblemsTests(PostgresFixture server)
{
    /// <summary>The addresses of the acts, and what each is called where a confirmation is asked for.</summary>
    private static readonly (string Path, string Act)[] Acts =
    [
        ("/api/v1/top-ups", Wanted.TopUp.Name),
        ("/api/v1/withdrawals", Wanted.Withdraw.Name),
        ("/api/v1/subscriptions", Wanted.Subscribe.Name),
        ("/api/v1/redemptions", Wanted.Redeem.Name),
        ("/api/v1/purchases", Wanted.Pay.Name),
        ("/api/v1/transfers", Wanted.Send.Name),
        ("/api/v1/money-requests/payments", Wanted.AnswerRequest.Name),
    ];

    private static readonly string[] OfEveryAct =
    [
        "account-frozen", "account-not-open", "confirmation-changed", "confirmation-expired", "confirmation-not-found",
        "confirmation-not-proved", "confirmation-used", "factor-blocked", "factor-missing", "key-reused",
        "limit-exceeded", "state-changed", "too-many-requests",
    ];

    [Fact]
    public async Task Every_refusal_of_an_act_is_declared_where_it_can_be_answered()
    {
        await using ApiHouse house = await ApiHouse.StartAsync(server);
        JsonNode paths = await PathsAsync(house);
        HashSet<string> somewhere = [];
        foreach ((string path, _) in Acts)
        {
            HashSet<string> declared = DeclaredBy(paths[path]!["post"]!);
            Assert.Equal((path, ""), (path, string.Join(' ', OfEveryAct.Except(declared))));
            somewhere.UnionWith(declared);
        }

        Assert.Empty(Enum.GetValues<ActStatus>().Where(status => status > ActStatus.TryAgain)
            .Select(status => Problems.Of(status).Code).Except(somewhere));
        Assert.DoesNotContain("payment-expired", DeclaredBy(paths["/api/v1/top-ups"]!["post"]!));
        Assert.DoesNotContain("card-not-found", DeclaredBy(paths["/api/v1/transfers"]!["post"]!));
    }

    [Fact]
    public async Task What_an_act_is_refused_with_is_what_its_operation_declares()
    {
        await using ApiHouse house = await ApiHouse.StartAsync(server);
        string token = await house.TokenAsync(await house.PersonAsync("13800000001"));
        JsonNode paths = await PathsAsync(house);
        HashSet<string> heard = [];
        foreach ((string path, string act) in Acts)
        {
            JsonNode operation = paths[path]!["post"]!;
            JsonObject body = operation["requestBody"]!["content"]!["application/json"]!["example"]!.AsObject();
            await RefusedAsync("unknown");
            JsonObject asked = new() { ["act"] = act };
            foreach ((string member, JsonNode? value) in body.Where(member => member.Key != "confirmation"))
            {
                asked[member] = value?.DeepClone();
            }

            JsonNode made = await ApiHouse.BodyOfAsync(await house.SendAsync(
                "POST", "/api/v1/confirmations", asked.ToJsonString(), token));
            await RefusedAsync(made["confirmation"]!.GetValue<string>());

            async Task RefusedAsync(string confirmation)
            {
                body["confirmation"] = confirmation;
                string code = await ApiHouse.CodeOfAsync(await house.SendAsync(
                    "POST", path, body.ToJsonString(), token, key: $"{act}-{confirmation}"));
                Assert.True(DeclaredBy(operation).Contains(code), $"{path} answers {code}");
                heard.Add(code);
            }
        }

        // It got past the confirmation: to cards, payees, payments and requests.
        Assert.InRange(heard.Count, 5, int.MaxValue);
    }

    [Fact]
    public async Task What_can_be_wrong_with_a_signature_is_declared_wherever_one_may_sign()
    {
        await using ApiHouse house = await ApiHouse.StartAsync(server);
        string[] ofSignatures = [.. Problems.OfSignatures.Select(page => page.Problem.Code)];
        int signed = 0;
        foreach ((string path, JsonNode? item) in (await PathsAsync(house)).AsObject())
        {
            foreach ((string method, JsonNode? operation) in item!.AsObject())
            {
                bool isSigned = (operation!["security"]?.AsArray() ?? [])
                    .Any(way => way!.AsObject().ContainsKey("signature"));
                string[] lacking = [.. ofSignatures.Except(DeclaredBy(operation))];
                Assert.True(
                    isSigned ? lacking.Length == 0 : lacking.Length == ofSignatures.Length,
                    $"{method} {path}: {string.Join(' ', lacking)}");
                signed += isSigned ? 1 : 0;
            }
        }

        Assert.InRange(signed, 15, int.MaxValue);
        Signing shop = await house.MerchantAsync(1);
        Assert.Equal("key-unknown", await ApiHouse.CodeOfAsync(await house.SendAsync(
            "GET", "/api/v1/merchant/payments", signing: shop with { KeyId = "mk_0" })));
    }

    private static async Task<JsonNode> PathsAsync(ApiHouse house) =>
        (await ApiHouse.BodyOfAsync(await house.SendAsync("GET", "/openapi/v1.json")))["paths"]!;

    private static HashSet<string> DeclaredBy(JsonNode operation) =>
        [.. operation["responses"]!.AsObject().SelectMany(answer => CodesOf(answer.Value!))];

    private static IEnumerable<string> CodesOf(JsonNode answer) =>
        answer["content"]?["application/problem+json"]?["examples"]?.AsObject().Select(example => example.Key) ?? [];
}
