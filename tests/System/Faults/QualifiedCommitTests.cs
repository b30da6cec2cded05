using Huoqi.Host;
using Huoqi.Kernel;
using Huoqi.Ledger;
using Npgsql;
using Xunit;

namespace Huoqi.SystemTests;

/// <summary>A commit that the server qualifies: done here, and maybe nowhere else.</summary>
public sealed class QualifiedCommitTests
{
    private static readonly AccountKey Reserve = AccountKey.Of(Party.Platform, AccountCode.ReserveAtCentralBank);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_cancelled_wait_for_the_standby_is_unknown_also_when_its_key_is_found_and_known_when_it_is_back()
    {
        using TestFolder folder = new();
        PrivatePostgresOptions small = new() { SharedBuffersMb = 64 };
        await using Installation house = await GlobalOptions.OpenPrivateAsync(folder.Path, small, shards: 1, Cancel);
        await using GeneralLedger ledger = await GeneralLedger.StartAsync(
            house.App, shards: 1, new LedgerOptions { Deadline = TimeSpan.FromMilliseconds(500) }, TimeProvider.System);
        Assert.True((await ledger.PostAsync(Draft("before"))).IsPosted);
        await SetStandbyAsync(house.Owner, "nobody");

        // No standby of that name ever comes: every commit waits, until somebody cancels its wait.
        Task<PostResult> asked = ledger.PostAsync(Draft("while it is away"));
        int cancelled = 0;
        while (!asked.IsCompleted)
        {
            cancelled += await CancelWaitsAsync(house.Owner);
            await Task.Delay(TimeSpan.FromMilliseconds(10), Cancel);
        }

        Assert.Equal(PostStatus.Unknown, (await asked).Status);

        // The first wait was the entry's own commit, the others those of asking what had become of it.
        Assert.True(cancelled >= 2, $"{cancelled} waits were cancelled");
        await SetStandbyAsync(house.Owner, "");
        PostResult known = await ledger.PostAsync(Draft("while it is away"));
        Assert.True(known is { IsPosted: true, Replayed: true }, known.ToString());
    }

    private static EntryDraft Draft(string key) => new()
    {
        Shard = 0,
        Owner = Party.Platform,
        Act = 900,
        Key = key,
        BusinessDate = new DateOnly(2026, 3, 10),
        ByPlatform = true,
        Legs = [Leg.Transfer(Reserve, AccountKey.Of(Party.Platform, AccountCode.FeesDue), 1)],
    };

    // A session hears of the setting before the server does, and until the server has no commit waits: commits are made
    // until one had to be cancelled in its wait.
    private static async Task WaitsBegunAsync(NpgsqlDataSource owner)
    {
        await using NpgsqlCommand commit = owner.CreateCommand("SELECT pg_logical_emit_message(true, 'probe', '')");
        int cancelled = 0;
        while (cancelled == 0)
        {
            Task<object?> made = commit.ExecuteScalarAsync(Cancel);
            while (!made.IsCompleted)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(10), Cancel);
                cancelled += await CancelWaitsAsync(owner);
            }

            _ = await made;
        }
    }

    // The owner's own statements must not wait for it.
    private static async Task SetStandbyAsync(NpgsqlDataSource owner, string name)
    {
        await using NpgsqlConnection connection = await owner.OpenConnectionAsync(Cancel);
        foreach (string statement in (string[])
            [
                "SET synchronous_commit = local", $"ALTER SYSTEM SET synchronous_standby_names = '{name}'",
                "SELECT pg_reload_conf()",
            ])
        {
            await using NpgsqlCommand command = new(statement, connection);
            await command.ExecuteNonQueryAsync(Cancel);
        }

        await using NpgsqlCommand setting =
            new("SELECT current_setting('synchronous_standby_names')", connection);
        while ((string?)await setting.ExecuteScalarAsync(Cancel) != name)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), Cancel);
        }

        if (name.Length > 0)
        {
            await WaitsBegunAsync(owner);
        }
    }

    private static async Task<int> CancelWaitsAsync(NpgsqlDataSource owner)
    {
        await using NpgsqlCommand command = owner.CreateCommand(
            "SELECT count(pg_cancel_backend(pid)) FROM pg_stat_activity WHERE wait_event = 'SyncRep'");
        return (int)(long)(await command.ExecuteScalarAsync(Cancel))!;
    }
}
