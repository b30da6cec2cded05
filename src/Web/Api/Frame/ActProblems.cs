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

    /// <summary>The refusals of an act: all there are, but for those of what it has nothing to do with. A new status is
    /// among them by itself.</summary>
    public static Problem[] OfAct(WantedIn wanted) =>
        [.. Enum.GetValues<ActStatus>().Where(status => IsRefusal(status) && MayMeet(wanted, status)).Select(Of)];

    private static bool IsRefusal(ActStatus status) => status > ActStatus.TryAgain;

    private static bool MayMeet(WantedIn wanted, ActStatus status) => status switch
    {
        ActStatus.CardNotFound => wanted is TopUpIn or WithdrawIn or SubscribeIn or RedeemIn,
        ActStatus.AgreementsMissing => wanted is SubscribeIn,
        ActStatus.EarningDaySealed => wanted is SubscribeIn or RedeemIn or PayIn,
        ActStatus.AdvanceExhausted or ActStatus.InsufficientUnits => wanted is RedeemIn or PayIn,
        ActStatus.InsufficientBalance => wanted is not (TopUpIn or RedeemIn),
        ActStatus.PaymentNotFound or ActStatus.PaymentPaid or ActStatus.PaymentExpired or ActStatus.PaymentCancelled
            or ActStatus.PaymentBusy or ActStatus.PaymentSandbox => wanted is PayIn,
        ActStatus.PayeeCannotReceive => wanted is SendIn or AnswerIn,
        ActStatus.InvalidText or ActStatus.PayeeIsSelf or ActStatus.CodeLimitExceeded => wanted is SendIn,
        ActStatus.RequestNotOpen => wanted is AnswerIn,
        ActStatus.Cooling => wanted is not (TopUpIn or SubscribeIn),
        _ => true,
    };

    /// <summary>Everything a program may be answered, by code.</summary>
    public static IReadOnlyList<ProblemPage> Known => field ??=
        [.. All.Concat(OfSignatures).Concat(OfActs).OrderBy(page => page.Problem.Code, StringComparer.Ordinal)];

    /// <summary>Refusals of acts that have no other name here.</summary>
    private static IEnumerable<ProblemPage> OfActs => Enum.GetValues<ActStatus>()
        .Where(IsRefusal)
        .Select(ActMeaning.Of)
        .Where(meaning => All.All(page => page.Problem.Code != meaning.Code))
        .Select(meaning => new ProblemPage(
            new(meaning.Http, meaning.Code, meaning.Sentence.En), meaning.Sentence.Zh));
}
