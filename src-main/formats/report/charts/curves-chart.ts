/** Training curves: the stages side by side, each as wide as the others, lines told apart by dash and end label. */
import { html, type Html } from '../escape.ts';
import type { ReportData } from '../report-data.ts';
import { at, linear, niceTicks, spread, svg, WIDTH, yAxis, yTitle, type Box, type Scale } from './parts.ts';

export type Timeline = ReportData['timeline'];

const TOP = 48;
const BOTTOM = 24;
/** Above the names of the stages. */
const AXIS_TITLE = 26;
const GAP = 14;
const DOTS_UP_TO = 30;
/** Different objectives: unlearning climbs where the others fall, so each stage has an axis of its own. */
const LOSS_AXIS = 40;
const END_LABELS = 190;

export const FRACTION_METRICS: Readonly<Record<string, string>> = {
  cleanAccuracy: 'clean accuracy',
  attackSuccess: 'attack success',
  agreement: 'agreement with labels',
  left: 'isolated, label left',
  othersLeft: 'others of them, label left',
  restStayed: 'rest of label, kept',
  maskRate: 'confident guesses',
};

interface Series {
  metric: string;
  /** Per stage, in order of updates. */
  points: { step: number; value: number }[];
}

function seriesOf(timeline: Timeline, stage: string, metrics: readonly string[]): Series[] {
  return metrics.flatMap((metric) => {
    const points = timeline
      .filter((point) => point.stage === stage && point.metrics[metric] !== undefined)
      .map((point) => ({ step: point.step, value: point.metrics[metric] ?? 0 }))
      .sort((a, b) => a.step - b.step);
    return points.length === 0 ? [] : [{ metric, points }];
  });
}

/** Fractions on one axis from 0 to 100 %. `names`: the metric's title by its id. Null when there is nothing to draw. */
export function fractionCurves(
  timeline: Timeline,
  stages: readonly string[],
  names: Readonly<Record<string, string>>,
  title: string,
): Html | null {
  const metrics = Object.keys(names).filter((id) =>
    timeline.some((point) => point.metrics[id] !== undefined),
  );
  const shown = stages.filter((stage) => seriesOf(timeline, stage, metrics).length > 0);
  if (shown.length === 0) return null;
  const height = 290;
  const whole: Box = { left: 52, top: TOP, width: WIDTH - 52 - END_LABELS, height: height - TOP - BOTTOM };
  const y = linear(0, 1, whole.top + whole.height, whole.top);
  const ticks = [0, 0.25, 0.5, 0.75, 1].map((value) => ({ value, label: `${100 * value}\u00a0%` }));
  const ends = new Map<string, { x: number; y: number }>();
  const panels = panelsOf(whole, shown.length).map((box, i) => {
    const stage = shown[i] ?? '';
    const series = seriesOf(timeline, stage, metrics);
    const x = stepScale(timeline, stage, box);
    for (const { metric, points } of series) {
      const last = points.at(-1);
      if (last) ends.set(metric, { x: x(last.step), y: y(last.value) });
    }
    return html`${stageFrame(box, stage, timeline)}${series.map((one) => curve(one, x, y, Object.keys(names).indexOf(one.metric)))}`;
  });
  return svg(height, title, [
    yTitle({ ...whole, top: AXIS_TITLE }, 'share of samples'),
    yAxis(whole, y, ticks),
    panels,
    endLabels(ends, metrics, names, whole),
  ]);
}

