using System.Reflection;
using Huoqi.Web;
using Xunit;

namespace Huoqi.SystemTests.Api;

/// <summary>
/// Who may do what: every route of the program against every kind of caller, over HTTP. The expected answers stand in
/// <c>authorisation.tsv</c>, which is read like code: a route without a row fails, and so does a row without a route.
/// </summary>
/// <remarks>
/// The words of the table: <c>in</c> — the door let the caller in, whatever the route then said; <c>401</c> and
/// <c>403</c> — refused at the door of the API; <c>sign-in</c> and <c>no</c> — the same at the door of pages;
/// <c>404</c> — let in, and told that there is no such thing, as for what is another's; <c>none</c> — the same, where
/// the route says it otherwise than by 404, or says nothing and does nothing (MatrixWords). Where a route names
/// something of somebody's, the owner's is asked for: a row that answers the owner and the other person alike is of a
/// route that knows the caller's own alone, or is for whoever has the link.
/// </remarks>
public sealed class AuthorisationTests(PostgresFixture server)
{
    [Fact]
    public async Task Every_route_answers_every_caller_as_the_table_says()
    {
        await using Matrix matrix = await Matrix.StartAsync(server);
        Dictionary<string, string[]> table = Table();
        List<string> wrong = [];
        List<string> written = [string.Join('\t', ["route", .. Matrix.Callers])];
        foreach (MatrixRoute route in matrix.Routes)
        {
            string[] answers = await matrix.AnswersAsync(route);
            written.Add(string.Join('\t', [route.Name, .. answers]));
            if (!table.Remove(route.Name, out string[]? expected))
            {
                wrong.Add($"{route.Name}: no row; it answers {string.Join(' ', answers)}");
            }
            else if (!expected.SequenceEqual(answers))
            {
                wrong.Add($"{route.Name}: {string.Join(' ', answers)} instead of {string.Join(' ', expected)}");
            }
        }

        wrong.AddRange(table.Keys.Select(name => $"{name}: a row without a route"));
        if (wrong.Count > 0 && Environment.GetEnvironmentVariable("HUOQI_AUTHORISATION_TABLE") is { } path)
        {
            // To be read, line by line, before it takes the table's place.
            await File.WriteAllLinesAsync(path, written.Take(1).Concat(written.Skip(1).Order(StringComparer.Ordinal)),
                TestContext.Current.CancellationToken);
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    /// <summary>The table notices when two roles are mixed up: every pair, on a program of its own.</summary>
    [Theory]
    [InlineData(Who.Person, Who.Merchant)]
    [InlineData(Who.Person, Who.Operator)]
    [InlineData(Who.Person, Who.Auditor)]
    [InlineData(Who.Merchant, Who.Operator)]
    [InlineData(Who.Merchant, Who.Auditor)]
    [InlineData(Who.Operator, Who.Auditor)]
    [InlineData(Who.Anyone, Who.Person)]
    [InlineData(Who.Anyone, Who.Merchant)]
    [InlineData(Who.Anyone, Who.Operator)]
    [InlineData(Who.Anyone, Who.Auditor)]
    public async Task Two_roles_that_are_swapped_turn_the_table_red(Who one, Who other)
    {
        await using Matrix matrix = await Matrix.StartAsync(server, who => Swapped(who, one, other));
        Dictionary<string, string[]> table = Table();
        List<string> same = [];
        // Files and probes look at no session: they have no roles that could be mixed up.
        foreach (MatrixRoute route in matrix.Routes.Where(route =>
            route.Kind != RouteKind.Plain && Swapped(route.Declared, one, other) != route.Declared))
        {
            string[] answers = await matrix.AnswersAsync(route);
            if (table.TryGetValue(route.Name, out string[]? expected) && expected.SequenceEqual(answers))
            {
                same.Add(route.Name);
            }
        }

        Assert.True(same.Count == 0, $"nobody would notice at {string.Join(", ", same)}");
    }

    private static Who Swapped(Who who, Who one, Who other)
    {
        Who rest = who & ~(one | other);
        return rest | (who.HasFlag(one) ? other : Who.None) | (who.HasFlag(other) ? one : Who.None);
    }

    private static Dictionary<string, string[]> Table()
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("authorisation.tsv")!;
        using StreamReader reader = new(stream);
        string[] lines = reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(["route", .. Matrix.Callers], lines[0].Split('\t'));
        return lines.Skip(1).Select(line => line.Split('\t'))
            .ToDictionary(line => line[0], line => line[1..], StringComparer.Ordinal);
    }
}
