using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Huoqi.Bank;
using Huoqi.Kernel;
using Huoqi.Wallet;

namespace Huoqi.RulesTests.Sims;

/// <summary>A clock that moves only when a test moves it.</summary>
internal sealed class HandClock : TimeProvider
{
    private DateTimeOffset _now = new(2013, 7, 1, 1, 0, 0, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => _now;

    public void Advance(int seconds) => _now = _now.AddSeconds(seconds);
}

/// <summary>A bank in this process and the platform's port to it.</summary>
internal sealed class BankDesk : IDisposable
{
    public static readonly DateOnly Monday = new(2013, 7, 1);

    private readonly BankApi _bank;
    private readonly HttpClient _client;

    public BankDesk(string? faults = null, string? journal = null)
    {
        _bank = new(new BankOptions(Clock, journal, faults));
        _client = new(new Bank.InProcessHandler(_bank)) { BaseAddress = new("http://bank.test") };
        Port = new HttpBankPort(_client);
    }

    public HandClock Clock { get; } = new();

    public IBankPort Port { get; }

    public HttpClient Client => _client;

    public static BankOrder Order(
        int entry,
        BankOrderKind kind = BankOrderKind.Collect,
        string? card = "card-1",
        string amount = "100.00") =>
        new($"07-{entry:D12}", kind, card, Money.Parse(amount), Monday);

    public async Task<BankAnswer> SubmitAsync(BankOrder order, CancellationToken cancel) =>
        (await Port.SubmitAsync([order], cancel))[0];

    public async Task<BankAnswer> QueryAsync(string orderNo, CancellationToken cancel) =>
        (await Port.QueryAsync([orderNo], cancel))[0];

    public Task FaultsAsync(string json, CancellationToken cancel) => PostAsync("/v1/faults", json, cancel);

    public async Task PostAsync(string path, string json, CancellationToken cancel)
    {
        using StringContent content = new(json, Encoding.UTF8, "application/json");
        using HttpResponseMessage answer = await _client.PostAsync(path, content, cancel);
        _ = answer.EnsureSuccessStatusCode();
    }

    public async Task<long> CountAsync(string name, CancellationToken cancel)
    {
        JsonElement state = await _client.GetFromJsonAsync<JsonElement>("/v1/state", cancel);
        return state.TryGetProperty(name, out JsonElement own)
            ? own.GetInt64()
            : state.GetProperty("line").GetProperty(name).GetInt64();
    }

    public void Dispose()
    {
        _client.Dispose();
        _bank.Dispose();
    }
}
