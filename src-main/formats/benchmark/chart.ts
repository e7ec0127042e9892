/** Accuracy and success of each cell as points on two axes side by side: the paper's hollow, ours filled with its spread. */
import type {
  BenchmarkCell,
  BenchmarkFigure,
  BenchmarkKind,
  BenchmarkTable,
} from '../../../src-shared/domain/benchmark.ts';
import { at, linear, niceTicks, svg, WIDTH, type Scale } from '../report/charts/parts.ts';
import { html, shorten, visible, type Html } from '../report/escape.ts';
import { titleOf } from './words.ts';

const LINE = 18;
const GROUP_GAP = 12;
const TOP = 58;
const BOTTOM = 26;
const NAMES = 190;
const PANEL_GAP = 34;
const RIGHT = 14;
const NAME_LIMIT = 28;
const PANELS: readonly [figure: 'cleanAccuracy' | 'attackSuccess', title: string][] = [
  ['cleanAccuracy', 'clean accuracy'],
  ['attackSuccess', 'attack success'],
];

/** Null where neither the paper nor we have a number to draw. */
export function cellsChart(table: BenchmarkTable): Html | null {
  const drawn = table.cells.filter((cell) => PANELS.some(([figure]) => valuesOf(cell, figure).length > 0));
  if (drawn.length === 0) return null;
  const places = placesOf(drawn);
  const bottom = (places.at(-1)?.y ?? TOP) + LINE / 2;
  const width = (WIDTH - NAMES - PANEL_GAP - RIGHT) / PANELS.length;
  const unit = table.kind === 'differences' ? 'percentage points' : '%';
  return svg(bottom + BOTTOM, `${titleOf(table)}: the paper's numbers and ours, in ${unit}`, [
    key(),
    places.map((place) => names(place)),
    PANELS.map(([figure, title], i) => {
      const left = NAMES + i * (width + PANEL_GAP);
      const range = rangeOf(drawn, figure, table.kind);
      const [low, high] = range;
      const x = linear(low, high, left, left + width);
      return html`<text class="label strong" x="${at(left)}" y="${TOP - 16}">${title}, ${unit}</text>
        ${axis(x, low, high, bottom)}${places.map(({ cell, y }) => points(cell, figure, x, range, y))}`;
    }),
  ]);
}

type Range = readonly [low: number, high: number];

interface Place {
  cell: BenchmarkCell;
  y: number;
  isFirst: boolean;
}

/** Cells of a row of the table stand together. */
function placesOf(cells: readonly BenchmarkCell[]): Place[] {
  let y = TOP - LINE / 2;
  let row: string | null = null;
  return cells.map((cell) => {
    const isFirst = cell.row !== row;
    // The row's name takes a line of its own.
    y += isFirst && row !== null ? LINE + GROUP_GAP : LINE;
    if (isFirst) y += LINE * 0.6;
    row = cell.row;
    return { cell, y, isFirst };
  });
}

function names({ cell, y, isFirst }: Place): Html {
  const heading = isFirst
    ? html`<text class="label strong" x="0" y="${at(y - LINE * 0.85)}">${name(cell.row)}</text>`
    : null;
  return html`${heading}<text class="label" x="12" y="${at(y)}" dy="0.32em">${name(cell.column)}</text>`;
}

function name(text: string): string {
  return shorten(visible(text), NAME_LIMIT);
}

function valuesOf({ paper, ours }: BenchmarkCell, figure: BenchmarkFigure): number[] {
  const printed = figure === 'cleanAccuracy' || figure === 'attackSuccess' ? paper?.[figure] : null;
  const spread = ours[figure];
  const own = spread === undefined ? [] : [spread.mean];
  return [...(printed === null || printed === undefined ? [] : [printed]), ...own];
}

/** 0 to 100 %, or what the differences need. */
function rangeOf(cells: readonly BenchmarkCell[], figure: BenchmarkFigure, kind: BenchmarkKind): Range {
  if (kind !== 'differences') return [0, 1];
  const values = cells.flatMap((cell) => valuesOf(cell, figure));
  const widest = Math.max(0.01, ...values.map(Math.abs));
  return [-1.1 * widest, 1.1 * widest];
}

function axis(x: Scale, low: number, high: number, bottom: number): Html {
  return html`${niceTicks(low, high, 4).map(
    (value) =>
      html`<line
          class="${value === 0 ? 'axis' : 'grid'}"
          x1="${at(x(value))}"
          x2="${at(x(value))}"
          y1="${TOP - 8}"
          y2="${at(bottom)}"
        />
        <text class="tick" x="${at(x(value))}" y="${at(bottom + 17)}" text-anchor="middle"
          >${Number((100 * value).toPrecision(6))}</text
        >`,
  )}`;
}

function points(
  { paper, ours }: BenchmarkCell,
  figure: (typeof PANELS)[number][0],
  x: Scale,
  range: Range,
  y: number,
): Html {
  // A spread may reach beyond what an accuracy can be.
  const within = (value: number): number => x(Math.min(range[1], Math.max(range[0], value)));
  const printed = paper?.[figure] ?? null;
  const own = ours[figure] ?? null;
  const link =
    printed === null || own === null
      ? null
      : html`<line
          class="link"
          x1="${at(x(printed))}"
          x2="${at(x(own.mean))}"
          y1="${at(y)}"
          y2="${at(y)}"
        />`;
  const spread =
    own === null || own.deviation === null
      ? null
      : html`<line
          class="deviation"
          x1="${at(within(own.mean - own.deviation))}"
          x2="${at(within(own.mean + own.deviation))}"
          y1="${at(y)}"
          y2="${at(y)}"
        />`;
  const theirs =
    printed === null ? null : html`<circle class="paper" cx="${at(x(printed))}" cy="${at(y)}" r="4.5" />`;
  return html`${link}${spread}${theirs}${own === null ? null : diamond(x(own.mean), y)}`;
}

function diamond(x: number, y: number): Html {
  const r = 4.5;
  return html`<path
    class="ours"
    d="M${at(x)} ${at(y - r)}L${at(x + r)} ${at(y)}L${at(x)} ${at(y + r)}L${at(x - r)} ${at(y)}Z"
  />`;
}

function key(): Html {
  return html`<circle class="paper" cx="${NAMES + 5}" cy="14" r="4.5" /><text
      class="label"
      x="${NAMES + 16}"
      y="14"
      dy="0.32em"
      >paper</text
    >${diamond(NAMES + 75, 14)}<text class="label" x="${NAMES + 86}" y="14" dy="0.32em"
      >ours, mean; the bar is one standard deviation over the seeds</text
    >`;
}
