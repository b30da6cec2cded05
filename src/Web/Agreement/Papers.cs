using System.Security.Cryptography;
using System.Text;
using Huoqi.Customers;
using Huoqi.Kernel;

namespace Huoqi.Web;

/// <summary>A paragraph of a document with its heading.</summary>
public sealed record Clause(Text Heading, Text Body);

/// <summary>The text of a version of a document, in both languages; the Chinese one decides.</summary>
/// <param name="Kind">Which document.</param>
/// <param name="Version">Its version: a text that changes in any letter is another version.</param>
/// <param name="Name">Its name in addresses.</param>
/// <param name="Title">Its title.</param>
/// <param name="Clauses">What it says.</param>
public sealed record Paper(DocumentKind Kind, int Version, string Name, Text Title, IReadOnlyList<Clause> Clauses)
{
    /// <summary>The whole text in one language, as it is hashed.</summary>
    public string In(Language language) => string.Join(
        '\n',
        [Title.In(language), .. Clauses.SelectMany(c => (string[])[c.Heading.In(language), c.Body.In(language)])]);

    /// <summary>What is kept of it where acceptances are stored.</summary>
    public Document ToDocument() => new(
        Kind, Version, $"{Name}-{Version}",
        Convert.ToHexStringLower(SHA256.HashData(
            Encoding.UTF8.GetBytes($"{In(Language.Zh)}\n\n{In(Language.En)}"))),
        From: new(2013, 1, 1));
}

/// <summary>The documents of the fund that people accept before their first subscription.</summary>
public static class Papers
{
    /// <summary>What they are called together.</summary>
    public static Text Title { get; } = new("基金文件", "Documents of the fund");

    /// <summary>All of them, in the order in which they are read.</summary>
    public static IReadOnlyList<Paper> All { get; } =
        [PaperTexts.RiskLine, PaperTexts.FundContract, PaperTexts.FeeSheet];

    /// <summary>The text of a document; null when this program has none of that version.</summary>
    public static Paper? Of(Document document)
    {
        ArgumentNullException.ThrowIfNull(document);
        return All.FirstOrDefault(paper => paper.Kind == document.Kind && paper.Version == document.Version);
    }

    /// <summary>Enters the versions that this program has the texts of, so that they can be accepted.</summary>
    /// <exception cref="InvariantBrokenException">A text was changed without a new version.</exception>
    public static async Task PublishAsync(AppParts parts, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(parts);
        Agreements agreements = new(parts.Customers);
        foreach (Paper paper in All)
        {
            CustomerStatus status = await agreements.PublishAsync(paper.ToDocument(), cancel);
            Invariant.Holds(status == CustomerStatus.Done, $"the text of {paper.Name} {paper.Version} did not change");
        }
    }
}
