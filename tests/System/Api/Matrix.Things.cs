using System.Text.Json.Nodes;
using Huoqi.Acquiring;
using Huoqi.Customers;
using Huoqi.Identity;
using Huoqi.Web;
using Xunit;

namespace Huoqi.SystemTests.Api;

// Something of everything that an address or a body can name, and all of it the owner's.
internal sealed partial class Matrix
{
    private async Task PrepareAsync()
    {
        AppParts parts = _house.House.Parts;
        _owner = await _house.PersonAsync("13800000001");
        _otherPerson = await _house.PersonAsync("13800000002");
        _merchant = await _house.MerchantAsync(1);
        _otherMerchant = await _house.MerchantAsync(2);
        _sandbox = await _house.MerchantAsync(1, sandbox: true);
        _otherSandbox = await _house.MerchantAsync(2, sandbox: true);
        foreach ((string name, AccountKind kind) in
            ((string, AccountKind)[])[("operator", AccountKind.Operator), ("auditor", AccountKind.Auditor)])
        {
            (IdentityStatus _, long number) = await new Operators(parts.Identity)
                .CreateAsync(name, kind, "four words make one", TestContext.Current.CancellationToken);
            _staff[name] = number;
        }

        _values["order"] = (await _house.OrderOfAsync(_owner)).ToString();
        _values["no"] = _values["order"];
        _values["goal"] = $"{(await new Goals(parts.Customers).AddAsync(_owner, "旅行", new(100), by: null)).Number}";
        BankCard card = await new BankCards(parts.Customers).KeepAsync(_owner, "工商银行", "0018", "card-1");
        _values["card"] = $"{card.Number}";
        (CustomerStatus _, Dispute? dispute) = await new Disputes(parts.Customers)
            .OpenAsync(_owner, await _house.OrderOfAsync(_owner), "wrong");
        _values["dispute"] = $"{dispute?.Number ?? 1}";
        _values["person"] = $"{_owner}";
        (CustomerStatus _, long request) = await new MoneyRequests(parts.Customers)
            .AskAsync(_owner, "r1", _otherPerson, new(100), "lunch");
        _values["request"] = $"{request}";
        _values["payment"] = await PaymentAsync(_merchant);
        _values["played payment"] = await PaymentAsync(_sandbox);
        _values["played request"] = _values["played payment"];
        _values["date"] = "2026-11-18";
        _values["day"] = "2026-11-18";
        _values["month"] = "2026-11";
        _values["format"] = "csv";
        _values["kind"] = "fund_contract";
        // The owner's first money came under this key.
        _values["operation"] = new OperationId(
            Wallet.WalletActs.TopUp, parts.ShardOf(_owner), Merchant: 0, "k1", parts.Identity.Time.GetUtcNow())
            .For(_owner, parts.Identity.Pepper);
        _values["name"] = parts.Assets.PathOf("huoqi.css")["/assets/".Length..];
        await PrepareMoreAsync(parts);
        await PrepareHooksAsync(parts);
        await PrepareConfirmationAsync();
        _pair = await MatrixPair.StartAsync(_house, _otherPerson);
    }

    // A day's income is not here, because it comes from elsewhere than a request: the night's run gives it.
    private async Task PrepareMoreAsync(AppParts parts)
    {
        _ = await _house.PersonAsync("13900000001");
        _values["offer"] = ConsentOffer.All[0].Code;
        _values["source"] = $"{Enum.GetValues<KycSource>()[^1]}";
        _values["amount"] = "0.01";
        _values["area"] = "money";
        // What a shop asks for may be paid by whoever has its code.
        _values["GET /pay/{request} request"] = _values["POST /pay/{request} request"] = _values["payment"];
        _values["document"] = Papers.All[0].Name;
        using CollectCode codes = new(parts.Identity.Pepper);
        _values["code"] = codes.Of(_owner);
        _ = await new SavingPerPayment(parts.Customers).SetAsync(_owner, new(100));
        _ = await new NightlySweep(parts.Customers).SetAsync(_owner, new(10_000));
        Consents consents = new(parts.Identity);
        _ = await consents.GrantAsync(_owner, "payments", "credit-score", "2026-01");
        _ = await consents.GrantAsync(_owner, "payments", "offers", "2026-01");
        IReadOnlyList<Consent> granted = await consents.ListAsync(_owner);
        _values["consent"] = $"{granted[0].Number}";
        _values["POST /me/consents/revoke consent"] = $"{granted[^1].Number}";
        BankCard card = await new BankCards(parts.Customers).KeepAsync(_owner, "工商银行", "0026", "card-2");
        _values["POST /me/cards/remove card"] = $"{card.Number}";
        Goals goals = new(parts.Customers);
        foreach (string act in (string[])["assign", "delete"])
        {
            (CustomerStatus _, long number) = await goals.AddAsync(_owner, act, new(100), by: null);
            _values[$"POST /save/goals/{{number}}/{act} number"] = $"{number}";
        }

        _ = await _house.MerchantAsync(3);
        foreach (string revoke in (string[])
        [
            "POST /staff/merchants/{merchant}/keys/revoke",
            "DELETE /api/v1/staff/merchants/{merchant:long:min(1)}/keys/{key}",
        ])
        {
            IssuedKey key = await new MerchantKeys(parts.Acquiring).IssueSecretAsync(3, sandbox: true);
            _values[$"{revoke} key"] = key.Key!.Id;
            _values[$"{revoke} merchant"] = "3";
        }
    }

