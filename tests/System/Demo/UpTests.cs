using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Huoqi.Kernel;
using Xunit;

namespace Huoqi.SystemTests;

/// <summary><c>huoqi up</c> as a person runs it: a small demo, its page, and nothing left behind.</summary>
public sealed partial class UpTests
{
    [Fact]
    public async Task Up_fills_the_demo_answers_and_leaves_nothing_behind_and_comes_back_without_filling()
    {
        using TestFolder folder = new();
        int port = FreePort();
        string[] command =
        [
            "up", "--data", folder.Path, "--port", $"{port}", "--no-browser", "--demo-people", "20", "--demo-days", "6",
        ];
        for (int start = 1; start <= 2; start++)
        {
            await using HuoqiProcess up = HuoqiProcess.Start(command);
            await up.UntilSaidAsync("ready: http://localhost:");
            Assert.Equal(start == 1, up.Said.Contains("The demo is filled", StringComparison.Ordinal));
            using HttpClient client = new();
            using HttpResponseMessage page = await client.GetAsync($"http://localhost:{port}/", Cancel);
            Assert.True((int)page.StatusCode < 500, $"{page.StatusCode}: {up.Said}");

            Assert.Equal(ExitCodes.Done, await up.InterruptAsync());
            Assert.DoesNotContain("a bug", up.Said, StringComparison.Ordinal);
            Assert.False(IsTaken(port));
            Assert.False(File.Exists(Path.Combine(folder.Path, "postgres", "postmaster.pid")));
        }

        (int verified, string said) = await HuoqiProcess.RunAsync("verify", "--data", folder.Path);
        Assert.True(verified == ExitCodes.Done, said);
    }

    [Fact]
    public async Task A_filling_that_was_interrupted_goes_on_where_it_stopped()
    {
        using TestFolder folder = new();
        string[] command =
        [
            "up", "--data", folder.Path, "--port", $"{FreePort()}", "--no-browser", "--demo-people", "20",
            "--demo-days", "40",
        ];
        await using (HuoqiProcess cut = HuoqiProcess.Start(command))
        {
            await cut.UntilSaidAsync("  day ");
            Assert.Equal(ExitCodes.Stopped, await cut.InterruptAsync());
        }

        await using (HuoqiProcess up = HuoqiProcess.Start(command))
        {
            await up.UntilSaidAsync("ready: http://localhost:");
            Assert.Contains("The demo is filled", up.Said, StringComparison.Ordinal);
            Assert.Equal(ExitCodes.Done, await up.InterruptAsync());
        }

        (int verified, string said) = await HuoqiProcess.RunAsync("verify", "--data", folder.Path);
        Assert.True(verified == ExitCodes.Done, said);
    }

    [Fact]
    public async Task A_port_in_use_is_one_sentence_that_names_a_free_one()
    {
        using TestFolder folder = new();
        using TcpListener taken = new(IPAddress.Loopback, 0);
        taken.Start();
        int port = ((IPEndPoint)taken.LocalEndpoint).Port;
        (int exitCode, string said) = await HuoqiProcess.RunAsync("up", "--data", folder.Path, "--port", $"{port}");

        Assert.Equal(ExitCodes.BadInput, exitCode);
        Assert.Matches(InUse(), said.Trim());
    }

    [Theory]
    [InlineData("--demo", "--no-demo")]
    [InlineData("--demo-people", "3")]
    [InlineData("--port", "70000")]
    public async Task Bad_options_are_one_sentence(params string[] options)
    {
        using TestFolder folder = new();
        (int exitCode, string said) = await HuoqiProcess.RunAsync(["up", "--data", folder.Path, .. options]);
        Assert.Equal(ExitCodes.BadInput, exitCode);
        Assert.Single(said.Trim().Split('\n'));
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static int FreePort()
    {
        using TcpListener any = new(IPAddress.Loopback, 0);
        any.Start();
        return ((IPEndPoint)any.LocalEndpoint).Port;
    }

    private static bool IsTaken(int port)
    {
        using TcpClient client = new();
        try
        {
            client.Connect(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    [GeneratedRegex(
        "^huoqi: Port [0-9]+ is in use by another program; [0-9]+ is free: give --port [0-9]+\\.$",
        RegexOptions.NonBacktracking)]
    private static partial Regex InUse();
}
