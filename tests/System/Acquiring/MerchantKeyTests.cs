using System.Security.Cryptography;
using System.Text;
using Huoqi.Acquiring;
using Huoqi.Client;
using Xunit;

namespace Huoqi.SystemTests;

/// <summary>Keys of merchants, and what they sign, against the database: each nonce once, rotation, revoking.</summary>
public sealed class MerchantKeyTests(PostgresFixture postgres)
{
    private static readonly byte[] Body = Encoding.UTF8.GetBytes("{\"amount\":\"1.00\"}");

    [Fact]
    public async Task A_signed_request_is_taken_once_even_by_twenty_at_a_time()
    {
        await using AcquiringHouse house = await AcquiringHouse.StartAsync(postgres);
        HttpSignatures signatures = new(house.Parts);
        IssuedKey key = await new MerchantKeys(house.Parts).IssueSecretAsync(1, sandbox: true);
        SignedRequest request = await SignAsync(house, key);
        SignatureAnswer[] answers = await Task.WhenAll(
            Enumerable.Range(0, 20).Select(_ => signatures.VerifyAsync(request)));
        SignatureAnswer valid = Assert.Single(answers, answer => answer.Status == SignatureStatus.Valid);
        Assert.Equal(new MerchantCaller(1, key.Key!.Id, Sandbox: true), valid.Caller);
        Assert.Equal(19, answers.Count(answer => answer is { Status: SignatureStatus.Replayed, Caller: null }));

        // Nonces are forgotten only when their signatures are too old.
        house.Clock.Pass(2 * HttpSignatures.Window - TimeSpan.FromSeconds(10));
        _ = await house.Upkeep.RunOnceAsync();
        Assert.Equal(1L, await house.Wallet.Database.ValueAsync<long>("SELECT count(*) FROM acquiring.nonce"));
        house.Clock.Pass(2 * HttpSignatures.Window);
        _ = await house.Upkeep.RunOnceAsync();
        Assert.Equal(0L, await house.Wallet.Database.ValueAsync<long>("SELECT count(*) FROM acquiring.nonce"));
        Assert.Equal(SignatureStatus.NotNow, (await signatures.VerifyAsync(request)).Status);
    }

    [Fact]
    public async Task Whatever_is_changed_on_the_way_is_found()
    {
        await using AcquiringHouse house = await AcquiringHouse.StartAsync(postgres);
        HttpSignatures signatures = new(house.Parts);
        MerchantKeys keys = new(house.Parts);
        using ECDsa pair = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        IssuedKey secret = await keys.IssueSecretAsync(1, sandbox: false);
        IssuedKey ecdsa = await keys.IssuePublicAsync(1, pair.ExportSubjectPublicKeyInfoPem(), sandbox: false);
        foreach (SignedRequest good in new[]
        {
            await SignAsync(house, secret), await SignAsync(house, ecdsa, pair.ExportPkcs8PrivateKeyPem()),
        })
        {
            (SignedRequest Request, SignatureStatus Status)[] table =
            [
                (good with { Method = "PUT" }, SignatureStatus.Wrong),
                (good with { Authority = "other" }, SignatureStatus.Wrong),
                (good with { Path = "/x" }, SignatureStatus.Wrong),
                (good with { Query = "?y=2" }, SignatureStatus.Wrong),
                (good with { Body = new byte[3] }, SignatureStatus.DigestDiffers),
                (Change(good, "Idempotency-Key", _ => "other"), SignatureStatus.Wrong),
                (Change(good, "Signature-Input", v => v.Replace("created=1", "created=2", StringComparison.Ordinal)),
                    SignatureStatus.NotNow),
                (Change(good, "Signature-Input", v => v.Replace(secret.Key!.Id, "mk_none", StringComparison.Ordinal)
                    .Replace(ecdsa.Key!.Id, "mk_none", StringComparison.Ordinal)), SignatureStatus.KeyUnknown),
                (Change(good, "Signature-Input", v => v.Replace(secret.Key!.Id, "mk_", StringComparison.Ordinal)
                    .Replace(ecdsa.Key!.Id, secret.Key!.Id, StringComparison.Ordinal)
                    .Replace("mk_\"", ecdsa.Key!.Id + "\"", StringComparison.Ordinal)),
                    SignatureStatus.AlgorithmDiffers),
                (Change(good, "Signature", _ => "sig=:AAAA:"), SignatureStatus.Wrong),
                (good, SignatureStatus.Valid),
            ];
            for (int i = 0; i < table.Length; i++)
            {
                Assert.Equal((i, table[i].Status), (i, (await signatures.VerifyAsync(table[i].Request)).Status));
            }
        }
    }

