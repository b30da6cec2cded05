using System.Globalization;
using System.Text.Json;

namespace Huoqi.Partner;

/// <summary>How the line between the platform and a partner misbehaves.</summary>
/// <param name="Seed">The seed of the dice.</param>
/// <param name="LoseRequestPerMillion">Requests that never arrive, of a million.</param>
/// <param name="LoseAnswerPerMillion">Requests that are executed and whose answer is lost, of a million.</param>
/// <param name="DuplicatePerMillion">Requests that arrive twice, of a million.</param>
/// <param name="SlowMs">The delay of each answer, in milliseconds.</param>
internal readonly record struct LineFaults(
    long Seed, int LoseRequestPerMillion, int LoseAnswerPerMillion, int DuplicatePerMillion, int SlowMs);

/// <summary>What the line did since the partner was started.</summary>
internal sealed record LineCounts(long Requests, long LostRequests, long LostAnswers, long DuplicateDeliveries);

/// <summary>
/// The way from a request to an answer that all partners share: faults of the line, one request at a time through
/// the book, and the journal flushed before anything is said.
/// </summary>
internal sealed class Transport(TimeProvider clock)
{
    /// <summary>The status that stands for "the connection broke".</summary>
    public const int Lost = 0;

    private readonly Lock _gate = new();
    private LineFaults _faults;
    private int _loseNextRequests;
    private int _loseNextAnswers;
    private long _requests;
    private long _lostRequests;
    private long _lostAnswers;
    private long _duplicates;

    /// <summary>Changes the faults; the two counts lose exactly that many of the next requests or answers.</summary>
    public void Set(LineFaults faults, int loseNextRequests, int loseNextAnswers)
    {
        _faults = faults;
        _loseNextRequests = loseNextRequests;
        _loseNextAnswers = loseNextAnswers;
    }

    /// <summary>What the line did so far.</summary>
    public LineCounts Counts() => new(_requests, _lostRequests, _lostAnswers, _duplicates);

    /// <summary>Carries one request; <paramref name="handle"/> runs alone and its journal is flushed by it.</summary>
    /// <param name="handle">Executes the request.</param>
    /// <param name="isControl">True for the requests that steer the simulator, which no fault strikes.</param>
    /// <param name="cancel">Ends only the wait of a slow answer.</param>
    public async Task<(int Status, byte[] Body)> CarryAsync(
        Func<(int Status, byte[] Body)> handle, bool isControl, CancellationToken cancel)
    {
        (int Status, byte[] Body) answer;
        int slowMs;
        lock (_gate)
        {
            slowMs = isControl ? 0 : _faults.SlowMs;
            answer = isControl ? Guarded(handle) : Faulty(handle);
        }

        if (slowMs > 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(slowMs), clock, cancel);
        }

        return answer;
    }

    /// <summary>Runs something beside the requests, under the same gate.</summary>
    public T Alone<T>(Func<T> act)
    {
        lock (_gate)
        {
            return act();
        }
    }

    private (int Status, byte[] Body) Faulty(Func<(int Status, byte[] Body)> handle)
    {
        _requests++;
        string key = _requests.ToString(CultureInfo.InvariantCulture);
        if (Counted(ref _loseNextRequests)
            || Dice.Strikes(_faults.LoseRequestPerMillion, _faults.Seed, "lose-request", key))
        {
            _lostRequests++;
            return (Lost, []);
        }

        if (Dice.Strikes(_faults.DuplicatePerMillion, _faults.Seed, "duplicate", key))
        {
            _duplicates++;
            _ = Guarded(handle);
        }

        (int Status, byte[] Body) answer = Guarded(handle);
        if (Counted(ref _loseNextAnswers)
            || Dice.Strikes(_faults.LoseAnswerPerMillion, _faults.Seed, "lose-answer", key))
        {
            _lostAnswers++;
            return (Lost, []);
        }

        return answer;
    }

    private static (int Status, byte[] Body) Guarded(Func<(int Status, byte[] Body)> handle)
    {
        try
        {
            return handle();
        }
        catch (RejectedException rejected)
        {
            Problem problem = new(rejected.Code, rejected.Message);
            return (rejected.Status, JsonSerializer.SerializeToUtf8Bytes(problem, WireJson.Default.Problem));
        }
        catch (IOException error)
        {
            // The journal could not be written: nothing was promised, and nothing may be from now on.
            Problem problem = new("journal-broken", error.Message);
            return (503, JsonSerializer.SerializeToUtf8Bytes(problem, WireJson.Default.Problem));
        }
    }

    private static bool Counted(ref int left)
    {
        if (left == 0)
        {
            return false;
        }

        left--;
        return true;
    }
}
