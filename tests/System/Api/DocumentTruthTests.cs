using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Huoqi.Acquiring;
using Huoqi.Web;
using Xunit;

namespace Huoqi.SystemTests.Api;

/// <summary>Whoever builds a client from the document alone is not refused for what it does not say.</summary>
public sealed partial class DocumentTruthTests(PostgresFixture server)
{
    private const string Payments = "/api/v1/merchant/payments";

    [Fact]
    public async Task A_request_signed_as_the_document_says_is_good_and_with_any_part_less_it_is_not()
    {
        await using ApiHouse house = await ApiHouse.StartAsync(server);
        JsonNode document = await DocumentAsync(house);
        string says = document["components"]!["securitySchemes"]!["signature"]!["description"]!.GetValue<string>();
        string[] covered = [.. Component().Matches(says).Select(match => match.Value).Distinct()];
        GroupCollection lengths = NonceLengths().Match(says).Groups;
        (int least, int most) = (int.Parse(lengths["least"].Value), int.Parse(lengths["most"].Value));
        Assert.Equal(SignatureStatus.Valid, StatusOf(covered, least));
        Assert.Equal(SignatureStatus.Valid, StatusOf(covered, most));
        Assert.Equal(SignatureStatus.ParameterMissing, StatusOf(covered, least - 1));
        Assert.Equal(SignatureStatus.ParameterMissing, StatusOf(covered, most + 1));
        Assert.All(covered, one => Assert.Equal(
            (one, SignatureStatus.CoversTooLittle),
            (one, StatusOf([.. covered.Where(other => other != one)], least))));
    }

    [Fact]
    public async Task The_limits_of_a_payment_are_those_that_its_act_checks()
    {
        await using ApiHouse house = await ApiHouse.StartAsync(server);
        Signing shop = await house.MerchantAsync(1);
        JsonNode schemas = (await DocumentAsync(house))["components"]!["schemas"]!;
        JsonNode members = schemas["NewPaymentRequest"]!["properties"]!;
        int key = 0;
        foreach (string member in (string[])["merchantOrder", "description", "items"])
        {
            int longest = members[member]!["maxLength"]!.GetValue<int>();
            Assert.Equal("", await RefusedAsync(longest));
            Assert.Equal($"invalid-text /{member}", await RefusedAsync(longest + 1));

            async Task<string> RefusedAsync(int length)
            {
                JsonObject body = Body($"M-{++key}");
                body[member] = new string('x', length);
                return await SentAsync(body);
            }
        }

        (string Member, string Value, string Code)[] others =
        [
            ("returnUrl", $"https://mall.example/{new string('x', CreatePayment.LongestReturnUrl)}", "invalid-address"),
            ("amount", "1000000.01", "invalid-amount"),
            ("expiresAt", "2100-01-01T00:00:00Z", "invalid-expiry"),
        ];
        foreach ((string member, string value, string code) in others)
        {
            JsonObject body = Body($"M-{++key}");
            body[member] = value;
            Assert.Equal($"{code} /{member}", await SentAsync(body));
            Assert.NotNull(members[member]!["description"]);
        }

        // What is asked for has no sign; what is told may have one.
        Assert.DoesNotMatch(PatternOf(schemas, members["amount"]!), "-1.00");
        Assert.Matches(PatternOf(schemas, members["amount"]!), "1.00");
        Assert.Matches(PatternOf(schemas, schemas["Settlement"]!["properties"]!["net"]!), "-1.00");
        Assert.DoesNotContain(MemberLimits.All, limit =>
            schemas[SchemaNames.NameOf(limit.Shape)]?["properties"]?[limit.Member]?["description"] is null);

        async Task<string> SentAsync(JsonObject body)
        {
            HttpResponseMessage answer = await house.SendAsync(
                "POST", Payments, body.ToJsonString(), signing: shop, key: $"k-{key}");
            JsonNode said = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
            return answer.StatusCode == HttpStatusCode.Created
                ? ""
                : $"{said["code"]} {said["fields"]?[0]?["pointer"]}";
        }
    }

    [Fact]
    public async Task The_headers_that_a_caller_goes_by_are_in_the_document_and_in_the_answers()
    {
        await using ApiHouse house = await ApiHouse.StartAsync(server);
        Signing shop = await house.MerchantAsync(1);
        JsonNode answers = (await DocumentAsync(house))["paths"]![Payments]!["post"]!["responses"]!;
        Assert.NotNull(answers["201"]!["headers"]!["Location"]);
        Assert.NotNull(answers["201"]!["headers"]!["Idempotency-Replayed"]);
        Assert.NotNull(answers["202"]!["headers"]!["Location"]);
        foreach (string status in (string[])["202", "409", "429", "503"])
        {
            Assert.NotNull(answers[status]!["headers"]!["Retry-After"]);
        }

        Assert.Null(answers["429"]!["headers"]!["Idempotency-Replayed"]);
        string body = Body("M-1").ToJsonString();
        for (int sent = 0; sent < 2; sent++)
        {
            HttpResponseMessage made = await house.SendAsync("POST", Payments, body, signing: shop, key: "k");
            string id = (await ApiHouse.BodyOfAsync(made))["id"]!.GetValue<string>();
            Assert.Equal($"{Payments}/{id}", made.Headers.Location!.OriginalString);
            Assert.Equal(sent == 1, made.Headers.Contains("Idempotency-Replayed"));
        }
    }

    [Fact]
    public void A_503_is_not_said_to_have_done_nothing() => Assert.Contains(
        "503: it is not known",
        Assert.Single(DeveloperTexts.KeyRules, rule => rule.En.Contains("503", StringComparison.Ordinal)).En,
        StringComparison.Ordinal);

    private static async Task<JsonNode> DocumentAsync(ApiHouse house) =>
        await ApiHouse.BodyOfAsync(await house.SendAsync("GET", "/openapi/v1.json"));

    private static JsonObject Body(string order) => new()
    {
        ["merchantOrder"] = order,
        ["amount"] = "30.00",
        ["currency"] = "CNY",
        ["description"] = "一本书",
    };

    private static string PatternOf(JsonNode schemas, JsonNode member) =>
        (member["$ref"] is { } reference ? schemas[reference.GetValue<string>().Split('/')[^1]]! : member)
        ["pattern"]!.GetValue<string>();

    /// <summary>What the verifier says of a POST with body and key, before it looks for the key of the signature.
    /// </summary>
    private static SignatureStatus StatusOf(string[] covered, int nonce)
    {
        string list = string.Join(' ', covered.Select(one => $"\"{one}\""));
        SignedRequest request = new(
            "POST", "https", "pay.example", Payments, "",
            [
                new("Idempotency-Key", "k-1"),
                new("Content-Digest", SignatureExample.Digest),
                new("Signature-Input", $"sig=({list});created={SignatureExample.Created};"
                    + $"nonce=\"{new string('n', nonce)}\";keyid=\"mk_1\";alg=\"hmac-sha256\""),
                new("Signature", "sig=:AA==:"),
            ],
            Encoding.UTF8.GetBytes(SignatureExample.Body));
        _ = HttpSignatures.Read(request, out SignatureStatus status);
        return status;
    }

    [GeneratedRegex("@[a-z]+|content-digest|idempotency-key", RegexOptions.NonBacktracking)]
    private static partial Regex Component();

    [GeneratedRegex(
        "nonce, (?<least>[0-9]+) to (?<most>[0-9]+) characters",
        RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex NonceLengths();
}
