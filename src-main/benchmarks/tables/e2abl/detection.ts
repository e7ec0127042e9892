/** Table II: what the second head finds. */
import { printed, type TableDefinition } from '../../definition.ts';
import { setting } from './setting.ts';

/** By attack, in percent: the columns c1 to c4, whose headings are lost. */
const TABLE_II: Readonly<Record<string, readonly [number, number, number, number]>> = {
  BadNets: [100, 99.8, 100, 83.8],
  Blend: [99.0, 98.4, 99.6, 76.2],
  Trojan: [100, 99.6, 100, 72.0],
  Dynamic: [98.4, 95.2, 94.4, 88.6],
  CL: [100, 100, 100, 0],
  SIG: [100, 99.6, 100, 0],
  LBA: [100, 99.8, 100, 68.4],
  CBA: [97.2, 96.4, 91.6, 76.8],
  DFST: [98.8, 98.6, 99.8, 63.0],
};

export const DETECTION: TableDefinition = {
  id: 'e2abl-2',
  paper: 'E2ABL',
  where: 'Table II',
  title: 'What the second head finds, CIFAR-10',
  kind: 'detection',
  rowTitle: 'attack',
  columnTitle: 'defense',
  headlines: [],
  notes: [
    'The headings of the columns are lost in the text at hand. c3 is how much of all poison lies among the broad suspects and c4 the share of recovered classes that are right; c1 and c2 are the precision of the clean part and of the isolated 1 %, in an order that cannot be told.',
  ],
  cells: Object.entries(TABLE_II).map(([attack, figures]) => ({
    row: attack,
    column: 'E2ABL',
    paper: {
      ...printed([null, null]),
      others: Object.fromEntries(figures.map((value, i) => [`c${i + 1}`, Number((value / 100).toFixed(6))])),
    },
    source: { setting: setting('cifar10', attack, {}) },
  })),
};
