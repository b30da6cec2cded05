using System.Text.RegularExpressions;
using Xunit;

namespace Huoqi.RulesTests.House;

/// <summary>
/// The style that no compiler checks, on the text of every file. Each rule is a function from a file to what it finds
/// there; beside it a planted violation shows that it can find one. Lists of exceptions are ratchets: they
/// only shrink, and where one names a rule and not a size, an exception that is no longer needed fails too.
/// </summary>
public sealed partial class TidyTests
{
    private const int Columns = 120;
    private const int LinesHard = 600;
    private const int Lines = 300;
    private const int MethodLines = 70;

    /// <summary>Files above <see cref="Lines"/>, with the reason; none may pass <see cref="LinesHard"/>.</summary>
    private static readonly Dictionary<string, string> LongFiles = new()
    {
        ["src/Ledger/Judge.cs"] = "the decision on an entry, in the order of the statuses, is read in one piece",
        ["src/Ledger/WriterQueue.cs"] = "the one loop from draft to answer, with all that can go wrong on the way",
        ["tests/System/Verify/SampleBooks.cs"] = "books written by hand, of which every column has to be there",
    };

    /// <summary>Lines above <see cref="Columns"/> that still stand in a file; the number may only fall.</summary>
    private static readonly Dictionary<string, int> WideLines = new()
    {
        // Tables of cases, one row each, with their columns aligned.
        ["tests/Rules/Ledger/LimitTests.cs"] = 4,
        // Names of methods with their parameters, which cannot be broken.
        ["src/Web/BannedSymbols.txt"] = 2,
        // To be broken when it is next worked on.
        ["tests/System/Host/BadInputTests.cs"] = 1,
    };

    /// <summary>Members longer than <see cref="MethodLines"/>, as "file: name".</summary>
    private static readonly string[] LongMembers = [];

    /// <summary>Files that may count in <c>double</c>, <c>float</c> or <c>decimal</c>: never money.</summary>
    private static readonly Dictionary<string, string> Fractions = new()
    {
        ["src/Cli/ReplayVerb.cs"] = "rate and time left of a progress bar",
        ["src/Bench/BenchSheet.cs"] = "measured figures",
        ["src/Bench/Callers.cs"] = "rates and latencies",
        ["src/Bench/IncomeBench.cs"] = "ratios of measured times",
        ["src/Bench/IncomeDeferred.cs"] = "measured times and rates",
        ["src/Bench/IncomeInMemory.cs"] = "measured times and bytes",
        ["src/Bench/IncomeMeter.cs"] = "seconds",
        ["src/Bench/LatencyHistogram.cs"] = "milliseconds",
        ["src/Bench/Lighthouse/LighthouseBench.cs"] = "how busy the machine is",
        ["src/Bench/Pgbench.cs"] = "a measured rate",
        ["src/Bench/GrowthBench.cs"] = "ratios of measured rates",
        ["src/Bench/OverloadBench.cs"] = "ratios of measured rates",
        ["src/Bench/PayBench.cs"] = "ratios of measured rates",
        ["src/Bench/VerifyBench.cs"] = "a measured rate",
        ["src/Bench/PostAcross.cs"] = "a measured rate",
        ["src/Bench/PostBench.cs"] = "ratios of measured rates",
        ["src/Bench/ServerProcess.cs"] = "CPU seconds",
        ["src/Bench/UpBench.cs"] = "seconds",
        ["src/Bench/WebBench.cs"] = "milliseconds and rates",
        ["src/Bench/WebProcess.cs"] = "CPU seconds",
        ["src/Cli/BenchVerb.cs"] = "the scale of a bench",
        ["src/Figures/Figure.cs"] = "a measured figure may be seconds or percent; it is shown, not booked",
        ["src/Figures/FiguresJson.cs"] = "the same figures for machines",
        ["src/Replay/FigureSheet.cs"] = "targets of measured figures, and measured values as people read them",
        ["src/Replay/LineChart.cs"] = "places on a picture",
        ["src/Replay/ReplayChecks.cs"] = "figures in yuan, percent and seconds, made from counted fen",
        ["src/Replay/ReportCharts.cs"] = "values of a picture",
        ["src/Replay/ReportCsv.cs"] = "figures as written",
        ["src/Replay/ReportHtml.cs"] = "figures as shown",
        ["src/Replay/YuebaoTable.cs"] = "the border of a file format",
    };

