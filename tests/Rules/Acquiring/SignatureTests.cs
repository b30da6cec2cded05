using System.Security.Cryptography;
using System.Text;
using Huoqi.Acquiring;
using Huoqi.Client;
using Xunit;

namespace Huoqi.RulesTests;

/// <summary>RFC 9421, 8941 and 9530 by their own vectors, and the client's signing against the verifier's
/// reading.</summary>
public sealed class SignatureTests
{
    [Fact]
    public void The_vectors_of_the_RFC_are_right_and_each_change_makes_them_wrong()
    {
        foreach (Vector v in Rfc9421Vectors.All)
        {
            SfMember input = Only(v.Input);
            Assert.Equal(v.Input, $"{input.Key}={input.Write()}");
            Assert.True(SignatureBase.TryMake(v.Message, input, out string? text, v.Status), v.Section);
            Assert.True(IsRight(v, text), v.Section);
            Assert.False(IsRight(v, text + " "), v.Section);
            SfMember later = Only(v.Input.Replace("1618884473", "1618884474", StringComparison.Ordinal));
            Assert.True(SignatureBase.TryMake(v.Message, later, out string? other, v.Status));
            Assert.False(IsRight(v, other), v.Section);
        }

        static bool IsRight(Vector v, string text)
        {
            byte[] signature = Convert.FromBase64String(v.Signature);
            if (v.Algorithm is { } offered)
            {
                return SignatureCheck.IsRight(
                    offered, Rfc9421Vectors.EccP256, Rfc9421Vectors.SharedSecret, text, signature);
            }

            // Nobody signs with RSA here, but its vectors are those that say most about the base.
            using RSA key = RSA.Create();
            key.ImportFromPem(Rfc9421Vectors.RsaPss);
            return key.VerifyData(
                Encoding.UTF8.GetBytes(text), signature, HashAlgorithmName.SHA512, RSASignaturePadding.Pss);
        }
    }

    [Fact]
    public void The_base_of_every_component_is_written_as_the_RFC_says()
    {
        SignedRequest request = Rfc9421Vectors.Request with
        {
            Authority = "EXAMPLE.com:443",
            Query = "?a=1&b=x+y%2B&queryString&%66=%E6%B4%BB",
            Fields = [new("X-List", "  one "), new("x-list", "two\t"), new("Empty", "")],
        };
        SfMember input = Only("""
            s=("@method" "@target-uri" "@authority" "@scheme" "@request-target" "@path" "@query"
             "@query-param";name="b" "@query-param";name="queryString" "@query-param";name="f" "x-list" "empty")
            """.Replace("\r", "", StringComparison.Ordinal).Replace("\n", "", StringComparison.Ordinal));
        Assert.True(SignatureBase.TryMake(request, input, out string? text));
        Assert.Equal(
            [
                "\"@method\": POST",
                "\"@target-uri\": " + "https://" + "example.com/foo?a=1&b=x+y%2B&queryString&%66=%E6%B4%BB",
                "\"@authority\": example.com", "\"@scheme\": https",
                "\"@request-target\": /foo?a=1&b=x+y%2B&queryString&%66=%E6%B4%BB", "\"@path\": /foo",
                "\"@query\": ?a=1&b=x+y%2B&queryString&%66=%E6%B4%BB", "\"@query-param\";name=\"b\": x%20y%2B",
                "\"@query-param\";name=\"queryString\": ", "\"@query-param\";name=\"f\": %E6%B4%BB",
                "\"x-list\": one, two", "\"empty\": ",
            ],
            text.Split('\n')[..^1]);
    }

    [Theory]
    [InlineData("(\"missing\")")]
    [InlineData("(\"Date\")")]
    [InlineData("(\"date\" \"date\")")]
    [InlineData("(\"date\";bs)")]
    [InlineData("(\"@status\")")]
    [InlineData("(\"@query-param\")")]
    [InlineData("(\"@query-param\";name=\"none\")")]
    [InlineData("(\"@what\")")]
    [InlineData("(date)")]
    public void A_component_that_is_missing_twice_or_not_offered_makes_no_base(string list) =>
        Assert.False(SignatureBase.TryMake(Rfc9421Vectors.Request, Only($"s={list}"), out _));

