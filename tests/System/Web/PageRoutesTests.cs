using Huoqi.Web;
using Xunit;

namespace Huoqi.SystemTests;

/// <summary>The browser's tests look at every page: their list is the program's own.</summary>
public sealed class PageRoutesTests(PostgresFixture postgres)
{
    [Fact]
    public async Task Every_page_is_toured_or_left_out_for_a_reason()
    {
        await using WebHouse house = await WebHouse.StartAsync(postgres);
        string[] pages =
        [
            .. house.Web.Endpoints.Where(route => route.Metadata.GetMetadata<Access>() is { Kind: RouteKind.Page })
                .Select(route => route.RoutePattern.RawText!).Order(StringComparer.Ordinal),
        ];
        Assert.Equal(pages, PageRoutes.Toured.Concat(PageRoutes.Left.Keys).Order(StringComparer.Ordinal));
        Assert.All(PageRoutes.Left.Values, Assert.NotEmpty);
    }
}
