using System.Text;
using Huoqi.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Xunit;

namespace Huoqi.SystemTests.Api;

/// <summary>What a stream tells somebody who comes back and names what they heard last.</summary>
public sealed class EventStreamTests
{
    [Fact]
    public async Task What_was_heard_is_told_again_only_when_it_was_something_else_in_between()
    {
        (string id, string data) = Assert.Single(await HeardAsync("", "A"));
        Assert.Equal("A", data);
        Assert.Empty(await HeardAsync(id, "A"));
        Assert.Equal(["B", "A"], (await HeardAsync(id, "A", "B", "A")).Select(one => one.Data));
    }

    private static async Task<List<(string Id, string Data)>> HeardAsync(string last, params string[] seen)
    {
        using MemoryStream body = new();
        DefaultHttpContext http = new();
        http.Response.Body = body;
        http.Request.Headers["Last-Event-ID"] = last;
        Visit visit = new(new HttpContextAccessor { HttpContext = http }, null!);
        visit.Enter(new(1, Who.Person, Session: null));
        EventStreams streams = new(
            null!, new(TimeProvider.System, 1), new(null!, new Running()), TimeProvider.System);
        int look = 0;
        IResult stream = streams.Take(visit, _ =>
        {
            string now = seen[look];
            look++;
            return Task.FromResult(new StreamLook([new("value", now)], IsLast: look == seen.Length));
        });
        await stream.ExecuteAsync(http);
        return
        [
            .. Encoding.UTF8.GetString(body.ToArray()).Split("\n\n")
                .Where(told => told.StartsWith("id: ", StringComparison.Ordinal))
                .Select(told => told.Split('\n'))
                .Select(lines => (lines[0]["id: ".Length..], lines[2]["data: ".Length..])),
        ];
    }

    /// <summary>A process that goes on.</summary>
    private sealed class Running : IHostApplicationLifetime
    {
        public CancellationToken ApplicationStarted => CancellationToken.None;

        public CancellationToken ApplicationStopping => CancellationToken.None;

        public CancellationToken ApplicationStopped => CancellationToken.None;

        public void StopApplication()
        {
        }
    }
}
