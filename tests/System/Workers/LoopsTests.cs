using System.Collections.Concurrent;
using Huoqi.Workers;
using Xunit;

namespace Huoqi.SystemTests;

/// <summary>Loops: one owner, no end by a failure, an orderly stop.</summary>
public sealed class LoopsTests(PostgresFixture postgres)
{
    [Fact]
    public async Task A_loop_that_fails_is_told_and_goes_on_and_a_stop_lets_the_round_end()
    {
        await using TestDatabase database = await postgres.CreateDatabaseAsync();
        ConcurrentQueue<string> told = [];
        TaskCompletionSource again = new(TaskCreationOptions.RunContinuationsAsynchronously);
        int rounds = 0;
        bool ended = false;
        LoopOf loop = new("test", TimeSpan.FromMilliseconds(1), async cancel =>
        {
            if (++rounds == 1)
            {
                throw new InvalidOperationException("the first round");
            }

            again.TrySetResult();
            await Task.Delay(TimeSpan.FromMilliseconds(100), cancel);
            ended = true;
        });
        await using (Loops loops = new([loop], database.App, TimeProvider.System, (name, failure) =>
            told.Enqueue($"{name}: {failure.Message}")))
        {
            loops.Start();
            await again.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        }

        Assert.True(ended);
        Assert.Equal(["test: the first round"], told);
    }

    [Fact]
    public async Task One_process_owns_a_loop_and_the_other_takes_over_when_it_stops()
    {
        await using TestDatabase database = await postgres.CreateDatabaseAsync();
        TaskCompletionSource first = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource second = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Loops one = new([Of(first)], database.App, TimeProvider.System, Fail);
        one.Start();
        await first.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        await using Loops other = new([Of(second)], database.App, TimeProvider.System, Fail);
        other.Start();
        await Task.Delay(TimeSpan.FromMilliseconds(200), TestContext.Current.CancellationToken);
        Assert.False(second.Task.IsCompleted);

        await one.DisposeAsync();
        await second.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);

        static LoopOf Of(TaskCompletionSource ran) => new("shared", TimeSpan.FromMilliseconds(5), _ =>
        {
            ran.TrySetResult();
            return Task.CompletedTask;
        });

        static void Fail(string name, Exception failure) => Assert.Fail($"{name}: {failure}");
    }
}
