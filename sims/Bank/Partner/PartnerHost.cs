namespace Huoqi.Partner;

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
    public static async Task RunAsync(
        string urls,
        Func<string, string, ReadOnlyMemory<byte>, CancellationToken, Task<(int Status, byte[] Body)>> answerAsync,
        Func<CancellationToken, Task> besideAsync)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(urls);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = Wire.BodyBytesMax);
        await using WebApplication app = builder.Build();
        app.Run(context => AnswerAsync(context, answerAsync));
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

    private static async Task AnswerAsync(
        HttpContext context,
        Func<string, string, ReadOnlyMemory<byte>, CancellationToken, Task<(int Status, byte[] Body)>> answerAsync)
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
}
