#pragma warning disable xUnit1051 // Every call here is short; a token at each of them would hide what the test says.
using System.Net;
using Xunit;

namespace Huoqi.SystemTests.Security;

/// <summary>Hashing passwords costs much on purpose: a flood of them must leave everything else its turn.</summary>
public sealed class PasswordFloodTests(PostgresFixture postgres)
{
    private const int Flood = 200;
    private const int Rounds = 10;

    [Fact]
    public async Task A_flood_of_passwords_leaves_pages_their_turn()
    {
        await using SafeHouse house = await SafeHouse.StartAsync(postgres, parts => parts with
        {
            Identity = parts.Identity with { Terms = new() { SignInsPerAddress = 10_000 } },
        });
        string token = await house.TokenAsync(await house.PersonAsync());
        bool isOver = false;

        async Task<int> SignInAsync(int n)
        {
            using HttpResponseMessage answer = await LimitTests.SendAsync(house, "/api/v1/sessions/password",
                $$"""{"phone":"139{{n:D8}}","password":"four other words here"}""");
            return (int)answer.StatusCode;
        }

        // Whoever was hashed comes again, so that the queue stays full while the pages are asked for; not for ever, so
        // that a queue which refuses nobody is a failure and no test without end.
        async Task<int> FloodAsync(int n)
        {
            int first = await SignInAsync(n);
            int status = first;
            for (int round = 1; round < Rounds && status == 401 && !Volatile.Read(ref isOver); round++)
            {
                status = await SignInAsync(n + (round * Flood));
            }

            return first;
        }

        Task<int>[] flood = [.. Enumerable.Range(0, Flood).Select(FloodAsync)];
        // What is beyond the places and the queue is refused at once; then the queue is full, and pages are asked for.
        _ = await Task.WhenAny(flood);
        for (int i = 0; i < 20; i++)
        {
            using HttpResponseMessage home = await LimitTests.GetAsync(house, "/api/v1/home", token);
            Assert.Equal(HttpStatusCode.OK, home.StatusCode);
        }

        Assert.Contains(flood, one => !one.IsCompleted);
        Volatile.Write(ref isOver, true);
        int[] statuses = await Task.WhenAll(flood);
        Assert.Equal([401, 429], statuses.Distinct().Order());
        Assert.InRange(statuses.Count(status => status == 401), 2, 140);
    }
}
