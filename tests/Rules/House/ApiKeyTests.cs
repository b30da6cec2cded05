using System.Text.RegularExpressions;
using Xunit;

namespace Huoqi.RulesTests.House;

/// <summary>
/// What the API does with money it does under the key of its request: <c>ActKey()</c> throws where the filter that
/// keeps Idempotency-Keys did not run, so that no route can be made without it.
/// </summary>
public sealed partial class ApiKeyTests
{
    /// <summary>Acts that move money, as the API reaches them.</summary>
    private static readonly string[] Acts =
    [
        "WantedActs.DoAsync(", "new RefundPayment(", "new RegisterMerchant(", "AskForMoney.HandleAsync(",
        "AcceptAsync(visit", "new PayRequest(", "new TopUp(", "new Withdraw(", "new SubscribeFrom", "new RedeemTo",
        "new PayFrom", "new Refund(",
        "new SendToFriend(", "new Subscribe(", "Leaving.CloseAsync(",
    ];

    [Fact]
    public void Every_act_of_money_runs_under_the_key_of_its_request()
    {
        RepoFile[] files = [.. Repo.Files.Where(file =>
            file.Path.StartsWith("src/Web/Api/", StringComparison.Ordinal)
            && file.Path.EndsWith(".cs", StringComparison.Ordinal))];
        Assert.NotEmpty(files);
        int found = 0;
        Found.None(files.SelectMany(file => Handler().Split(file.Text)
            .Where(method => Acts.Any(act => method.Contains(act, StringComparison.Ordinal)))
            .Select(method => (method, keyed: ++found > 0 && method.Contains("ActKey()", StringComparison.Ordinal)))
            .Where(one => !one.keyed)
            .Select(one => $"{file.Path}: {one.method.Trim().Split('\n')[0]}")));
        Assert.True(found >= 5, "the acts of the API are where this looks for them");
    }

    [GeneratedRegex(@"\n    (?=private static (async )?(Task<IResult>|IResult) )", RegexOptions.ExplicitCapture)]
    private static partial Regex Handler();
}
