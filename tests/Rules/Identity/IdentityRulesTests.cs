using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Huoqi.Identity;
using Huoqi.Kernel;
using Xunit;

namespace Huoqi.RulesTests.Identity;

/// <summary>What identity decides without a database.</summary>
public sealed class IdentityRulesTests
{
    [Theory]
    [InlineData("13800138000", "13800138000")]
    [InlineData(" +86 138-0013-8000 ", "13800138000")]
    [InlineData("008613800138000", "13800138000")]
    [InlineData("8613800138000", "13800138000")]
    [InlineData("１３８００１３８０００", "13800138000")]
    [InlineData("12800138000", null)]
    [InlineData("1380013800", null)]
    [InlineData("138001380001", null)]
    [InlineData("+8513800138000", null)]
    [InlineData("1380013800O", null)]
    [InlineData("13800\u0000138000", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void Phones_are_taken_as_people_type_them(string? typed, string? normal) =>
        Assert.Equal(normal, Phones.Normalise(typed));

    [Theory]
    [InlineData("王小明", "王小明")]
    [InlineData(" 张三 ", "张三")]
    [InlineData("𠮷田", "𠮷田")]
    [InlineData("阿卜杜拉・买买提", "阿卜杜拉·买买提")]
    [InlineData("阿依古丽•买合木提", "阿依古丽·买合木提")]
    [InlineData("Mary-Jane O’Neil", "Mary-Jane O'Neil")]
    [InlineData("Nguye\u0302\u0303n Va\u0306n", "Nguye\u0302\u0303n Va\u0306n")]
    [InlineData("'Abd Allah", "'Abd Allah")]
    [InlineData("😀", null)]
    [InlineData("😀😀", null)]
    [InlineData("王小明😀", null)]
    [InlineData("王", null)]
    [InlineData("·王小明", null)]
    [InlineData("王小明3", null)]
    [InlineData("王,小明", null)]
    [InlineData("<b>王小明", null)]
    [InlineData("王\u0000小明", null)]
    [InlineData("王\n小明", null)]
    [InlineData("\ud800王小明", null)]
    [InlineData("---", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void Legal_names_are_letters_and_what_stands_between_them(string? typed, string? name) =>
        Assert.Equal(name, LegalNames.Of(typed));

    [Theory]
    [InlineData("11010519491231002X", "11010519491231002X")]
    [InlineData(" 11010519491231002x ", "11010519491231002X")]
    [InlineData("440524188001010014", "440524188001010014")]
    [InlineData("110105194912310021", null)]
    [InlineData("11010519491331002X", null)]
    [InlineData("1101051949123100", null)]
    [InlineData("11010519491231002Ｘ", null)]
    public void Id_numbers_carry_their_check_digit(string typed, string? normal) =>
        Assert.Equal(normal, IdNumbers.Normalise(typed));

    [Theory]
    [InlineData("小明", "小明")]
    [InlineData("  Ming 🍜  ", "Ming 🍜")]
    [InlineData("   ", "")]
    [InlineData("🍜🍜🍜🍜🍜🍜🍜🍜🍜🍜🍜🍜🍜🍜🍜🍜🍜🍜🍜🍜", "🍜🍜🍜🍜🍜🍜🍜🍜🍜🍜🍜🍜🍜🍜🍜🍜🍜🍜🍜🍜")]
    [InlineData("🍜🍜🍜🍜🍜🍜🍜🍜🍜🍜🍜🍜🍜🍜🍜🍜🍜🍜🍜🍜🍜", null)]
    [InlineData("•明", null)]
    [InlineData("a (王小明)", null)]
    [InlineData("a（王小明）", null)]
    [InlineData("a\u202Eb", null)]
    [InlineData("a\u0000b", null)]
    [InlineData("\ud800", null)]
    public void A_nickname_is_short_and_looks_like_no_name_of_ours(string typed, string? nickname)
    {
        Assert.Equal(nickname, NicknameRules.Of(typed));
        Assert.Equal(typed.Trim().EnumerateRunes().Count() > 20, NicknameRules.IsTooLong(typed));
    }

    [Fact]
    public void No_two_purposes_have_one_text()
    {
        Purpose[] purposes =
        [
            new("pay", 100, "a", "b"), new("pay", 100, "a", "b", ToOthers: true), new("pay", 1, "00a", "b"),
            new("pay", 100, "ab", ""), new("pay", 100, "", "ab"), new("pay", 100, "a\n1:b", ""),
            new("pay", 100, "a", "b\n4:own"), new("send", 100, "a", "b"), new("pay", 100, "A", "b"),
        ];
        Assert.Distinct(purposes.Select(purpose => purpose.Canonical()));
        Assert.Equal(
            "huoqi purpose 1\n3:pay\n3:100\n6:小店\n1:b\n3:own", new Purpose("pay", 100, "小店", "b").Canonical());
    }

    [Fact]
    public void A_challenge_is_another_for_each_person_nonce_and_expiry()
    {
        Purpose purpose = new("pay", 100, "a", "b");
        DateTimeOffset until = DateTimeOffset.UnixEpoch.AddSeconds(1_700_000_000);
        byte[] nonce = new byte[32];
        byte[] expected = SHA256.HashData([.. Encoding.UTF8.GetBytes(
            "huoqi purpose 1\n3:pay\n3:100\n1:a\n1:b\n3:own\nperson 1000001\nuntil 1700000000\nnonce "), .. nonce]);
        Assert.Equal(expected, purpose.Challenge(1_000_001, nonce, until));
        Assert.NotEqual(expected, purpose.Challenge(1_000_002, nonce, until));
        Assert.NotEqual(expected, purpose.Challenge(1_000_001, nonce, until.AddSeconds(1)));
        Assert.NotEqual(expected, purpose.Challenge(1_000_001, [.. nonce[..31], 1], until));
    }

    [Theory]
    [InlineData("Pay", 1, "")]
    [InlineData("", 1, "")]
    [InlineData("pay", -1, "")]
    public void A_purpose_has_an_act_and_no_negative_amount(string act, long fen, string payee) =>
        Assert.False(new Purpose(act, fen, payee, "").IsWellFormed);

    [Theory]
    [InlineData("short", IdentityStatus.PasswordTooShort)]
    [InlineData("Password2024!", IdentityStatus.PasswordTooShort)]
    [InlineData("fourteen chars", IdentityStatus.PasswordTooShort)]
    [InlineData("fifteen letters", IdentityStatus.Done)]
    [InlineData("我的密码是一首长诗", IdentityStatus.PasswordTooShort)]
    [InlineData("ababababababababab", IdentityStatus.PasswordCommon)]
    [InlineData("13800138000xyzw", IdentityStatus.PasswordCommon)]
    [InlineData("half\ud800pair of it", IdentityStatus.InvalidText)]
    [InlineData("nul\u0000nul nul", IdentityStatus.InvalidText)]
    [InlineData("correct horse battery staple", IdentityStatus.Done)]
    [InlineData("我的密码是一首长诗，只有我记得", IdentityStatus.Done)]
    [InlineData("abcdefg#K9-hjkl", IdentityStatus.Done)]
    public void Passwords_are_judged_by_length_and_a_list(string password, IdentityStatus status) =>
        Assert.Equal(status, PasswordRules.Check(password, "13800138000"));

    [Fact]
    public void A_password_of_64_and_more_characters_is_taken_and_the_list_is_long()
    {
        Assert.Equal(IdentityStatus.Done, PasswordRules.Check(string.Concat(Enumerable.Range(100, 40))));
        Assert.Equal(IdentityStatus.PasswordTooLong, PasswordRules.Check(new string('x', 129) + "yzw"));
        Assert.True(PasswordRules.CommonCount >= 3_000, $"{PasswordRules.CommonCount}");
    }

    [Theory]
    [InlineData("260718", IdentityStatus.Done)]
    [InlineData("123456", IdentityStatus.PaymentPasswordWeak)]
    [InlineData("654321", IdentityStatus.PaymentPasswordWeak)]
    [InlineData("000000", IdentityStatus.PaymentPasswordWeak)]
    [InlineData("258258", IdentityStatus.PaymentPasswordWeak)]
    [InlineData("12345", IdentityStatus.PaymentPasswordWeak)]
    [InlineData("２６０７１８", IdentityStatus.PaymentPasswordWeak)]
    public void Payment_passwords_are_six_digits_and_no_run(string digits, IdentityStatus status) =>
        Assert.Equal(status, PasswordRules.CheckPayment(digits));

    [Fact]
    public void A_hash_is_pbkdf2_with_sha512()
    {
        // Made with another implementation: hashlib.pbkdf2_hmac("sha512", b"password", bytes(range(16)), 1000, 32).
        byte[] expected = Convert.FromHexString(
            "c74e4080d0fbb41fee5868c0ff60fd75acae2638215987e5ff54f8eae211339b");
        byte[] salt = [.. Enumerable.Range(0, 16).Select(i => (byte)i)];
        Assert.True(new PasswordHash(1_000, salt, expected).Fits("password"u8));
        Assert.False(new PasswordHash(1_001, salt, expected).Fits("password"u8));
        Assert.False(new PasswordHash(1_000, salt, expected).Fits("Password"u8));
    }

    [Fact]
    public void What_is_sealed_opens_only_in_its_place()
    {
        Vault vault = new(new byte[32]);
        byte[] once = vault.Seal("name", 1_000_001, "王小明");
        Assert.Equal("王小明", vault.Open("name", 1_000_001, once));
        Assert.NotEqual(once, vault.Seal("name", 1_000_001, "王小明"));
        Assert.ThrowsAny<CryptographicException>(() => vault.Open("name", 1_000_002, once));
        Assert.ThrowsAny<CryptographicException>(() => vault.Open("phone", 1_000_001, once));
        Assert.ThrowsAny<CryptographicException>(
            () => new Vault([.. new byte[31], 1]).Open("name", 1_000_001, once));
        once[^1] ^= 1;
        Assert.ThrowsAny<CryptographicException>(() => vault.Open("name", 1_000_001, once));
        Assert.Equal(vault.Lookup("phone", "1"), vault.Lookup("phone", "1"));
        Assert.NotEqual(vault.Lookup("phone", "1"), vault.Lookup("id", "1"));
    }

    [Theory]
    [InlineData("13812345678", "138••••5678")]
    [InlineData("王小明", "•明")]
    [InlineData("王", "•")]
    [InlineData("11010519491231002X", "••2X")]
    [InlineData("1234", "••")]
    [InlineData("", "")]
    public void Personal_data_shows_little_of_itself(string text, string masked) =>
        Assert.Equal(masked, new Personal(text).ToString());

    [Fact]
    public void Secrets_and_personal_data_are_not_written_by_accident()
    {
        Assert.Equal("•••", $"{new Secret("123456")}");
        Assert.Equal("•••", $"{default(Secret)}");
        SmsMessage message = new("r", new("13812345678"), SmsKind.SignIn, new("123456"));
        Assert.DoesNotContain("123456", message.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("13812345678", message.ToString(), StringComparison.Ordinal);
        Assert.ThrowsAny<NotSupportedException>(() => JsonSerializer.Serialize(new Secret("123456")));
        Assert.ThrowsAny<NotSupportedException>(
            () => JsonSerializer.Serialize(new { Phone = new Personal("13812345678") }));
        Assert.ThrowsAny<NotSupportedException>(() => JsonSerializer.Deserialize<Secret>("\"x\""));
    }

    [Fact]
    public void The_ladder_goes_by_kinds_of_source()
    {
        KycSource[] all = Enum.GetValues<KycSource>();
        for (int set = 0; set < 1 << all.Length; set++)
        {
            KycSource[] sources = [.. all.Where((_, i) => (set & (1 << i)) != 0)];
            KycLevel level = KycRules.LevelOf([.. sources, .. sources]);
            KycLevel expected = !sources.Contains(KycSource.IdRegistry) ? KycLevel.L0
                : sources.Contains(KycSource.Face) || sources.Length >= 5 ? KycLevel.L3
                : sources.Length >= 3 ? KycLevel.L2 : KycLevel.L1;
            Assert.Equal(expected, level);
            Assert.All(all, more => Assert.True(KycRules.LevelOf([.. sources, more]) >= level));
        }

        Assert.Equal([0, 1, 2, 3], Enum.GetValues<KycLevel>().Select(KycRules.AccountClassOf));
    }

    [Theory]
    [InlineData("1000001.7.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", true)]
    [InlineData("1000001.7.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", false)]
    [InlineData("-1000001.7.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", false)]
    [InlineData("1000001.7.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA+", false)]
    [InlineData("99999999999999999999.7.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", false)]
    [InlineData("1000001.7", false)]
    public void A_token_is_person_session_and_secret(string text, bool isToken)
    {
        Assert.Equal(isToken, SessionToken.TryParse(text, out SessionToken token));
        if (isToken)
        {
            Assert.Equal(text, token.Write().Reveal());
        }
    }

    [Fact]
    public void A_payment_password_is_hashed_within_its_time()
    {
        // No timed assertion: the number of rounds is what a confirmation pays.
        Assert.True(PasswordHash.PaymentRounds <= 5_000);
        Assert.True(PasswordHash.RoundsNow >= 210_000);
        Assert.NotEqual(
            new Vault(new byte[32]).Peppered(1, "260718"), new Vault(new byte[32]).Peppered(2, "260718"));
    }
}
