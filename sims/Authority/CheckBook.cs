using System.Globalization;
using System.Text;
using Huoqi.Partner;

namespace Huoqi.Authority;

/// <summary>Checks by their reference, and who is who.</summary>
internal sealed class CheckBook
{
    private static readonly string[] Sources =
        ["id-registry", "bank-card", "carrier", "education", "social-security", "tax", "face"];

    private readonly Dictionary<string, (CheckWire Check, CheckAnswer Answer)> _decided =
        new(StringComparer.Ordinal);

    private readonly Dictionary<string, int> _pending = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);

    public long Count => _decided.Count;

    public long Done { get; private set; }

    public long PendingAnswers { get; private set; }

    public long Repeats { get; private set; }

    public long Conflicts { get; private set; }

    /// <summary>Decides a check once; asked again, it says the same.</summary>
    public CheckAnswer Check(CheckWire check, AuthorityFaults faults, JournalFile<AuthorityEvent> journal)
    {
        _ = Wire.Name(check.Reference, "reference");
        if (!Sources.Contains(check.Source, StringComparer.Ordinal))
        {
            throw Wire.Malformed($"source must be one of {string.Join(", ", Sources)}");
        }

        if (check.Name.Length is 0 or > 100 || check.IdNumber.Length is 0 or > 40 || check.Evidence.Length > 200)
        {
            throw Wire.Malformed("name and idNumber are needed, evidence is short");
        }

        if (_decided.TryGetValue(check.Reference, out (CheckWire Check, CheckAnswer Answer) earlier))
        {
            if (earlier.Check != check)
            {
                Conflicts++;
                throw new RejectedException(409, "reference-reused", "another check has this reference");
            }

            Repeats++;
            return earlier.Answer;
        }

        if (Dice.Strikes(faults.PendingPerMillion, faults.Seed, "pending", check.Reference)
            && _pending.GetValueOrDefault(check.Reference) < faults.PendingAnswers)
        {
            _pending[check.Reference] = _pending.GetValueOrDefault(check.Reference) + 1;
            PendingAnswers++;
            return new(check.Reference, "pending", "");
        }

        (string outcome, string code) = Decide(check, faults);
        journal.Append(new() { Check = check, Outcome = outcome, Code = code });
        return Apply(check, outcome, code);
    }

    /// <summary>Makes somebody known.</summary>
    public RegisterWire Register(RegisterWire registered, JournalFile<AuthorityEvent> journal)
    {
        if (!IsIdNumber(registered.IdNumber) || registered.Name.Length > 100 || !IsName(registered.Name))
        {
            throw Wire.Malformed("an id number with its check digit, and a name");
        }

        journal.Append(new() { Registered = registered });
        Apply(registered);
        return registered;
    }

    public CheckAnswer Apply(CheckWire check, string outcome, string code)
    {
        CheckAnswer answer = new(check.Reference, outcome, code);
        _decided.Add(check.Reference, (check, answer));
        _pending.Remove(check.Reference);
        if (outcome == "done")
        {
            Done++;
            _names.TryAdd(check.IdNumber, check.Name);
        }

        return answer;
    }

    public void Apply(RegisterWire registered) => _names[registered.IdNumber] = registered.Name;

    private (string Outcome, string Code) Decide(CheckWire check, AuthorityFaults faults)
    {
        if (!IsIdNumber(check.IdNumber))
        {
            return ("refused", "no-such-number");
        }

        if (!IsName(check.Name))
        {
            return ("refused", "no-such-name");
        }

        if (_names.TryGetValue(check.IdNumber, out string? name) && name != check.Name)
        {
            return ("refused", "name-differs");
        }

        if (check.Source is "face" && check.Evidence.Length == 0)
        {
            return ("refused", "no-picture");
        }

        return RefusedEnding.CodeFor(faults.RefuseIdNumbers, check.IdNumber) is string code ? ("refused", code)
            : Dice.Strikes(faults.RefusePerMillion, faults.Seed, "refuse", check.Reference)
            ? ("refused", "not-confirmed") : ("done", "");
    }

    // Nobody is registered under a picture or a number: two letters or ideographs, and signs only between them.
    private static bool IsName(string name)
    {
        int letters = 0;
        foreach (Rune rune in name.EnumerateRunes())
        {
            bool isMark = Rune.GetUnicodeCategory(rune) is
                UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;
            if (Rune.IsLetter(rune))
            {
                letters++;
            }
            else if (!isMark && rune.Value is not ('·' or ' ' or '-' or '\''))
            {
                return false;
            }
        }

        return letters >= 2;
    }

    // ISO 7064, MOD 11-2: the weights are powers of two modulo 11.
    private static bool IsIdNumber(string text)
    {
        if (text.Length != 18 || text.AsSpan(0, 17).ContainsAnyExceptInRange('0', '9'))
        {
            return false;
        }

        int sum = 0;
        for (int i = 0; i < 17; i++)
        {
            sum += (text[i] - '0') * ((1 << (17 - i)) % 11);
        }

        return "10X98765432"[sum % 11] == text[17];
    }
}
