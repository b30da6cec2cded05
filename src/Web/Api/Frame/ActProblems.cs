namespace Huoqi.Web;

internal static partial class Problems
{
    /// <summary>
    /// The refusal of something wanted. Its meaning is the one that pages show; where a problem of the API has the same
    /// code, its advice for programs is added.
    /// </summary>
    public static Problem Of(ActStatus status)
    {
        ActMeaning meaning = ActMeaning.Of(status);
        Problem? known = All.FirstOrDefault(page => page.Problem.Code == meaning.Code)?.Problem;
        return known ?? new Problem(meaning.Http, meaning.Code, meaning.Sentence.En);
    }

    /// <summary>Everything a program may be answered, by code.</summary>
    public static IReadOnlyList<ProblemPage> Known => field ??=
        [.. All.Concat(OfSignatures).Concat(OfActs).OrderBy(page => page.Problem.Code, StringComparer.Ordinal)];

    /// <summary>Refusals of acts that have no other name here.</summary>
    private static IEnumerable<ProblemPage> OfActs => Enum.GetValues<ActStatus>()
        .Where(status => status > ActStatus.TryAgain)
        .Select(ActMeaning.Of)
        .Where(meaning => All.All(page => page.Problem.Code != meaning.Code))
        .Select(meaning => new ProblemPage(
            new(meaning.Http, meaning.Code, meaning.Sentence.En), meaning.Sentence.Zh));
}
