using Huoqi.Kernel;

namespace Huoqi.Replay;

/// <summary>
/// What a replay says when the world under it fails: a full disk and a dead database are not bugs, and what was
/// answered is in the books, so that running again goes on.
/// </summary>
internal static class ReplayTrouble
{
    /// <summary>Runs the days, and tells the reason when the disk or the database ended them.</summary>
    public static async Task<ReplayOutcome> WatchAsync(
        Installation installation, ReplayHouse house, Func<Task<ReplayOutcome>> days)
    {
        try
        {
            return await days();
        }
        catch (Exception failure) when (failure is not (OperationCanceledException or UserErrorException))
        {
            // What the run stumbled over is the last link: an act without an answer, a simulator that cannot write.
            if (FullDisk.IsAt(installation.DataFolder))
            {
                throw FullDisk.Sentence(installation.DataFolder, failure);
            }

            if (installation.ServerFailed.IsCompleted)
            {
                throw await installation.ServerFailed;
            }

            if (house.Ledger.GaveUpFor is { } trouble)
            {
                throw new UserErrorException(
                    $"The database does not answer any more ({trouble.Message.TrimEnd('.')}); what was answered is "
                    + "safe: run the same command again to go on.", trouble);
            }

            throw;
        }
    }
}
