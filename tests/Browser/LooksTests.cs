using Microsoft.Playwright;
using Xunit;

namespace Huoqi.BrowserTests;

/// <summary>
/// What can be measured of a page's looks on a phone: what is tapped is large enough, nothing is wider than the phone,
/// no amount breaks in two or is cut off, no words stand one below the other, and large text is large (44 and 60 px, 18
/// px, line height 1.3). EveryPageTests measures every page.
/// </summary>
public sealed class LooksTests(RunningApp app, Chromium chromium)
{
    // A link within a sentence is as high as its line; everything else is a target. A choice is its whole label.
    private const string Measure = """
        () => {
          const elder = document.documentElement.hasAttribute('data-elder'), tap = elder ? 60 : 44, found = [];
          const seen = e => e.getClientRects().length > 0 && !e.closest('.sr, .skip');
          const inSentence = e => e.matches('a:not(.button)')
            && [...e.parentNode.childNodes].some(n => n.nodeType === 3 && n.textContent.trim());
          for (const e of document.querySelectorAll('a, button, input, select, textarea, summary')) {
            if (!seen(e) || inSentence(e) || e.closest('pre, .api')) { continue; }
            const box = (e.closest('label') || e).getBoundingClientRect();
            if (box.height < tap - 0.5 || box.width < tap - 0.5) {
              const size = `${Math.round(box.width)}x${Math.round(box.height)}`;
              found.push(`target ${size}: ${e.textContent.trim() || e.name}`);
            }
          }
          const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          for (let node; (node = words.nextNode());) {
            const e = node.parentElement;
            if (!node.textContent.trim() || !seen(e) || e.closest('script, style, option, code')) { continue; }
            for (const amount of node.textContent.matchAll(/[+\u2212-]?¥?\d[\d,]*\.\d\d+%?/g)) {
              const range = document.createRange();
              range.setStart(node, amount.index);
              range.setEnd(node, amount.index + amount[0].length);
              if (new Set([...range.getClientRects()].map(r => Math.round(r.top))).size > 1) {
                found.push(`broken: ${amount[0]}`);
              }
            }
            const whole = document.createRange();
            whole.selectNodeContents(node);
            const lines = new Set([...whole.getClientRects()].map(r => Math.round(r.top))).size;
            const shown = getComputedStyle(e.closest('thead') || e).clipPath === 'none';
            if (shown && lines > 3 && node.textContent.trim().length < 3 * lines) {
              found.push(`squeezed: ${node.textContent.trim()}`);
            }
            const style = getComputedStyle(e), size = parseFloat(style.fontSize);
            if (elder && (size < 18 || parseFloat(style.lineHeight) < 1.3 * size - 0.1)) {
              found.push(`text ${size}/${style.lineHeight}: ${node.textContent.trim().slice(0, 20)}`);
            }
          }
          for (const e of document.querySelectorAll('.calendar li>*')) {
            if (e.scrollWidth > e.clientWidth) { found.push(`cut off: ${e.textContent.trim()}`); }
          }
          // What is fixed to the window makes the page no wider: it is cut off without a way to get there.
          for (const e of document.querySelectorAll('nav.main a, .tools button')) {
            const box = e.getBoundingClientRect();
            if (seen(e) && (box.left < -0.5 || box.right > innerWidth + 0.5)) {
              found.push(`outside: ${e.textContent.trim()}`);
            }
          }
          const root = document.documentElement;
          if (root.scrollWidth > root.clientWidth) { found.push(`wide: ${root.scrollWidth}`); }
          for (const e of document.querySelectorAll('main .card')) {
            if (e.scrollWidth > e.clientWidth + 1 && !e.matches('.scroll')) {
              found.push(`leaves its card: ${e.textContent.trim().slice(0, 30)}`);
            }
          }
          return found;
        }
        """;

