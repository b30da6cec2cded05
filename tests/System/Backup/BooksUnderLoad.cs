using System.Collections.Concurrent;
using System.Text.Json;
using Huoqi.Cli.Up;
using Huoqi.Host;
using Huoqi.Kernel;
using Huoqi.Ledger;
using Huoqi.Verify;
using Xunit;

namespace Huoqi.SystemTests;

/// <summary>A private installation in which people spend, each answer kept as a client would keep it.</summary>
internal sealed class BooksUnderLoad : IAsyncDisposable
{
    private const int Shards = 2;
    private const short OpenAct = 100;
    private const short AnAct = 900;

    private static readonly DateOnly Today = new(2026, 3, 10);
    private static readonly AccountKey Reserve = AccountKey.Of(Party.Platform, AccountCode.ReserveAtCentralBank);

    private readonly Installation _installation;
    private readonly GeneralLedger _ledger;
    private int _next;

    private BooksUnderLoad(Installation installation, GeneralLedger ledger)
    {
        _installation = installation;
        _ledger = ledger;
    }

    /// <summary>Every answer, in the order in which it came, with the moment.</summary>
    public ConcurrentQueue<(AnsweredKey Key, DateTimeOffset At)> Answers { get; } = [];

    public static async Task<BooksUnderLoad> StartAsync(string folder)
    {
        PrivatePostgresOptions options = new() { SharedBuffersMb = 64 };
        Installation installation =
            await GlobalOptions.OpenPrivateAsync(folder, options, Shards, CancellationToken.None);
        GeneralLedger ledger = await GeneralLedger.StartAsync(
            installation.App, Shards, new LedgerOptions { Queues = 2 }, TimeProvider.System);
        BooksUnderLoad books = new(installation, ledger);
        for (short shard = 0; shard < Shards; shard++)
        {
            await books.AskAsync(shard, "open", draft => draft with
            {
                Act = OpenAct,
                Content = "open III",
                Legs = [],
                Standing = Standing.Open,
            });
            await books.AskAsync(
                shard, "top up", draft => draft with { Legs = [Leg.Transfer(Reserve, Wallet, 1_000_000)] });
        }
        await using Npgsql.NpgsqlCommand people = installation.Owner.CreateCommand("""
            INSERT INTO wallet.person (shard, person, account_class, opened_on)
            SELECT s, 1, 3, DATE '2026-03-10' FROM generate_series(0, 1) s
            """);
        await people.ExecuteNonQueryAsync();
        return books;
    }

    /// <summary>Gives the installation its secrets, as its first start does.</summary>
    public async Task MakeSecretsAsync() =>
        _ = await Secrets.OfAsync(_installation, file: null, CancellationToken.None);

    /// <summary>Spends until it is cancelled.</summary>
    public async Task SpendAsync(CancellationToken cancel)
    {
        while (!cancel.IsCancellationRequested)
        {
            await SpendAsync(16);
        }
    }

    public Task SpendAsync(int times) => Task.WhenAll(Enumerable.Range(0, times).Select(_ =>
    {
        int number = Interlocked.Increment(ref _next);
        return AskAsync((short)(number % Shards), $"spend {number}", draft => draft);
    }));

    /// <summary>The answers as the file that <c>--acknowledged</c> takes.</summary>
    public void WriteAnswers(string file) =>
        File.WriteAllLines(file, Answers.Select(one =>
            JsonSerializer.Serialize(one.Key, AnsweredKeyJson.Default.AnsweredKey)));

    public async ValueTask DisposeAsync()
    {
        await _ledger.DisposeAsync();
        await _installation.DisposeAsync();
    }

    /// <summary>What a restored folder holds: keys, and whether its books are right.</summary>
    public static async Task<(HashSet<string> Keys, bool IsRight)> ReadAsync(string folder)
    {
        PrivatePostgresOptions options = new() { SharedBuffersMb = 64 };
        await using Installation installation =
            await GlobalOptions.OpenPrivateAsync(folder, options, shards: null, CancellationToken.None);
        VerifyReport report = await new Verifier(installation.App, TimeProvider.System).RunAsync();
        await using Npgsql.NpgsqlCommand command =
            installation.Owner.CreateCommand("SELECT key FROM ledger.request_key");
        await using Npgsql.NpgsqlDataReader row = await command.ExecuteReaderAsync();
        HashSet<string> keys = [];
        while (await row.ReadAsync())
        {
            keys.Add(row.GetString(0));
        }
        return (keys, report.IsOk);
    }

    private static AccountKey Wallet => AccountKey.Of(1, AccountCode.UserBalance);

    private async Task AskAsync(short shard, string key, Func<EntryDraft, EntryDraft> change)
    {
        EntryDraft draft = change(new EntryDraft
        {
            Shard = shard,
            Owner = 1,
            Act = AnAct,
            Key = key,
            BusinessDate = Today,
            Legs = [Leg.Transfer(Wallet, Reserve, 1)],
        });
        PostResult result = await _ledger.PostAsync(draft);
        Assert.True(result.IsPosted, result.ToString());
        Answers.Enqueue((
            new AnsweredKey(shard, 1, draft.Act, key, (short)result.Status, result.Entry),
            _installation.Time.GetUtcNow()));
    }
}
