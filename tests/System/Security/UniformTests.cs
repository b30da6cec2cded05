#pragma warning disable xUnit1051 // Every call here is short; a token at each of them would hide what the test says.
using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using AngleSharp.Dom;
using Huoqi.Identity;
using Xunit;

namespace Huoqi.SystemTests.Security;

/// <summary>Nobody learns whether a phone has an account: not from an answer, and not from its time.</summary>
public sealed partial class UniformTests(PostgresFixture postgres, ITestOutputHelper output)
{
    private const string Known = "13800000001";
    private const string Unknown = "13800000009";

    /// <summary>Nobody's either; asked between the two, so that what one leaves to be done does not meet the other.
    /// </summary>
    private const string Between = "13800000008";

    private const string NoTicket = "0.00112233445566778899aabbccddeeff";

    private static readonly IdentityTerms NoLimits = new()
    {
        SignInsPerAccount = 100_000,
        SignInsPerAddress = 100_000,
        CodesPerPhone = 100_000,
        CodesPerAddress = 100_000,
        CodesInAll = 100_000,
    };

    private static Task<SafeHouse> StartAsync(PostgresFixture postgres) => SafeHouse.StartAsync(
        postgres, parts => parts with { Identity = parts.Identity with { Terms = NoLimits } });

    [Theory]
    [InlineData("/sign-in", "form[action='/sign-in/password']", 422)]
    [InlineData("/sign-up", "form[action='/sign-up']", 303)]
    [InlineData("/recover", "form[action='/recover']", 303)]
    public async Task A_form_answers_the_same_for_a_phone_that_nobody_has(string page, string form, int status)
    {
        await using SafeHouse house = await StartAsync(postgres);
        await KnownAsync(house);
        List<string> answers = [];
        foreach (string phone in (string[])[Known, Unknown])
        {
            using Browser browser = house.Web.NewBrowser();
            await browser.OpenAsync(page);
            using HttpResponseMessage answer = await browser.SendFormAsync(
                form, ("phone", phone), ("password", "four other words here"));
            Assert.Equal(status, (int)answer.StatusCode);
            string shown = Told(phone, await SafeHouse.PageOfAsync(answer));
            if (answer.Headers.Location is { } next)
            {
                // The page of the code, and what it says to a wrong one.
                await browser.OpenAsync(next.ToString());
                shown += $"{next} {Told(phone, browser.Page)}";
                await browser.SubmitAsync("form:has(input[name=code])", ("code", "000000"),
                    ("name", "张三丰"), ("id-number", MeHouse.IdNumber));
                shown += $"{browser.Status} {Told(phone, browser.Page)}";
            }

            answers.Add(shown);
        }

        Assert.Equal(answers[0], answers[1]);
    }

    [Theory]
    [InlineData("/api/v1/sessions/password", """{"phone":"#","password":"four other words here"}""", 401)]
    [InlineData("/api/v1/sessions/passkey-asks", """{"phone":"#"}""", 200)]
    [InlineData("/api/v1/sign-up/codes", """{"phone":"#"}""", 200)]
    [InlineData("/api/v1/recovery/codes", """{"phone":"#"}""", 200)]
    [InlineData("/api/v1/sign-up", """{"ticket":"$","phone":"#","code":"000000"}""", 401)]
    [InlineData(
        "/api/v1/recovery",
        """{"ticket":"$","phone":"#","code":"000000","name":"张三丰","idNumber":"11010519491231002X"}""", 401)]
    public async Task The_api_answers_the_same_for_a_phone_that_nobody_has(string path, string body, int status)
    {
        await using SafeHouse house = await StartAsync(postgres);
        await KnownAsync(house);
        List<string> answers = [];
        foreach (string phone in (string[])[Known, Unknown])
        {
            using HttpResponseMessage answer = await SendAsync(house, path, body, phone);
            Assert.Equal(status, (int)answer.StatusCode);
            string head = string.Join(' ', answer.Headers.Concat(answer.Content.Headers)
                .Where(field => field.Key is not "Date")
                .Select(field => $"{field.Key}={string.Join(',', field.Value)}"));
            answers.Add(Random().Replace($"{head} {await answer.Content.ReadAsStringAsync()}", "*"));
        }

        Assert.Equal(answers[0], answers[1]);
    }

    [Fact]
    public async Task A_payee_who_left_or_is_staff_is_as_unknown_as_nobody()
    {
        await using SafeHouse house = await StartAsync(postgres);
        string token = await house.TokenAsync(await house.PersonAsync("13800000005"));
        long gone = await house.PersonAsync(Known);
        _ = await new Profiles(house.Parts.Identity).CloseAsync(gone);
        List<string> answers = [];
        foreach (string phone in (string[])[Known, Unknown])
        {
            using HttpResponseMessage answer =
                await SendAsync(house, "/api/v1/payees", """{"phone":"#"}""", phone, token);
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
            answers.Add(await answer.Content.ReadAsStringAsync());
        }

        Assert.Equal(answers[0], answers[1]);
    }

    [Theory]
    [InlineData("/api/v1/sessions/password", """{"phone":"#","password":"four other words here"}""", 12)]
    [InlineData("/api/v1/sessions/passkey-asks", """{"phone":"#"}""", 60)]
    [InlineData("/api/v1/sign-up/codes", """{"phone":"#"}""", 60)]
    [InlineData("/api/v1/recovery/codes", """{"phone":"#"}""", 60)]
    public async Task The_time_of_an_answer_says_nothing_either(string path, string body, int times)
    {
        await using SafeHouse house = await StartAsync(postgres);
        await KnownAsync(house);
        int seed = Environment.TickCount;
        Random random = new(seed);
        string seen = "";
        // One wrong alarm in a hundred is what a round allows itself; three in a row are none. Load makes times long
        // and uncertain, but which of a pair came first was drawn: it adds no alarm, so that no run is passed over.
        for (int round = 1; round <= 3; round++)
        {
            long[] differences = await MeasureAsync(house, path, body, times, random);
            int chance = PairsTest.Chance(differences, random);
            seen = $"seed {seed}, round {round}: {times} pairs, "
                + $"{PairsTest.Median(differences) * 100:N0} ns apart, p = {chance}/{PairsTest.Rounds}";
            output.WriteLine(seen);
            if (chance > PairsTest.Rounds / 100)
            {
                return;
            }
        }

        Assert.Fail($"{path} can be told apart by its time: {seen}");
    }

