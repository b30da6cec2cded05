using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Huoqi.Kernel;

namespace Huoqi.Bench;

/// <summary>Makes right requests wrong: types, members, sizes, letters, sizes of numbers, media types, ends that are
/// missing.</summary>
internal static class FuzzMutations
{
    private const int DearEvery = 40;

    private static readonly string[] Texts =
    [
        "", " ", "\0", "a\0b", "\u202Etxt.exe", "\uD83D\uDE00", "\uFFFD", "null", "undefined", "NaN", "-1", "0", "00",
        "1e27", "9999999999999999999999", "99999999999.99", "-0.01", "0.001", "１２.３４", "1,234.56", " 1.00 ", "+1.00",
        "0x10", "1.", ".5", "true", "<script>alert(1)</script>", "'; DROP TABLE ledger.entry; --", "{{7*7}}",
        "../../../etc/passwd", "%00", "%", "%zz", "€", "USD", "wallet", "card:0", "card:-1", "card:99999999999",
        "07-000000123456", "99-999999999999", "32767-9223372036854775807", "pay_", "pay_!!!!!!!!!!!!!!!!!!!!!!!!",
        "pay_AAcAESIzRFVmd4iZqrvM3e7_", "2026-02-30", "0000-00-00", "9999-12-31", "0001-01-01", "2026-11-20T00:00:00Z",
        "10000-01-01", "2026-13", "0001-01", "9999-12", "\u4E00\u5143", "1000001", "9223372036854775807",
        "-9223372036854775808", "2147483648", "MTQxIDcga", "aW5ib3g6OTk5OTk5OTk5OTk5OTk5OTk5OTk5",
    ];

    private static readonly string[] Types =
    [
        "text/plain", "application/xml", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x",
        "application/json; charset=utf-16", "application/json; charset=gb2312", "application/problem+json",
    ];

    private static readonly string[] Values =
    [
        "null", "true", "false", "0", "-1", "1", "12.34", "1e400", "123456789012345678901234567890", "-0", "[]", "{}",
        "[[]]", "\"\"", "\"\\ud800\"", "\"\\u0000\"", "[1,2,3]", "{\"a\":{\"b\":{}}}",
    ];

    public static FuzzRequest Make(FuzzCases cases, FuzzCanaries canaries, SeededRandom random)
    {
        FuzzCase one = cases.All[(int)random.Next(cases.All.Count)];
        while (one.IsDear && random.Next(DearEvery) > 0)
        {
            one = cases.All[(int)random.Next(cases.All.Count)];
        }

        // Every part of it may be wrong; mostly one or two are, so that the rest gets it far.
        string target = TargetOf(one, random);
        string method = random.Next(60) == 0
            ? Pick(random, "GET", "PUT", "POST", "DELETE", "PATCH", "OPTIONS", "HEAD", "QUERY")
            : one.Method;
        byte[] body = one.Body is null ? StrayBody(random) : BodyOf(one.Body, canaries, random);
        string? type = body.Length == 0 && one.Body is null ? null
            : random.Next(40) == 0 ? Pick(random, Types) : "application/json";
        return new(method, target, body, type, HeadersOf(one, canaries, random));
    }

    private static List<(string, string)> HeadersOf(FuzzCase one, FuzzCanaries canaries, SeededRandom random)
    {
        List<(string, string)> headers = [];
        if (one.NeedsKey && random.Next(30) > 0)
        {
            headers.Add(("Idempotency-Key", random.Next(20) switch
            {
                0 => new('k', 300),
                1 => "two words",
                2 => "\u00E9",
                3 => "same",
                _ => $"k{random.NextBits():x}",
            }));
        }

        if (random.Next(40) == 0)
        {
            headers.Add(random.Next(6) switch
            {
                0 => ("Accept", "text/html;q=0.0001, */*"),
                1 => ("Last-Event-ID", new string('9', 4_000)),
                2 => ("Accept-Language", "zh,,;;q=x"),
                3 => ("Request-Timeout", Pick(random, "0", "-1", "99999999999", "x")),
                4 => ("Signature", "sig=:AAAA:"),
                _ => ("Cookie", $"__Host-huoqi={canaries.Token}; __Host-huoqi-display=zzzzz"),
            });
        }

        return headers;
    }

