using Huoqi.Acquiring;
using Huoqi.Customers;
using Huoqi.Identity;
using Huoqi.Kernel;
using Huoqi.Wallet;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.Extensions.DependencyInjection;

namespace Huoqi.Web;

/// <summary>What the pages and the API work with: the parts of one installation.</summary>
/// <param name="Db">The database.</param>
/// <param name="Wallet">Money and its acts, the business clock, the fund.</param>
/// <param name="Identity">People and how they prove who they are; its clock is the real one.</param>
/// <param name="Customers">What a customer has beyond the books.</param>
/// <param name="Acquiring">The merchant's side.</param>
public sealed record AppParts(
    Db Db, WalletParts Wallet, IdentityParts Identity, CustomersParts Customers, AcquiringParts Acquiring)
{
    private IAntiforgery? _antiforgery;
    private bool _isForThisMachine;

    /// <summary>What the demo adds; null where real people are served.</summary>
    public DemoMode? Demo { get; init; }

    /// <summary>The files of the pages.</summary>
    internal Assets Assets { get; } = Assets.Load();

    /// <summary>Tokens of forms.</summary>
    internal IAntiforgery Antiforgery => _antiforgery ?? throw new InvariantBrokenException("the app was built");

    /// <summary>Where webhooks may go: outside, in a demo to its shop, and of its sandboxes to this machine, as long as
    /// nobody else is served: everybody knows the key of its sandbox.</summary>
    internal OutboundGuard WebhookGuard =>
        new(OutboundGuard.BySystem, Demo?.Mall, isDemo: Demo is not null && _isForThisMachine);

    /// <summary>The shard in which everything of a person lies.</summary>
    public short ShardOf(long person) => Wallet.Ledger.ShardOf(person);

    internal void Begin(IServiceProvider services, WebOptions options)
    {
        _antiforgery = services.GetRequiredService<IAntiforgery>();
        _isForThisMachine = options.IsForThisMachine;
    }
}

/// <summary>What the demo adds to the pages.</summary>
/// <param name="RealMonths">Which real months the yields are of, such as "2013-07 … 2014-08".</param>
/// <param name="Person">The person as whom a visitor looks around with one click.</param>
/// <param name="MoveOnADayAsync">Brings tomorrow: closes the day and publishes its income.</param>
/// <param name="Mall">Where the simulated shop is.</param>
public sealed record DemoMode(
    string RealMonths, long Person, Func<CancellationToken, Task> MoveOnADayAsync, Uri? Mall)
{
    /// <summary>A merchant's sandbox key that every visitor may try the API with; null where there is none.</summary>
    public DemoSandboxKey? SandboxKey { get; init; }

    /// <summary>The messages that the simulated gateway has sent to a phone, newest first; null where there is no
    /// gateway to ask.</summary>
    public Func<string, CancellationToken, Task<IReadOnlyList<DemoMessage>>>? MessagesToAsync { get; init; }

    /// <summary>The card that the simulated bank has issued to a name and id number; null where there is no bank to
    /// ask, and when it does not answer.</summary>
    public Func<Personal, Personal, CancellationToken, Task<string?>>? CardOfAsync { get; init; }

    /// <summary>The first day from which on the last real week repeats.</summary>
    public DateOnly RepeatsFrom { get; init; } = DateOnly.MaxValue;

    /// <summary>The payment password that the person began with, which the pages tell the visitor.</summary>
    public string? PaymentPassword { get; init; }

    public override string ToString() => nameof(DemoMode);
}

/// <summary>A sandbox key for everybody: it moves no money.</summary>
/// <param name="KeyId">Its id.</param>
/// <param name="Secret">The shared secret in Base64.</param>
public sealed record DemoSandboxKey(string KeyId, string Secret)
{
    public override string ToString() => nameof(DemoSandboxKey);
}

/// <summary>A message on the demo's phone.</summary>
/// <param name="At">When it came.</param>
/// <param name="Kind">What it is about.</param>
/// <param name="Code">The code in it, if there is one.</param>
public sealed record DemoMessage(DateTimeOffset At, SmsKind Kind, string? Code)
{
    public override string ToString() => nameof(DemoMessage);
}
