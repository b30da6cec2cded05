using System.Text.Json;
using Huoqi.Acquiring;
using Huoqi.Bench;
using Huoqi.Customers;
using Huoqi.Identity;
using Huoqi.Web;
using Xunit;
using Confirmations = Huoqi.Web.Confirmations;

namespace Huoqi.SystemTests.Api;

/// <summary>What a row is asked with, where it is not the usual.</summary>
/// <param name="Owner">The session of the owner.</param>
/// <param name="Other">The session of the other person.</param>
internal sealed record MatrixAsk(string Owner, string Other)
{
    /// <summary>What the address or the form names, by the names of its holes and fields.</summary>
    public Dictionary<string, string> Values { get; init; } = new(StringComparer.Ordinal);

    /// <summary>What is sent instead of the document's example; null for that.</summary>
    public string? Body { get; init; }
}

/// <summary>
/// An owner and another person for the routes that ask for a proof, take one, or move money. They are others than those
/// of the other rows, who set passwords there, end sessions and freeze themselves, and would be refused here for that.
/// </summary>
internal sealed class MatrixPair : IDisposable
{
    // As in the document's examples, which prove with them.
    private const string Password = "four words make one";
    private const string Digits = "295183";

    private readonly ApiHouse _house;
    private readonly AppParts _parts;
    private readonly long _friend;
    private readonly SoftwarePasskey _ownersPasskey = new(WebHouse.Origin);
    private readonly SoftwarePasskey _othersPasskey = new(WebHouse.Origin);
    private long _owner;
    private long _other;
    private int _card;
    private int _made;

    private MatrixPair(ApiHouse house, long friend)
    {
        _house = house;
        _parts = house.House.Parts;
        _friend = friend;
    }

    /// <summary>Two people with money, each with two passkeys; the owner also with a card and both passwords.</summary>
    /// <param name="house">Where.</param>
    /// <param name="friend">With whom the owner deals: neither of the two.</param>
    public static async Task<MatrixPair> StartAsync(ApiHouse house, long friend)
    {
        MatrixPair pair = new(house, friend);
        pair._owner = await house.PersonAsync("13800000011");
        pair._other = await house.PersonAsync("13800000012");
        BankCard card = await new BankCards(pair._parts.Customers)
            .KeepAsync(pair._owner, "工商银行", "0034", "card-9");
        pair._card = card.Number;
        _ = await pair.WithPasskeysAsync(pair._other, pair._othersPasskey);
        SessionRow session = await pair.WithPasskeysAsync(pair._owner, pair._ownersPasskey);
        IdentityParts identity = pair._parts.Identity;
        IdentityAnswer digits = await new PaymentPassword(identity).SetAsync(session, Digits);
        IdentityAnswer password = await new Passwords(identity).SetAsync(session, Password);
        Assert.Equal((IdentityStatus.Done, IdentityStatus.Done), (digits.Status, password.Status));
        return pair;
    }

    /// <summary>What a row is asked with, made anew for it; null for a row that is not theirs.</summary>
    public async Task<MatrixAsk?> AskAsync(MatrixRoute route) => route.Name switch
    {
        "PUT /api/v1/passkeys/{passkey:long:min(1)}" or "DELETE /api/v1/passkeys/{passkey:long:min(1)}"
            or "POST /me/passkeys/rename" or "POST /me/passkeys/remove" => await OfPasskeyAsync(),
        "POST /api/v1/confirmations/{confirmation}/passkey" => await OfProofAsync(byPasskey: true),
        "POST /api/v1/confirmations/{confirmation}/password" or "POST /me/prove"
            or "POST /api/v1/confirmations/{confirmation}/payment-password" => await OfProofAsync(byPasskey: false),
        "POST /send/requests/{number}/decline" or "POST /send/requests/{number}/pay" =>
            await NamingAsync(("number", $"{await RequestAsync(asker: _friend, asked: _owner)}")),
        "POST /send/requests/{number}/withdraw" =>
            await NamingAsync(("number", $"{await RequestAsync(asker: _owner, asked: _friend)}")),
        "POST /move" => await NamingAsync(
            ("way", "out"), ("from", "wallet"), ("to", $"card:{_card}"), ("amount", "1.00")),
        // To ask for a confirmation is everybody's; to use it is not.
        "POST /api/v1/confirmations" => null,
        _ when route.Takes is { Value: WantedIn wanted } takes => await OfActAsync(wanted, takes.Type),
        _ => null,
    };

    public void Dispose()
    {
        _ownersPasskey.Dispose();
        _othersPasskey.Dispose();
    }

    private async Task<MatrixAsk> NamingAsync(params (string Name, string Value)[] values) =>
        new(await _house.TokenAsync(_owner), await _house.TokenAsync(_other))
        {
            Values = values.ToDictionary(one => one.Name, one => one.Value, StringComparer.Ordinal),
        };

