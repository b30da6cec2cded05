namespace Huoqi.Replay;

/// <summary>
/// Draws who acts: some by chance alike, some in proportion to a weight (what they move, or what they hold), each at
/// most once in a phase. Persons are numbered from 1.
/// </summary>
public sealed class ActorDraw(int people)
{
    private readonly long[] _upTo = new long[people];
    private readonly int[] _drawnIn = new int[people];
    private int _phase;

    /// <summary>Takes the weights of the draws to come, by index; they are not looked at again.</summary>
    public void Weigh(ReadOnlySpan<long> weights)
    {
        long sum = 0;
        for (int i = 0; i < people; i++)
        {
            sum += weights[i];
            _upTo[i] = sum;
        }
    }

    /// <summary>From here on everybody may be drawn again.</summary>
    public void BeginPhase() => _phase++;

    /// <summary>Anybody, all alike.</summary>
    public int Anybody(SplitMix64 random) => 1 + (int)random.Below(people);

    /// <summary>Somebody in proportion to the weights last taken.</summary>
    public int ByWeight(SplitMix64 random)
    {
        if (_upTo[^1] == 0)
        {
            return Anybody(random);
        }

        // The one whose span of the running sum covers the ticket.
        long ticket = random.Below(_upTo[^1]);
        int low = 0;
        int high = people - 1;
        while (low < high)
        {
            int middle = (low + high) / 2;
            (low, high) = _upTo[middle] > ticket ? (low, middle) : (middle + 1, high);
        }

        return low + 1;
    }

    /// <summary>Takes the person for this phase; false when taken before.</summary>
    public bool Take(int person)
    {
        bool first = _drawnIn[person - 1] != _phase;
        _drawnIn[person - 1] = _phase;
        return first;
    }
}
