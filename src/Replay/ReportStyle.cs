namespace Huoqi.Replay;

/// <summary>The look of report.html: one column, light or dark as the reader's system is.</summary>
internal static class ReportStyle
{
    public const string Css = """
        :root { color-scheme: light dark; --paper: #fbfaf7; --card: #fff; --ink: #1d2327; --soft: #5c676e;
          --rule: #dfe0db; --ours: #0b6e78; --theirs: #b4540a; --good: #17663a; --bad: #a8241c; }
        @media (prefers-color-scheme: dark) { :root { --paper: #12171a; --card: #1a2124; --ink: #e6e9e8;
          --soft: #9aa7ac; --rule: #333d41; --ours: #55c3cc; --theirs: #f0a35e; --good: #6fcf97; --bad: #ff8a80; } }
        * { box-sizing: border-box; }
        body { margin: 0; background: var(--paper); color: var(--ink);
          font: 16px/1.55 system-ui, "Segoe UI", Roboto, "Noto Sans", sans-serif; }
        main { max-width: 56rem; margin: 0 auto; padding: 2.5rem 1.25rem 5rem; }
        h1 { font-size: clamp(1.6rem, 5vw, 2.3rem); line-height: 1.15; letter-spacing: -.015em; margin: 0 0 .6rem; }
        h2 { font-size: 1.3rem; margin: 3rem 0 .6rem; }
        p { margin: .5rem 0; max-width: 44rem; }
        .lead { font-size: 1.1rem; color: var(--soft); }
        .card { background: var(--card); border: 1px solid var(--rule); border-radius: .6rem; padding: .4rem 1rem;
          margin: 1rem 0; overflow-x: auto; }
        .chart { padding: 1rem; }
        .chart svg { display: block; width: 100%; min-width: 34rem; height: auto; }
        table { border-collapse: collapse; width: 100%; font-size: .92rem; font-variant-numeric: tabular-nums; }
        caption { text-align: left; color: var(--soft); padding: .5rem 0; }
        th, td { text-align: left; vertical-align: top; padding: .45rem .8rem .45rem 0;
          border-bottom: 1px solid var(--rule); }
        th:last-child, td:last-child { padding-right: 0; }
        tbody tr:last-child > * { border-bottom: 0; }
        thead th { color: var(--soft); font-weight: 600; font-size: .82rem; }
        tbody th { font-weight: 400; }
        .n { text-align: right; white-space: nowrap; }
        .s { white-space: nowrap; }
        code { font: .85em ui-monospace, "SF Mono", Consolas, monospace; color: var(--soft); }
        .good { color: var(--good); font-weight: 600; } .bad { color: var(--bad); font-weight: 600; }
        details { margin: .5rem 0 1rem; } summary { cursor: pointer; color: var(--ours); padding: .3rem 0; }
        summary:focus-visible { outline: 2px solid var(--ours); outline-offset: 2px; }
        .scroll { max-height: 28rem; overflow: auto; border: 1px solid var(--rule); border-radius: .6rem;
          background: var(--card); padding: 0 1rem; }
        .scroll thead th { position: sticky; top: 0; background: var(--card); padding-top: .6rem; }
        dl { display: grid; grid-template-columns: repeat(auto-fill, minmax(11rem, 1fr)); gap: .9rem 1.5rem; }
        dt { color: var(--soft); font-size: .82rem; } dd { margin: 0; font-variant-numeric: tabular-nums; }
        .grid { stroke: var(--rule); stroke-width: 1; } .tick, .name { fill: var(--soft); font-size: 12px; }
        .name { fill: var(--ink); font-size: 13px; } .line { fill: none; stroke-width: 2; stroke-linejoin: round; }
        .ours { stroke: var(--ours); } .theirs { stroke: var(--theirs); stroke-width: 1.6; stroke-dasharray: 5 4; }
        .band { stroke-width: 5; opacity: .45; }
        @media (max-width: 40rem) { main { padding: 1.5rem .8rem 3rem; } .card { padding: .2rem .7rem; }
          .card th, .card td { padding-right: .5rem; } .card td.n { white-space: normal; }
          code { overflow-wrap: anywhere; } table { font-size: .85rem; } }
        @media print { .scroll { max-height: none; } body { background: #fff; } }
        """;
}