    private static string TargetOf(FuzzCase one, SeededRandom random)
    {
        StringBuilder path = new(one.Path);
        foreach ((string name, string example) in one.InPath)
        {
            string value = random.Next(3) == 0 ? TextOf(random) : example;
            _ = path.Replace($"{{{name}}}", Uri.EscapeDataString(Whole(value)));
        }

        List<string> query = [];
        foreach ((string name, string example) in one.InQuery)
        {
            if (random.Next(3) > 0)
            {
                continue;
            }

            string value = random.Next(2) == 0 ? TextOf(random) : example;
            query.Add($"{name}={Uri.EscapeDataString(Whole(value))}");
            if (random.Next(20) == 0)
            {
                query.Add($"{name}=%C3%28");
            }
        }

        if (random.Next(50) == 0)
        {
            query.Add("unknown=1");
        }

        string target = path.ToString() + (query.Count == 0 ? "" : $"?{string.Join('&', query)}");
        return target.Length > 3_000 ? target[..3_000] : target;
    }

    private static byte[] StrayBody(SeededRandom random) =>
        random.Next(40) == 0 ? Encoding.UTF8.GetBytes(Pick(random, Values)) : [];

    private static byte[] BodyOf(JsonObject example, FuzzCanaries canaries, SeededRandom random)
    {
        JsonObject body = example.DeepClone().AsObject();
        Confide(body, canaries);
        int wrongs = (int)random.Next(4);
        for (int i = 0; i < wrongs && body.Count > 0; i++)
        {
            string name = body.ElementAt((int)random.Next(body.Count)).Key;
            body[name] = random.Next(3) switch
            {
                0 => JsonValue.Create(Whole(TextOf(random))),
                1 => JsonValue.Create(random.Next(long.MaxValue)),
                _ => body[name]?.DeepClone(),
            };
            if (random.Next(6) == 0)
            {
                body.Remove(name);
            }
        }

        string text = body.ToJsonString();
        return random.Next(3) == 0 ? BrokenText(text, random) : Encoding.UTF8.GetBytes(text);
    }

    /// <summary>Puts what is told in confidence where it belongs.</summary>
    private static void Confide(JsonObject body, FuzzCanaries canaries)
    {
        (string Name, string Value)[] known =
            [("phone", canaries.Phone), ("idNumber", canaries.IdNumber), ("cardNumber", canaries.CardNumber)];
        foreach ((string name, string value) in known)
        {
            if (body.ContainsKey(name))
            {
                body[name] = value;
            }
        }
    }

    private static byte[] BrokenText(string text, SeededRandom random)
    {
        int place = (int)random.Next(text.Length + 1);
        string broken = random.Next(12) switch
        {
            0 => text[..place],
            1 => text + "}",
            2 => text.Replace("{", "{\"unknown\":1,", StringComparison.Ordinal),
            3 => text.Replace("{", "{\"amount\":\"1.00\",\"amount\":\"2.00\",", StringComparison.Ordinal),
            4 => text.Insert(place, "\0"),
            5 => Inside(text, random),
            6 => $"[{text}]",
            7 => string.Concat(Enumerable.Repeat("[", 2_000)),
            8 => string.Concat(Enumerable.Repeat("{\"a\":", 2_000)),
            9 => $"/* */ {text}",
            10 => $"{{\"amount\":\"{new string('9', (int)random.Next(80_000))}\"}}",
            _ => "\uFEFF" + text,
        };
        byte[] bytes = Encoding.UTF8.GetBytes(broken);
        if (random.Next(8) == 0 && bytes.Length > 0)
        {
            bytes[(int)random.Next(bytes.Length)] = (byte)random.Next(256);
        }

        return bytes;
    }

    // A member's value becomes something of another type.
    private static string Inside(string text, SeededRandom random)
    {
        int colon = text.IndexOf(':', (int)random.Next(Math.Max(1, text.Length - 1)));
        if (colon < 0)
        {
            return text;
        }

        int end = text.IndexOfAny([',', '}'], colon);
        return end < 0 ? text : string.Concat(text.AsSpan(0, colon + 1), Pick(random, Values), text.AsSpan(end));
    }

    private static string TextOf(SeededRandom random) => random.Next(25) switch
    {
        0 => new('长', (int)random.Next(3_000)),
        1 => random.Next(long.MaxValue).ToString(CultureInfo.InvariantCulture),
        2 => Convert.ToBase64String(BitConverter.GetBytes(random.NextBits())),
        _ => Pick(random, Texts),
    };

    // Lone halves of characters cannot be escaped; as JSON they are sent by their escape.
    private static string Whole(string text) =>
        Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));

    private static string Pick(SeededRandom random, params ReadOnlySpan<string> all) =>
        all[(int)random.Next(all.Length)];
}
