/**
 * The look of the report: light, dark by the reader's system, and always light on paper. Colours are named here and
 * nowhere else; nothing is told by colour alone.
 */
const LIGHT = `
  --page: #ffffff; --ink: #1b1f24; --muted: #5b6472; --line: #d5dae1; --faint: #e9ecf0; --soft: #f5f6f8;
  --flagged: #9a2a06; --flagged-soft: #f0d9d0; --others: #aab3c0; --accent: #1340c0; --third: #7a6200; --frame: #c3cad4;`;

const DARK = `
  --page: #14171c; --ink: #e4e8ee; --muted: #9aa4b2; --line: #343b46; --faint: #262c35; --soft: #1b2027;
  --flagged: #f0743e; --flagged-soft: #5a2a16; --others: #5c6778; --accent: #94cafa; --third: #f1ea98; --frame: #4a5462;`;

const BASE = `
:root { color-scheme: light dark; ${LIGHT} }
@media screen and (prefers-color-scheme: dark) { :root { ${DARK} } }
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--page); color: var(--ink); font: 15px/1.55 system-ui, -apple-system, "Segoe UI",
  Roboto, "Helvetica Neue", "Noto Sans", "Liberation Sans", Arial, sans-serif; font-variant-numeric: tabular-nums; }
main, header, footer, nav { max-width: 880px; margin: 0 auto; padding: 0 28px; }
h1 { font-size: 30px; line-height: 1.2; font-weight: 650; letter-spacing: -0.012em; margin: 10px 0 6px; overflow-wrap: anywhere; }
h2 { font-size: 20px; line-height: 1.3; font-weight: 650; letter-spacing: -0.005em; margin: 52px 0 12px; padding-top: 14px;
  border-top: 1px solid var(--line); }
h2 .number { color: var(--muted); font-weight: 450; margin-right: 0.6em; }
h3 { font-size: 15px; font-weight: 650; margin: 28px 0 6px; }
p { margin: 0 0 12px; max-width: 76ch; }
ul { margin: 0 0 12px; padding-left: 20px; max-width: 76ch; }
li { margin: 3px 0; }
a { color: var(--accent); text-underline-offset: 2px; }
bdi { overflow-wrap: anywhere; }
.muted { color: var(--muted); }
.small { font-size: 13px; line-height: 1.5; }
code, pre, .mono { font-family: ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, "Liberation Mono",
  "DejaVu Sans Mono", monospace; font-size: 12.5px; }
code { overflow-wrap: anywhere; }
pre { background: var(--soft); border: 1px solid var(--faint); border-radius: 4px; padding: 10px 12px; margin: 0 0 14px;
  white-space: pre-wrap; overflow-wrap: anywhere; line-height: 1.5; }
details { margin: 6px 0 14px; }
summary { cursor: pointer; color: var(--accent); font-size: 13px; padding: 3px 0; width: fit-content; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
`;

const HEAD = `
header { padding-top: 40px; }
.kind { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 4px 16px; font-size: 13px; color: var(--muted);
  border-bottom: 3px solid var(--ink); padding-bottom: 8px; }
.kind strong { color: var(--ink); font-weight: 650; }
.question { font-size: 17px; color: var(--muted); margin: 0 0 14px; }
.facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(230px, 1fr)); gap: 10px 24px; margin: 0; padding: 14px 0;
  border-top: 1px solid var(--line); border-bottom: 1px solid var(--line); font-size: 13px; }
.facts dt { color: var(--muted); }
.facts dd { margin: 0; font-weight: 550; overflow-wrap: anywhere; }
nav { font-size: 13px; padding-top: 12px; color: var(--muted); }
nav ol { list-style: none; display: flex; flex-wrap: wrap; gap: 4px 18px; margin: 0; padding: 0; max-width: none; }
`;

const SUMMARY = `
.summary { margin-top: 26px; }
.summary h2 { border: 0; margin: 0 0 12px; padding: 0; }
.verdict { border-left: 4px solid var(--flagged); padding: 2px 0 2px 16px; margin: 0 0 20px; }
.verdict.none { border-left-color: var(--others); }
.verdict .headline { font-size: 18px; line-height: 1.4; font-weight: 600; margin: 0 0 6px; max-width: 66ch; }
.verdict p:last-child { margin: 0; }
.answers { display: grid; grid-template-columns: 1fr 1fr; border: 1px solid var(--line); border-radius: 4px; margin: 0; }
.answer { padding: 14px 18px 16px; min-width: 0; }
.answer:nth-child(even) { border-left: 1px solid var(--line); }
.answer:nth-child(n + 3) { border-top: 1px solid var(--line); }
.answer dt { font-size: 13px; color: var(--muted); }
.answer dd { margin: 0; }
.answer .figure { font-size: 25px; line-height: 1.3; font-weight: 600; letter-spacing: -0.01em; margin: 2px 0 4px; }
.answer .figure small { font-size: 14px; font-weight: 450; color: var(--muted); letter-spacing: 0; }
.answer dd.text { font-size: 13px; line-height: 1.5; }
@media screen and (max-width: 640px) {
  .answers { grid-template-columns: 1fr; }
  .answer:nth-child(even) { border-left: 0; }
  .answer:nth-child(n + 2) { border-top: 1px solid var(--line); }
  main, header, footer, nav { padding-left: 16px; padding-right: 16px; }
}
`;