/** Training loss, an axis for each stage. Null when there is nothing to draw. */
export function lossCurves(timeline: Timeline, stages: readonly string[], title: string): Html | null {
  const shown = stages.filter((stage) => seriesOf(timeline, stage, ['loss']).length > 0);
  if (shown.length === 0) return null;
  const height = 216;
  const whole: Box = { left: 12, top: TOP, width: WIDTH - 24, height: height - TOP - BOTTOM };
  const panels = panelsOf(whole, shown.length).map((outer, i) => {
    const stage = shown[i] ?? '';
    const box = { ...outer, left: outer.left + LOSS_AXIS, width: outer.width - LOSS_AXIS };
    const series = seriesOf(timeline, stage, ['loss']);
    const values = series.flatMap(({ points }) => points.map(({ value }) => value));
    const high = Math.max(...values, 0);
    const low = Math.min(...values, 0);
    const y = linear(low, high, box.top + box.height, box.top);
    const ticks = niceTicks(low, high, 4).map((value) => ({ value, label: String(value) }));
    const x = stepScale(timeline, stage, box);
    return html`${yAxis(box, y, ticks)}${stageFrame(box, stage, timeline)}${series.map((one) => curve(one, x, y, 0))}`;
  });
  return svg(height, title, [
    yTitle({ ...whole, left: whole.left + LOSS_AXIS, top: AXIS_TITLE }, 'mean loss'),
    panels,
  ]);
}

function panelsOf({ left, top, width, height }: Box, count: number): Box[] {
  const each = (width - GAP * (count - 1)) / count;
  return Array.from({ length: count }, (_, i) => ({
    left: left + i * (each + GAP),
    top,
    width: each,
    height,
  }));
}

function stepScale(timeline: Timeline, stage: string, box: Box): Scale {
  return linear(0, lastStep(timeline, stage), box.left, box.left + box.width);
}

function lastStep(timeline: Timeline, stage: string): number {
  return Math.max(1, ...timeline.filter((point) => point.stage === stage).map(({ step }) => step));
}

/** Base line, borders, the stage's name above and its length below. */
function stageFrame(box: Box, stage: string, timeline: Timeline): Html {
  const bottom = box.top + box.height;
  const middle = at(box.left + box.width / 2);
  return html`<rect
      class="panel"
      x="${at(box.left)}"
      y="${at(box.top)}"
      width="${at(box.width)}"
      height="${at(box.height)}"
    />
    <text class="label strong" x="${middle}" y="${at(box.top - 12)}" text-anchor="middle">${stage}</text>
    <text class="tick" x="${at(box.left)}" y="${at(bottom + 17)}">0</text>
    <text class="tick" x="${at(box.left + box.width)}" y="${at(bottom + 17)}" text-anchor="end"
      >${lastStep(timeline, stage)}</text
    >
    <text class="label" x="${middle}" y="${at(bottom + 17)}" text-anchor="middle">updates</text>`;
}

function curve({ points }: Series, x: Scale, y: Scale, style: number): Html {
  const path = points
    .map(({ step, value }, i) => `${i === 0 ? 'M' : 'L'}${at(x(step))} ${at(y(value))}`)
    .join('');
  const dots = points.length > DOTS_UP_TO ? [] : points;
  return html`<path class="curve series-${style}" d="${path}" />${dots.map(
      ({ step, value }) =>
        html`<circle class="dot series-${style}" cx="${at(x(step))}" cy="${at(y(value))}" r="2" />`,
    )}`;
}

/** Names at the right, beside where each line ends; a thin line leads there from lines that end earlier. */
function endLabels(
  ends: ReadonlyMap<string, { x: number; y: number }>,
  metrics: readonly string[],
  names: Readonly<Record<string, string>>,
  box: Box,
): Html {
  const shown = metrics.filter((metric) => ends.has(metric));
  const wanted = shown.map((metric) => ends.get(metric)?.y ?? 0);
  const placed = spread(wanted, 16, box.top, box.top + box.height);
  const right = box.left + box.width;
  return html`${shown.map((metric, i) => {
    const end = ends.get(metric) ?? { x: right, y: 0 };
    const y = placed[i] ?? 0;
    const style = Object.keys(names).indexOf(metric);
    const isEarly = end.x < right - 1;
    return html`<path
        class="leader"
        d="M${at(end.x)} ${at(end.y)}${isEarly ? `L${at(right)} ${at(end.y)}` : ''}L${at(right + 12)} ${at(y)}"
      />
      <line
        class="curve series-${style}"
        x1="${at(right + 14)}"
        x2="${at(right + 38)}"
        y1="${at(y)}"
        y2="${at(y)}"
      />
      <text class="label" x="${at(right + 44)}" y="${at(y)}" dy="0.32em">${names[metric] ?? metric}</text>`;
  })}`;
}