    private static readonly string[] Banned =
        ["FIX" + "ME", "TO" + "DO", "HA" + "CK", "X" + "XX", "NotImplemented" + "Exception"];

    [Fact]
    public void No_line_is_longer_than_120_columns()
    {
        Assert.Equal(["x: 1"], TooWide("x", [new string('a', Columns + 1), new string('a', Columns)]));
        Found.None(Repo.Files.Where(IsWritten).SelectMany(file =>
        {
            string[] wide = [.. TooWide(file.Path, file.Lines)];
            return wide.Length > WideLines.GetValueOrDefault(file.Path) ? wide : [];
        }));
    }

    // A table of Markdown cannot be broken.
    private static IEnumerable<string> TooWide(string path, string[] lines) => lines
        .Select((line, i) => (line, i))
        .Where(l => l.line.EnumerateRunes().Count() > Columns && !l.line.StartsWith('|'))
        .Select(l => $"{path}: {l.i + 1}");

    private static bool IsWritten(RepoFile file) =>
        !file.Path.EndsWith(".csv", StringComparison.Ordinal) && !file.Path.EndsWith(".svg", StringComparison.Ordinal)
        && !file.Path.EndsWith("packages.lock.json", StringComparison.Ordinal);

    [Fact]
    public void Files_are_short_and_none_is_longer_than_600_lines()
    {
        Dictionary<string, int> lengths = Repo.Code("src", "sims", "bench", "tests")
            .ToDictionary(file => file.Path, file => file.Lines.Length - 1);
        Assert.Contains(lengths, file => file.Value > Lines);
        Assert.DoesNotContain(lengths, file => file.Value > LinesHard);
        Found.None(lengths.Where(file => file.Value > Lines).Select(file => file.Key).Except(LongFiles.Keys));
    }

    [Fact]
    public void Methods_have_at_most_70_lines()
    {
        string body = string.Concat(Enumerable.Repeat("\n        Call();\n", MethodLines / 2));
        string planted =
            $"class C\n{{\n    public void M(int a)\n    {{\n{body}    }}\n\n    private int _field;\n}}\n";
        Assert.Equal([new Member("M", 3, MethodLines + 3)], SourceText.Of(planted).Members());
        Found.Only(LongMembers, Repo.Code("src", "sims", "bench", "tests")
            .SelectMany(file => file.Source.Members().Where(member => member.Length > MethodLines)
                .Select(member => $"{file.Path}: {member.Name}")));
    }

    [Fact]
    public void Files_have_no_tabs_no_spaces_at_line_ends_and_one_newline_at_the_end()
    {
        Assert.Equal(["x: 1 tab", "x: 2 space at the end", "x: no newline at the end"], Untidy("x", "a\tb\nc \nd"));
        Assert.Equal(["x: empty lines at the end"], Untidy("x", "a\n\n"));
        Found.None(Repo.Files.Where(IsWritten).SelectMany(file => Untidy(file.Path, file.Text)));
    }

    private static List<string> Untidy(string path, string text)
    {
        List<string> found = [];
        string[] lines = text.Split('\n');
        for (int i = 0; i < lines.Length; i++)
        {
            if (lines[i].Contains('\t', StringComparison.Ordinal))
            {
                found.Add($"{path}: {i + 1} tab");
            }

            if (lines[i].TrimEnd() != lines[i])
            {
                found.Add($"{path}: {i + 1} space at the end");
            }
        }

        if (text.Length > 0 && !text.EndsWith('\n'))
        {
            found.Add($"{path}: no newline at the end");
        }

        if (text.EndsWith("\n\n", StringComparison.Ordinal))
        {
            found.Add($"{path}: empty lines at the end");
        }

        return found;
    }

