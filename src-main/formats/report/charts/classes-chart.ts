/** Each class's share of the flagged samples beside its share of the data. */
import { html, shorten, visible, type Html } from '../escape.ts';
import { percent } from '../numbers.ts';
import type { ReportClassShare } from '../report-data.ts';
import { at, legend, linear, niceTicks, svg, WIDTH, xAxis, type Box } from './parts.ts';

const ROW = 34;
const TOP = 34;
const NAMES = 150;
const NUMBERS = 76;
const NAME_LIMIT = 20;

export function classesChart(shares: readonly ReportClassShare[], title: string): Html {
  const box: Box = { left: NAMES, top: TOP, width: WIDTH - NAMES - NUMBERS, height: shares.length * ROW };
  const highest = Math.max(...shares.map(({ flagged, data }) => Math.max(flagged.fraction, data.fraction)));
  const x = linear(0, highest, box.left, box.left + box.width);
  const ticks = niceTicks(0, highest, 5).map((value) => ({
    value,
    label: percent(value, value > 0 && value < 0.01 ? 1 : 0),
  }));
  return svg(TOP + box.height + 24, title, [
    legend(
      [
        { swatch: 'bar-flagged', label: 'share of flagged samples' },
        { swatch: 'bar-others', label: 'share of training data' },
      ],
      WIDTH - NUMBERS,
      16,
    ),
    html`<text class="label" x="${WIDTH}" y="16" text-anchor="end">lift</text>`,
    xAxis(box, x, ticks, ''),
    shares.map(({ name, flagged, data, lift }, i) => {
      const top = box.top + i * ROW;
      const bar = (fraction: number, y: number, className: string): Html | null =>
        fraction === 0
          ? null
          : html`<rect
              class="${className}"
              x="${box.left}"
              y="${at(y)}"
              width="${at(Math.max(1, x(fraction) - box.left))}"
              height="11"
            />`;
      return html`<text class="label" x="${box.left - 8}" y="${at(top + 16)}" dy="0.32em" text-anchor="end"
          >${shorten(visible(name), NAME_LIMIT)}</text
        >
        ${bar(flagged.fraction, top + 4, 'bar-flagged')}${bar(data.fraction, top + 17, 'bar-others')}
        <text
          class="${lift !== null && lift > 1 ? 'label strong' : 'tick'}"
          x="${WIDTH}"
          y="${at(top + 16)}"
          dy="0.32em"
          text-anchor="end"
          >${lift === null ? '–' : `×\u202f${lift.toFixed(1)}`}</text
        >`;
    }),
  ]);
}
