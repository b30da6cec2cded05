using System.Net;
using Huoqi.Web;
using Xunit;

namespace Huoqi.RulesTests.Web;

/// <summary>Limits count households: a /64 of IPv6, one address of IPv4.</summary>
public sealed class NetworksTests
{
    [Theory]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:ffff:ffff:ffff:ffff", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1", false)]
    [InlineData("203.0.113.7", "::ffff:203.0.113.7", true)]
    [InlineData("203.0.113.7", "203.0.113.8", false)]
    [InlineData("203.0.113.7", "2001:db8:1:2::1", false)]
    public void Addresses_of_one_household_are_one(string one, string other, bool same) =>
        Assert.Equal(same, Networks.Of(IPAddress.Parse(one)) == Networks.Of(IPAddress.Parse(other)));
}
