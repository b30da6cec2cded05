using System.Text;
using Huoqi.Kernel;
using Huoqi.Web;
using Npgsql;
using Xunit;

namespace Huoqi.SystemTests;

/// <summary>Idempotency-Key: one runs, the others wait for its answer; who dies is followed by another.</summary>
public sealed class RequestKeyTests(PostgresFixture postgres)
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(30);

    private static KeyedRequest Request(string key = "k", string body = "{}", long caller = 1) =>
        new(3, caller, key, RequestKeys.FingerprintOf("POST", "/x", Encoding.UTF8.GetBytes(body)));

    private static StoredAnswer Answer(string body, int status = 201, bool isFinal = true) =>
        new(status, "application/json", Encoding.UTF8.GetBytes(body), isFinal);

    [Fact]
    public async Task Of_many_at_once_in_two_processes_one_runs_and_all_hear_its_answer()
    {
        await using TestDatabase database = await postgres.CreateDatabaseAsync();
        await using NpgsqlDataSource other = DbConnections.App(postgres.AppConnection(database.Name));
        RequestKeys[] processes =
        [
            new(database.Db, TimeProvider.System),
            new(new Db(other, TimeProvider.System, new Random(2)), TimeProvider.System),
        ];
        for (int round = 0; round < 10; round++)
        {
            int runs = 0;
            KeyedRequest request = Request($"k{round}");
            StoredAnswer[] heard = await Task.WhenAll(Enumerable.Range(0, 20).Select(async i =>
            {
                RequestKeys keys = processes[i % 2];
                KeyTurn turn = await keys.BeginAsync(request, Long);
                if (turn.Outcome == KeyOutcome.Answered)
                {
                    return turn.Answer!;
                }

                Assert.Equal(KeyOutcome.Run, turn.Outcome);
                Interlocked.Increment(ref runs);
                await Task.Delay(30);
                return await keys.CompleteAsync(request, turn, Answer($"made by {i}", 422));
            }));
            Assert.Equal(1, runs);
            Assert.All(heard, answer => Assert.Equal(
                (422, Encoding.UTF8.GetString(heard[0].Body), "application/json", true),
                (answer.Status, Encoding.UTF8.GetString(answer.Body), answer.ContentType, answer.IsFinal)));
        }
    }

    [Fact]
    public async Task The_same_key_with_another_request_is_told_so_and_another_caller_has_keys_of_its_own()
    {
        await using TestDatabase database = await postgres.CreateDatabaseAsync();
        RequestKeys keys = new(database.Db, TimeProvider.System);
        Assert.Equal(KeyOutcome.Run, (await keys.BeginAsync(Request(), Long)).Outcome);
        Assert.Equal(KeyOutcome.Reused, (await keys.BeginAsync(Request(body: "{ }"), Long)).Outcome);
        Assert.Equal(KeyOutcome.Run, (await keys.BeginAsync(Request(body: "{ }", caller: 2), Long)).Outcome);
        KeyTurn late = await keys.BeginAsync(Request(), TimeSpan.FromMilliseconds(60));
        Assert.Equal(KeyOutcome.StillRunning, late.Outcome);
        Assert.Equal(41, Request(new('~', 255)).ActKey.Length);
        Assert.NotEqual(Request("a").ActKey, Request("A").ActKey);
    }

    [Fact]
    public async Task Who_died_is_followed_when_the_lease_is_over_and_cannot_change_the_answer()
    {
        await using TestDatabase database = await postgres.CreateDatabaseAsync();
        ForwardClock clock = new();
        RequestKeys keys = new(database.Db, clock);
        KeyTurn dead = await keys.BeginAsync(Request(), Long);
        clock.Pass(RequestKeys.Lease);
        KeyTurn[] next = await Task.WhenAll(
            Enumerable.Range(0, 5).Select(_ => keys.BeginAsync(Request(), TimeSpan.FromMilliseconds(80))));
        KeyTurn turn = Assert.Single(next, t => t.Outcome == KeyOutcome.Run);
        Assert.Equal("new", Encoding.UTF8.GetString((await keys.CompleteAsync(Request(), turn, Answer("new"))).Body));
        Assert.Equal("new", Encoding.UTF8.GetString((await keys.CompleteAsync(Request(), dead, Answer("old"))).Body));
        Assert.Equal("new", Encoding.UTF8.GetString((await keys.BeginAsync(Request(), Long)).Answer!.Body));
    }

    [Fact]
    public async Task What_is_not_known_is_looked_up_again_and_what_was_given_back_runs_at_once()
    {
        await using TestDatabase database = await postgres.CreateDatabaseAsync();
        RequestKeys keys = new(database.Db, TimeProvider.System);
        KeyTurn first = await keys.BeginAsync(Request(), Long);
        _ = await keys.CompleteAsync(Request(), first, Answer("wait", 202, isFinal: false));
        KeyTurn again = await keys.BeginAsync(Request(), Long);
        Assert.Equal((KeyOutcome.Run, 202), (again.Outcome, again.Answer!.Status));
        await keys.ReleaseAsync(Request(), again);
        KeyTurn third = await keys.BeginAsync(Request(), Long);
        Assert.Equal(KeyOutcome.Run, third.Outcome);
        _ = await keys.CompleteAsync(Request(), third, Answer("done"));
        Assert.Equal((KeyOutcome.Answered, 201), (await keys.BeginAsync(Request(), Long)) is var t
            ? (t.Outcome, t.Answer!.Status) : default);
    }
}
