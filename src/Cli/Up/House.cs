using Huoqi.Demo;
using Huoqi.Funds;
using Huoqi.Kernel;
using Huoqi.Ledger;
using Huoqi.Wallet;
using Huoqi.Workers;

namespace Huoqi.Cli.Up;

/// <summary>
/// All parts of a running platform, made from an installation: the composition root. Everything a page, a worker or the
/// API needs hangs here; nothing else makes parts.
/// </summary>
internal sealed class House : IAsyncDisposable
{
    public required Installation Installation { get; init; }

    /// <summary>Business time; a demo moves it on.</summary>
    public required BusinessClock Clock { get; init; }

    public required GeneralLedger Ledger { get; init; }

    public required WalletParts Wallet { get; init; }

    public required Fund Fund { get; init; }

    public required BusinessDay Day { get; init; }

    public required WorkersParts Workers { get; init; }

    /// <summary>What the demo is; null outside demo mode.</summary>
    public DemoFacts? Demo { get; init; }

    public async ValueTask DisposeAsync() => await Ledger.DisposeAsync();
}
