/** How the score is spread over flagged and other samples, with the threshold between them. */
import { html, type Html } from '../escape.ts';
import { count, score } from '../numbers.ts';
import type { ReportHistogram } from '../report-data.ts';
import {
  at,
  legend,
  linear,
  logarithmic,
  niceTicks,
  powerTicks,
  svg,
  WIDTH,
  xAxis,
  yAxis,
  yTitle,
  type Box,
  type LegendEntry,
  type Scale,
} from './parts.ts';

const HEIGHT = 284;
const BOX: Box = { left: 56, top: 40, width: WIDTH - 56 - 12, height: 200 };
/** Bars below this part of the axis cannot be seen; then the counts go on a logarithmic axis. */
const VISIBLE_PART = 0.05;
/** Lower end of a logarithmic count axis: a bar of one sample must stand above it. */
const LOG_BASE = 0.6;

export interface HistogramChart {
  histogram: ReportHistogram;
  threshold: number | null;
  title: string;
  /** Name and unit of the score. */
  axis: string;
  /** Counts by logarithm; null decides by what can be seen. */
  logCounts: boolean | null;
}

export function histogramChart({ histogram, threshold, title, axis, logCounts }: HistogramChart): Html {
  const { flagged, others, planted } = histogram;
  const highest = Math.max(1, ...flagged, ...others, ...(planted ?? []));
  const isLog = logCounts ?? Math.max(...flagged) < VISIBLE_PART * highest;
  const bottom = BOX.top + BOX.height;
  const y = isLog ? logarithmic(LOG_BASE, highest, bottom, BOX.top) : linear(0, highest, bottom, BOX.top);
  const x = scoreScale(histogram);
  const step = BOX.width / flagged.length;
  const bar = (bin: number, value: number, className: string): Html | null => {
    if (value === 0) return null;
    const top = y(value);
    return html`<rect
      class="${className}"
      x="${at(BOX.left + bin * step + 0.5)}"
      y="${at(top)}"
      width="${at(Math.max(0.8, step - 1))}"
      height="${at(bottom - top)}"
    />`;
  };
  const bars = flagged.map((value, bin) => {
    const pair = [bar(bin, value, 'bar-flagged'), bar(bin, others[bin] ?? 0, 'bar-others')];
    // Both stand on the base line: the shorter one in front.
    return value > (others[bin] ?? 0) ? pair : pair.reverse();
  });
  const yTicks = (isLog ? powerTicks(1, highest) : niceTicks(0, highest, 4)).map((value) => ({
    value,
    label: count(value),
  }));
  return svg(HEIGHT, title, [
    yTitle(BOX, isLog ? 'samples (logarithmic)' : 'samples'),
    legend(legendOf(planted !== null), BOX.left + BOX.width, BOX.top - 12),
    yAxis(BOX, y, yTicks),
    bars.flat(),
    planted === null ? null : stepLine(planted, y, step, isLog ? LOG_BASE : 0),
    xAxis(BOX, x, scoreTicks(histogram), axis),
    threshold === null ? null : thresholdLine(x(threshold), threshold),
  ]);
}

function legendOf(isDrill: boolean): LegendEntry[] {
  const entries: LegendEntry[] = [
    { swatch: 'bar-flagged', label: 'flagged' },
    { swatch: 'bar-others', label: 'not flagged' },
  ];
  return isDrill ? [...entries, { swatch: 'line-planted', label: 'planted poison', isLine: true }] : entries;
}

function scoreScale({ scale, low, high }: ReportHistogram): Scale {
  const end = BOX.left + BOX.width;
  return scale === 'log' ? logarithmic(low, high, BOX.left, end) : linear(low, high, BOX.left, end);
}

function scoreTicks({ scale, low, high }: ReportHistogram): { value: number; label: string }[] {
  const powers = scale === 'log' ? powerTicks(low, high) : [];
  // Within a single power of ten a logarithmic axis would have no ticks at all.
  const values = powers.length > 1 ? powers : niceTicks(low, high, 8);
  return values.map((value) => ({ value, label: tickLabel(value) }));
}

function tickLabel(value: number): string {
  return value !== 0 && Math.abs(value) < 1e-4 ? value.toExponential(0).replace('-', '−') : String(value);
}

function stepLine(counts: readonly number[], y: Scale, step: number, base: number): Html {
  const path = counts.map((value, bin) => {
    const top = at(y(Math.max(base, value)));
    const left = BOX.left + bin * step;
    return `${bin === 0 ? 'M' : 'L'}${at(left)} ${top}H${at(left + step)}`;
  });
  return html`<path class="line-planted" d="${path.join('')}" />`;
}

function thresholdLine(x: number, value: number): Html {
  const isRight = x > BOX.left + BOX.width - 150;
  return html`<line
      class="threshold"
      x1="${at(x)}"
      x2="${at(x)}"
      y1="${at(BOX.top - 2)}"
      y2="${at(BOX.top + BOX.height)}"
    />
    <text
      class="label strong halo"
      x="${at(isRight ? x - 6 : x + 6)}"
      y="${at(BOX.top + 10)}"
      text-anchor="${isRight ? 'end' : 'start'}"
      >threshold ${score(value)}</text
    >`;
}