    [Fact]
    public async Task A_key_is_rotated_with_an_overlap_and_revoked_at_once()
    {
        await using AcquiringHouse house = await AcquiringHouse.StartAsync(postgres);
        HttpSignatures signatures = new(house.Parts);
        MerchantKeys keys = new(house.Parts);
        IssuedKey old = await keys.IssueSecretAsync(1, sandbox: false);
        Assert.Equal(AcquiringStatus.NotFound, (await keys.RotateAsync(2, old.Key!.Id, TimeSpan.Zero)).Status);
        Assert.Equal(AcquiringStatus.InvalidText, (await keys.RotateAsync(1, old.Key.Id, TimeSpan.Zero, "x")).Status);
        IssuedKey next = await keys.RotateAsync(1, old.Key.Id, TimeSpan.FromHours(1));
        Assert.Equal(SignatureStatus.Valid, await StatusAsync(old));
        Assert.Equal(SignatureStatus.Valid, await StatusAsync(next));
        house.Clock.Pass(TimeSpan.FromHours(1));
        Assert.Equal(SignatureStatus.KeyUnknown, await StatusAsync(old));
        Assert.False(await keys.RevokeAsync(2, next.Key!.Id));
        Assert.True(await keys.RevokeAsync(1, next.Key.Id));
        Assert.False(await keys.RevokeAsync(1, next.Key.Id));
        Assert.Equal(SignatureStatus.KeyUnknown, await StatusAsync(next));
        Assert.Equal(2, (await keys.ListAsync(1)).Count);
        Assert.Empty(await keys.ListAsync(2));
        for (int i = 0; i < MerchantKeys.Most; i++)
        {
            Assert.Equal(AcquiringStatus.Done, (await keys.IssueSecretAsync(1, sandbox: true)).Status);
        }

        Assert.Equal(AcquiringStatus.TooMany, (await keys.IssueSecretAsync(1, sandbox: true)).Status);
        Assert.Equal(AcquiringStatus.MerchantNotFound, (await keys.IssueSecretAsync(9, sandbox: true)).Status);
        Assert.DoesNotContain(next.Secret!, next.ToString(), StringComparison.Ordinal);

        async Task<SignatureStatus> StatusAsync(IssuedKey key) =>
            (await signatures.VerifyAsync(await SignAsync(house, key))).Status;
    }

    /// <summary>A request as the client signs it.</summary>
    private static async Task<SignedRequest> SignAsync(AcquiringHouse house, IssuedKey key, string? privateKey = null)
    {
        using MerchantCredentials credentials = privateKey is null
            ? MerchantCredentials.OfSecret(key.Key!.Id, key.Secret!)
            : MerchantCredentials.OfPrivateKey(key.Key!.Id, privateKey);
        SignedRequest? seen = null;
        using HttpClient http = new(new Seen(async message => seen = new(
            message.Method.Method, message.RequestUri!.Scheme, message.RequestUri.Authority,
            message.RequestUri.AbsolutePath, message.RequestUri.Query,
            [.. message.Headers.Select(h => new KeyValuePair<string, string>(h.Key, string.Join(", ", h.Value)))],
            message.Content is null ? default : await message.Content.ReadAsByteArrayAsync())))
        {
            BaseAddress = new Uri("http://127.0.0.1:1"),
        };
        _ = await Assert.ThrowsAsync<HuoqiException>(() =>
            new HuoqiMerchantClient(http, credentials, house.Clock).RefundAsync("pay_x", new(100)));
        return seen!;
    }

    private static SignedRequest Change(SignedRequest request, string field, Func<string, string> change) =>
        request with
        {
            Fields = [.. request.Fields.Select(f => f.Key == field ? new(f.Key, change(f.Value)) : f)],
        };

    private sealed class Seen(Func<HttpRequestMessage, Task> look) : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancellationToken)
        {
            await look(request);
            return new(System.Net.HttpStatusCode.BadRequest);
        }
    }
}
