using System.IO.Compression;
using System.Net;
using System.Text;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using Huoqi.Acquiring;
using Huoqi.Web;
using Xunit;

namespace Huoqi.SystemTests.Api;

/// <summary>A developer needs the pages alone: every route, every code, a signature to compare with.</summary>
public sealed class DeveloperPagesTests(PostgresFixture server)
{
    private const int LargestPage = 30 * 1024;

    [Fact]
    public async Task The_pages_hold_every_route_and_every_code_in_both_languages_and_stay_small()
    {
        await using ApiHouse house = await ApiHouse.StartAsync(server);
        foreach (string language in (string[])["zh", "en"])
        {
            IDocument start = await PageAsync(house, "/developers", language);
            Assert.All(Problems.Known, page => Assert.NotNull(start.GetElementById(page.Problem.Code)));
            Assert.Contains(SignatureExample.Signature, start.Body!.TextContent, StringComparison.Ordinal);
            Assert.Contains(
                SignatureExampleOfReading.EcdsaSignature, start.Body!.TextContent, StringComparison.Ordinal);
            HashSet<string> operations = [];
            foreach (ApiArea area in Enum.GetValues<ApiArea>())
            {
                IDocument page = await PageAsync(house, DeveloperPages.PathOf(area), language);
                if (area is ApiArea.Talk or ApiArea.Acts or ApiArea.Staff)
                {
                    Assert.Contains("\nevent: ", page.Body!.TextContent, StringComparison.Ordinal);
                }

                operations.UnionWith(page.QuerySelectorAll("section > h2").Select(heading => heading.Id!));
                foreach (IElement link in page.QuerySelectorAll("a[href^='/developers#']"))
                {
                    Assert.NotNull(start.GetElementById(link.GetAttribute("href")!["/developers#".Length..]));
                }
            }

            string[] all = [.. house.House.Web.Endpoints
                .Select(route => route.Metadata.GetMetadata<ApiNote>()?.Operation).OfType<string>()];
            Assert.Equal(all.Order(StringComparer.Ordinal), operations.Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public void Nobody_can_be_led_to_a_code_that_is_explained_twice_or_not_at_all()
    {
        string[] codes = [.. Problems.Known.Select(page => page.Problem.Code)];
        Assert.Equal(codes.Distinct(StringComparer.Ordinal), codes);
        foreach (ActStatus status in Enum.GetValues<ActStatus>().Where(status => status > ActStatus.TryAgain))
        {
            Assert.Contains(Problems.Of(status).Code, codes);
        }
    }

    [Fact]
    public async Task The_worked_signature_is_the_one_that_the_program_takes()
    {
        // The base as our verifier builds it from the request on the page, and its signature by the page's key.
        Assert.Equal(
            SignatureExample.Signature,
            Convert.ToBase64String(System.Security.Cryptography.HMACSHA256.HashData(
                Convert.FromBase64String(SignatureExample.Secret), Encoding.UTF8.GetBytes(SignatureExample.Base))));
        await using ApiHouse house = await ApiHouse.StartAsync(server);
        string[] lines = SignatureExample.Request.Split('\n');
        SignedRequest request = new(
            "POST", "https", SignatureExample.Host, SignatureExample.Path, "",
            FieldsOf(lines), Encoding.UTF8.GetBytes(SignatureExample.Body));
        // Everything about it is right but that nobody here has the example's key: that is found out last of all.
        SignatureAnswer answer = await new HttpSignatures(house.House.Parts.Acquiring).VerifyAsync(
            request, TestContext.Current.CancellationToken);
        Assert.Equal(SignatureStatus.KeyUnknown, answer.Status);
    }

    [Fact]
    public void The_worked_request_without_a_body_is_right_with_the_secret_and_with_the_public_key()
    {
        byte[] secret = Convert.FromBase64String(SignatureExample.Secret);
        (string Request, string Base, SignatureAlgorithm Algorithm, string? Pem, byte[]? Secret)[] cases =
        [
            (SignatureExampleOfReading.Request, SignatureExampleOfReading.Base, SignatureAlgorithm.HmacSha256, null,
                secret),
            (SignatureExampleOfReading.EcdsaRequest, SignatureExampleOfReading.EcdsaBase,
                SignatureAlgorithm.EcdsaP256Sha256, SignatureExampleOfReading.PublicKey, null),
        ];
        foreach ((string text, string expected, SignatureAlgorithm algorithm, string? pem, byte[]? key) in cases)
        {
            string[] lines = text.Split('\n');
            Assert.Equal($"GET {SignatureExample.Path}{SignatureExampleOfReading.Query} HTTP/1.1", lines[0]);
            SignedRequest request = new(
                "GET", "https", SignatureExample.Host, SignatureExample.Path, SignatureExampleOfReading.Query,
                FieldsOf(lines), default);
            HttpSignatures.Signed? signed = HttpSignatures.Read(request, out SignatureStatus status);
            Assert.Equal(SignatureStatus.Valid, status);
            Assert.Equal(expected, signed!.Base);
            Assert.Equal(SignatureCheck.NameOf(algorithm), signed.Algorithm);
            Assert.True(SignatureCheck.IsRight(algorithm, pem, key, signed.Base, signed.Signature));
            Assert.False(SignatureCheck.IsRight(algorithm, pem, key, signed.Base + " ", signed.Signature));
        }
    }

    private static KeyValuePair<string, string>[] FieldsOf(string[] lines) =>
        [.. lines.Skip(1).TakeWhile(line => line.Length > 0).Select(line =>
            KeyValuePair.Create(line[..line.IndexOf(':', StringComparison.Ordinal)],
                line[(line.IndexOf(':', StringComparison.Ordinal) + 2)..]))];

    private static async Task<IDocument> PageAsync(ApiHouse house, string path, string language)
    {
        HttpRequestMessage request = new(HttpMethod.Get, path);
        request.Headers.AcceptLanguage.ParseAdd(language);
        request.Headers.AcceptEncoding.ParseAdd("br");
        HttpResponseMessage answer = await house.Client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        byte[] small = await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        Assert.Contains("br", answer.Content.Headers.ContentEncoding);
        using BrotliStream whole = new(new MemoryStream(small), CompressionMode.Decompress);
        using StreamReader reader = new(whole);
        IDocument page = new HtmlParser().ParseDocument(await reader.ReadToEndAsync(
            TestContext.Current.CancellationToken));
        long all = small.Length;
        foreach (IElement part in page.QuerySelectorAll("link[href^='/assets/'], script[src^='/assets/']"))
        {
            HttpRequestMessage asset = new(HttpMethod.Get, part.GetAttribute("href") ?? part.GetAttribute("src"));
            asset.Headers.AcceptEncoding.ParseAdd("br");
            HttpResponseMessage found = await house.Client.SendAsync(asset, TestContext.Current.CancellationToken);
            all += (await found.Content.ReadAsByteArrayAsync(
                TestContext.Current.CancellationToken)).Length;
        }

        Assert.True(all <= LargestPage, $"{path} in {language}: {all} bytes");
        Assert.Single(page.QuerySelectorAll("h1"));
        Assert.Empty(page.QuerySelectorAll("[style], script:not([src])"));
        return page;
    }
}
