using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;
using Huoqi.Acquiring;
using Huoqi.Demo;
using Huoqi.Kernel;
using Huoqi.Mall;

namespace Huoqi.Cli.Up;

/// <summary>
/// The demo's shop, in this process but over HTTP like any merchant's: its keys, its webhook endpoint, its address.
/// What
/// it was given once it keeps in the data folder, as a merchant would.
/// </summary>
internal sealed class MallDesk : IAsyncDisposable
{
    private const string FileName = "demo-mall.json";
    private const string AddressFact = "partner.mall";

    private readonly MallApp _mall;

    private MallDesk(MallApp mall, MallKeys keys)
    {
        _mall = mall;
        Keys = keys;
    }

    /// <summary>Where the shop is.</summary>
    public Uri Address => _mall.Address;

    /// <summary>What it signs with.</summary>
    public MallKeys Keys { get; }

    /// <summary>Where the process that runs the shop has it; null when nobody does.</summary>
    public static async Task<Uri?> FindAsync(InstallationFacts facts, CancellationToken cancel) =>
        await facts.FindAsync(AddressFact, cancel) is { } address ? new(address) : null;

    /// <summary>The keys in the data folder; null where the shop is another machine's.</summary>
    public static MallKeys? FindKeys(string dataFolder)
    {
        string path = Path.Combine(dataFolder, FileName);
        try
        {
            return File.Exists(path)
                ? JsonSerializer.Deserialize(File.ReadAllText(path), MallJson.Default.MallKeys)
                : null;
        }
        catch (Exception failure) when (failure is JsonException or UnauthorizedAccessException)
        {
            // New ones do as well.
            return null;
        }
    }

    /// <summary>Opens the shop at the address it had, if that is free.</summary>
    public static async Task<MallDesk> StartAsync(
        House house, string dataFolder, InstallationFacts facts, CancellationToken cancel)
    {
        MallKeys keys = await KeysAsync(house.Acquiring, FindKeys(dataFolder), cancel);
        MallApp mall = await OnOldPortAsync(await FindAsync(facts, cancel), port => MallApp.StartAsync(
            new(house.Options.Site, keys.KeyId, keys.KeySecret, keys.WebhookSecret, TimeProvider.System,
                new(IPAddress.Loopback, port)),
            cancel));
        try
        {
            Uri hooks = new(mall.Address, MallApp.WebhookPath);
            keys = await HookedAsync(house.Acquiring, new(OutboundGuard.BySystem, mall.Address), keys, hooks, cancel);
            if (keys.WebhookSecret is { } secret)
            {
                mall.UseWebhookSecret(secret);
            }

            PrivateFile.Write(
                Path.Combine(dataFolder, FileName),
                JsonSerializer.SerializeToUtf8Bytes(keys, MallJson.Default.MallKeys));
            await facts.StateAsync(AddressFact, mall.Address.ToString(), cancel);
            return new(mall, keys);
        }
        catch
        {
            await mall.DisposeAsync();
            throw;
        }
    }

    public ValueTask DisposeAsync() => _mall.DisposeAsync();

    private static async Task<MallApp> OnOldPortAsync(Uri? before, Func<int, Task<MallApp>> start)
    {
        if (before is not null)
        {
            try
            {
                return await start(before.Port);
            }
            catch (IOException)
            {
                // Somebody else has the port by now.
            }
        }

        return await start(0);
    }

    /// <summary>The keys that are kept, as far as they hold yet.</summary>
    private static async Task<MallKeys> KeysAsync(AcquiringParts parts, MallKeys? kept, CancellationToken cancel)
    {
        MerchantKeys keys = new(parts);
        HashSet<string> holding = [.. (await keys.ListAsync(DemoCast.Mall, cancel))
            .Where(key => key.EndsAt is null).Select(key => key.Id)];
        MallKeys found = kept ?? new("", "", "", "", "", null);
        if (!holding.Contains(found.KeyId))
        {
            (string id, string secret) = await IssueAsync(keys, sandbox: false);
            found = found with { KeyId = id, KeySecret = secret };
        }

        if (!holding.Contains(found.SandboxKeyId))
        {
            (string id, string secret) = await IssueAsync(keys, sandbox: true);
            found = found with { SandboxKeyId = id, SandboxKeySecret = secret };
        }

        return found;
    }

    private static async Task<(string Id, string Secret)> IssueAsync(MerchantKeys keys, bool sandbox)
    {
        IssuedKey issued = await keys.IssueSecretAsync(DemoCast.Mall, sandbox);
        return issued.Status == AcquiringStatus.Done
            ? (issued.Key!.Id, issued.Secret!)
            : throw new UserErrorException(
                $"The mall got no key ({issued.Status}); revoke some of merchant {DemoCast.Mall}'s, and start again.");
    }

    /// <summary>An endpoint for the shop's address. Where there can be none the shop asks, as it does anyway.</summary>
    private static async Task<MallKeys> HookedAsync(
        AcquiringParts parts, OutboundGuard guard, MallKeys keys, Uri hooks, CancellationToken cancel)
    {
        WebhookEndpoints endpoints = new(parts, guard);
        WebhookEndpoint? at = null;
        foreach (WebhookEndpoint endpoint in await endpoints.ListAsync(new(DemoCast.Mall), cancel))
        {
            if (endpoint.Url == hooks.ToString())
            {
                at = endpoint;
            }
            else if (endpoint.Id == keys.EndpointId)
            {
                // Nobody listens there any more.
                await endpoints.SwitchAsync(new(DemoCast.Mall), endpoint.Id, on: false);
            }
        }

        if (at is not null && at.Id == keys.EndpointId && keys.WebhookSecret is not null)
        {
            await endpoints.SwitchAsync(new(DemoCast.Mall), at.Id, on: true);
            return keys;
        }

        IssuedEndpoint issued = at is null
            ? await endpoints.AddAsync(new(DemoCast.Mall), hooks.ToString())
            : await endpoints.RotateAsync(new(DemoCast.Mall), at.Id, TimeSpan.Zero);
        return keys with { EndpointId = issued.Endpoint?.Id ?? "", WebhookSecret = issued.Secret };
    }
}

/// <summary>What the shop was given.</summary>
internal sealed record MallKeys(
    string KeyId, string KeySecret, string SandboxKeyId, string SandboxKeySecret, string EndpointId,
    string? WebhookSecret)
{
    /// <summary>Without the secrets: this may stand in a log.</summary>
    public override string ToString() => KeyId;
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(MallKeys))]
internal sealed partial class MallJson : JsonSerializerContext;