    [Theory]
    [InlineData("a=1", "1")]
    [InlineData("a=-999999999999999;x", "-999999999999999;x")]
    [InlineData("a=\"q\\\"b\\\\\";b=:aGk=:", "\"q\\\"b\\\\\";b=:aGk=:")]
    [InlineData("a=tok/en:x;q=1.25", "tok/en:x;q=1.25")]
    [InlineData("a;b=?0", "?1;b=?0")]
    [InlineData("a=?1", "?1")]
    [InlineData("a=(  \"x\"   \"y\";k=1 );z=t", "(\"x\" \"y\";k=1);z=t")]
    [InlineData("a=()", "()")]
    public void A_structured_field_is_read_and_written_again(string text, string written) =>
        Assert.Equal(written, Only(text).Write());

    [Theory]
    [InlineData("a=")]
    [InlineData("A=1")]
    [InlineData("1=1")]
    [InlineData("a=1,")]
    [InlineData("a=1,,b=2")]
    [InlineData("a=1 b=2")]
    [InlineData("a=1, a=2")]
    [InlineData("a=1;x=1;x=2")]
    [InlineData("a=1000000000000000")]
    [InlineData("a=-")]
    [InlineData("a=1.")]
    [InlineData("a=1.2345")]
    [InlineData("a=\"x")]
    [InlineData("a=\"x\\y\"")]
    [InlineData("a=\"活\"")]
    [InlineData("a=\"\u0001\"")]
    [InlineData("a=:aGk:")]
    [InlineData("a=:aG k=:")]
    [InlineData("a=:aGl=:")]
    [InlineData("a=:aGk=")]
    [InlineData("a=?2")]
    [InlineData("a=?")]
    [InlineData("a=(\"x\"\"y\")")]
    [InlineData("a=(\"x\"")]
    [InlineData("a=((\"x\"))")]
    [InlineData("a=@1")]
    [InlineData("a=1\n")]
    [InlineData("\ta=1")]
    public void What_is_no_structured_field_is_refused(string text) =>
        Assert.False(StructuredFields.TryDictionary(text, out _));

    [Fact]
    public void Texts_that_nobody_meant_end_without_an_accident()
    {
        Random random = new(9421);
        const string letters = "ab=;,()\"\\: ?1-.*@\t活";
        for (int i = 0; i < 20_000; i++)
        {
            string text = new(
                [.. Enumerable.Range(0, random.Next(24)).Select(_ => letters[random.Next(letters.Length)])]);
            if (StructuredFields.TryDictionary(text, out IReadOnlyList<SfMember>? members))
            {
                string written = string.Join(", ", members.Select(m => $"{m.Key}={m.Write()}"));
                Assert.True(StructuredFields.TryDictionary(written, out IReadOnlyList<SfMember>? again), text);
                Assert.Equal(written, string.Join(", ", again.Select(m => $"{m.Key}={m.Write()}")));
            }
        }
    }

