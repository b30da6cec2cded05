using Huoqi.Customers;
using Huoqi.Web;
using Xunit;

namespace Huoqi.RulesTests.Web;

/// <summary>The documents that people accept.</summary>
public sealed class PapersTests
{
    [Fact]
    public void Every_kind_of_document_that_the_API_offers_has_a_text()
    {
        DocumentKind[] offered = Enum.GetValues<DocumentKind>();
        Assert.NotEmpty(offered);
        Assert.Equal(offered, Papers.All.Select(paper => paper.Kind).Distinct().Order());
    }
}
