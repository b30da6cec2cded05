using System.Net;

namespace Huoqi.Web;

/// <summary>An address as limits count it.</summary>
internal static class Networks
{
    private const int HouseholdBytes = 8;

    /// <summary>A household has a /64 of IPv6: counting single addresses would count nobody.</summary>
    public static string Of(IPAddress? address)
    {
        if (address is null)
        {
            return "";
        }

        if (address.IsIPv4MappedToIPv6)
        {
            address = address.MapToIPv4();
        }

        byte[] bytes = address.GetAddressBytes();
        return Convert.ToHexString(bytes.AsSpan(0, Math.Min(bytes.Length, HouseholdBytes)));
    }
}
