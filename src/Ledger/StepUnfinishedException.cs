using Huoqi.Kernel;

namespace Huoqi.Ledger;

/// <summary>
/// A step of the platform's own day was cut short: some of its entries are not known to stand, or came when their
/// business date was closing. Nothing is wrong with the books; the step is to be run again.
/// </summary>
public sealed class StepUnfinishedException(string step, PostStatus status)
    : Exception($"{step} is not finished ({status}): run it again");

/// <summary>What a step of the platform makes of its answers.</summary>
public static class Steps
{
    /// <summary>Whether a later try of a platform's step may be answered otherwise: not known, or overtaken by a seal
    /// or the end of a business date.</summary>
    public static bool MayPass(this PostStatus status) =>
        status is PostStatus.Unknown or PostStatus.TryAgain or PostStatus.BusinessDayClosed
            or PostStatus.EarningDaySealed;

    /// <summary>
    /// Every entry must stand, or was made by another run before (<see cref="PostStatus.RowsRefused"/>, where the
    /// step's own rows decide that). What passes with time leaves the step unfinished; any other refusal is a bug.
    /// </summary>
    public static void MustStand(this IReadOnlyList<PostResult> results, string step, bool rowsDecide = false)
    {
        foreach (PostResult result in results)
        {
            if (result.Status.MayPass())
            {
                throw new StepUnfinishedException(step, result.Status);
            }

            Invariant.Holds(result.IsPosted || (rowsDecide && result.Status == PostStatus.RowsRefused),
                $"an entry of {step} was refused: {result}");
        }
    }
}
