/** Table 5: more poison, and other shares that are isolated. */
import { printed, type Printed, type TableCell, type TableDefinition } from '../../definition.ts';
import { setting } from './setting.ts';

const RATES = [0.1, 0.2, 0.3, 0.4, 0.5];

/** By share that is isolated; null: no defense. */
const TABLE_5: readonly [isolated: number | null, figures: readonly Printed[]][] = [
  [
    null,
    [
      [91.31, 100],
      [90.22, 100],
      [89.21, 100],
      [77.92, 99.97],
      [71.49, 100],
    ],
  ],
  [
    0.001,
    [
      [87.25, 34.26],
      [86.94, 33.08],
      [84.27, 39.37],
      [81.99, 66.9],
      [81.58, 79.23],
    ],
  ],
  [
    0.01,
    [
      [93.08, 0.24],
      [93.01, 2.04],
      [92.88, 3.17],
      [90.54, 3.72],
      [92.06, 3.68],
    ],
  ],
  [
    0.05,
    [
      [91.17, 0.24],
      [93.23, 2.06],
      [92.96, 3.05],
      [91.01, 3.59],
      [90.36, 4.99],
    ],
  ],
  [
    0.1,
    [
      [93.88, 0.28],
      [93.59, 1.89],
      [93.61, 3.19],
      [91.32, 2.8],
      [90.81, 4.55],
    ],
  ],
];

function percent(fraction: number): string {
  return `${Number((100 * fraction).toPrecision(6))} %`;
}

export const RATES_TABLE: TableDefinition = {
  id: 'dlp-5',
  paper: 'DLP',
  where: 'Table 5',
  title: 'Poison rate and share isolated, CIFAR-10',
  kind: 'levels',
  rowTitle: 'isolated',
  columnTitle: 'poison rate',
  headlines: [],
  notes: [
    'The paper does not name the attack; its first row equals BadNets of Table 3, which is what is run.',
    'The share of labels that are kept for fine-tuning stays as the preset has it.',
  ],
  cells: TABLE_5.flatMap(([isolated, figures]) =>
    figures.map((one, i): TableCell => {
      const rate = RATES[i] ?? 0;
      // One per cent is what the method does by itself, and so the run of the other tables.
      const options = isolated === null || isolated === 0.01 ? {} : { isolationFraction: isolated };
      const defense = isolated === null ? 'plain' : 'dlp';
      // Ten per cent is every table's rate, and so the same drill.
      const attack = { id: 'badnets', rate: rate === 0.1 ? null : rate };
      return {
        row: isolated === null ? 'no defense' : percent(isolated),
        column: percent(rate),
        paper: printed(one),
        source: { setting: { ...setting('cifar10', null, { defense, options }), attack } },
      };
    }),
  ),
};