    [Theory]
    [InlineData("sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:", true)]
    [InlineData("sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:, md5=:AA==:", true)]
    [InlineData("md5=:AA==:", false)]
    [InlineData("sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:", false)]
    [InlineData("sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:, sha-512=:AA==:", false)]
    [InlineData("sha-256=RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=", false)]
    [InlineData("sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg==:", false)]
    public void A_content_digest_is_that_of_the_body(string field, bool isRight) =>
        Assert.Equal(isRight, ContentDigest.IsOf(field, Encoding.ASCII.GetBytes("{\"hello\": \"world\"}\n")));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_the_client_signs_the_platform_can_read_and_finds_right(bool ecdsa)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        byte[] secret = RandomNumberGenerator.GetBytes(32);
        using MerchantCredentials credentials = ecdsa
            ? MerchantCredentials.OfPrivateKey("mk_x", key.ExportPkcs8PrivateKeyPem())
            : MerchantCredentials.OfSecret("mk_x", Convert.ToBase64String(secret));
        byte[] body = "{}"u8.ToArray();
        using HttpRequestMessage message = new(HttpMethod.Post, "http://127.0.0.1:81/api/v1/x?y=1");
        message.Headers.Add("Idempotency-Key", "k1");
        new RequestSigner(credentials, TimeProvider.System).Sign(message, body);
        SignedRequest request = new("POST", "http", "127.0.0.1:81", "/api/v1/x", "?y=1",
            [.. message.Headers.Select(h => new KeyValuePair<string, string>(h.Key, string.Join(", ", h.Value)))],
            body);
        HttpSignatures.Signed? signed = HttpSignatures.Read(request, out SignatureStatus status);
        Assert.Equal(SignatureStatus.Valid, status);
        SignatureAlgorithm algorithm = ecdsa ? SignatureAlgorithm.EcdsaP256Sha256 : SignatureAlgorithm.HmacSha256;
        Assert.Equal(SignatureCheck.NameOf(algorithm), signed!.Algorithm);
        Assert.True(SignatureCheck.IsRight(
            algorithm, key.ExportSubjectPublicKeyInfoPem(), secret, signed.Base, signed.Signature));
    }

    [Theory]
    [InlineData("sig=(\"@method\" \"@path\" \"@query\")", SignatureStatus.CoversTooLittle)]
    [InlineData("sig=(\"@target-uri\" \"content-digest\")", SignatureStatus.CoversTooLittle)]
    [InlineData("sig=(\"@method\" \"@target-uri\")", SignatureStatus.CoversTooLittle)]
    [InlineData("sig=(\"@method\" \"@target-uri\" \"content-digest\")", SignatureStatus.ParameterMissing)]
    [InlineData("sig=(\"@method\" \"@target-uri\" \"content-digest\");created=1;nonce=\"short\";keyid=\"k\";alg=\"a\"",
        SignatureStatus.ParameterMissing)]
    [InlineData("sig=(\"@method\" \"nothing\")", SignatureStatus.Malformed)]
    [InlineData("sig=1", SignatureStatus.Malformed)]
    [InlineData("sig=(", SignatureStatus.Malformed)]
    [InlineData("other=(\"@method\")", SignatureStatus.Missing)]
    [InlineData("sig=(\"@method\"), two=(\"@path\")", SignatureStatus.Missing)]
    [InlineData(null, SignatureStatus.Missing)]
    public void What_a_signature_lacks_is_said(string? input, SignatureStatus expected)
    {
        List<KeyValuePair<string, string>> fields = [.. Rfc9421Vectors.Request.Fields, new("Signature", "sig=:AA==:")];
        if (input is not null)
        {
            fields.Add(new("Signature-Input", input));
        }

        _ = HttpSignatures.Read(Rfc9421Vectors.Request with { Fields = fields }, out SignatureStatus status);
        Assert.Equal(expected, status);
    }

    [Fact]
    public void Only_public_keys_of_P256_are_taken()
    {
        using ECDsa p384 = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        using ECDsa p256 = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Assert.NotNull(SignatureCheck.NormalPem(Rfc9421Vectors.EccP256));
        foreach (string pem in new[]
        {
            "", "no key", Rfc9421Vectors.RsaPss, p384.ExportSubjectPublicKeyInfoPem(), p256.ExportPkcs8PrivateKeyPem(),
        })
        {
            Assert.Null(SignatureCheck.NormalPem(pem));
        }
    }

    private static SfMember Only(string text)
    {
        Assert.True(StructuredFields.TryDictionary(text, out IReadOnlyList<SfMember>? members), text);
        return Assert.Single(members);
    }
}
