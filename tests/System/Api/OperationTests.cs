using System.Buffers.Text;
using System.Text;
using System.Text.Json.Nodes;
using Huoqi.Kernel;
using Huoqi.Ledger;
using Huoqi.Wallet;
using Huoqi.Web;
using Npgsql;
using Xunit;

namespace Huoqi.SystemTests.Api;

/// <summary>What the status address of an operation says when its commit was lost, when it hangs, and when there never
/// was such an operation.</summary>
public sealed class OperationTests(PostgresFixture postgres)
{
    private static readonly TimeSpan TooOld = Operations.LongestRun + TimeSpan.FromSeconds(5);

    [Fact]
    public async Task An_operation_that_nobody_was_told_of_is_not_found()
    {
        await using ApiHouse house = await ApiHouse.StartAsync(postgres);
        long person = await house.PersonAsync("13800000001");
        string token = await house.TokenAsync(person);
        short shard = house.House.Parts.ShardOf(person);
        string given = PathOf(house, person, WalletActs.Withdraw, "k1", TimeSpan.Zero);
        Assert.Equal("unknown", await StateAsync(house, given, token));
        string[] strange =
        [
            PathOf(house, person + 1, WalletActs.Withdraw, "k1", TimeSpan.Zero),
            MadeUp($"{WalletActs.Withdraw} {shard} 0 k1"),
            MadeUp($"{WalletActs.Withdraw} {shard} 0 1795000000 k1 and sixteen letters"),
            $"{given}AAAA", "/api/v1/operations/none",
        ];
        foreach (string path in strange)
        {
            Assert.Equal("not-found", await ApiHouse.CodeOfAsync(await house.SendAsync("GET", path, token: token)));
            Assert.Equal("not-found", await ApiHouse.CodeOfAsync(
                await house.SendAsync("GET", $"{path}/events", token: token)));
        }
    }

    [Fact]
    public async Task What_came_to_nothing_is_said_to_be_not_done_and_the_same_again_is_done()
    {
        await using ApiHouse house = await ApiHouse.StartAsync(postgres);
        long person = await house.PersonAsync("13800000001");
        string token = await house.TokenAsync(person);
        string fresh = PathOf(house, person, WalletActs.Withdraw, "lost", TimeSpan.Zero);
        string old = PathOf(house, person, WalletActs.Withdraw, "lost", TooOld);
        Assert.Equal("unknown", await StateAsync(house, fresh, token));
        JsonNode nothing = await AskAsync(house, old, token);
        Assert.Equal("not_done", nothing["state"]!.GetValue<string>());
        Assert.Contains(
            "With the same Idempotency-Key that is safe.", nothing["detail"]!.GetValue<string>(),
            StringComparison.Ordinal);
        Assert.Null(nothing["order"]);

        // There is nothing more to wait for.
        HttpResponseMessage stream = await house.SendAsync("GET", $"{old}/events", token: token);
        Assert.Contains(
            "\"state\":\"not_done\"", await stream.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        WalletAnswer again = await new Withdraw(house.House.Wallet.Parts).HandleAsync(
            new(person, "lost", new(100), "card-1"));
        foreach (string path in (string[])[fresh, old])
        {
            JsonNode done = await AskAsync(house, path, token);
            Assert.Equal("done", done["state"]!.GetValue<string>());
            Assert.Equal(again.Order.ToString(), done["order"]!.GetValue<string>());
        }
    }

    [Fact]
    public async Task While_its_commit_hangs_nothing_is_said_to_be_not_done()
    {
        await using ApiHouse house = await ApiHouse.StartAsync(postgres);
        long person = await house.PersonAsync("13800000001");
        string token = await house.TokenAsync(person);
        short shard = house.House.Parts.ShardOf(person);
        string path = PathOf(house, person, WalletActs.TopUp, "late", TooOld);

        // As a commit that waits for its disk or its standby: its heads are locked, and nobody sees its rows.
        await using NpgsqlConnection writer = await house.House.Parts.Db.Source.OpenConnectionAsync();
        await using NpgsqlTransaction commit = await writer.BeginTransactionAsync();
        await RunAsync(writer, $"SELECT 1 FROM ledger.shard_head WHERE shard = {shard} FOR UPDATE");
        await RunAsync(writer, $"""
            INSERT INTO ledger.request_key (shard, owner, act, key, fingerprint, status, entry, failed_leg)
            VALUES ({shard}, {person}, {WalletActs.TopUp}, 'late', gen_random_uuid(),
                    {(short)PostStatus.AccountFrozen}, 999, 0)
            """);
        Assert.Equal("unknown", await StateAsync(house, path, token));
        await commit.CommitAsync();
        Assert.Equal("refused", await StateAsync(house, path, token));
    }

    [Fact]
    public async Task An_act_that_tries_again_is_not_refused_by_its_first_attempt()
    {
        await using ApiHouse house = await ApiHouse.StartAsync(postgres);
        long person = await house.PersonAsync("13800000001", "10.00");
        string token = await house.TokenAsync(person);
        WalletParts wallet = house.House.Wallet.Parts;
        string fresh = PathOf(house, person, WalletActs.RedeemToWallet, "twice", TimeSpan.Zero);
        string old = PathOf(house, person, WalletActs.RedeemToWallet, "twice", TooOld);
        Assert.Equal(PostStatus.InsufficientBalance, (await PostAsync(attempt: 1, "10.01")).Status);
        Assert.Equal("unknown", await StateAsync(house, fresh, token));
        Assert.Equal("not_done", await StateAsync(house, old, token));
        PostResult second = await PostAsync(attempt: 2, "9.99");
        Assert.Equal(PostStatus.Posted, second.Status);
        JsonNode done = await AskAsync(house, fresh, token);
        Assert.Equal("done", done["state"]!.GetValue<string>());
        Assert.Equal(
            new OrderNo(house.House.Parts.ShardOf(person), second.Entry).ToString(), done["order"]!.GetValue<string>());

        Task<PostResult> PostAsync(int attempt, string yuan)
        {
            EntryDraft draft = wallet.Draft(person, WalletActs.RedeemToWallet, "twice", "a redemption") with
            {
                Legs =
                [
                    Leg.Money(
                        Debit: WalletParts.Balance(person), Credit: WalletParts.Own(AccountCode.WithdrawalPending),
                        Money.Parse(yuan)),
                ],
            };
            return wallet.Ledger.PostAsync(draft.Attempt(attempt));
        }
    }

    /// <summary>The status address of a person's act, given out some time ago.</summary>
    private static string PathOf(ApiHouse house, long person, short act, string key, TimeSpan age) =>
        Operations.NotKnown(
            house.House.Parts, person, new(
                act, house.House.Parts.ShardOf(person), Merchant: 0, key,
                house.House.Parts.Identity.Time.GetUtcNow() - age)).Location!;

    private static string MadeUp(string says) =>
        $"/api/v1/operations/{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(says))}";

    private static async Task<string> StateAsync(ApiHouse house, string path, string token) =>
        (await AskAsync(house, path, token))["state"]!.GetValue<string>();

    private static async Task<JsonNode> AskAsync(ApiHouse house, string path, string token) =>
        await ApiHouse.BodyOfAsync(await house.SendAsync("GET", path, token: token));

    private static async Task RunAsync(NpgsqlConnection connection, string statement)
    {
        await using NpgsqlCommand command = new(statement, connection);
        await command.ExecuteNonQueryAsync();
    }
}