    /// <summary>What is wrong with the looks of the page that a window shows.</summary>
    internal static Task<string[]> MeasureAsync(IPage page) => page.EvaluateAsync<string[]>(Measure);

    [Fact]
    public async Task What_is_too_small_too_wide_or_broken_is_found()
    {
        IPage page = await chromium.OpenAsync(app.Address, new(Small: true));
        await PageTour.SignInAsync(page);
        await page.EvaluateAsync("""
            () => {
              const planted = document.createElement('div');
              planted.className = 'card';
              const small = document.createElement('a'), broken = document.createElement('p');
              small.href = '/', small.textContent = 'small';
              broken.textContent = '¥123,456,789.00', broken.style.width = '3rem';
              broken.style.overflowWrap = 'anywhere';
              const wide = document.createElement('p');
              wide.textContent = 'wide', wide.style.width = '80rem';
              const squeezed = document.createElement('p');
              squeezed.textContent = '每一笔变动', squeezed.style.width = '1em';
              planted.append(small, broken, wide, squeezed);
              document.querySelector('nav.main li:last-child a').style.marginLeft = '20rem';
              document.querySelector('main').append(planted);
            }
            """);
        string[] found = await MeasureAsync(page);
        Assert.Contains(found, what => what.StartsWith("target", StringComparison.Ordinal));
        Assert.Contains(found, what => what.StartsWith("outside", StringComparison.Ordinal));
        Assert.Contains(found, what => what.StartsWith("squeezed", StringComparison.Ordinal));
        Assert.Contains(found, what => what.StartsWith("broken", StringComparison.Ordinal));
        Assert.Contains(found, what => what.StartsWith("wide", StringComparison.Ordinal));
        Assert.Contains(found, what => what.StartsWith("leaves", StringComparison.Ordinal));
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task An_income_of_thousands_fits_into_the_calendar_of_a_phone()
    {
        IPage page = await chromium.OpenAsync(app.Address, new(Small: true));
        await PageTour.SignInAsync(page);
        await page.GotoAsync("/income");
        // A whole month, wherever the day is that other tests have moved the demo's time to.
        await page.Locator("main a[rel=prev]").ClickAsync();
        await page.WaitForURLAsync("**/income?month=*");
        await page.EvaluateAsync("""
            () => {
              const [usual, large] = document.querySelectorAll('.calendar a');
              usual.querySelector('b').textContent = '999.99';
              const whole = large.querySelector('b');
              const short = document.createElement('b');
              whole.className = 'whole';
              whole.textContent = '12345678.90';
              short.className = 'short';
              short.ariaHidden = 'true';
              short.textContent = '12.3M';
              whole.after(short);
            }
            """);
        Assert.DoesNotContain(
            await MeasureAsync(page), what => what.StartsWith("cut off", StringComparison.Ordinal));
        await page.EvaluateAsync("() => document.querySelector('.calendar b').textContent = '12345678.90'");
        Assert.Contains(await MeasureAsync(page), what => what.StartsWith("cut off", StringComparison.Ordinal));
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Another_range_of_the_chart_leaves_the_page_where_it_is()
    {
        IPage page = await chromium.OpenAsync(app.Address, new(Small: true));
        await PageTour.SignInAsync(page);
        await page.Locator("a[href='/yield?span=1y']").ClickAsync();
        await page.Locator("a[href='/yield?span=1y'][aria-current=true]").WaitForAsync();
        Assert.Equal("/", new Uri(page.Url).AbsolutePath);

        // Loaded again it is the same page.
        await page.ReloadAsync();
        Assert.Equal(1, await page.Locator("#total").CountAsync());

        // On the page with the table the table goes with the range, and a year's months fold.
        await page.GotoAsync("/yield");
        await page.Locator("a[href='/yield?span=1y']").ClickAsync();
        await page.Locator("#table details").Nth(11).WaitForAsync();
        Assert.Equal(1, await page.Locator("#table details[open]").CountAsync());
        await page.Context.CloseAsync();
    }
}
