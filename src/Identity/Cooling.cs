namespace Huoqi.Identity;

/// <summary>
/// What a cooling period holds back beside money to others: money to something of the person's own (a bank card) that
/// was not there a whole period before the weak change that began it. Else whoever brings a new factor would bring a
/// new card with it.
/// </summary>
public sealed class Cooling(IdentityParts parts)
{
    private readonly Accounts _accounts = new(parts);

    /// <summary>
    /// Whether money to what the person has had since <paramref name="since"/> has to wait. It is read anew and not
    /// taken from the session: a proof with a factor that was set while the request was under way comes after it.
    /// </summary>
    /// <param name="person">Whose.</param>
    /// <param name="since">By the security clock; null = from before it was noted.</param>
    /// <param name="cancel">Gives up.</param>
    public async Task<bool> HoldsBackAsync(
        long person, DateTimeOffset? since, CancellationToken cancel = default) =>
        await _accounts.OfAsync(person, cancel) is { } account
        && HoldsBack(account.CoolingUntil, since, parts.Now, parts.Terms.Cooling);

    /// <summary>The same as a rule: from the end of the period back to its beginning, and as long again.</summary>
    internal static bool HoldsBack(
        DateTimeOffset? coolingUntil, DateTimeOffset? since, DateTimeOffset now, TimeSpan cooling) =>
        coolingUntil > now && since > coolingUntil - cooling - cooling;
}