    /// <summary>An endpoint of the merchant's and something to be told there: a payment that was taken back.</summary>
    private async Task PrepareHooksAsync(AppParts parts)
    {
        WebhookEndpoints endpoints = new(parts.Acquiring, new(OutboundGuard.BySystem));
        IssuedEndpoint endpoint = await endpoints.AddAsync(new(1), "https://mall.example/huoqi");
        _values["endpoint"] = endpoint.Endpoint!.Id;
        PaymentAnswer made = await new CreatePayment(parts.Acquiring).HandleAsync(new(1, "M-2", new(100), "a pen"));
        _ = await new CancelPayment(parts.Acquiring).HandleAsync(new(new(1), made.Payment!.Id));
        _ = await new EventLine(parts.Acquiring).HandOutAsync(TestContext.Current.CancellationToken);
        _values["event"] = Assert.Single(await endpoints.DeliveriesAsync(new(1), 10)).EventId;
    }

    private async Task PrepareConfirmationAsync()
    {
        // For a payment that there is: nothing is paid without a proof, and no row of this owner gives one.
        JsonObject ask = new()
        {
            ["act"] = "pay",
            ["amount"] = "30.00",
            ["currency"] = "CNY",
            ["merchant"] = 1,
            ["payment"] = _values["payment"],
            ["source"] = "fund",
        };
        using HttpResponseMessage asked = await _house.SendAsync(
            "POST", "/api/v1/confirmations", ask.ToJsonString(), await _house.TokenAsync(_owner), key: "confirmation");
        // Where roles are swapped the owner may not, and there is none.
        JsonNode confirmation = JsonNode.Parse(
            await asked.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
        _values["id"] = confirmation["confirmation"]?.GetValue<string>() ?? "none";
    }

    private async Task<string> PaymentAsync(Signing signing)
    {
        using HttpResponseMessage made = await _house.SendAsync(
            "POST", "/api/v1/merchant/payments",
            """{"merchantOrder":"M-1","amount":"30.00","currency":"CNY","description":"a book"}""",
            signing: signing, key: "p1");
        // Where roles are swapped the merchant may not, and its payment is none.
        JsonNode payment = JsonNode.Parse(await made.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
        return payment["id"]?.GetValue<string>() ?? Examples.Payment.ToString();
    }

    // What an earlier row may have ended is made anew for the row that asks for it.
    private async Task RenewAsync(MatrixRoute route)
    {
        _ask = await _pair!.AskAsync(route);
        if (route.Name.Contains("{session", StringComparison.Ordinal) || route.Name == "POST /me/devices/sign-out")
        {
            _values["session"] = (await _house.TokenAsync(_owner)).Split('.')[1];
        }

        if (MarksMessage(route))
        {
            Inbox inbox = new(_house.House.Parts.Customers);
            await inbox.PutAsync(_owner, MessageKind.SignIn, route.Name, new Dictionary<string, string>
            {
                ["device"] = "Test",
                ["address"] = "127.0.0.1",
            });
            IReadOnlyList<Message> messages = await inbox.PageAsync(_owner, before: null, Inbox.LargestPage);
            Message unread = messages.First(one => one is { Kind: MessageKind.SignIn, IsRead: false });
            _values["message"] = $"{unread.Number}";
        }
    }

    private async Task<bool> IsMessageReadAsync()
    {
        IReadOnlyList<Message> messages = await new Inbox(_house.House.Parts.Customers)
            .PageAsync(_owner, before: null, Inbox.LargestPage);
        return messages.Single(one => $"{one.Number}" == _values["message"]).IsRead;
    }
}
