using Huoqi.Acquiring;

namespace Huoqi.Web;

/// <summary>Texts of the developers' pages.</summary>
internal static class DeveloperTexts
{
    public static readonly Text Title = new("开发者接口", "API for developers");

    public static readonly Text Intro = new(
        "应用能做的一切，这个接口都能做；另有商户的一侧：收款、退款、结算与回调。下面的内容与机器读取的 OpenAPI 文档出自同一份路由表。",
        "Everything the app can do, this API can; and the merchant's side: payments, refunds, settlement and webhooks. "
        + "What follows is made from the same routes as the OpenAPI document that machines read.");

    public static readonly Text Areas = new("接口分区", "Parts of the API");
    public static readonly Text Needs = new("需要", "Needs");
    public static readonly Text Nothing = new("无需登录", "no sign-in");
    public static readonly Text Optional = new("可省略", "optional");
    public static readonly Text Sent = new("发送的请求", "What is sent");
    public static readonly Text Answer = new("应答", "Answer");
    public static readonly Text ProblemsHere = new("可能的错误码", "Problems it can answer");
    public static readonly Text Start = new("开始", "Getting started");
    public static readonly Text Sandbox = new("沙箱密钥", "Sandbox keys");
    public static readonly Text Secret = new("密钥（Base64）", "Secret (Base64)");
    public static readonly Text Keys = new("约定", "Conventions");
    public static readonly Text Signature = new("签名示例（RFC 9421）", "A worked signature (RFC 9421)");
    public static readonly Text Body = new("请求体（UTF-8）", "The body (UTF-8)");
    public static readonly Text Base = new("签名基串", "The signature base");
    public static readonly Text Webhooks = new("回调验证", "Verifying webhooks");
    public static readonly Text AnyLanguage = new("任何语言", "In any language");
    public static readonly Text Codes = new("错误码", "Codes of problems");

    public static readonly Text[] Steps =
    [
        new("取得商户密钥（沙箱密钥不会动用资金）。", "Take a merchant key (a sandbox key moves no money)."),
        new("按下面的示例为请求签名，先用示例的密钥核对逐步结果。",
            "Sign a request as in the example below; check your steps against the example's key first."),
        new("POST /api/v1/merchant/payments 创建付款请求，把 payUrl 交给付款人；沙箱里由您自己扮演付款人（见下）。",
            "POST /api/v1/merchant/payments makes a payment request; give its payUrl to the payer. In the sandbox you "
            + "play the payer yourself (below)."),
        new("登记回调地址，验证每个回调的签名，收到 payment.paid 后发货。",
            "Enter a webhook, verify the signature of each, and deliver on payment.paid."),
        new("退款：POST /api/v1/merchant/payments/{id}/refunds；对账：GET /api/v1/merchant/settlements/{date}。",
            "Refund: POST /api/v1/merchant/payments/{id}/refunds. Reconcile: GET /api/v1/merchant/settlements/{date}."),
    ];

    public static readonly Text SandboxIntro = new(
        "沙箱密钥只看得到、也只动得了用沙箱密钥创建的东西：付款、退款、回调地址、投递记录和结算日报都与正式的分开；"
        + "规则、费率和错误码与正式相同，不动用任何真实资金。其中的编号从 900000000001 起。",
        "A sandbox key sees and moves only what was made with sandbox keys: payments, refunds, webhook addresses, "
        + "deliveries and reports are apart from the real ones. Rules, fees and codes are the real ones, and no real "
        + "money moves. Numbers there begin at 900000000001.");

    public static readonly Text PlayIntro = new(
        "付款人和银行由您扮演：", "You play the payer and the bank:");

    /// <summary>What is sent, and what comes of it.</summary>
    public static readonly (string Sent, Text Comes)[] Played =
    [
        ("POST /api/v1/merchant/sandbox/payments/{payment}/outcome {\"outcome\":\"paid\"}",
            new("已付款；回调 payment.paid。", "Paid; the webhook payment.paid.")),
        ("… {\"outcome\":\"refused\"}",
            new("付款人余额不足：仍为 open，没有回调（正式环境也如此）。",
                "The payer has too little money: it stays open and nothing is told, as in earnest.")),
        ("… {\"outcome\":\"paying\"}",
            new("结果未知：状态为 paying，取消得到 being-paid；再模拟 paid 或 refused 结束。",
                "The outcome is not known: the state is paying, and to cancel answers being-paid, until paid or "
                + "refused is played.")),
        ("… {\"outcome\":\"expired\"}",
            new("过期；回调 payment.expired。", "Its time is over; the webhook payment.expired.")),
        ("POST /api/v1/merchant/sandbox/payout {\"outcome\":\"paid\"}",
            new("今天的结算打款（每天一次；refused 之后可重来）；回调 settlement.paid。",
                "Today's payout, once a day, or again after refused; the webhook settlement.paid.")),
    ];

    public static readonly Text PlayMore = new(
        "在浏览器里打开沙箱付款的 payUrl，同样可以扮演付款人并返回 returnUrl。沙箱的日报按 paidAt 的北京日期。",
        "Opened in a browser, the payUrl of a sandbox payment lets you play the payer too, and leads back to "
        + "returnUrl. A sandbox's report goes by the day in Beijing of paidAt.");

