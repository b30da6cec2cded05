using Huoqi.Ledger;
using Huoqi.Wallet;

namespace Huoqi.Demo;

/// <summary>
/// Does the plan wave by wave: the acts at once, then the bank's answers and what goes between shards. Doing a wave
/// again changes nothing, because every act has the key of its date, wave, kind and person.
/// </summary>
/// <param name="parts">The acts' parts.</param>
/// <param name="bank">The port to the bank.</param>
/// <param name="cast">The people.</param>
/// <param name="mustSucceed">
/// Whether an act that is refused stops everything: while the past is filled nobody but the plan acts. Later people may
/// have less than the plan knows, and are refused as anybody is.
/// </param>
internal sealed class DemoWaves(
    WalletParts parts, IBankPort bank, IReadOnlyList<DemoPerson> cast, bool mustSucceed)
{
    private readonly SettleBankOrders _bankOrders = new(parts, bank);
    private readonly Deliveries _deliveries = new(parts.Ledger, parts.Reads);

    /// <summary>The acts one by one, and what comes before them.</summary>
    public DemoActs Acts { get; } = new(parts, cast);

    /// <summary>Does a wave; returns how many of its acts were refused.</summary>
    public async Task<int> DoAsync(DateOnly date, DemoWave wave)
    {
        (string Key, WalletStatus Status)[] answers = await Task.WhenAll(
            wave.Acts.Select(async act => (act.Key, (await Acts.DoAsync(act)).Status)));
        (string Key, WalletStatus Status)[] refused =
            [.. answers.Where(answer => answer.Status is not (WalletStatus.Done or WalletStatus.Pending))];
        if (mustSucceed && refused.Length > 0)
        {
            throw new DemoStoppedException($"{refused[0].Key} was answered {refused[0].Status}");
        }

        await ArriveAsync(date, wave);
        return refused.Length;
    }

    /// <summary>The bank's answers and what goes between shards, where the wave asked for them.</summary>
    private async Task ArriveAsync(DateOnly date, DemoWave wave)
    {
        if (wave.Acts.Any(act => AsksTheBank(act.Kind)))
        {
            SettleBankOrders.Outcome settled = await _bankOrders.RunAsync();
            if (mustSucceed && (settled.Open > 0 || settled.Refused > 0))
            {
                throw new DemoStoppedException($"{date:yyyy-MM-dd}, the bank: {settled}");
            }
        }

        if (wave.Acts.Any(act => act.Kind == DemoActKind.Send))
        {
            _ = await _deliveries.DeliverAsync(date);
        }
    }

    private static bool AsksTheBank(DemoActKind kind) => kind is DemoActKind.TopUp or DemoActKind.Withdraw
        or DemoActKind.SubscribeFromCard or DemoActKind.RedeemToCard;
}
