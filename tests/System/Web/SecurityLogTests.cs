#pragma warning disable xUnit1051 // Every call here is short; a token at each of them would hide what the test says.
using Huoqi.Bench;
using Huoqi.Identity;
using Xunit;

namespace Huoqi.SystemTests;

/// <summary>What people read about their own sign-ins and factors.</summary>
public sealed class SecurityLogTests(PostgresFixture postgres)
{
    private const string Device = "Firefox, Android";

    [Fact]
    public async Task Proofs_and_changed_factors_name_the_device_they_came_from()
    {
        await using WebHouse house = await WebHouse.StartAsync(postgres);
        (long person, Browser browser) = await house.NewReaderWithDigitsAsync();
        // Not the device that signed in: whoever has only taken its token must stand out.
        browser.CallItself("Firefox/140.0 (Android)");
        await browser.OpenAsync("/me/password");
        await browser.ProveAsync("000111");
        await browser.ProveAsync();
        await browser.SubmitAsync("form[action='/me/password']", ("password", MeHouse.Password));
        Assert.Equal("/me?done=saved", browser.Path);
        using SoftwarePasskey passkey = await browser.AddPasskeyAsync();
        await browser.SubmitAsync("form[action='/me/passkeys/remove']");

        IReadOnlyList<SecurityLine> lines =
            await new SecurityLog(house.Parts.Identity).ListAsync(person, before: null, 50);
        (SecurityAct, string)[] expected =
        [
            (SecurityAct.StepUpFailed, "payment password"), (SecurityAct.StepUpProved, "PaymentPassword"),
            (SecurityAct.FactorAdded, "password"), (SecurityAct.SessionsRevoked, "1"),
            (SecurityAct.FactorAdded, "passkey"), (SecurityAct.FactorRemoved, "passkey"),
        ];
        Assert.Equal(
            expected.Order(),
            lines.Where(line => line.Device == Device).Select(line => (line.Act, line.Detail)).Order());
        Assert.DoesNotContain(lines, line => line.Device == "-");
        await browser.OpenAsync("/me/security");
        Assert.Contains(Device, browser.Text, StringComparison.Ordinal);
    }
}
