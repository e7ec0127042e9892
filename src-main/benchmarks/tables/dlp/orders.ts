/** Figure 4: the stages of DLP in other orders. */
import { said, type TableDefinition } from '../../definition.ts';
import { setting } from './setting.ts';

const ORDERS: readonly [order: string, words: string][] = [
  ['SL-AU-ASSFT', 'accuracy high, success low'],
  ['SL-ASSFT', 'success stays high'],
  ['SL-AU', 'accuracy stays low'],
  ['SL-ASSFT-AU', 'success low, accuracy falls after its peak'],
];

export const ORDERS_TABLE: TableDefinition = {
  id: 'dlp-figure-4',
  paper: 'DLP',
  where: 'Figure 4',
  title: 'Stages of DLP in other orders, CIFAR-10',
  kind: 'levels',
  rowTitle: 'stages',
  columnTitle: 'attack',
  headlines: [],
  notes: ['The figure has no numbers in the text: what it shows is told in words.'],
  cells: ORDERS.map(([order, words], i) => ({
    row: order,
    column: 'BadNets',
    paper: said(words),
    source: { setting: setting('cifar10', 'BadNets', { options: i === 0 ? {} : { order } }) },
  })),
};
