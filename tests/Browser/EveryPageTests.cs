using Microsoft.AspNetCore.Routing.Template;
using Microsoft.Playwright;
using Xunit;

namespace Huoqi.BrowserTests;

/// <summary>
/// Every page in both languages, in the usual text and in large: what it weighs, what axe says of it in light and dark,
/// how it sits on a phone, and a picture for eyes in out/pages. One load of a page serves all of these.
/// </summary>
public sealed class EveryPageTests(RunningApp app, Chromium chromium)
{
    /// <summary>The first load of a page on the wire, in bytes, everything included.</summary>
    private const int Most = 30_000;

    // Light and dark differ in colours and in nothing else.
    private static readonly string[] OfColours = ["color-contrast", "link-in-text-block"];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_page_is_light_can_be_used_by_all_and_fits_a_phone(bool elder)
    {
        PageTour tour = await PageTour.OfAsync(app, chromium);

        // A window waits now for the app and now for axe: two of them beside each other take little more than one.
        IReadOnlyList<string>[] found =
            await Task.WhenAll(((string[])["zh-CN", "en-US"]).Select(language => GoAsync(tour, language, elder)));
        Assert.True(found.All(one => one.Count == 0), string.Join('\n', found.SelectMany(one => one)));
        Assert.Empty(chromium.Violations);
    }

    [Fact]
    public async Task The_tour_goes_to_every_page_of_the_list()
    {
        PageTour tour = await PageTour.OfAsync(app, chromium);
        IPage page = await chromium.OpenAsync(app.Address);
        IReadOnlyList<Place> places = await tour.PlacesAsync(page);
        TemplateMatcher[] fixedOnes = [.. PageRoutes.Toured.Where(route => !route.Contains('{')).Select(Of)];
        Assert.DoesNotContain(PageRoutes.Toured, route => !places.Any(place => IsOf(route, place)));
        Assert.Equal(places.Count, places.DistinctBy(place => place.Name).Count());
        await page.Context.CloseAsync();

        // "/collect" is no code, and "/agreement/{document}" is not "/agreement".
        bool IsOf(string route, Place place)
        {
            string path = new Uri(app.Address, place.Path).AbsolutePath;
            return Of(route).TryMatch(path, [])
                && (!route.Contains('{') || !fixedOnes.Any(one => one.TryMatch(path, [])));
        }
    }

    private async Task<IReadOnlyList<string>> GoAsync(PageTour tour, string language, bool elder)
    {
        IPage page = await chromium.OpenAsync(app.Address, new(Language: language), beside: language == "en-US");
        // At once: a colour that is still on its way is neither the one nor the other.
        await page.EmulateMediaAsync(new() { ReducedMotion = ReducedMotion.Reduce });
        await PageTour.EnlargeAsync(page, elder);
        Scale scale = await Scale.StartAsync(page);
        string suffix = $"{language[..2]}{(elder ? "-elder" : "")}";
        List<string> found = [];
        foreach (Place place in await tour.PlacesAsync(page))
        {
            scale.Reset();
            IResponse answer = await tour.OpenAsync(page, place);
            List<string> here = [];
            if (answer.Status != (place.Name == "nowhere" ? 404 : 200))
            {
                here.Add($"answers {answer.Status}");
            }

            if (new Uri(page.Url).PathAndQuery != new Uri(app.Address, place.Path).PathAndQuery)
            {
                here.Add($"leads to {page.Url}");
            }

            here.AddRange(elder ? [] : [.. scale.Judge(Most)]);
            here.AddRange(await LookAsync(page, place, suffix, elder));
            found.AddRange(here.Select(what => $"{place.Name} ({suffix}): {what}"));
        }

        await page.Context.CloseAsync();
        return found;
    }

    private static TemplateMatcher Of(string route) => new(TemplateParser.Parse(route), []);

    private static async Task<IReadOnlyList<string>> LookAsync(IPage page, Place place, string suffix, bool elder)
    {
        List<string> found = [];
        if (!elder)
        {
            found.AddRange(await AccessibilityTests.ViolationsAsync(page));
            await ShootAsync(page, $"{place.Name}-{suffix}-desktop");
        }

        // A phone lays the page out differently, with its menu below: axe looks at both, and at the dark of one.
        await page.SetViewportSizeAsync(390, 844);
        if (elder)
        {
            found.AddRange(await AccessibilityTests.ViolationsAsync(page));
        }

        await DarkenAsync(page, ColorScheme.Dark);
        found.AddRange(
            (await AccessibilityTests.ViolationsAsync(page, elder ? OfColours : null)).Select(what => $"dark: {what}"));
        await DarkenAsync(page, ColorScheme.Light);
        found.AddRange(await LooksTests.MeasureAsync(page));
        await ShootAsync(page, $"{place.Name}-{suffix}-phone");
        if (!elder)
        {
            await page.SetViewportSizeAsync(1280, 800);
        }

        return found;
    }

    private static Task DarkenAsync(IPage page, ColorScheme scheme) =>
        page.EmulateMediaAsync(new() { ColorScheme = scheme });

    private static Task<byte[]> ShootAsync(IPage page, string name) => page.ScreenshotAsync(
        new() { Path = Path.Combine(RunningApp.Pictures, $"{name}.png"), FullPage = true });
}
