using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Huoqi.Acquiring;

/// <summary>
/// Dictionaries of RFC 8941, read strictly: what the RFC does not allow is no dictionary, and a key that comes twice,
/// which the RFC would let pass, neither, because two readers could then disagree.
/// </summary>
internal ref struct StructuredFields
{
    private readonly ReadOnlySpan<char> _text;
    private int _at;

    private StructuredFields(ReadOnlySpan<char> text) => _text = text;

    /// <summary>Reads a field's value; false when it is no dictionary.</summary>
    public static bool TryDictionary(string text, [NotNullWhen(true)] out IReadOnlyList<SfMember>? members)
    {
        StructuredFields reader = new(text.AsSpan().Trim(' '));
        try
        {
            members = reader.Dictionary();
            return true;
        }
        catch (FormatException)
        {
            members = null;
            return false;
        }
    }

    private readonly bool IsAtEnd => _at == _text.Length;

    private readonly char Next => _at < _text.Length ? _text[_at] : '\0';

    private List<SfMember> Dictionary()
    {
        List<SfMember> members = [];
        while (!IsAtEnd)
        {
            string key = Key();
            Require(members.All(member => member.Key != key));
            members.Add(Next == '=' ? Member(key) : Flag(key));
            SkipBlanks();
            if (IsAtEnd)
            {
                return members;
            }

            Take(',');
            SkipBlanks();
            Require(!IsAtEnd);
        }

        return members;
    }

    private SfMember Flag(string key)
    {
        SfParameters parameters = Parameters();
        return new(key, new(new(SfKind.Boolean, "", 1, []), parameters), null, parameters);
    }

    private SfMember Member(string key)
    {
        Take('=');
        if (Next != '(')
        {
            SfItem item = Item();
            return new(key, item, null, item.Parameters);
        }

        Take('(');
        List<SfItem> list = [];
        while (true)
        {
            SkipSpaces();
            if (Next == ')')
            {
                Take(')');
                return new(key, null, list, Parameters());
            }

            list.Add(Item());
            Require(Next is ' ' or ')');
        }
    }

    private SfItem Item()
    {
        SfBare value = Bare();
        return new(value, Parameters());
    }

    private SfParameters Parameters()
    {
        List<KeyValuePair<string, SfBare>> all = [];
        while (Next == ';')
        {
            Take(';');
            SkipSpaces();
            string key = Key();
            Require(all.All(parameter => parameter.Key != key));
            SfBare value = new(SfKind.Boolean, "", 1, []);
            if (Next == '=')
            {
                Take('=');
                value = Bare();
            }

            all.Add(new(key, value));
        }

        return new(all);
    }

    private string Key()
    {
        int start = _at;
        Require(char.IsAsciiLetterLower(Next) || Next == '*');
        while (char.IsAsciiLetterLower(Next) || char.IsAsciiDigit(Next) || Next is '_' or '-' or '.' or '*')
        {
            _at++;
        }

        return _text[start.._at].ToString();
    }

    private SfBare Bare() => Next switch
    {
        '"' => Text(),
        ':' => Bytes(),
        '?' => Boolean(),
        '-' or (>= '0' and <= '9') => Number(),
        '*' or (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') => Token(),
        _ => throw new FormatException(),
    };

    private SfBare Number()
    {
        int start = _at;
        _at += Next == '-' ? 1 : 0;
        int digits = Digits();
        Require(digits is > 0 and <= 15);
        if (Next != '.')
        {
            return SfBare.OfInteger(long.Parse(_text[start.._at], NumberStyles.AllowLeadingSign,
                CultureInfo.InvariantCulture));
        }

        _at++;
        Require(digits <= 12 && Digits() is > 0 and <= 3);
        return new(SfKind.Decimal, _text[start.._at].ToString(), 0, []);
    }

    private int Digits()
    {
        int start = _at;
        while (char.IsAsciiDigit(Next))
        {
            _at++;
        }

        return _at - start;
    }

    private SfBare Text()
    {
        Take('"');
        StringBuilder text = new();
        while (Next != '"')
        {
            Require(!IsAtEnd && Next is >= ' ' and <= '~');
            if (Next == '\\')
            {
                _at++;
                Require(Next is '"' or '\\');
            }

            _ = text.Append(Next);
            _at++;
        }

        Take('"');
        return SfBare.OfString(text.ToString());
    }

    private SfBare Bytes()
    {
        Take(':');
        int length = _text[_at..].IndexOf(':');
        Require(length >= 0);
        string text = _text.Slice(_at, length).ToString();
        _at += length + 1;
        byte[] bytes = Convert.FromBase64String(text);

        // One value, one spelling: no blanks, no bits behind the end.
        Require(Convert.ToBase64String(bytes) == text);
        return new(SfKind.Bytes, "", 0, bytes);
    }

    private SfBare Boolean()
    {
        Take('?');
        Require(Next is '0' or '1');
        return new(SfKind.Boolean, "", _text[_at++] - '0', []);
    }

    private SfBare Token()
    {
        int start = _at;
        while (char.IsAsciiLetterOrDigit(Next) || (Next != '\0' && "!#$%&'*+-.^_`|~:/".Contains(Next)))
        {
            _at++;
        }

        return new(SfKind.Token, _text[start.._at].ToString(), 0, []);
    }

    private void SkipSpaces()
    {
        while (Next == ' ')
        {
            _at++;
        }
    }

    private void SkipBlanks()
    {
        while (Next is ' ' or '\t')
        {
            _at++;
        }
    }

    private void Take(char expected)
    {
        Require(Next == expected && !IsAtEnd);
        _at++;
    }

    private static void Require(bool holds)
    {
        if (!holds)
        {
            throw new FormatException();
        }
    }
}
