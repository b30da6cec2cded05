#pragma warning disable xUnit1051 // Every call here is short; a token at each of them would hide what the test says.
using Huoqi.Identity;
using Xunit;

namespace Huoqi.SystemTests.Identity;

/// <summary>When a session was last used, noted off the requests' way.</summary>
public sealed class SessionUsesTests(PostgresFixture postgres)
{
    [Fact]
    public async Task Uses_are_noted_together_to_the_minute_and_not_of_sessions_that_ended()
    {
        await using IdentityHouse house = await IdentityHouse.OpenAsync(postgres);
        (SessionRow first, _) = await house.SignUpAsync();
        string token = house.LastToken;
        (SessionRow ended, _) = await house.SignUpAsync();
        DateTimeOffset before = first.LastSeen;
        house.Clock.Move(TimeSpan.FromSeconds(59));
        await house.UseAsync(token);
        Assert.Equal(before, (await house.Sessions.ReadAsync(token))!.LastSeen);

        house.Clock.Move(TimeSpan.FromDays(6));
        string endedToken = house.LastToken;
        await house.Sessions.RevokeAsync(ended, ended.Session);
        house.Uses.Note(ended);
        house.Uses.Note(first);
        await house.Uses.WrittenAsync();
        Assert.InRange((await house.Sessions.ReadAsync(token))!.LastSeen - before,
            TimeSpan.FromDays(6) + TimeSpan.FromSeconds(59), TimeSpan.FromDays(6) + TimeSpan.FromMinutes(3));
        Assert.Null(await house.Sessions.ReadAsync(endedToken));

        // It is idle from its last use on, and no longer from its beginning.
        house.Clock.Move(TimeSpan.FromDays(6));
        Assert.NotNull(await house.UseAsync(token));
    }
}
