using System.Reflection;
using Xunit;

namespace Huoqi.RulesTests.House;

/// <summary>A route is made in one file, which asks who may call it: every way of the framework is banned.</summary>
public sealed class RouteMakingTests
{
    private static readonly string[] Builders =
        ["IEndpointRouteBuilder", "IApplicationBuilder", "IRouteBuilder", "WebApplication"];

    /// <summary>Reads every extension of the framework that is here, so that one that is new fails until it is banned.
    /// </summary>
    [Fact]
    public void Every_way_of_the_framework_to_add_an_endpoint_is_banned()
    {
        string[] banned = [.. Repo.Files.Single(file => file.Path == "src/Web/BannedSymbols.txt").Text
            .Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(';')[0])];
        string[] ways = [.. Ways().Distinct()];
        // What the issue names is among what was found: else the framework was not read.
        Assert.Contains("Microsoft.AspNetCore.Builder.EndpointRouteBuilderExtensions MapGet", ways);
        Assert.Contains("Microsoft.AspNetCore.Builder.MapWhenExtensions MapWhen", ways);
        Assert.Equal([], ways.Where(way =>
        {
            string[] parts = way.Split(' ');
            return !banned.Contains($"T:{parts[0]}")
                && !banned.Any(line => line.StartsWith($"M:{parts[0]}.{parts[1]}(", StringComparison.Ordinal));
        }));
    }

    private static IEnumerable<string> Ways()
    {
        string folder = Path.GetDirectoryName(Assembly.Load("Microsoft.AspNetCore.Routing").Location)!;
        foreach (string path in Directory.EnumerateFiles(folder, "Microsoft.AspNetCore.*.dll"))
        {
            foreach (Type type in Assembly.Load(Path.GetFileNameWithoutExtension(path)).GetExportedTypes())
            {
                foreach (MethodInfo method in type.GetMethods(BindingFlags.Static | BindingFlags.Public))
                {
                    if (method.GetParameters() is [{ ParameterType.Name: { } first }, ..] && Builders.Contains(first)
                        && MakesOne(method.Name))
                    {
                        yield return $"{type.FullName} {method.Name}";
                    }
                }
            }
        }
    }

    private static bool MakesOne(string name) => name.StartsWith("Map", StringComparison.Ordinal) || name is "Run"
        or "Use" or "UseMiddleware" or "UseWhen" or "UseEndpoints" or "UseRouter" or "UseMvc" or "UseStaticFiles"
        or "UseFileServer" or "UseHealthChecks" or "UseDirectoryBrowser" or "UseWelcomePage";
}
