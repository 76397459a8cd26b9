/** How a report looks: light or dark as its reader's system, and on paper. */
export const STYLE = `
:root { color-scheme: light dark; --text: #0d1419; --soft: #5d6a75; --back: #fff; --line: #0b1b2622;
  --up: #00713f; --down: #c2003f; --equity: #006a85; --hold: #8b959f; --warn: #8a5600; }
@media (prefers-color-scheme: dark) { :root { --text: #fff; --soft: #8b959f; --back: #0a0a0a; --line: #ffffff22;
  --up: #00ff88; --down: #ff5c8d; --equity: #00d4ff; --hold: #8b959f; --warn: #ffc04d; } }
* { box-sizing: border-box; }
body { max-width: 1000px; margin: 0 auto; padding: 24px 16px; background: var(--back); color: var(--text);
  font: 14px/1.45 system-ui, sans-serif; }
h1 { margin: 0; font-size: 22px; overflow-wrap: anywhere; }
h2 { margin: 28px 0 8px; font-size: 15px; }
.range, .legend, footer { color: var(--soft); }
.cautions { margin: 16px 0 0; padding: 8px 12px 8px 28px; border-left: 3px solid var(--warn); color: var(--warn); }
dl { display: grid; grid-template-columns: repeat(auto-fill, minmax(150px, 1fr)); gap: 8px 16px; margin: 0; }
dt { color: var(--soft); font-size: 12px; }
dd { margin: 0; font-size: 16px; font-variant-numeric: tabular-nums; }
.up { color: var(--up); }
.down { color: var(--down); }
.legend { margin: 0 0 4px; font-size: 12px; }
.legend span::before { content: ""; display: inline-block; width: 14px; height: 2px; margin-right: 5px;
  vertical-align: middle; background: currentColor; }
.legend .equity { margin-right: 14px; color: var(--equity); }
.legend .hold { color: var(--hold); }
svg { display: block; width: 100%; height: auto; }
.grid { stroke: var(--line); stroke-width: 1; }
svg text { fill: var(--soft); font-size: 11px; font-variant-numeric: tabular-nums; }
.value { text-anchor: end; }
.line { fill: none; stroke-width: 1.5; stroke-linejoin: round; }
.line.equity { stroke: var(--equity); }
.line.hold { stroke: var(--hold); }
.line.drawdown { stroke: var(--down); }
.area { stroke: none; }
.area.drawdown { fill: var(--down); opacity: 0.2; }
.wide { overflow-x: auto; }
table { width: 100%; border-collapse: collapse; font-size: 12px; font-variant-numeric: tabular-nums; }
th, td { padding: 3px 6px; border-bottom: 1px solid var(--line); text-align: right; white-space: nowrap; }
th { color: var(--soft); font-weight: 500; }
th[scope=row], td.words, td:first-child { text-align: left; }
td.words { white-space: normal; overflow-wrap: anywhere; }
footer { margin-top: 32px; font-size: 12px; }
@media print { body { padding: 0; } tr, svg { break-inside: avoid; } }
`;
