using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;

namespace Huoqi.Identity;

/// <summary>
/// The data-protection keys of all web processes in one table, sealed with the installation's secret.
/// </summary>
public sealed class KeyRing(IdentityParts parts) : IXmlRepository
{
    /// <inheritdoc/>
    public IReadOnlyCollection<XElement> GetAllElements() => throw new NotImplementedException();

    /// <inheritdoc/>
    public void StoreElement(XElement element, string friendlyName) => throw new NotImplementedException();
}
