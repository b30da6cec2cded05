namespace Huoqi.Acquiring;

/// <summary>
/// Whose payments, endpoints and reports: a merchant's own, or those of its sandbox. Whoever signs with a sandbox key
/// is in the sandbox and nowhere else (docs/decisions/0031).
/// </summary>
/// <param name="Merchant">The merchant.</param>
/// <param name="Sandbox">Whether it is the sandbox, in which no money moves.</param>
public readonly record struct Shop(long Merchant, bool Sandbox = false);