    public static readonly Text HereToo = new(
        "演示模式下，沙箱的回调地址还可以是本机程序：http://127.0.0.1:端口（1024 起）。其他情况下须为 https 和公网主机名。",
        "In demo mode a sandbox's webhooks may also go to a program on this machine: http://127.0.0.1:port, from 1024 "
        + "on. Otherwise an address is https and a public host.");

    public static readonly Text SandboxReady = new(
        "演示模式下可以直接使用这个沙箱密钥：", "In demo mode this sandbox key is ready to use:");

    public static readonly Text SandboxAsk = new(
        "请向平台员工申请沙箱密钥；签发时只显示一次。",
        "Ask the platform's staff for a sandbox key; its secret is shown once, when it is issued.");

    public static readonly Text[] KeyRules =
    [
        new("金额是字符串，最多两位小数，如 \"12.34\"；JSON 数字会被拒绝。币种为 CNY。",
            "Amounts are strings with at most two decimals, such as \"12.34\"; JSON numbers are refused."),
        new("多余、重复或缺少的成员都会被拒绝（unreadable-body）。",
            "Members that are unknown, given twice or missing are refused (unreadable-body)."),
        new("动用资金的 POST 必须带 Idempotency-Key；重试时用同一个值，得到同一个应答。",
            "A POST that moves money needs an Idempotency-Key; repeat it with the same one and hear the same answer."),
        new("202 表示结果未知：按 Location 查询，或用同一个值重发。",
            "202 means the outcome is not known yet: ask Location, or repeat with the same key."),
        new("列表用不透明的 cursor 翻页；时间为 RFC 3339，日期为北京日期。",
            "Lists page by an opaque cursor; instants are RFC 3339, days are days in Beijing."),
        new("429 与 503 都带 Retry-After。429：没有执行任何操作；503：结果未知，请用同一个 Idempotency-Key 重发。",
            "429 and 503 carry Retry-After. 429: nothing was done. 503: it is not known; repeat with the same key."),
    ];

    public static readonly Text SignatureIntro = new(
        "用下面这把公开的密钥，一步一步得到同样的字节。覆盖：方法、主机、路径、查询（没有时为 ?）、请求体摘要和 Idempotency-Key。"
        + "行与行之间是一个换行符（LF），末尾没有换行。"
        + $"nonce 为 {HttpSignatures.ShortestNonce} 至 {HttpSignatures.LongestNonce} 个字符，每次请求（包括重试）都用新的。",
        "With this key, which everybody knows, get the same bytes step by step. Covered: method, authority, path, "
        + "query (\"?\" when there is none), the body's digest and the Idempotency-Key. Lines are joined by one line "
        + $"feed, with none at the end. A nonce has {HttpSignatures.ShortestNonce} to {HttpSignatures.LongestNonce} "
        + "characters and is a fresh one for each request, also for a repeated one.");

    public static readonly Text Reading = new("不带请求体的 GET", "A GET without a body");

    public static readonly Text ReadingIntro = new(
        "有查询，没有请求体和 Idempotency-Key：不覆盖摘要和键；查询连同 ? 按发送的字节覆盖。用同一把密钥，依次是基串和请求：",
        "With a query, and without body and Idempotency-Key: neither digest nor key is covered, and the query is, with "
        + "its \"?\", as it is sent. With the same secret, first the base and then the request:");

    public static readonly Text EcdsaIntro = new(
        "同一个请求，用 P-256 私钥签名：只有基串的最后一行不同；签名是 r 和 s 各 32 字节相连（不是 DER）。每次签名都不同，所以请用公钥验证这一个：",
        "The same request signed with a P-256 key: only the last line of the base is another. The signature is r and "
        + "s, 32 bytes each, one after the other (no DER). It is another each time; verify this one with its public "
        + "key:");

    public static readonly Text WebhooksIntro = new(
        "按 Standard Webhooks：webhook-id、webhook-timestamp、webhook-signature。只对验证通过的回调答 2xx；同一事件可能到达两次，按 webhook-id 去重。",
        "After Standard Webhooks: webhook-id, webhook-timestamp, webhook-signature. Answer 2xx only to a genuine one; "
        + "an event may come twice, so keep its webhook-id.");

    public static readonly Text WebhookTypes = new(
        "事件类型与请求体（data 以后可能增加成员）：", "Types and bodies (members may be added to data):");

    public static readonly Text WebhookVector = new(
        "用下面的密钥核对您的验证程序：", "Check your verifier with this secret:");

    public static readonly Text CodesIntro = new(
        "错误按 RFC 9457 返回（application/problem+json）；code 不会改变，type 指向这里。",
        "Problems are RFC 9457 (application/problem+json); a code never changes, and type leads here.");

    public const string VerifierInCSharp =
        """
        WebhookVerifier verifier = new(["whsec_…"], TimeProvider.System);
        WebhookVerdict verdict = verifier.Verify(
            request.Headers["webhook-id"], request.Headers["webhook-timestamp"],
            request.Headers["webhook-signature"], body);
        if (verdict != WebhookVerdict.Genuine) { return Results.Unauthorized(); }
        WebhookEvent? happened = WebhookVerifier.Read(body);
        """;

    public const string VerifierInWords =
        """
        key     = base64-decode(secret without "whsec_")
        signed  = webhook-id + "." + webhook-timestamp + "." + body      (bytes as received)
        ours    = "v1," + base64(HMAC-SHA256(key, signed))
        genuine = any part of webhook-signature (split at spaces) equals ours, compared in constant time
                  and |now - webhook-timestamp| <= 300 seconds
        """;
}
