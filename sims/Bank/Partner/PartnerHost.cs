namespace Huoqi.Partner;

/// <summary>Answers a request: method, path with query, body; status 0 breaks the connection.</summary>
internal delegate Task<(int Status, byte[] Body)> Answering(
    string method, string pathAndQuery, ReadOnlyMemory<byte> body, CancellationToken cancel);

/// <summary>Puts a partner behind Kestrel: one catch-all route, and the address on stdout.</summary>
internal static class PartnerHost
{
    /// <summary>Reads the settings of the command line ("--journal file") and refuses names it does not know.</summary>
    public static Dictionary<string, string> Settings(string[] args, params string[] known)
    {
        Dictionary<string, string> settings = new(StringComparer.Ordinal) { ["urls"] = "http://127.0.0.1:0" };
        for (int i = 0; i < args.Length; i += 2)
        {
            string name = args[i].StartsWith("--", StringComparison.Ordinal) ? args[i][2..] : "";
            if (!known.Contains(name, StringComparer.Ordinal) || i + 1 == args.Length)
            {
                throw new ArgumentException(
                    $"expected pairs of --{string.Join(", --", known)} and a value", nameof(args));
            }

            settings[name] = args[i + 1];
        }

        return settings;
    }

    /// <summary>The value of a setting that is given in place or as @file.</summary>
    public static string Text(string setting) => setting.StartsWith('@') ? File.ReadAllText(setting[1..]) : setting;

    /// <summary>Serves until the process is told to stop.</summary>
    public static async Task RunAsync(string urls, Answering answerAsync, Func<CancellationToken, Task> besideAsync)
    {
        await using WebApplication app = Build(urls, answerAsync, inAProgramOfItsOwn: true);
        await app.StartAsync();
        foreach (string url in app.Urls)
        {
            await Console.Out.WriteLineAsync($"listening {url}");
        }

        await Console.Out.FlushAsync();
        Task beside = besideAsync(app.Lifetime.ApplicationStopping);
        await app.WaitForShutdownAsync();
        await beside;
    }

    /// <summary>Serves inside another program, which decides when it ends: dispose of what this gives.</summary>
    public static async Task<WebApplication> StartAsync(
        string urls, Answering answerAsync, CancellationToken cancel)
    {
        WebApplication app = Build(urls, answerAsync, inAProgramOfItsOwn: false);
        try
        {
            await app.StartAsync(cancel);
            return app;
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    private static WebApplication Build(string urls, Answering answerAsync, bool inAProgramOfItsOwn)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(urls);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = Wire.BodyBytesMax);
        if (!inAProgramOfItsOwn)
        {
            // Ctrl-C is the other program's to hear.
            builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        }

        WebApplication app = builder.Build();
        app.Run(context => AnswerAsync(context, answerAsync));
        return app;
    }

    private static async Task AnswerAsync(HttpContext context, Answering answerAsync)
    {
        using MemoryStream body = new();
        try
        {
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        }
        catch (BadHttpRequestException refused)
        {
            context.Response.StatusCode = refused.StatusCode;
            return;
        }

        (int status, byte[] answer) = await answerAsync(
            context.Request.Method,
            context.Request.Path + context.Request.QueryString,
            body.ToArray(),
            context.RequestAborted);
        if (status == Transport.Lost)
        {
            context.Abort();
            return;
        }

        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = answer.Length;
        await context.Response.Body.WriteAsync(answer, context.RequestAborted);
    }

    /// <summary>Hears no signals.</summary>
    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
