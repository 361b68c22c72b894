namespace NightMiner.Cli.Explain;

/// <summary>The style sheet of the page: for phones, desks, the dark and paper, with nothing from elsewhere.</summary>
internal static class PageStyle
{
    public const string Css = """
        :root { color-scheme: light dark; --paper: #fff; --ink: #1c2430; --soft: #5b6675; --line: #dfe4ea;
          --card: #f7f8fa; --pool: #cfe5ff; --conn: #ffe3a8; --mine: #c6efcb; --tail: #d9d6fb; --calc: #f7d0ea;
          --good: #12692b; --bad: #b3161b; }
        @media (prefers-color-scheme: dark) { :root { --paper: #12161c; --ink: #e4e9f0; --soft: #98a4b3;
          --line: #2c3540; --card: #1a2029; --pool: #1d3f66; --conn: #5f4709; --mine: #1c5128; --tail: #3b3573;
          --calc: #5e2650; --good: #63d583; --bad: #ff8b8b; } }
        * { box-sizing: border-box; }
        body { margin: 0 auto; padding: 1.5rem 1rem 4rem; max-width: 64rem; background: var(--paper);
          color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
        h1 { margin: 0; font-size: 1.6rem; line-height: 1.2; overflow-wrap: anywhere; }
        h2 { margin: 2.2rem 0 .3rem; font-size: 1.15rem; }
        p { margin: .3rem 0; }
        .soft { color: var(--soft); }
        code, .map, .hex { font: 13px/1.5 ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; }
        .hex, code { overflow-wrap: anywhere; }
        .map { display: flex; flex-wrap: wrap; gap: 2px; margin: .7rem 0; }
        .map i { font-style: normal; width: 1.75rem; text-align: center; border-radius: 3px; padding: 1px 0; }
        .map i.first { box-shadow: inset 3px 0 0 var(--soft); }
        .pool { background: var(--pool); } .conn { background: var(--conn); } .mine { background: var(--mine); }
        .tail { background: var(--tail); } .calc { background: var(--calc); }
        .legend { display: flex; flex-wrap: wrap; gap: .3rem .6rem; font-size: .85rem; }
        .legend span { border-radius: 3px; padding: 0 .45rem; }
        table { border-collapse: collapse; width: 100%; font-size: .92rem; table-layout: fixed; }
        td, dd, .box { overflow-wrap: anywhere; }
        td, th { padding: .35rem .5rem; border-top: 1px solid var(--line); text-align: left; vertical-align: top; }
        th { color: var(--soft); font-weight: normal; font-size: .8rem; border-top: 0; }
        .at { width: 3.2rem; } .what { width: 8.5rem; } .bytes { width: 36%; }
        .at { color: var(--soft); font-variant-numeric: tabular-nums; }
        td.bytes span { border-radius: 3px; padding: 0 3px; -webkit-box-decoration-break: clone;
          box-decoration-break: clone; }
        .facts { display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1rem; margin: .7rem 0; }
        .facts dt { color: var(--soft); } .facts dd { margin: 0; min-width: 0; }
        .facts dd p { color: var(--soft); font-size: .88rem; margin: 0; }
        .zero { opacity: .4; }
        .box { background: var(--card); border: 1px solid var(--line); border-left: 5px solid var(--soft);
          border-radius: 6px; padding: .6rem .9rem; margin: .8rem 0; }
        .box.good { border-left-color: var(--good); } .box.bad { border-left-color: var(--bad); }
        .good b { color: var(--good); } .bad b { color: var(--bad); }
        @media (max-width: 640px) {
          body { font-size: 15px; }
          .map i { width: 1.6rem; }
          table, tbody, tr, td { display: block; width: auto; }
          tr.head { display: none; }
          tr { border-top: 1px solid var(--line); padding: .4rem 0; }
          td { border: 0; padding: .05rem 0; }
          td.at { float: right; width: auto; } td.what { width: auto; font-weight: 600; } td.bytes { width: auto; }
          .facts { grid-template-columns: 1fr; gap: 0; } .facts dd { margin-bottom: .5rem; }
        }
        @media print {
          :root { --paper: #fff; --ink: #000; --soft: #444; --line: #ccc; --card: #fff; --pool: #cfe5ff;
            --conn: #ffe3a8; --mine: #c6efcb; --tail: #d9d6fb; --calc: #f7d0ea; --good: #12692b; --bad: #b3161b; }
          body { max-width: none; padding: 0; font-size: 10pt; print-color-adjust: exact;
            -webkit-print-color-adjust: exact; }
          h2 { break-after: avoid; } tr, .box, .map { break-inside: avoid; }
        }
        """;
}