    // One of the owner's passkeys, to be called otherwise or taken away: that needs a proof that is fresh, of both.
    private async Task<MatrixAsk> OfPasskeyAsync()
    {
        string token = await FreshAsync(_owner, _ownersPasskey);
        using SoftwarePasskey spare = new(WebHouse.Origin);
        await AddPasskeyAsync(await ReadAsync(token), spare);
        IReadOnlyList<PasskeyItem> all = await new Passkeys(_parts.Identity).ListAsync(_owner);
        return new(token, await FreshAsync(_other, _othersPasskey))
        {
            Values = new(StringComparer.Ordinal) { ["passkey"] = $"{all[^1].Passkey}", ["label"] = "旧手机" },
        };
    }

    // A confirmation that waits for its proof, and what proves it: in the session alone that asked for it.
    private async Task<MatrixAsk> OfProofAsync(bool byPasskey)
    {
        string token = await _house.TokenAsync(_owner);
        StepUpAsk ask = await new StepUp(_parts.Identity).BeginAsync(await ReadAsync(token), StepUp.Factors);
        return new(token, await _house.TokenAsync(_other))
        {
            Values = new(StringComparer.Ordinal)
            {
                ["confirmation"] = ask.Confirmation,
                ["how"] = "digits",
                ["digits"] = Digits,
            },
            Body = byPasskey ? $$"""{"credential":{{_ownersPasskey.Get(ask.OptionsJson!)}}}""" : null,
        };
    }

    // What the owner wants with money, confirmed for exactly this and proved. Whoever else knows the confirmation's id
    // finds none.
    private async Task<MatrixAsk> OfActAsync(WantedIn example, Type type)
    {
        WantedIn wanted = example switch
        {
            TopUpIn one => one with { Card = _card },
            WithdrawIn one => one with { Card = _card },
            PayIn one => one with { Payment = await PaymentAsync(), Source = PaySource.Wallet },
            SendIn one => one with { Friend = _friend },
            AnswerIn one => one with { Asker = _friend, Request = await RequestAsync(asker: _friend, asked: _owner) },
            _ => example,
        };
        SessionRow session = await ReadAsync(await _house.TokenAsync(_owner));
        using CollectCode codes = new(_parts.Identity.Pepper);
        ConfirmationAsk ask = await new Confirmations(_parts).BeginAsync(session, wanted.ToWanted(codes));
        Assert.Equal(ActStatus.Done, ask.Status);
        Confirmation made = ask.Confirmation!;
        string token = await ProvedAsync(session, made.Id, _ownersPasskey.Get(made.OptionsJson!));
        return new(token, await _house.TokenAsync(_other))
        {
            Body = JsonSerializer.Serialize(wanted with { Confirmation = made.Id }, type, ApiJson.Options),
        };
    }

    private async Task<RequestId> PaymentAsync()
    {
        PaymentAnswer made = await new CreatePayment(_parts.Acquiring)
            .HandleAsync(new(1, $"M-pair-{++_made}", Examples.Amount, "a book"));
        Assert.Equal(AcquiringStatus.Done, made.Status);
        return made.Payment!.Id;
    }

    private async Task<long> RequestAsync(long asker, long asked)
    {
        (CustomerStatus status, long number) = await new MoneyRequests(_parts.Customers)
            .AskAsync(asker: asker, $"pair-{++_made}", friend: asked, Examples.Amount, "lunch");
        Assert.Equal(CustomerStatus.Done, status);
        return number;
    }

    // The first one counts as shown: the second is added with it, so that neither is the last way in.
    private async Task<SessionRow> WithPasskeysAsync(long person, SoftwarePasskey passkey)
    {
        string token = await _house.TokenAsync(person);
        await AddPasskeyAsync(await ReadAsync(token), passkey);
        using SoftwarePasskey spare = new(WebHouse.Origin);
        await AddPasskeyAsync(await ReadAsync(token), spare);
        return await ReadAsync(token);
    }

    private async Task AddPasskeyAsync(SessionRow session, SoftwarePasskey passkey)
    {
        Passkeys passkeys = new(_parts.Identity);
        PasskeyAsk ask = await passkeys.BeginAsync(session);
        Assert.Equal(IdentityStatus.Done, ask.Status);
        IdentityAnswer added = await passkeys.FinishAsync(
            session, ask.Ask, passkey.Create(ask.OptionsJson), "Laptop");
        Assert.Equal(IdentityStatus.Done, added.Status);
    }

    /// <summary>A session in which a passkey was proved just now.</summary>
    private async Task<string> FreshAsync(long person, SoftwarePasskey passkey)
    {
        SessionRow session = await ReadAsync(await _house.TokenAsync(person));
        StepUpAsk ask = await new StepUp(_parts.Identity).BeginAsync(session, StepUp.Factors);
        return await ProvedAsync(session, ask.Confirmation, passkey.Get(ask.OptionsJson!));
    }

    // The token that comes with a proof.
    private async Task<string> ProvedAsync(SessionRow session, string confirmation, string credential)
    {
        StepUpProof proof = await new StepUp(_parts.Identity)
            .ProveByPasskeyAsync(session, confirmation, credential);
        Assert.Equal(IdentityStatus.Done, proof.Status);
        return proof.Token!.Value.Reveal();
    }

    private async Task<SessionRow> ReadAsync(string token) =>
        (await new Sessions(_parts.Identity).ReadAsync(token))!;
}