const TABLES = `
.scroll { overflow-x: auto; margin: 0 0 14px; }
table { border-collapse: collapse; width: 100%; font-size: 13px; line-height: 1.45; }
caption { text-align: left; color: var(--muted); padding: 0 0 6px; }
th, td { text-align: left; vertical-align: top; padding: 5px 14px 5px 0; border-bottom: 1px solid var(--faint); }
thead th { font-weight: 600; color: var(--muted); border-bottom: 1px solid var(--line); vertical-align: bottom; }
tbody th { font-weight: 550; }
th:last-child, td:last-child { padding-right: 0; }
th.n, td.n { text-align: right; white-space: nowrap; }
th .stage { display: block; font-weight: 400; color: var(--muted); }
td .range { color: var(--muted); display: block; font-size: 12px; }
th.key { white-space: nowrap; width: 24%; }
tr.chosen th { font-weight: 700; }
.steps { padding-left: 22px; max-width: 76ch; }
.steps li { margin: 0 0 10px; }
.steps pre { margin: 6px 0 0; }
td.hash { font-family: ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", monospace; font-size: 11px; overflow-wrap: anywhere;
  min-width: 220px; }
.tag { border: 1px solid var(--line); border-radius: 3px; padding: 0 5px; font-size: 11.5px; font-weight: 450; color: var(--muted);
  white-space: nowrap; }
`;

const GRID = `
.tiles { list-style: none; display: grid; grid-template-columns: repeat(auto-fill, minmax(82px, 1fr)); gap: 16px 10px; padding: 0;
  margin: 12px 0 16px; max-width: none; }
.tiles li { margin: 0; font-size: 11.5px; line-height: 1.35; min-width: 0; break-inside: avoid; }
.tiles .frame { display: block; width: fit-content; border: 1px solid var(--frame); padding: 2px; margin-bottom: 4px; background: var(--soft); }
.tiles img, .pictures img { display: block; }
.pictures img { max-width: 100%; height: auto; }
.crisp { image-rendering: pixelated; }
.tiles .empty { width: 64px; height: 64px; display: grid; place-items: center; color: var(--muted); }
.tiles .line { display: block; white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
.tiles .rank { font-weight: 650; }
.pictures { display: flex; flex-wrap: wrap; gap: 20px 28px; margin: 14px 0; }
.pictures figure { margin: 0; width: 236px; }
.pictures .frame { display: block; width: fit-content; border: 1px solid var(--frame); padding: 2px; background: var(--soft); }
.pictures figcaption { margin-top: 6px; }
`;

const CHARTS = `
figure { margin: 14px 0 10px; }
figure > h3 { margin-top: 0; }
figcaption { font-size: 13px; line-height: 1.5; color: var(--muted); margin-top: 8px; max-width: 84ch; }
.plot { overflow-x: auto; }
.chart { display: block; width: 100%; min-width: 600px; height: auto; font-size: 12px; }
.patterns { position: absolute; }
.chart text { fill: var(--muted); }
.chart .label { fill: var(--ink); }
.chart .strong { font-weight: 650; }
.chart .halo { paint-order: stroke; stroke: var(--page); stroke-width: 4px; stroke-linejoin: round; }
.grid { stroke: var(--faint); }
.axis { stroke: var(--muted); }
.panel { fill: none; stroke: var(--line); }
.hatch-ground { fill: var(--flagged-soft); }
.hatch-line { fill: var(--flagged); }
.bar-flagged { fill: url(#hatch); stroke: var(--flagged); stroke-width: 1; }
.bar-others { fill: var(--others); }
.line-planted { fill: none; stroke: var(--ink); stroke-width: 1.6; stroke-dasharray: 4 2.5; }
.threshold { stroke: var(--ink); stroke-width: 1.5; }
.leader { fill: none; stroke: var(--others); stroke-dasharray: 1 3; }
.curve { fill: none; stroke-width: 2; stroke-linejoin: round; stroke-linecap: butt; }
.whisker { stroke-width: 1; opacity: 0.55; }
.series-0 { stroke: var(--accent); }
.series-1 { stroke: var(--flagged); stroke-dasharray: 7 3; }
.series-2 { stroke: var(--muted); stroke-dasharray: 2 2.5; }
.series-3 { stroke: var(--third); stroke-dasharray: 9 3 2 3; }
.series-4 { stroke: var(--ink); stroke-dasharray: 4 2 1 2 1 2; }
.dot { stroke-dasharray: none; fill: var(--page); stroke-width: 1.5; }
.whisker { stroke-dasharray: none; }
footer { margin-top: 56px; padding-top: 12px; padding-bottom: 40px; font-size: 12.5px; color: var(--muted); }
footer p { border-top: 1px solid var(--line); padding-top: 12px; max-width: none; }
`;

const PRINT = `
@page { size: A4; margin: 16mm 15mm 18mm; @bottom-right { content: counter(page) " / " counter(pages); font: 9pt sans-serif; color: #5b6472; } }
@media print {
  body { font-size: 10pt; line-height: 1.45; }
  main, header, footer, nav { max-width: none; padding-left: 0; padding-right: 0; }
  header { padding-top: 0; }
  nav, summary { display: none; }
  h1 { font-size: 20pt; }
  h2 { font-size: 14pt; margin-top: 26pt; break-after: avoid; }
  h3 { break-after: avoid; }
  figure, tr, .answer, .verdict, .short { break-inside: avoid; }
  .pictures { flex-wrap: nowrap; gap: 12pt; }
  .pictures figure { width: 33%; }
  thead { display: table-header-group; }
  .chart { min-width: 0; }
  .bar-flagged, .bar-others, .hatch-ground, .hatch-line, img { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  .tiles { gap: 10pt 8pt; }
  p, li { orphans: 3; widows: 3; }
  td.hash { font-size: 7pt; }
  footer { margin-top: 18pt; padding-bottom: 0; break-inside: avoid; }
}
@media (forced-colors: active) { .bar-others { fill: CanvasText; opacity: 0.4; } .curve, .threshold { stroke: CanvasText; } }
`;

export const STYLES = [BASE, HEAD, SUMMARY, TABLES, GRID, CHARTS, PRINT].join('');
