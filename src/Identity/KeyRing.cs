using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using Huoqi.Kernel;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Npgsql;

namespace Huoqi.Identity;

/// <summary>
/// The data-protection keys of all web processes in one table, sealed with the installation's secret.
/// </summary>
public sealed class KeyRing(IdentityParts parts) : IXmlRepository
{
    private static readonly Sql All = new("SELECT name, element FROM identity.key_ring ORDER BY name");

    private static readonly Sql Insert = new("""
        INSERT INTO identity.key_ring (name, element, made_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING
        """);

    // The interface of the framework is synchronous; it asks once in many hours.

    /// <inheritdoc/>
    public IReadOnlyCollection<XElement> GetAllElements()
    {
        using NpgsqlCommand command = parts.Db.Source.CreateCommand(All.Text);
        using NpgsqlDataReader reader = command.ExecuteReader();
        List<XElement> elements = [];
        while (reader.Read())
        {
            string text = parts.Vault.Open(
                $"key {reader.GetString(0)}", 0, reader.GetFieldValue<byte[]>(1));
            elements.Add(XElement.Parse(text));
        }

        return elements;
    }

    /// <inheritdoc/>
    public void StoreElement(XElement element, string friendlyName)
    {
        ArgumentNullException.ThrowIfNull(element);
        string text = element.ToString(SaveOptions.DisableFormatting);
        string hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..16];
        string name = $"{friendlyName} {hash}";
        using NpgsqlCommand command = parts.Db.Source.CreateCommand(Insert.Text);
        command.Parameters.With(name).With(parts.Vault.Seal($"key {name}", 0, text)).With(parts.Now);
        command.ExecuteNonQuery();
    }
}
