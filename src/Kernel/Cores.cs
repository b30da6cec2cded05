namespace Huoqi.Kernel;

/// <summary>
/// Spreads a computation over the processor's cores. It is no task: nothing is begun that outlives the call, nobody is
/// waited for, and since each piece writes into a place of its own the result does not depend on how many cores there
/// are. So pure code may use it where modules may start no tasks.
/// </summary>
public static class Cores
{
    /// <summary>Does <paramref name="work"/> for every number below <paramref name="pieces"/>; comes back when all is
    /// done, and throws what a piece threw.</summary>
    public static void Each(int pieces, Action<int> work)
    {
        if (pieces <= 1 || Environment.ProcessorCount == 1)
        {
            for (int piece = 0; piece < pieces; piece++)
            {
                work(piece);
            }

            return;
        }

        try
        {
            Parallel.For(0, pieces, work);
        }
        catch (AggregateException failures)
        {
            // A broken invariant is told as itself, whether or not a second core was there.
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failures.InnerExceptions[0]);
        }
    }
}
