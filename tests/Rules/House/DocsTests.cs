using System.Text.RegularExpressions;
using Xunit;

namespace Huoqi.RulesTests.House;

/// <summary>Pages for people: what they point at is there, and what they name still has that name.</summary>
public sealed partial class DocsTests
{
    /// <summary>Outside hosts that a file may name; a program or a test may also speak to itself.</summary>
    private static readonly string[] Hosts =
    [
        "127.0.0.1", "localhost", "bank.sim", "registrar.sim", "bank.test", "registrar.test", "www.w3.org",
        "opensource.org", "dotnet.microsoft.com", "github.com", "keepachangelog.com", "mall.example", "pay.example",
        "example.org", "mozilla.org",
    ];

    private static IEnumerable<RepoFile> Pages =>
        Repo.Files.Where(file => file.Path.EndsWith(".md", StringComparison.Ordinal));

    [Fact]
    public void Links_lead_somewhere()
    {
        Assert.Equal(["nowhere.md"], DeadLinks("docs/x.md", "[a](nowhere.md), [b](figures.md#x), ![c](../README.md)"));
        Found.None(Pages.SelectMany(page => DeadLinks(page.Path, page.Text).Select(link => $"{page.Path}: {link}")));
    }

    private static IEnumerable<string> DeadLinks(string path, string text)
    {
        string folder = Path.GetDirectoryName(Path.Combine(Repo.Root, path))!;
        return Link().Matches(text).Select(match => match.Groups["target"].Value)
            .Where(target => !target.StartsWith('#') && !target.Contains("://", StringComparison.Ordinal))
            .Where(target => !Path.Exists(Path.Combine(folder, target.Split('#')[0])));
    }

    [Fact]
    public void Files_that_pages_name_are_there()
    {
        Assert.Equal(["Nobody.cs"], LostNames("in `Judge.cs`, `Nobody.cs`, `src/Ledger/Judge.cs` and `NNNN-what.sql`"));
        Found.None(Pages.Where(page => page.Path != "CHANGELOG.md")
            .SelectMany(page => LostNames(page.Text).Select(name => $"{page.Path}: {name}")));
    }

    private static IEnumerable<string> LostNames(string text) => FileName().Matches(text)
        .Select(match => match.Groups["name"].Value)
        .Where(name => !Repo.Files.Any(file => file.Path == name
            || file.Path.EndsWith("/" + name, StringComparison.Ordinal)));

    [Fact]
    public void Names_in_the_glossary_are_those_of_the_code()
    {
        HashSet<string> words = [.. Repo.Files
            .Where(file => file.Path.StartsWith("src/", StringComparison.Ordinal)
                || file.Path.StartsWith("sims/", StringComparison.Ordinal))
            .SelectMany(file => Identifier().Matches(file.Text).Select(match => match.Value))];
        string glossary = Pages.Single(page => page.Path == "docs/glossary.md").Text;
        Assert.Equal(["NeverWas"], Renamed("| a | b | `Judge`, `Judge.NeverWas` (`Fund`) |", words));
        Found.None(Renamed(glossary, words));
    }

    /// <summary>Names in backticks whose last part the code does not have.</summary>
    private static IEnumerable<string> Renamed(string text, HashSet<string> words) => CodeName().Matches(text)
        .Select(match => match.Groups["last"].Value)
        .Where(name => !words.Contains(name));

    [Fact]
    public void Every_decision_says_problem_decision_and_cost()
    {
        RepoFile[] decisions =
            [.. Pages.Where(page => page.Path.StartsWith("docs/decisions/0", StringComparison.Ordinal))];
        Assert.NotEmpty(decisions);
        Found.None(decisions.Where(page => !(page.Text.Contains("\n## Problem\n", StringComparison.Ordinal)
            && page.Text.Contains("\n## Decision\n", StringComparison.Ordinal)
            && page.Text.Contains("\n## Cost\n", StringComparison.Ordinal))).Select(page => page.Path));
        // Several are written at a time, so that a number may be left out; none stands twice.
        Assert.Distinct(decisions.Select(page => Path.GetFileName(page.Path)[..4]));
    }

    [Fact]
    public void Every_figure_is_listed_with_its_name()
    {
        string page = Pages.Single(file => file.Path == "docs/figures.md").Text;
        string[] names = [.. typeof(Replay.FigureSheet).GetFields().Concat(typeof(Torture.TortureFigures).GetFields())
            .Where(field => field.IsLiteral).Select(field => (string)field.GetRawConstantValue()!)
            .Concat(Bench.BenchList.All.SelectMany(bench => bench.Figures).Select(figure => figure.Name))
            .Concat(new Bench.FuzzReport(0, new Dictionary<int, long>(), 0, 0, 0, []).FiguresFor(wanted: 1_000_000)
                .Select(figure => figure.Name))
            .Concat(Bench.LighthouseBench.FiguresOf([]).Select(figure => figure.Name))];
        Assert.NotEmpty(names);
        Assert.Equal(names, FigureRow().Matches(page).Select(match => match.Groups["name"].Value));
    }

    [Fact]
    public void No_file_speaks_of_a_host_that_is_not_listed()
    {
        Assert.Equal(["example.com"], ForeignHosts("see https://example.com/a and http://127.0.0.1:0"));
        Found.None(Repo.Files.SelectMany(file => ForeignHosts(file.Text).Select(host => $"{file.Path}: {host}"))
            .Except(["tests/Rules/House/DocsTests.cs: example.com"]));
    }

    private static IEnumerable<string> ForeignHosts(string text) =>
        Url().Matches(text).Select(match => match.Groups["host"].Value).Where(host => !Hosts.Contains(host));

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"`(?<name>[\w./-]*(?<!NNNN-what)\.(?:cs|sql|csv|md|sh|props|txt))`")]
    private static partial Regex FileName();

    [GeneratedRegex(@"[A-Za-z_]\w*")]
    private static partial Regex Identifier();

    [GeneratedRegex(@"`(?:\w+\.)*(?<last>[A-Za-z_]\w*)`")]
    private static partial Regex CodeName();

    [GeneratedRegex(@"(?<=\n)\| `(?<name>\w+)` \|")]
    private static partial Regex FigureRow();

    [GeneratedRegex(@"https?://(?<host>[A-Za-z][\w.-]*|\d[\d.]*\d)")]
    private static partial Regex Url();
}
