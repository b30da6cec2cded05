namespace Huoqi.Client;

/// <summary>The platform has refused a request, or its outcome is not known; <see cref="Code"/> is stable and says
/// why.</summary>
public sealed class HuoqiException : Exception
{
    internal HuoqiException(int status, string code, string? detail, Exception? cause = null)
        : base(detail is null ? $"{code} ({status})" : $"{code} ({status}): {detail}", cause)
    {
        Status = status;
        Code = code;
    }

    /// <summary>The HTTP status; 0 when no answer came.</summary>
    public int Status { get; }

    /// <summary>The problem's code, such as "refund-exceeds-payment".</summary>
    public string Code { get; }

    /// <summary>Whether it may have been done all the same: ask again with the same Idempotency-Key, and where there is
    /// none, look first.</summary>
    public bool IsUnknown => Status is 0 or 202 or >= 500 || Code == KeyInFlight;

    /// <summary>Another request with the same key is still being worked on; every other 409 is a plain no.</summary>
    private const string KeyInFlight = "key-in-flight";
}
