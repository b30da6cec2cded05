using System.Globalization;
using Huoqi.Kernel;

namespace Huoqi.Torture;

/// <summary>What a client wants next: everything from its seed.</summary>
internal sealed class Draw(int client, string stage, SeededRandom random)
{
    private const long TooMuch = 10_000_000;
    private int _count;

    /// <summary>A key that this client never used.</summary>
    public string NewKey() => string.Create(CultureInfo.InvariantCulture, $"{stage}-{client}-{++_count}");

    public Ask Next()
    {
        string key = NewKey();
        long person = Person();
        long amount = random.Next(20) == 0 ? TooMuch : 1 + random.Next(2_000);
        return random.Next(20) switch
        {
            < 8 => new(key, key, AskKind.PayFromWallet, person, Merchant(), amount),
            < 12 => new(key, key, AskKind.PayFromFund, person, Merchant(), amount),
            < 15 => new(key, key, AskKind.Send, person, Friend(person), amount),
            < 17 => new(key, key, AskKind.Redeem, person, 0, amount),
            < 19 => new(key, key, AskKind.TopUp, person, 0, 1 + random.Next(2_000)),

            // The whole of a small purse: whoever forgot that it was spent would spend it again, or refuse it.
            _ => new(key, key, AskKind.PayFromWallet, person, Merchant(), 10_000),
        };
    }

    /// <summary>True once in so many times.</summary>
    public bool Sometimes(int times) => random.Next(times) == 0;

    // The lower of two: some people are in everybody's way.
    private long Person() => 1 + Math.Min(random.Next(Cast.People), random.Next(Cast.People));

    private long Friend(long person)
    {
        long friend = Person();
        return friend == person ? 1 + (person % Cast.People) : friend;
    }

    private long Merchant() => Cast.Merchants[(int)random.Next(Cast.Merchants.Count)];
}
