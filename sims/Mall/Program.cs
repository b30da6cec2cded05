using System.Net;

namespace Huoqi.Mall;

/// <summary>The shop as a program of its own.</summary>
internal static class Program
{
    private const string Usage =
        "usage: Huoqi.Mall <platform address> <key id> <key secret> [webhook secret] [127.0.0.1:port]";

    private static async Task<int> Main(string[] args)
    {
        if (args.Length is < 3 or > 5 || !Uri.TryCreate(args[0], UriKind.Absolute, out Uri? platform)
            || !IPEndPoint.TryParse(args.ElementAtOrDefault(4) ?? "127.0.0.1:0", out IPEndPoint? listen))
        {
            await Console.Error.WriteLineAsync(Usage);
            return 2;
        }

        MallOptions options = new(
            platform, args[1], args[2], args.ElementAtOrDefault(3), TimeProvider.System, listen)
        {
            HearsSignals = true,
        };
        await using MallApp mall = await MallApp.StartAsync(options);
        await Console.Out.WriteLineAsync($"listening {mall.Address}");
        await mall.WaitAsync();
        return 0;
    }
}
