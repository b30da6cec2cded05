#pragma warning disable xUnit1051 // Every call here is short; a token at each of them would hide what the test says.
using System.Net;
using System.Text;
using Huoqi.Web;
using Xunit;

namespace Huoqi.SystemTests.Security;

/// <summary>Bodies that are no text, and addresses that are too long.</summary>
public sealed class UnreadableTests(PostgresFixture postgres)
{
    [Fact]
    public async Task A_body_that_is_not_utf_8_is_refused_also_where_nobody_names_its_members()
    {
        await using SafeHouse house = await SafeHouse.StartAsync(postgres);
        byte[] body = Encoding.UTF8.GetBytes("""{"ask":"a1b2c3","credential":{"id":"q83v","rawId":"q83v"}}""");
        body[Encoding.UTF8.GetString(body).IndexOf("rawId", StringComparison.Ordinal)] = 0xC3;
        using ByteArrayContent content = new(body);
        content.Headers.ContentType = new("application/json");
        using HttpResponseMessage answer = await house.Client.PostAsync("/api/v1/sessions/passkey", content);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("The body is not UTF-8.", await answer.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("/collect?amount=", "zh-CN", "地址太长（最多 4096 个字符）", "text/html")]
    [InlineData("/bills?least=", "en", "The address is too long (at most 4096 characters)", "text/html")]
    [InlineData("/", "en", "The address is too long", "text/html")]
    [InlineData("/api/v1/bills?cursor=", "en", "\"code\":\"address-too-long\"", Problem.MediaType)]
    public async Task A_long_address_is_refused_with_words(string start, string language, string words, string type)
    {
        await using SafeHouse house = await SafeHouse.StartAsync(postgres);
        // The longest is 10,000 Chinese characters in one field, as an address has them.
        foreach (string more in (string[])[new('9', 5_000), new('9', 10_000), Uri.EscapeDataString(new('长', 10_000))])
        {
            using HttpRequestMessage request = new(HttpMethod.Get, start + more);
            request.Headers.AcceptLanguage.ParseAdd(language);
            using HttpResponseMessage answer = await house.Client.SendAsync(request);
            string said = await answer.Content.ReadAsStringAsync();
            Assert.Equal(HttpStatusCode.RequestUriTooLong, answer.StatusCode);
            Assert.Equal(type, answer.Content.Headers.ContentType?.MediaType);
            Assert.Contains(words, said, StringComparison.Ordinal);
            Assert.InRange(said.Length, 1, 20_000);
        }
    }
}