    [Fact]
    public void No_file_has_regions_leftover_marks_or_commented_out_code()
    {
        Assert.Single(Leftovers("x", "#reg" + "ion A\n"));
        Assert.Single(Leftovers("x", $"// {Banned[0]}: later\n"));
        Assert.Single(Leftovers("x", $"throw new {Banned[^1]}();\n"));
        Assert.Single(Leftovers("x", "// int a = Call(b);\n"));
        Assert.Single(Leftovers("x", "// if (a)\n"));
        Assert.Empty(Leftovers("x", "// The order matters: (a) comes first; then b.\n"));
        Found.None(Repo.Code("src", "sims", "bench", "tests").SelectMany(file => Leftovers(file.Path, file.Text)));
    }

    private static IEnumerable<string> Leftovers(string path, string text)
    {
        SourceText source = SourceText.Of(text);
        IEnumerable<string> marks = text.Split('\n')
            .SelectMany((line, i) => Banned.Where(word => Regex.IsMatch(line, $@"\b{word}\b"))
                .Select(word => $"{path}: {i + 1} {word}"));
        IEnumerable<string> regions = source.CodeLines.Select((line, i) => (line, i))
            .Where(l => Regex.IsMatch(l.line, @"^\s*#(end)?region"))
            .Select(l => $"{path}: {l.i + 1} region");
        IEnumerable<string> code = source.Comments.Where(comment => CommentedCode().IsMatch(comment.Text))
            .Select(comment => $"{path}: {comment.Line} commented-out code");
        return [.. marks, .. regions, .. code];
    }

    [Fact]
    public void No_type_is_called_after_what_it_does_for_others()
    {
        Assert.Matches(EmptyName(), "internal sealed class Payment" + "Manager(int a)");
        Assert.Matches(EmptyName(), "public readonly record struct Money" + "Dto;");
        Found.None(Repo.Code("src", "sims", "bench", "tests").SelectMany(file => file.Source.CodeLines
            .Where(line => EmptyName().IsMatch(line)).Select(line => $"{file.Path}: {line.Trim()}")));
    }

    [Fact]
    public void Money_is_counted_in_integers()
    {
        Assert.Single(
            UsesOfFractions(SourceText.Of("long a = 1; // a double\ndouble b = 2;\nstring c = \"float\";\n")));
        Found.Only(Fractions.Keys, Repo.Code("src")
            .Where(file => UsesOfFractions(file.Source).Any()).Select(file => file.Path));
    }

    private static IEnumerable<string> UsesOfFractions(SourceText source) =>
        source.CodeLines.Where(line => Fraction().IsMatch(line));

    [Fact]
    public void No_file_names_a_place_on_somebodys_machine()
    {
        Assert.Matches(MachinePath(), "see /ho" + "me/me/x");
        Assert.Matches(MachinePath(), "(/wo" + "rk/x)");
        Assert.DoesNotMatch(MachinePath(), "a network/workload and ../work");
        Found.None(Repo.Files.SelectMany(file => file.Lines.Select((line, i) => (line, i))
            .Where(l => MachinePath().IsMatch(l.line)).Select(l => $"{file.Path}: {l.i + 1}")));
    }

    [GeneratedRegex(
        @"^(?:.*[)=].*;|(?:if|for|foreach|while|switch|using)\s*\(.*\)\s*\{?|(?:else|try)\s*\{?|\}|[\w.]+\(.*\);?)$")]
    private static partial Regex CommentedCode();

    [GeneratedRegex(@"\b(?:class|record|struct|interface|enum)\s+\w*(?:Manager|Helper|Service|Impl|Dto)s?\b")]
    private static partial Regex EmptyName();

    [GeneratedRegex(@"\b(?:double|float|decimal)\b")]
    private static partial Regex Fraction();

    [GeneratedRegex(@"(?<![\w./])/(?:(?:home|root|Users|mnt)/\w|work\b(?!-))|\b[A-Z]:\\Users")]
    private static partial Regex MachinePath();
}
