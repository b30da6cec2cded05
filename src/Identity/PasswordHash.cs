using System.Security.Cryptography;
using System.Text;
using Huoqi.Kernel;

namespace Huoqi.Identity;

/// <summary>A hashed password with what it was hashed with, so that the parameters can grow.</summary>
/// <param name="Rounds">How often the hash was run.</param>
/// <param name="Salt">16 random bytes.</param>
/// <param name="Hash">32 bytes.</param>
internal sealed record PasswordHash(int Rounds, byte[] Salt, byte[] Hash)
{
    /// <summary>What new ones are made with: PBKDF2-HMAC-SHA512 as OWASP's cheat sheet has it.</summary>
    public const int RoundsNow = 210_000;

    /// <summary>
    /// A payment password is six digits: no number of rounds makes that hard for whoever has the pepper. The pepper
    /// and five tries protect it, and a confirmation has to be quick.
    /// </summary>
    public const int PaymentRounds = 2_000;

    public static PasswordHash Of(ReadOnlySpan<byte> password, int rounds)
    {
        byte[] salt = RandomNumberGenerator.GetBytes(16);
        return new(rounds, salt, Derive(password, salt, rounds));
    }

    public bool Fits(ReadOnlySpan<byte> password) =>
        CryptographicOperations.FixedTimeEquals(Derive(password, Salt, Rounds), Hash);

    private static byte[] Derive(ReadOnlySpan<byte> password, byte[] salt, int rounds) =>
        Rfc2898DeriveBytes.Pbkdf2(password, salt, rounds, HashAlgorithmName.SHA512, 32);
}

/// <summary>
/// How many passwords are hashed at once. Each takes a core for a tenth of a second and more, so without a bound a few
/// hundred sign-ins would stop everything else.
/// </summary>
internal sealed class PasswordGate : IDisposable
{
    private const int AtOnce = 2;
    private const int WaitingMost = 64;

    private readonly SemaphoreSlim _places = new(AtOnce);
    private int _waiting;

    /// <summary>Hashes in turn; null when too many wait already.</summary>
    public async Task<T?> InTurnAsync<T>(Func<T> hash, CancellationToken cancel)
        where T : class
    {
        if (Interlocked.Increment(ref _waiting) > WaitingMost)
        {
            Interlocked.Decrement(ref _waiting);
            return null;
        }

        try
        {
            await _places.WaitAsync(cancel);
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }

        try
        {
            return hash();
        }
        finally
        {
            _places.Release();
        }
    }

    public void Dispose() => _places.Dispose();
}

/// <summary>Which passwords are taken: by length and a list, with no rule about what they are made of.</summary>
internal static class PasswordRules
{
    /// <summary>A password alone signs in, so it has the length of a single factor (NIST SP 800-63B-4, 3.1.1.2);
    /// 8 would do for one of two.</summary>
    public const int LeastLength = 15;

    public const int MostLength = 128;

    // What must stand beside a word of the person's own, such as the phone.
    private const int BesideOwnWord = 8;

    private static readonly Lazy<HashSet<string>> Common = new(ReadCommon);

    /// <summary>How many the list has.</summary>
    public static int CommonCount => Common.Value.Count;

    /// <summary>Done, or why not.</summary>
    /// <param name="password">As typed.</param>
    /// <param name="own">Words of the person's own that it may not be, such as the phone.</param>
    public static IdentityStatus Check(string password, params ReadOnlySpan<string> own)
    {
        if (password.Length > 4 * MostLength)
        {
            return IdentityStatus.PasswordTooLong;
        }

        int length = 0;
        foreach (Rune rune in password.EnumerateRunes())
        {
            if (rune == Rune.ReplacementChar || rune.Value == 0)
            {
                // Half a pair or a NUL: two passwords that differ must not become the same bytes.
                return IdentityStatus.InvalidText;
            }

            length++;
        }

        if (length < LeastLength)
        {
            return IdentityStatus.PasswordTooShort;
        }

        return length > MostLength ? IdentityStatus.PasswordTooLong
            : IsCommon(password, own) ? IdentityStatus.PasswordCommon : IdentityStatus.Done;
    }

    /// <summary>Six digits that are not the first an attacker tries.</summary>
    public static IdentityStatus CheckPayment(string digits)
    {
        if (digits.Length != 6 || !digits.All(char.IsAsciiDigit))
        {
            return IdentityStatus.PaymentPasswordWeak;
        }

        bool same = true, up = true, down = true, pairs = digits[..3] == digits[3..];
        for (int i = 1; i < digits.Length; i++)
        {
            same &= digits[i] == digits[i - 1];
            up &= digits[i] == digits[i - 1] + 1;
            down &= digits[i] == digits[i - 1] - 1;
        }

        return same || up || down || pairs ? IdentityStatus.PaymentPasswordWeak : IdentityStatus.Done;
    }

    private static bool IsCommon(string password, ReadOnlySpan<string> own)
    {
        string lower = password.ToLowerInvariant();
        if (Common.Value.Contains(lower) || lower.Distinct().Count() < 4)
        {
            return true;
        }

        // A common word with digits and signs behind it is the second thing that is tried.
        string bare = lower.TrimEnd([.. "0123456789!@#$%^&*.?_-+"]);
        if (bare.Length >= 4 && lower.Length - bare.Length <= 6 && Common.Value.Contains(bare))
        {
            return true;
        }

        foreach (string word in own)
        {
            if (word.Length >= 6 && lower.Contains(word, StringComparison.OrdinalIgnoreCase)
                && lower.Length < word.Length + BesideOwnWord)
            {
                return true;
            }
        }

        return false;
    }

    private static HashSet<string> ReadCommon()
    {
        using Stream? stream = typeof(PasswordRules).Assembly.GetManifestResourceStream("common-passwords");
        Invariant.Holds(stream is not null, "the list of common passwords is in the program");
        using StreamReader reader = new(stream!);
        HashSet<string> list = new(StringComparer.Ordinal);
        while (reader.ReadLine() is string line)
        {
            if (line.Length > 0 && line[0] != '#')
            {
                list.Add(line);
            }
        }

        return list;
    }
}
