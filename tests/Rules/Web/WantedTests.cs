using Huoqi.Acquiring;
using Huoqi.Web;
using Xunit;

namespace Huoqi.RulesTests.Web;

/// <summary>What is wanted is confirmed as a purpose, and comes back from it whole or not at all.</summary>
public sealed class WantedTests
{
    private static readonly RequestId Request =
        new(7, new Guid("00112233-4455-6677-8899-aabbccddeeff"));

    private static readonly Wanted[] All =
    [
        new Wanted.TopUp(new(100), 1), new Wanted.Withdraw(new(1), 12), new Wanted.Subscribe(new(5), Pocket.Wallet),
        new Wanted.Subscribe(new(5), new(3)), new Wanted.Redeem(new(7), Pocket.Wallet, RedeemSpeed.T0),
        new Wanted.Redeem(new(7), new(2), RedeemSpeed.T1), new Wanted.Pay(new(9), 88, Request, PaySource.Fund),
        new Wanted.Pay(new(9), 88, Request, PaySource.Wallet), new Wanted.Send(new(11), 1_000_001, "生日快乐 =; 🎂"),
        new Wanted.Send(new(11), 1_000_001, ""), new Wanted.Send(new(11), 1_000_001, "", ByCode: true),
        new Wanted.AnswerRequest(new(13), 1_000_002, 17),
    ];

    [Fact]
    public void Every_act_comes_back_from_its_purpose()
    {
        foreach (Wanted wanted in All)
        {
            Assert.Equal(wanted, Wanted.Of(wanted.ToPurpose()));
        }
    }

    [Fact]
    public void Whatever_differs_is_another_purpose()
    {
        Assert.Equal(All.Length, All.Select(wanted => wanted.ToPurpose()).Distinct().Count());
        Wanted.Send send = new(new(11), 1_000_001, "a");
        Assert.NotEqual(send.ToPurpose(), (send with { Amount = new(12) }).ToPurpose());
        Assert.NotEqual(send.ToPurpose(), (send with { Friend = 1_000_002 }).ToPurpose());
        Assert.NotEqual(send.ToPurpose(), (send with { Note = "b" }).ToPurpose());
    }

    [Fact]
    public void Only_what_leaves_to_others_is_so_marked()
    {
        foreach (Wanted wanted in All)
        {
            Assert.Equal(
                wanted is Wanted.Pay or Wanted.Send or Wanted.AnswerRequest, wanted.ToPurpose().ToOthers);
        }
    }

    [Theory]
    [InlineData("top-up", "", "from=wallet")]
    [InlineData("top-up", "", "from=card:0")]
    [InlineData("top-up", "", "from=card:01")]
    [InlineData("top-up", "x", "from=card:1")]
    [InlineData("redeem", "", "to=wallet speed=1")]
    [InlineData("redeem", "", "to=wallet speed=T0 ")]
    [InlineData("pay", "merchant:1", "request=pay_x source=Fund")]
    [InlineData("send", "person:-1", "note=")]
    [InlineData("send", "", "note=")]
    [InlineData("send", "person:1", "")]
    [InlineData("answer-request", "person:1", "request=")]
    [InlineData("factors", "", "")]
    public void What_was_not_written_by_an_act_is_none(string act, string payee, string detail)
    {
        Assert.Null(Wanted.Of(new(act, 100, payee, detail, ToOthers: payee.Length > 0)));
        Assert.Null(Wanted.Of(new(act, 100, payee, detail, ToOthers: payee.Length == 0)));
    }

    [Fact]
    public void Every_status_has_a_code_of_its_own_and_sentences_in_both_languages()
    {
        ActStatus[] all = Enum.GetValues<ActStatus>();
        ActMeaning[] meanings = [.. all.Select(ActMeaning.Of)];
        Assert.Equal(all.Length, meanings.Select(meaning => meaning.Code).Distinct().Count());
        Assert.Equal(all.Length, meanings.Select(meaning => meaning.Sentence).Distinct().Count());
        Assert.All(meanings, meaning =>
        {
            Assert.Matches("^[a-z]+(-[a-z]+)*$", meaning.Code);
            Assert.InRange(meaning.Http, 200, 429);
            Assert.True(meaning.Sentence.Zh.Length > 0 && meaning.Sentence.En.Length > 0);
        });
        Assert.Equal(429, ActMeaning.Of(ActStatus.TryAgain).Http);
        Assert.Equal(202, ActMeaning.Of(ActStatus.Unknown).Http);
    }

    [Fact]
    public void A_collect_code_names_its_person_and_nobody_elses_key_reads_it()
    {
        using CollectCode codes = new(new byte[32]);
        using CollectCode others = new([.. Enumerable.Repeat((byte)1, 32)]);
        string code = codes.Of(1_000_001);
        Assert.Equal(1_000_001, codes.PersonOf(code));
        Assert.Null(others.PersonOf(code));
        Assert.Null(codes.PersonOf(code[..^1]));
        Assert.Null(codes.PersonOf(code[..^2] + (code[^2] == 'A' ? "B" : "A") + code[^1]));
        Assert.Null(codes.PersonOf(null));
        Assert.Null(codes.PersonOf("<script>alert(1)</scri"));
        Assert.NotEqual(code, codes.Of(1_000_002));
    }

    [Theory]
    [InlineData("pay_AAcAESIzRFVmd4iZqrvM3e7_", "/pay/pay_AAcAESIzRFVmd4iZqrvM3e7_")]
    [InlineData(" https://pay.example/pay/pay_AAcAESIzRFVmd4iZqrvM3e7_?x=1 ", "/pay/pay_AAcAESIzRFVmd4iZqrvM3e7_")]
    [InlineData(
        "http://pay.example/collect/abcdefghijklmnopqrstuv?amount=5.00",
        "/collect/abcdefghijklmnopqrstuv?amount=5.00")]
    [InlineData("http://pay.example/collect/abcdefghijklmnopqrstuv", "/collect/abcdefghijklmnopqrstuv")]
    [InlineData(
        "http://pay.example/collect/abcdefghijklmnopqrstuv?amount=5.00&note=午饭 🍜",
        "/collect/abcdefghijklmnopqrstuv?amount=5.00&note=%E5%8D%88%E9%A5%AD%20%F0%9F%8D%9C")]
    [InlineData(
        "http://pay.example/collect/abcdefghijklmnopqrstuv?amount=5.00&note=%E5%8D%88饭",
        "/collect/abcdefghijklmnopqrstuv?amount=5.00&note=%E5%8D%88%E9%A5%AD")]
    [InlineData("javascript:alert(1)", null)]
    [InlineData("http://mall.example/", null)]
    [InlineData("//mall.example/collect/x", null)]
    [InlineData("", null)]
    public void A_pasted_code_leads_into_this_site_or_nowhere(string pasted, string? path) =>
        Assert.Equal(path, PayRoutes.PathOf(pasted));

    [Fact]
    public void The_request_of_the_codes_above_is_written_so() =>
        Assert.Equal("pay_AAcAESIzRFVmd4iZqrvM3e7_", Request.ToString());
}
