using System.Text;
using System.Text.RegularExpressions;

namespace Huoqi.RulesTests.House;

/// <summary>A string literal, and the line it begins on.</summary>
internal readonly record struct Literal(int Line, string Text);

/// <summary>A member, from its declaration to its last line.</summary>
internal readonly record struct Member(string Name, int Line, int Length);

/// <summary>
/// C# source taken apart as far as the tidy tests need it: a copy in which comments and the text of literals are
/// blank, so that a word found there is code, and the literals and comments by themselves. It is no compiler: it relies
/// on the layout that the formatter has enforced.
/// </summary>
internal sealed partial class SourceText
{
    private readonly string _text;
    private readonly string[] _lines;
    private readonly char[] _code;
    private int _at;

    private SourceText(string text)
    {
        _text = text;
        _lines = text.Split('\n');
        _code = text.ToCharArray();
    }

    /// <summary>The text with comments and literals blanked, line by line.</summary>
    public string[] CodeLines { get; private set; } = [];

    public List<Literal> Literals { get; } = [];

    /// <summary>Comments of two slashes, without them; not those of documentation.</summary>
    public List<Literal> Comments { get; } = [];

    public static SourceText Of(string text)
    {
        SourceText source = new(text);
        source.ReadCode(until: '\0');
        source.CodeLines = new string(source._code).Split('\n');
        return source;
    }

    /// <summary>Methods, constructors and other members with a parameter list.</summary>
    public IEnumerable<Member> Members()
    {
        for (int i = 0; i < CodeLines.Length; i++)
        {
            Match declaration = Declaration().Match(CodeLines[i]);
            if (!declaration.Success || TypeDeclaration().IsMatch(CodeLines[i]))
            {
                continue;
            }

            int indent = declaration.Groups["indent"].Length;
            int end = i + 1;
            while (end < CodeLines.Length && !EndsMember(end, indent))
            {
                end++;
            }

            yield return new(declaration.Groups["name"].Value, i + 1, end - i);
        }
    }

    /// <summary>A blank line before something as far out as the member, or the brace of the type around it.</summary>
    private bool EndsMember(int line, int indent)
    {
        bool isBlank = IsBlank(_lines[line]);
        int next = line;
        while (isBlank && next < CodeLines.Length - 1 && IsBlank(CodeLines[next]))
        {
            next++;
        }

        int depth = CodeLines[next].Length - CodeLines[next].TrimStart().Length;
        return isBlank ? depth <= indent : !IsBlank(CodeLines[line]) && depth < indent;
    }

    private static bool IsBlank(string line) => string.IsNullOrWhiteSpace(line);

    private void ReadCode(char until)
    {
        int depth = 0;
        while (_at < _text.Length)
        {
            char c = _text[_at];
            if (c == until && depth == 0)
            {
                return;
            }

            depth += c == '{' ? 1 : c == '}' ? -1 : 0;
            if (Starts("//"))
            {
                ReadComment(_text.IndexOf('\n', _at) is >= 0 and int end ? end : _text.Length);
            }
            else if (Starts("/*"))
            {
                ReadComment(_text.IndexOf("*/", _at, StringComparison.Ordinal) + 2);
            }
            else if (c == '\'')
            {
                int end = _text.IndexOf('\'', _text[_at + 1] == '\\' ? _at + 3 : _at + 1) + 1;
                Blank(_at + 1, end - 1);
                _at = end;
            }
            else if (LiteralStart().Match(_text, _at) is { Success: true } start)
            {
                ReadLiteral(start);
            }
            else
            {
                _at++;
            }
        }
    }

    private bool Starts(string what) => string.CompareOrdinal(_text, _at, what, 0, what.Length) == 0;

    private void ReadComment(int end)
    {
        if (!Starts("///"))
        {
            Comments.Add(new(LineOf(_at), _text[(_at + 2)..end].Trim()));
        }

        Blank(_at, end);
        _at = end;
    }

    private void ReadLiteral(Match start)
    {
        string quotes = start.Groups["quotes"].Value;
        bool isVerbatim = start.Groups["prefix"].Value.Contains('@', StringComparison.Ordinal);
        int holes = start.Groups["prefix"].Value.Count(c => c == '$');
        int line = LineOf(_at);
        _at += start.Length;
        StringBuilder content = new();
        while (!Starts(quotes) || (isVerbatim && Starts("\"\"")))
        {
            bool isHole = holes > 0 && Starts(new string('{', holes));
            bool isDoubled = (holes == 1 && quotes.Length == 1 && Starts("{{")) || (isVerbatim && Starts("\"\""));
            bool isEscaped = quotes.Length == 1 && !isVerbatim && _text[_at] == '\\';
            if (isHole && !isDoubled)
            {
                _at += holes;
                ReadCode(until: '}');
                _at += holes;
                content.Append('?');
                continue;
            }

            int length = isDoubled || isEscaped ? 2 : 1;
            content.Append(_text, _at, length);
            Blank(_at, _at + length);
            _at += length;
        }

        _at += quotes.Length;
        Literals.Add(new(line, content.ToString()));
    }

    private int LineOf(int at) => _text.AsSpan(0, at).Count('\n') + 1;

    private void Blank(int from, int to)
    {
        for (int i = from; i < to; i++)
        {
            _code[i] = _code[i] == '\n' ? '\n' : ' ';
        }
    }

    [GeneratedRegex("""\G(?<prefix>[$@]*)(?<quotes>"{3,}|")""")]
    private static partial Regex LiteralStart();

    [GeneratedRegex(
        """^(?<indent> {4,12})(?:(?:public|private|internal|protected)\s)[^=;]*?(?<name>\w+)(?:<[\w, ]+>)?\(""")]
    private static partial Regex Declaration();

    [GeneratedRegex("""\b(?:class|record|struct|interface|enum|delegate)\s+\w+""")]
    private static partial Regex TypeDeclaration();
}
