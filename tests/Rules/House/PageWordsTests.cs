using System.Text.RegularExpressions;
using Xunit;

namespace Huoqi.RulesTests.House;

/// <summary>What pages say in Chinese: one word for one thing, as the glossary has it, and Chinese punctuation.
/// </summary>
public sealed partial class PageWordsTests
{
    private const string Begin = "## What pages say";

    [Fact]
    public void A_thing_has_one_name()
    {
        string[] others = [.. OtherNames(Repo.Files.Single(file => file.Path == "docs/glossary.md").Text)];
        Assert.Contains("好友", others);
        Assert.True(others.Length > 15, "the glossary names what is not said");
        Assert.Equal(["x: 好友"], Said("x", """new("转账给好友", "Sent")""", others));
        Found.None(Pages().SelectMany(page => Said(page.Path, page.Text, others)));
    }

    [Fact]
    public void Chinese_is_punctuated_as_Chinese()
    {
        Assert.Equal(["x: 前,五", "x: 谢!"], HalfWidth("x", """new("明前,五十克", "谢谢!")"""));
        Assert.Empty(HalfWidth("x", """new("明前，五十克（T+0）", "a, b") // 中,文"""));
        Found.None(Pages().SelectMany(page => HalfWidth(page.Path, page.Text)));
    }

    [Fact]
    public void Every_text_has_both_languages()
    {
        Assert.Equal(["x: 转入, 转入"], OneSided("x", """new("转入", "转入")"""));
        // A language is called by its own name in every language.
        Found.Only(
            ["src/Web/Me/DisplayPage.razor: 中文, 中文"],
            Pages().SelectMany(page => OneSided(page.Path, page.Text)));
    }

    /// <summary>The words of the last column of the glossary's part on pages.</summary>
    private static IEnumerable<string> OtherNames(string glossary)
    {
        string part = glossary[glossary.IndexOf(Begin, StringComparison.Ordinal)..];
        part = part[..part.IndexOf("\n## ", Begin.Length, StringComparison.Ordinal)];
        return part.Split('\n')
            .Where(line => line.StartsWith("| ", StringComparison.Ordinal))
            .Skip(1)
            .SelectMany(line => line.Split('|')[4].Split('、', StringSplitOptions.TrimEntries))
            .Where(word => word.Length > 0);
    }

    private static IEnumerable<(string Path, string Text)> Pages() =>
        ((string[])["src/Web", "src/Customers", "sims/Mall"])
        .SelectMany(folder => Directory.EnumerateFiles(
            Path.Combine(Repo.Root, folder), "*.*", SearchOption.AllDirectories))
        .Where(file => Path.GetExtension(file) is ".cs" or ".razor"
            && !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal)
            && Path.GetFileName(file) != "PaperTexts.cs")
        .Select(file => (Path.GetRelativePath(Repo.Root, file), File.ReadAllText(file)));

    private static IEnumerable<string> Said(string path, string text, string[] others) => Literal().Matches(text)
        .SelectMany(literal => others.Where(other => literal.Value.Contains(other, StringComparison.Ordinal)))
        .Select(other => $"{path}: {other}");

    private static IEnumerable<string> HalfWidth(string path, string text) => Literal().Matches(text)
        .SelectMany(literal => HalfWidthMark().Matches(literal.Value))
        .Select(mark => $"{path}: {mark.Value}");

    private static IEnumerable<string> OneSided(string path, string text) => Pair().Matches(text)
        .Where(pair => Chinese().IsMatch(pair.Groups["zh"].Value) == Chinese().IsMatch(pair.Groups["en"].Value)
            && pair.Groups["zh"].Value.Any(char.IsLetter) && Chinese().IsMatch(pair.Groups["zh"].Value))
        .Select(pair => $"{path}: {pair.Groups["zh"].Value}, {pair.Groups["en"].Value}");

    [GeneratedRegex("\"[^\"\n]*[\u4e00-\u9fff][^\"\n]*\"")]
    private static partial Regex Literal();

    [GeneratedRegex(@"[\u4e00-\u9fff][,;!?][\u4e00-\u9fff]?|[\u4e00-\u9fff]:[\u4e00-\u9fff]")]
    private static partial Regex HalfWidthMark();

    [GeneratedRegex("new\\(\"(?<zh>[^\"\n]*)\",\\s*\"(?<en>[^\"\n]*)\"\\)")]
    private static partial Regex Pair();

    [GeneratedRegex(@"[\u4e00-\u9fff]")]
    private static partial Regex Chinese();
}
