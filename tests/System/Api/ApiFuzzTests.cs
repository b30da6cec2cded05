using Huoqi.Bench;
using Huoqi.Customers;
using Huoqi.Identity;
using Xunit;

namespace Huoqi.SystemTests.Api;

/// <summary>Requests that are wrong in every way: none is answered 5xx, none hangs, and nothing told in confidence
/// comes out.</summary>
public sealed class ApiFuzzTests(PostgresFixture server, ITestOutputHelper output)
{
    private const int Requests = 20_000;

    private static readonly FuzzCanaries Canaries = new(
        "13877766655", "11010119911231770X", "6222020200000000018", "1000001.1.Y2FuYXJ5LWNhbmFyeS1jYW5hcnktY2FuYXJ5");

    [Fact]
    public async Task No_malformed_request_breaks_the_api()
    {
        long seed = TimeProvider.System.GetUtcNow().Ticks;
        output.WriteLine($"seed {seed}");
        await using ApiHouse house = await ApiHouse.StartAsync(server);
        List<FuzzCaller> callers = [await PersonAsync(house), await PersonAsync(house), await MerchantAsync(house),
            await MerchantAsync(house, sandbox: true)];
        foreach (AccountKind kind in (AccountKind[])[AccountKind.Operator, AccountKind.Auditor])
        {
            (IdentityStatus _, long number) = await new Operators(house.House.Parts.Identity)
                .CreateAsync($"{kind}".ToLowerInvariant(
                    ), kind, "four words make one", TestContext.Current.CancellationToken);
            callers.Add(await CallerAsync(house, $"{kind}", number));
        }

        FuzzReport report = await new ApiFuzz(
                new(house.Client, callers, Canaries, () => house.Log.Lines),
                new(Requests, seed, AtOnce: 4, Patience: TimeSpan.FromSeconds(60)))
            .RunAsync(TestContext.Current.CancellationToken);
        output.WriteLine(string.Join(", ",
            report.ByStatus.OrderBy(one => one.Key).Select(one => $"{one.Key}: {one.Value}")));
        Assert.True(
            report is { ServerErrors: 0, Hangs: 0, Leaks: 0 },
            $"seed {seed}\n{string.Join('\n', report.Findings)}\n{string.Join('\n', house.Log.Lines.Take(10))}");
        Assert.Equal(Requests, report.Requests);
        // It got somewhere: past the reader, and past the acts.
        Assert.True(report.ByStatus.GetValueOrDefault(200) > Requests / 50);
        Assert.True(report.ByStatus.GetValueOrDefault(422) > 0);
    }

    private int _people;

    private async Task<FuzzCaller> PersonAsync(ApiHouse house)
    {
        long person = await house.PersonAsync($"1380000000{++_people}");
        _ = await new BankCards(house.House.Parts.Customers).KeepAsync(person, "工商银行", "0018", "card-1");
        return await CallerAsync(house, $"person {_people}", person);
    }

    private static async Task<FuzzCaller> CallerAsync(ApiHouse house, string name, long number)
    {
        string token = await house.TokenAsync(number);
        return new(
            name,
            (request, _) =>
            {
                request.Headers.Authorization = new("Bearer", token);
                return Task.CompletedTask;
            },
            async () => token = await house.TokenAsync(number));
    }

    private static async Task<FuzzCaller> MerchantAsync(ApiHouse house, bool sandbox = false)
    {
        Signing signing = await house.MerchantAsync(1, sandbox);
        return new(
            sandbox ? "sandbox" : "merchant",
            (request, body) =>
            {
                signing.Sign(request, house.Client.BaseAddress!, body);
                return Task.CompletedTask;
            },
            () => Task.CompletedTask);
    }
}
