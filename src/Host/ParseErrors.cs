using System.CommandLine;
using System.CommandLine.Parsing;

namespace Huoqi.Host;

/// <summary>What is wrong with a command line, in a sentence without the names of types.</summary>
internal static class ParseErrors
{
    /// <summary>The sentence of the first mistake.</summary>
    public static string SentenceOf(ParseResult parsed)
    {
        if (parsed.UnmatchedTokens.Count > 0)
        {
            return $"\"{parsed.UnmatchedTokens[0]}\" is no verb or option of huoqi.";
        }

        // An option's own rule has its own sentence; what cannot be read at all has the library's.
        ParseError first = parsed.Errors[0];
        return first.SymbolResult is OptionResult { Option: { } option, Tokens: [{ Value: { } typed }] }
            && first.Message.Contains(option.ValueType.Name, StringComparison.Ordinal)
            && WordOf(option.ValueType) is { } word
                ? $"{option.Name} {typed} is no {word} that it takes."
                : first.Message;
    }

    private static string? WordOf(Type type) => (Nullable.GetUnderlyingType(type) ?? type) switch
    {
        Type whole when whole == typeof(int) || whole == typeof(long) => "whole number",
        Type flag when flag == typeof(bool) => null,
        { IsPrimitive: true } => "number",
        Type date when date == typeof(DateOnly) => "date (such as 2026-11-20)",
        _ => null,
    };
}
