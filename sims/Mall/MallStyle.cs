namespace Huoqi.Mall;

/// <summary>The shop's one style sheet.</summary>
internal static class MallStyle
{
    public const string Css = """
        :root { color-scheme: light dark; --paper: #fbfaf6; --ink: #22302a; --soft: #55635c; --line: #d9dcd3;
          --card: #fff; --leaf: #1f6b45; --on-leaf: #fff; --warn: #9c2b20; }
        @media (prefers-color-scheme: dark) { :root { --paper: #141a17; --ink: #e9efe9; --soft: #a9b8af;
          --line: #33403a; --card: #1c2420; --leaf: #7fd0a3; --on-leaf: #0e1f16; --warn: #ff9d8f; } }
        * { box-sizing: border-box; }
        body { margin: 0; background: var(--paper); color: var(--ink);
          font: 1rem/1.6 system-ui, "PingFang SC", "Noto Sans CJK SC", "Microsoft YaHei", sans-serif; }
        a { color: var(--leaf); }
        :focus-visible { outline: 3px solid var(--leaf); outline-offset: 2px; }
        .skip { position: absolute; left: -99rem; }
        .skip:focus { left: 1rem; top: .5rem; background: var(--card); padding: .5rem; }
        header { display: flex; flex-wrap: wrap; gap: .5rem 1.5rem; justify-content: space-between;
          align-items: center; padding: 1rem max(1rem, 50vw - 30rem); border-bottom: 1px solid var(--line); }
        header .shop { font-weight: 700; font-size: 1.2rem; text-decoration: none; gap: .4em; }
        nav { display: flex; flex-wrap: wrap; gap: 0 1rem; }
        nav a, header .shop, main p > a {
          display: inline-flex; align-items: center; justify-content: center; min-height: 2.75rem; min-width: 2.75rem; }
        main { max-width: 60rem; margin: 0 auto; padding: 1rem; }
        h1 { font-size: 1.7rem; margin: .5rem 0; }
        .motto, .how, .goods p { color: var(--soft); margin: .2rem 0; }
        .goods { list-style: none; padding: 0; display: grid; gap: 1rem;
          grid-template-columns: repeat(auto-fill, minmax(15rem, 1fr)); }
        .goods li, .order { background: var(--card); border: 1px solid var(--line); border-radius: 1rem;
          padding: 1rem; }
        .goods img { width: 100%; height: auto; border-radius: .7rem; }
        .goods h3 { margin: .6rem 0 0; }
        .goods .price { color: var(--ink); font-size: 1.3rem; font-weight: 700; font-variant-numeric: tabular-nums; }
        button, .button { display: inline-block; border: 0; border-radius: 2rem; padding: .7rem 1.4rem;
          background: var(--leaf); color: var(--on-leaf); font: inherit; font-weight: 600; text-decoration: none;
          cursor: pointer; min-height: 2.75rem; }
        button.quiet { background: none; color: var(--warn); border: 1px solid currentColor; }
        .order { display: flex; flex-wrap: wrap; gap: 1.5rem; }
        .order img { border-radius: .7rem; }
        dl { margin: 0; flex: 1; }
        dt { font-weight: 600; }
        dd { margin: 0 0 .6rem; color: var(--soft); }
        .state { color: var(--leaf); font-weight: 700; font-size: 1.2rem; }
        .trouble { color: var(--warn); border-left: 4px solid; padding-left: .8rem; }
        .number { font-family: ui-monospace, monospace; overflow-wrap: anywhere; }
        .scroll { overflow-x: auto; }
        .scroll .number { overflow-wrap: normal; white-space: nowrap; }
        table { border-collapse: collapse; width: 100%; }
        th, td { text-align: left; padding: .5rem; border-bottom: 1px solid var(--line); }
        @media (max-width: 40rem) {
          .log thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
          .log, .log tbody { display: block; }
          .log tr { display: grid; grid-template-columns: 1fr auto; gap: .1rem 1rem; padding: .6rem 0;
            border-bottom: 1px solid var(--line); }
          .log td { border: 0; padding: 0; overflow-wrap: anywhere; }
          .log .type { grid-area: 1 / 1; font-weight: 600; }
          .log .at { grid-area: 1 / 2; color: var(--soft); }
          .log td[data-label] { grid-column: 1 / -1; display: flex; justify-content: space-between; gap: 1rem; }
          .log td[data-label]::before { content: attr(data-label); color: var(--soft); flex: none; }
          .log .number { white-space: normal; overflow-wrap: anywhere; }
          .log td:empty { display: none; }
        }
        """;
}
