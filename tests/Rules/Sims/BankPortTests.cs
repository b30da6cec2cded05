using System.IO.Pipelines;
using System.Net;
using System.Text;
using Huoqi.Wallet;
using Xunit;

namespace Huoqi.RulesTests.Sims;

/// <summary>What the port makes of a bank that does not keep to the protocol: never a refusal, never a guess.</summary>
public sealed class BankPortTests
{
    /// <summary>For what never answers; what answers has as long as a busy machine needs.</summary>
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(1);

    private const string Number = "07-000000000001";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("<html>busy</html>")]
    [InlineData("""{"answers":[]}""")]
    [InlineData("""{"answers":[null]}""")]
    public Task A_body_that_is_not_the_protocol_leaves_the_order_unknown(string body) => LeavesUnknownAsync(body);

    [Theory]
    [InlineData("""{"orderNo":"07-000000000002","state":"done","code":"ok","bankReference":"B1"}""")]
    [InlineData("""{"orderNo":"07-000000000001","state":"DONE","code":"ok","bankReference":"B1"}""")]
    [InlineData("""{"orderNo":"07-000000000001","state":"done","code":"ok","bankReference":""}""")]
    [InlineData("""{"orderNo":"07-000000000001","state":"absent","code":"x","bankReference":""}""")]
    [InlineData("""{"orderNo":"07-000000000001","state":"refused","code":"a\u0000b","bankReference":""}""")]
    [InlineData("""{"orderNo":"07-000000000001","state":"done","state":"done","code":"x","bankReference":"B1"}""")]
    [InlineData("""{"orderNo":"07-000000000001","state":"refused","code":"x","bankReference":"B1","sure":false}""")]
    [InlineData("""{"orderNo":"07-000000000001","state":"refused","code":"x"}""")]
    [InlineData("""{"orderNo":"07-000000000001","state":"refused","code":null,"bankReference":"B1"}""")]
    public Task An_answer_that_is_not_the_protocol_leaves_the_order_unknown(string answer) =>
        LeavesUnknownAsync($$"""{"answers":[{{answer}}]}""");

    [Theory]
    [InlineData(HttpStatusCode.InternalServerError, "oops", "http-500")]
    [InlineData(HttpStatusCode.ServiceUnavailable, """{"code":"journal-broken","detail":"full"}""", "journal-broken")]
    [InlineData(HttpStatusCode.BadRequest, """{"code":"malformed","detail":""}""", "malformed")]
    [InlineData(HttpStatusCode.Accepted, """{"answers":[]}""", "http-202")]
    public async Task A_status_other_than_200_leaves_the_order_unknown(
        HttpStatusCode status, string body, string code)
    {
        BankAnswer answer = await AskAsync(_ => Reply(status, body));
        Assert.Equal(new(Number, BankOutcome.Unknown, code, ""), answer);
    }

    [Fact]
    public async Task A_timeout_leaves_the_order_unknown()
    {
        BankAnswer answer = await AskAsync(async cancel =>
        {
            await Task.Delay(Timeout.Infinite, cancel);
            return new();
        }, Short);
        Assert.Equal(new(Number, BankOutcome.Unknown, "timeout", ""), answer);
    }

    [Fact]
    public async Task A_body_that_stalls_after_its_headers_leaves_the_order_unknown()
    {
        Pipe pipe = new();
        BankAnswer answer = await AskAsync(_ => Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK)
        {
            Content = new StreamContent(pipe.Reader.AsStream()),
        }), Short);
        Assert.Equal(new(Number, BankOutcome.Unknown, "timeout", ""), answer);
    }

    [Fact]
    public async Task An_answer_without_end_is_not_read_to_its_end()
    {
        using EndlessStream stream = new();
        BankAnswer answer = await AskAsync(_ => Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK)
        {
            Content = new StreamContent(stream),
        }));
        Assert.Equal(new(Number, BankOutcome.Unknown, "answer-too-large", ""), answer);
        Assert.InRange(stream.BytesRead, 1, 17 * 1024 * 1024);
    }

    [Theory]
    [InlineData("""{"seq":2,"orderNo":"1","state":"done","code":"ok","bankReference":"B1"}""", 2)]
    [InlineData("""{"seq":1,"orderNo":"1","state":"pending","code":"ok","bankReference":"B1"}""", 1)]
    [InlineData("""{"seq":1,"orderNo":"1","state":"done","code":"ok","bankReference":"B1"}""", 5)]
    [InlineData("", 5)]
    public async Task A_page_of_callbacks_with_a_gap_or_without_an_end_moves_nothing(string callback, int next)
    {
        string body = $$"""{"callbacks":[{{callback}}],"next":{{next}}}""";
        using HttpClient client = Client(_ => Reply(HttpStatusCode.OK, body));
        BankCallbackPage page = await new HttpBankPort(client).CallbacksAsync(after: 0, Cancel);
        Assert.Empty(page.Callbacks);
        Assert.Equal((0L, "malformed-answer"), (page.Next, page.Problem));
    }

    [Fact]
    public async Task A_large_list_goes_in_chunks_and_only_the_lost_chunk_is_unknown()
    {
        using BankDesk desk = new("""{"loseNextAnswers":1}""");
        BankOrder[] orders = [.. Enumerable.Range(1, 5_000).Select(entry => BankDesk.Order(entry))];
        IReadOnlyList<BankAnswer> answers = await desk.Port.SubmitAsync(orders, Cancel);
        Assert.Equal(orders.Select(order => order.OrderNo), answers.Select(answer => answer.OrderNo));
        Assert.Equal(2_000, answers.Count(answer => answer.Outcome == BankOutcome.Unknown));
        IReadOnlyList<BankAnswer> again = await desk.Port.SubmitAsync(orders, Cancel);
        Assert.All(again, answer => Assert.Equal(BankOutcome.Done, answer.Outcome));
    }

    private static async Task LeavesUnknownAsync(string body)
    {
        BankAnswer answer = await AskAsync(_ => Reply(HttpStatusCode.OK, body));
        Assert.Equal(new(Number, BankOutcome.Unknown, "malformed-answer", ""), answer);
    }

    private static async Task<BankAnswer> AskAsync(
        Func<CancellationToken, Task<HttpResponseMessage>> reply, TimeSpan? patience = null)
    {
        using HttpClient client = Client(reply, patience);
        return (await new HttpBankPort(client).SubmitAsync([BankDesk.Order(1)], Cancel))[0];
    }

    private static HttpClient Client(
        Func<CancellationToken, Task<HttpResponseMessage>> reply, TimeSpan? patience = null) =>
        new(new ReplyHandler(reply))
        {
            BaseAddress = new("http://bank.test"),
            Timeout = patience ?? TimeSpan.FromMinutes(1),
        };

    private static Task<HttpResponseMessage> Reply(HttpStatusCode status, string body) =>
        Task.FromResult(new HttpResponseMessage(status) { Content = new StringContent(body, Encoding.UTF8) });

    private sealed class ReplyHandler(Func<CancellationToken, Task<HttpResponseMessage>> reply) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancellationToken) => reply(cancellationToken);
    }

    private sealed class EndlessStream : Stream
    {
        public long BytesRead { get; private set; }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count)
        {
            buffer.AsSpan(offset, count).Fill((byte)' ');
            BytesRead += count;
            return count;
        }

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
