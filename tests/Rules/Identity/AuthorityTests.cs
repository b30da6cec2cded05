using System.Text;
using System.Text.Json.Nodes;
using Huoqi.Authority;
using Xunit;

namespace Huoqi.RulesTests.Identity;

/// <summary>The simulated authority and gateway: one answer under one reference, also after a crash.</summary>
public sealed class AuthorityTests
{
    private const string Check = """
        {"reference":"r1","source":"id-registry","name":"王小明","idNumber":"11010519491231002X",
        "phone":"13800138000","evidence":""}
        """;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_check_is_decided_once_and_remembered_by_the_journal()
    {
        string journal = Path.GetTempFileName();
        try
        {
            using (AuthorityApi first = new(new(TimeProvider.System, journal, "{\"pendingPerMillion\":1000000}")))
            {
                Assert.Equal("pending", await OutcomeAsync(first, Check));
                Assert.Equal("done", await OutcomeAsync(first, Check));
            }

            using AuthorityApi second = new(new(TimeProvider.System, journal, "{\"refusePerMillion\":1000000}"));
            Assert.Equal("done", await OutcomeAsync(second, Check));
            string other = Check.Replace("\"r1\"", "\"r2\"", StringComparison.Ordinal);
            Assert.Equal("refused", await OutcomeAsync(second, other));
            Assert.Equal(409, (await PostAsync(
                second, "/v1/checks", Check.Replace("王小明", "王小红", StringComparison.Ordinal))).Status);
        }
        finally
        {
            File.Delete(journal);
        }
    }

    [Theory]
    [InlineData("11010519491231002X", "110105194912310021")]
    [InlineData("\"id-registry\"", "\"face\"")]
    [InlineData("王小明", "😀")]
    [InlineData("王小明", "😀😀")]
    [InlineData("王小明", "王")]
    [InlineData("王小明", "王小明3")]
    [InlineData("王小明", "·-'")]
    public async Task What_is_not_in_order_is_refused(string from, string to)
    {
        using AuthorityApi authority = new(new(TimeProvider.System));
        Assert.Equal("refused", await OutcomeAsync(authority, Check.Replace(from, to, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Another_name_under_a_known_number_is_refused()
    {
        using AuthorityApi authority = new(new(TimeProvider.System));
        await PostAsync(authority, "/v1/register", "{\"idNumber\":\"11010519491231002X\",\"name\":\"王大明\"}");
        Assert.Equal("refused", await OutcomeAsync(authority, Check));
    }

    [Fact]
    public async Task A_message_is_shown_once_on_its_phone()
    {
        using AuthorityApi authority = new(new(TimeProvider.System));
        const string Message =
            "{\"reference\":\"m1\",\"phone\":\"13800138000\",\"kind\":\"sign-in\",\"code\":\"123456\"}";
        Assert.Equal(200, (await PostAsync(authority, "/v1/messages", Message)).Status);
        Assert.Equal(200, (await PostAsync(authority, "/v1/messages", Message)).Status);
        (_, byte[] page) = await authority.AnswerAsync("GET", "/v1/messages?phone=13800138000", default, Cancel);
        JsonNode shown = Assert.Single(JsonNode.Parse(page)!["messages"]!.AsArray())!;
        Assert.Contains("123456", shown["text"]!.GetValue<string>(), StringComparison.Ordinal);
        (_, byte[] none) = await authority.AnswerAsync("GET", "/v1/messages?phone=13800138001", default, Cancel);
        Assert.Empty(JsonNode.Parse(none)!["messages"]!.AsArray());
        foreach (string wrong in (string[])[
            "{}", "[]", Message.Replace("13800138000", "1380013800", StringComparison.Ordinal),
            Message.Replace("sign-in", "hello", StringComparison.Ordinal)])
        {
            Assert.Equal(400, (await PostAsync(authority, "/v1/messages", wrong)).Status);
        }
    }

    private static async Task<string> OutcomeAsync(AuthorityApi authority, string body)
    {
        (int status, byte[] answer) = await PostAsync(authority, "/v1/checks", body);
        Assert.Equal(200, status);
        return JsonNode.Parse(answer)!["outcome"]!.GetValue<string>();
    }

    private static Task<(int Status, byte[] Body)> PostAsync(AuthorityApi authority, string path, string body) =>
        authority.AnswerAsync("POST", path, Encoding.UTF8.GetBytes(body), Cancel);
}
