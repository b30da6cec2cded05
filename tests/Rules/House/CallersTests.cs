using System.Text.RegularExpressions;
using Xunit;

namespace Huoqi.RulesTests.House;

/// <summary>What has to be done again and again is done by a loop of a running process, and not only by a test.
/// </summary>
public sealed partial class CallersTests
{
    private const string Composition = "src/Cli/Up/House.cs";

    [Fact]
    public void Whatever_sweeps_or_keeps_up_is_run_by_a_process()
    {
        Assert.Equal(
            ["LostSweep"], Idle("class LostSweep(P parts) class OldUpkeep { } record SweepOrder", "OldUpkeep x"));
        string house = Repo.Files.Single(file => file.Path == Composition).Text;
        RepoFile[] sources = [.. Repo.Files.Where(file => file.Path.StartsWith("src/", StringComparison.Ordinal))];
        // One that is run may run another.
        house += string.Concat(sources
            .Where(file => Kept().IsMatch(file.Text) && !Idle(file.Text, house).Any())
            .Select(file => file.Text));
        Assert.True(sources.Sum(file => Kept().Count(file.Text)) >= 4, "there are some");
        Found.None(sources.SelectMany(file => Idle(file.Text, house).Select(name => $"{file.Path}: {name}")));
    }

    private static IEnumerable<string> Idle(string text, string house) => Kept().Matches(text)
        .Select(match => match.Groups["name"].Value)
        .Where(name => !Regex.IsMatch(house, $@"\b{name}\b", RegexOptions.NonBacktracking));

    [GeneratedRegex(
        @"\bclass (?<name>\w+(Sweep|Upkeep))\b", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Kept();
}
