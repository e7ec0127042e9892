/** What all charts share: the frame, axes, ticks and labels, as inline SVG styled by the page's classes. */
import { html, type Content, type Html } from '../escape.ts';

export const WIDTH = 760;

export interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

export type Scale = (value: number) => number;

/** Maps `from`..`to` of the data to `start`..`end` on the page; an empty range goes to the middle. */
export function linear(from: number, to: number, start: number, end: number): Scale {
  if (from === to) return () => (start + end) / 2;
  return (value) => start + ((value - from) / (to - from)) * (end - start);
}

/** The same by logarithm; values below `from` go to `start`. */
export function logarithmic(from: number, to: number, start: number, end: number): Scale {
  const inner = linear(Math.log10(from), Math.log10(to), start, end);
  return (value) => inner(Math.log10(Math.max(value, from)));
}

/** Round values within `low`..`high`, about `wanted` of them. */
export function niceTicks(low: number, high: number, wanted: number): number[] {
  if (high <= low) return [low];
  const rough = (high - low) / wanted;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5, 10].find((factor) => power * factor >= rough) ?? 10);
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}

/** Powers of ten within `low`..`high`. */
export function powerTicks(low: number, high: number): number[] {
  const first = Math.ceil(Math.log10(low) - 1e-9);
  const last = Math.floor(Math.log10(high) + 1e-9);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) =>
    Number((10 ** (first + i)).toPrecision(1)),
  );
}

/** A coordinate, short enough to read in the source. */
export function at(value: number): string {
  return String(Math.round(value * 10) / 10);
}

/** `title` names the picture for those who cannot see it; the caption beside it says what it shows. */
export function svg(height: number, title: string, content: Content): Html {
  return html`<svg class="chart" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${title}">
    ${content}
  </svg>`;
}

export interface Tick {
  value: number;
  label: string;
}

/** Horizontal lines with their labels at the left. */
export function yAxis(box: Box, scale: Scale, ticks: readonly Tick[]): Html {
  return html`${ticks.map(({ value, label }) => {
    const y = at(scale(value));
    return html`<line
        class="grid"
        x1="${at(box.left)}"
        x2="${at(box.left + box.width)}"
        y1="${y}"
        y2="${y}"
      />
      <text class="tick" x="${at(box.left - 6)}" y="${y}" dy="0.32em" text-anchor="end">${label}</text>`;
  })}`;
}

/** The base line with ticks and labels below it. */
export function xAxis(box: Box, scale: Scale, ticks: readonly Tick[], title: string): Html {
  const base = box.top + box.height;
  return html`<line
      class="axis"
      x1="${at(box.left)}"
      x2="${at(box.left + box.width)}"
      y1="${at(base)}"
      y2="${at(base)}"
    />
    ${ticks.map(({ value, label }) => {
      const x = at(scale(value));
      return html`<line class="axis" x1="${x}" x2="${x}" y1="${at(base)}" y2="${at(base + 4)}" />
        <text class="tick" x="${x}" y="${at(base + 17)}" text-anchor="middle">${label}</text>`;
    })}
    <text class="label" x="${at(box.left + box.width / 2)}" y="${at(base + 35)}" text-anchor="middle"
      >${title}</text
    >`;
}

/** What the vertical axis counts, above its upper end. */
export function yTitle(box: Box, text: string): Html {
  return html`<text class="label" x="${at(Math.max(0, box.left - 40))}" y="${at(box.top - 12)}"
    >${text}</text
  >`;
}

/** Moves positions apart to at least `gap`, keeping their order and staying within `low`..`high` where they fit. */
export function spread(positions: readonly number[], gap: number, low: number, high: number): number[] {
  const order = positions.map((_, i) => i).sort((a, b) => positions[a]! - positions[b]! || a - b);
  const placed = [...positions];
  let next = low;
  for (const i of order) {
    placed[i] = Math.max(placed[i]!, next);
    next = placed[i] + gap;
  }
  let limit = high;
  for (const i of order.reverse()) {
    placed[i] = Math.min(placed[i]!, limit);
    limit = placed[i] - gap;
  }
  return placed;
}

/** The hatching that tells flagged from other bars without colour; once a page. */
export function sharedPatterns(): Html {
  return html`<svg class="patterns" width="0" height="0" aria-hidden="true">
    <defs>
      <pattern id="hatch" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <rect class="hatch-ground" width="5" height="5" />
        <rect class="hatch-line" width="2.4" height="5" />
      </pattern>
    </defs>
  </svg>`;
}

export interface LegendEntry {
  /** Class of the swatch. */
  swatch: string;
  label: string;
  /** A line instead of an area. */
  isLine?: boolean;
}

/** In a row above the chart, ending at its right edge. */
export function legend(entries: readonly LegendEntry[], right: number, y: number): Html {
  const width = (label: string): number => 22 + 6.6 * label.length + 18;
  let x = right - entries.reduce((sum, { label }) => sum + width(label), 0) + 18;
  return html`${entries.map(({ swatch, label, isLine }) => {
    const begin = x;
    x += width(label);
    const mark = isLine
      ? html`<line
          class="${swatch}"
          x1="${at(begin)}"
          x2="${at(begin + 16)}"
          y1="${at(y - 4)}"
          y2="${at(y - 4)}"
        />`
      : html`<rect class="${swatch}" x="${at(begin)}" y="${at(y - 9)}" width="16" height="10" />`;
    return html`${mark}<text class="label" x="${at(begin + 22)}" y="${at(y)}">${label}</text>`;
  })}`;
}
