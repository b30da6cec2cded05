using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Huoqi.SystemTests;

/// <summary>A webhook as it arrived.</summary>
internal sealed record Arrived(string Path, string Id, string Timestamp, string Signature, byte[] Body);

/// <summary>A real server that takes webhooks, and answers as a test wants.</summary>
internal sealed class HookReceiver : IAsyncDisposable
{
    private readonly WebApplication _app;

    private HookReceiver(Func<HttpContext, Task> answer)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        _ = builder.Logging.ClearProviders();
        _ = builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0);
            kestrel.Limits.MinResponseDataRate = null;
        });
        _app = builder.Build();
        _app.Run(async context =>
        {
            using MemoryStream body = new();
            await context.Request.Body.CopyToAsync(body);
            Heard.Enqueue(new(
                context.Request.Path, context.Request.Headers["webhook-id"].ToString(),
                context.Request.Headers["webhook-timestamp"].ToString(),
                context.Request.Headers["webhook-signature"].ToString(), body.ToArray()));
            await answer(context);
        });
    }

    public ConcurrentQueue<Arrived> Heard { get; } = [];

    public Uri Address => new(_app.Urls.First());

    public static async Task<HookReceiver> StartAsync(Func<HttpContext, Task> answer)
    {
        HookReceiver receiver = new(answer);
        await receiver._app.StartAsync();
        return receiver;
    }

    public static Task<HookReceiver> StartAsync(int status = 204) => StartAsync(context =>
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    });

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
