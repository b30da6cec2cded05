using System.Text.Json;
using Huoqi.Kernel;

namespace Huoqi.Bench;

/// <summary>What Lighthouse scores: whole points of 100.</summary>
/// <param name="Performance">How soon a phone on a slow network shows the page.</param>
/// <param name="Accessibility">Whether everybody can use it.</param>
/// <param name="BestPractice">Whether it does nothing a browser warns of.</param>
public sealed record LighthouseScores(int Performance, int Accessibility, int BestPractice)
{
    /// <summary>What each page must reach.</summary>
    public static LighthouseScores Target { get; } = new(95, 100, 100);

    /// <summary>Whether all three are reached.</summary>
    public bool AreMet => Performance >= Target.Performance && Accessibility >= Target.Accessibility
        && BestPractice >= Target.BestPractice;

    /// <summary>The median of each by itself; of two in the middle the lower one.</summary>
    public static LighthouseScores Median(IReadOnlyCollection<LighthouseScores> runs) => new(
        Middle(runs.Select(run => run.Performance)), Middle(runs.Select(run => run.Accessibility)),
        Middle(runs.Select(run => run.BestPractice)));

    /// <summary>The lowest of each by itself.</summary>
    public static LighthouseScores Lowest(IReadOnlyCollection<LighthouseScores> pages) => new(
        pages.Min(page => page.Performance), pages.Min(page => page.Accessibility),
        pages.Min(page => page.BestPractice));

    private static int Middle(IEnumerable<int> values)
    {
        int[] sorted = [.. values.Order()];
        return sorted[(sorted.Length - 1) / 2];
    }
}

/// <summary>An audit that a page did not pass.</summary>
/// <param name="Category">The category whose score it lowers.</param>
/// <param name="Id">Its name at Lighthouse.</param>
/// <param name="Title">What is wrong, and how much of it.</param>
public sealed record FailedAudit(string Category, string Id, string Title)
{
    public override string ToString() => $"{Category}: {Id} ({Title})";
}

/// <summary>One run of Lighthouse at one page, read from the JSON that it writes.</summary>
/// <param name="Shown">The address of the page that was shown in the end.</param>
/// <param name="Scores">Its scores.</param>
/// <param name="Failed">What lowers a score, and what else a slow page could mend.</param>
public sealed record LighthouseReport(Uri Shown, LighthouseScores Scores, IReadOnlyList<FailedAudit> Failed)
{
    private const string Speed = "performance";

    /// <summary>Reads a report.</summary>
    /// <exception cref="UserErrorException">The page could not be measured.</exception>
    public static LighthouseReport Read(byte[] json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        JsonElement root = document.RootElement;
        string asked = root.GetProperty("requestedUrl").GetString()!;
        if (root.TryGetProperty("runtimeError", out JsonElement error))
        {
            throw new UserErrorException(
                $"Lighthouse could not measure {asked}: {error.GetProperty("message").GetString()!.TrimEnd('.')}.");
        }

        JsonElement categories = root.GetProperty("categories");
        JsonElement audits = root.GetProperty("audits");
        LighthouseScores scores = new(
            PointsOf(categories, Speed, asked), PointsOf(categories, "accessibility", asked),
            PointsOf(categories, "best-practices", asked));
        List<FailedAudit> failed = [];
        foreach (JsonProperty category in categories.EnumerateObject())
        {
            Collect(category, audits, failed);
        }

        return new(new(root.GetProperty("finalDisplayedUrl").GetString()!), scores, failed);
    }

    private static int PointsOf(JsonElement categories, string name, string asked)
    {
        JsonElement score = categories.GetProperty(name).GetProperty("score");
        return score.ValueKind == JsonValueKind.Number
            ? PointsOf(score)
            : throw new UserErrorException($"Lighthouse gave {asked} no score for {name}; measure it again.");
    }

    private static int PointsOf(JsonElement score) =>
        (int)Math.Round(score.GetDecimal() * 100, MidpointRounding.AwayFromZero);

    private static void Collect(JsonProperty category, JsonElement audits, List<FailedAudit> failed)
    {
        foreach (JsonElement reference in category.Value.GetProperty("auditRefs").EnumerateArray())
        {
            string id = reference.GetProperty("id").GetString()!;
            JsonElement audit = audits.GetProperty(id);
            JsonElement score = audit.GetProperty("score");
            // What weighs nothing tells why a page is slow; elsewhere it lowers no score.
            bool tells = category.Name == Speed || reference.GetProperty("weight").GetDecimal() > 0;
            if (tells && score.ValueKind == JsonValueKind.Number && PointsOf(score) < Passing(category.Name))
            {
                string value = audit.TryGetProperty("displayValue", out JsonElement shown) ? $", {shown}" : "";
                failed.Add(new(category.Name, id, audit.GetProperty("title").GetString() + value));
            }
        }
    }

    // A measured time is scored by degrees, of which Lighthouse itself calls 90 good; all else is right or not.
    private static int Passing(string category) => category == Speed ? 90 : 100;
}
