using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Huoqi.Funds;
using Huoqi.Kernel;
using Huoqi.Registrar;

namespace Huoqi.RulesTests.Sims;

/// <summary>A registrar in this process and the platform's port to it.</summary>
internal sealed class RegistrarDesk : IDisposable
{
    public const string FundCode = "000198";

    public static readonly DateOnly Monday = new(2013, 7, 1);

    public static readonly DateOnly Tuesday = new(2013, 7, 2);

    private readonly RegistrarApi _registrar;
    private readonly HttpClient _client;

    public RegistrarDesk(string? faults = null, string? journal = null, string? daysCsv = null)
    {
        _registrar = new(new RegistrarOptions(new HandClock(), journal, faults, FundCode, daysCsv));
        _client = new(new Registrar.InProcessHandler(_registrar)) { BaseAddress = new("http://registrar.test") };
        Port = new HttpRegistrarPort(_client);
    }

    public IRegistrarPort Port { get; }

    public static RegistrarApplication Buy(int entry, string account = "A1", string amount = "100.00") =>
        RegistrarApplication.Subscribe($"07-{entry:D12}", FundCode, account, Money.Parse(amount), Monday, Tuesday);

    public async Task<RegistrarAnswer> SubmitAsync(RegistrarApplication application, CancellationToken cancel) =>
        (await Port.SubmitAsync([application], cancel))[0];

    public Task<RegistrarConfirmationPage> ConfirmAsync(DateOnly day, CancellationToken cancel) =>
        Port.ConfirmationsAsync(day, after: 0, cancel);

    public async Task<FundUnits?> HoldingAsync(string account, CancellationToken cancel)
    {
        RegistrarHoldingPage page = await Port.HoldingsAsync(FundCode, after: "", cancel);
        return page.Holdings.FirstOrDefault(holding => holding.Account == account)?.Units;
    }

    public async Task<HttpStatusCode> PostAsync(string path, string json, CancellationToken cancel)
    {
        using StringContent content = new(json, Encoding.UTF8, "application/json");
        using HttpResponseMessage answer = await _client.PostAsync(path, content, cancel);
        return answer.StatusCode;
    }

    public async Task<long> CountAsync(string name, CancellationToken cancel)
    {
        JsonElement state = await _client.GetFromJsonAsync<JsonElement>("/v1/state", cancel);
        return state.GetProperty(name).GetInt64();
    }

    public void Dispose()
    {
        _client.Dispose();
        _registrar.Dispose();
    }
}
