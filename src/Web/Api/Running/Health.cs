using Huoqi.Kernel;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace Huoqi.Web;

/// <summary>
/// <c>/health/live</c>: the process answers. <c>/health/ready</c>: it may be sent requests: the database answers and
/// it is not stopping. A proxy that asks sends no more before the process stops listening.
/// </summary>
internal sealed class Health(AppParts parts, IHostApplicationLifetime life)
{
    /// <summary>Who watches the process is told within this that the database does not answer.</summary>
    public static readonly TimeSpan DatabasePatience = TimeSpan.FromSeconds(2);

    private volatile bool _draining;
    private Task<bool>? _asking;

    /// <summary>Whether the process has been told to stop.</summary>
    public bool IsDraining => _draining || life.ApplicationStopping.IsCancellationRequested;

    /// <summary>Ends what would go on for ever: streams.</summary>
    public CancellationToken Stopping => life.ApplicationStopping;

    /// <summary>From now on it is not ready.</summary>
    public void Drain() => _draining = true;

    public static Task LiveAsync(HttpContext http) => SayAsync(http, StatusCodes.Status200OK, "live");

    public async Task ReadyAsync(HttpContext http)
    {
        if (IsDraining)
        {
            await SayAsync(http, StatusCodes.Status503ServiceUnavailable, "stopping");
            return;
        }

        bool answers = await AnswersInTimeAsync();
        await (answers
            ? SayAsync(http, StatusCodes.Status200OK, "ready")
            : SayAsync(http, StatusCodes.Status503ServiceUnavailable, "database-down"));
    }

    // A database that hangs does not even answer that a question is taken back: who probes is answered in time all the
    // same, and however many probe, one question waits for it.
    private async Task<bool> AnswersInTimeAsync()
    {
        Task<bool> asking = Volatile.Read(ref _asking) is { IsCompleted: false } before ? before : AskAsync();
        Volatile.Write(ref _asking, asking);
        try
        {
            return await asking.WaitAsync(DatabasePatience);
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private async Task<bool> AskAsync()
    {
        using CancellationTokenSource patience = new(DatabasePatience);
        try
        {
            _ = await parts.Db.AllAsync(new Ping(), patience.Token);
            return true;
        }
        catch (Exception down) when (down is OperationCanceledException || DbFailure.IsPassing(down))
        {
            return false;
        }
    }

    private static Task SayAsync(HttpContext http, int status, string word)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "text/plain";
        http.Response.Headers.CacheControl = "no-store";
        if (status == StatusCodes.Status503ServiceUnavailable)
        {
            http.Response.Headers.RetryAfter = "2";
        }

        return http.Response.WriteAsync(word + "\n");
    }

    internal sealed record Pong(int One);

    internal sealed record Ping : Query<Pong>
    {
        private static readonly Sql Sql = new("SELECT 1");

        public override Sql Statement => Sql;

        public override void Bind(NpgsqlParameterCollection parameters)
        {
        }

        public override Pong Read(NpgsqlDataReader row) => new(row.GetInt32(0));
    }
}
