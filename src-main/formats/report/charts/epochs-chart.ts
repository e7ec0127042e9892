/** How steady the flags are: what each epoch alone would have chosen, against the final set and the truth. */
import { html, type Html } from '../escape.ts';
import type { ReportEpochAgreement } from '../report-data.ts';
import { at, linear, spread, svg, WIDTH, xAxis, yAxis, yTitle, type Box } from './parts.ts';

const HEIGHT = 246;
const BOX: Box = { left: 52, top: 36, width: WIDTH - 52 - 190, height: 170 };
const MOST_TICKS = 20;

export function epochsChart(epochs: readonly ReportEpochAgreement[], title: string): Html {
  const first = epochs[0]?.epoch ?? 0;
  const last = epochs.at(-1)?.epoch ?? 0;
  const right = BOX.left + BOX.width;
  const x = linear(first, last, BOX.left + 14, right - 14);
  const y = linear(0, 1, BOX.top + BOX.height, BOX.top);
  const every = Math.ceil(epochs.length / MOST_TICKS);
  const ticks = epochs
    .filter((_, i) => i % every === 0)
    .map(({ epoch }) => ({ value: epoch, label: String(epoch) }));
  const lines = [
    { label: 'same as the final flags', values: epochs.map(({ agreement }) => agreement) },
    { label: 'planted poison', values: epochs.map(({ precision }) => precision) },
  ];
  const shown = lines.filter(({ values }) => values.some((value) => value !== null));
  const ends = spread(
    shown.map(({ values }) => y(values.at(-1)?.fraction ?? 0)),
    16,
    BOX.top,
    BOX.top + BOX.height,
  );
  return svg(HEIGHT, title, [
    yTitle(BOX, 'share of that epoch’s own choice'),
    yAxis(
      BOX,
      y,
      [0, 0.25, 0.5, 0.75, 1].map((value) => ({ value, label: `${100 * value}\u00a0%` })),
    ),
    xAxis(BOX, x, ticks, 'epoch of supervised learning'),
    shown.map(({ label, values }, style) => {
      const points = values.flatMap((value, i) =>
        value === null ? [] : [{ x: x(epochs[i]?.epoch ?? 0), y: y(value.fraction), value }],
      );
      const path = points.map((point, i) => `${i === 0 ? 'M' : 'L'}${at(point.x)} ${at(point.y)}`).join('');
      const end = ends[style] ?? 0;
      return html`${points.map(
          (point) =>
            html`<line
              class="whisker series-${style}"
              x1="${at(point.x)}"
              x2="${at(point.x)}"
              y1="${at(y(point.value.low))}"
              y2="${at(y(point.value.high))}"
            />`,
        )}<path class="curve series-${style}" d="${path}" />
        ${points.map((point) => html`<circle class="dot series-${style}" cx="${at(point.x)}" cy="${at(point.y)}" r="3" />`)}
        <path
          class="leader"
          d="M${at(points.at(-1)?.x ?? right)} ${at(points.at(-1)?.y ?? end)}L${at(right + 12)} ${at(end)}"
        />
        <line
          class="curve series-${style}"
          x1="${at(right + 14)}"
          x2="${at(right + 38)}"
          y1="${at(end)}"
          y2="${at(end)}"
        />
        <text class="label" x="${at(right + 44)}" y="${at(end)}" dy="0.32em">${label}</text>`;
    }),
  ]);
}