    [Theory]
    [InlineData(0, 0, false)]
    [InlineData(0, 1_500, true)]
    [InlineData(200_000, 0, false)]
    [InlineData(200_000, 1_500, true)]
    public void The_test_of_times_sees_a_difference_and_does_not_imagine_one(int load, int more, bool isSeen)
    {
        Random random = new(3);
        long[] differences = new long[60];
        for (int i = 0; i < differences.Length; i++)
        {
            // What else the machine does comes and goes, mostly for both of a pair, sometimes for one.
            long both = 10_000 + random.Next(load + 1);
            long known = Time(both) + more;
            long unknown = Time(both);
            differences[i] = known - unknown;
        }

        Assert.Equal(isSeen, PairsTest.Chance(differences, random) <= PairsTest.Rounds / 100);

        long Time(long both)
        {
            long own = both + random.Next(3_000);
            return own + (random.Next(5) == 0 ? random.Next(load) : 0);
        }
    }

    /// <summary>By how many ticks the known phone's answer took longer than the unknown one's, pair by pair.</summary>
    private static async Task<long[]> MeasureAsync(
        SafeHouse house, string path, string body, int times, Random random)
    {
        List<long> differences = [];
        for (int i = -3; i < times; i++)
        {
            bool knownFirst = random.Next(2) == 0;
            long first = await TimeAsync(house, path, body, knownFirst ? Known : Unknown);
            _ = await TimeAsync(house, path, body, Between);
            long second = await TimeAsync(house, path, body, knownFirst ? Unknown : Known);
            if (i >= 0)
            {
                differences.Add(knownFirst ? first - second : second - first);
            }
        }

        return [.. differences];
    }

    private static async Task<long> TimeAsync(SafeHouse house, string path, string body, string phone)
    {
        long since = Stopwatch.GetTimestamp();
        using HttpResponseMessage answer = await SendAsync(house, path, body, phone);
        _ = await answer.Content.ReadAsByteArrayAsync();
        return Stopwatch.GetElapsedTime(since).Ticks;
    }

    /// <summary>Somebody with a password and a payment password.</summary>
    private static async Task KnownAsync(SafeHouse house)
    {
        long person = await house.PersonAsync(Known);
        SessionRow session = (await new Sessions(house.Parts.Identity).ReadAsync(await house.TokenAsync(person)))!;
        Assert.Equal(
            IdentityStatus.Done,
            (await new Passwords(house.Parts.Identity).SetAsync(session, MeHouse.Password)).Status);
    }

    private static Task<HttpResponseMessage> SendAsync(
        SafeHouse house, string path, string body, string phone, string? token = null)
    {
        HttpRequestMessage request = new(HttpMethod.Post, path)
        {
            Content = new StringContent(
                body.Replace("#", phone, StringComparison.Ordinal).Replace("$", NoTicket, StringComparison.Ordinal),
                Encoding.UTF8, "application/json"),
        };
        request.Headers.Authorization = token is null ? null : new("Bearer", token);
        return house.Client.SendAsync(request);
    }

    /// <summary>A page without what is random on it and without the phone that was typed.</summary>
    private static string Told(string phone, IDocument page)
    {
        foreach (IElement element in page.QuerySelectorAll("[nonce]"))
        {
            element.RemoveAttribute("nonce");
        }

        foreach (IElement element in page.QuerySelectorAll("[data-options], input[type=hidden]"))
        {
            element.RemoveAttribute("data-options");
            element.RemoveAttribute("value");
        }

        return page.DocumentElement.OuterHtml.Replace(phone, "#", StringComparison.Ordinal)
            .Replace($"{phone[..3]}••••{phone[^4..]}", "#", StringComparison.Ordinal);
    }

    // Tickets, asks and challenges.
    [GeneratedRegex(
        @"(\d+\.)?[A-Za-z0-9_\-]{32,}", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Random();
}

/// <summary>How likely the median difference of pairs is as large as it is when it is chance alone which of a pair was
/// whose: what slows both of a pair is not in their difference.</summary>
internal static class PairsTest
{
    public const int Rounds = 4_000;

    /// <summary>How many of <see cref="Rounds"/> random assignments differ as much as the true one.</summary>
    public static int Chance(long[] differences, Random random)
    {
        long seen = Math.Abs(TwiceMedian(differences));
        long[] drawn = new long[differences.Length];
        int asMuch = 0;
        for (int round = 0; round < Rounds; round++)
        {
            for (int i = 0; i < drawn.Length; i++)
            {
                drawn[i] = random.Next(2) == 0 ? differences[i] : -differences[i];
            }

            asMuch += Math.Abs(TwiceMedian(drawn)) >= seen ? 1 : 0;
        }

        return asMuch;
    }

    /// <summary>The middle difference.</summary>
    public static long Median(long[] differences) => TwiceMedian(differences) / 2;

    // The sum of the two in the middle: exchanging known and unknown changes its sign and nothing else.
    private static long TwiceMedian(long[] differences)
    {
        long[] sorted = [.. differences.Order()];
        return sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2];
    }
}
