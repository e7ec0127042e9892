/** What a table of a paper is, as data: which cells it has, what each would take to run, and the numbers it prints. */
import type { BenchmarkKind, PaperFigures } from '../../src-shared/domain/benchmark.ts';
import type { OptionValue } from '../../src-shared/schema/fields.ts';
import type { DatasetId } from './datasets.ts';

export interface AttackSetting {
  id: string;
  /** Fraction of the training split; null: what the benchmark takes for such an attack on such data. */
  rate: number | null;
}

export interface CellSetting {
  dataset: DatasetId;
  /** Null: nothing is planted. */
  attack: AttackSetting | null;
  defense: string;
  /** What the cell is about, e.g. an ablation; outranks presets and lengths. */
  options: Readonly<Record<string, OptionValue>>;
  /** The paper's network. */
  arch: string;
  /** Whether the table is about the network, so that a small scale must not take a smaller one. */
  isArchFixed: boolean;
  /** The stage after which it is measured; null: at the end. */
  stage: string | null;
}

export interface TableCell {
  row: string;
  column: string;
  paper: PaperFigures | null;
  /** What is run, or the rows of the same column whose mean this cell is. */
  source: { setting: CellSetting } | { meanOf: readonly string[] };
  /** In a table of differences: what the figures are compared with. */
  baseline?: CellSetting;
}

/** A number for the whole table: the mean of a figure over one column, divided by that over another. */
export interface Headline {
  title: string;
  paper: number;
  unit: string;
  over: string;
  under: string;
}

export interface TableDefinition {
  id: string;
  paper: string;
  where: string;
  title: string;
  kind: BenchmarkKind;
  rowTitle: string;
  columnTitle: string;
  cells: readonly TableCell[];
  notes: readonly string[];
  headlines: readonly Headline[];
}

/** Percent as printed, clean accuracy first; null where the paper has no number. */
export type Printed = readonly [cleanAccuracy: number | null, attackSuccess: number | null];

export function printed([cleanAccuracy, attackSuccess]: Printed): PaperFigures {
  const fraction = (value: number | null): number | null =>
    // Two decimals of a percent, without the noise of the division.
    value === null ? null : Number((value / 100).toFixed(6));
  return {
    cleanAccuracy: fraction(cleanAccuracy),
    attackSuccess: fraction(attackSuccess),
    others: {},
    words: null,
  };
}

export function said(words: string): PaperFigures {
  return { cleanAccuracy: null, attackSuccess: null, others: {}, words };
}

/** The attacks as papers call them, and as they are called here. */
export const ATTACK_IDS: Readonly<Record<string, string>> = {
  BadNets: 'badnets',
  TrojanNN: 'trojan-nn',
  Trojan: 'trojan-nn',
  Blended: 'blended',
  Blend: 'blended',
  LCA: 'lca',
  CL: 'lca',
  SIG: 'sig',
  Dynamic: 'dynamic',
  LBA: 'lba',
  CBA: 'cba',
  DFST: 'dfst-lite',
  'TT-FGSM': 'tt-fgsm',
  'TT-DE': 'tt-de',
  'TSBA-B': 'tsba-b',
};

export function attackOf(name: string): AttackSetting {
  const id = ATTACK_IDS[name];
  if (id === undefined) throw new TypeError(`the attack ${name} of a table has no id`);
  return { id, rate: null };
}

/** A cell of a paper's own method and network but for `change`. `attack`: as the paper calls it; null: none. */
export function settingOf(
  own: Pick<CellSetting, 'dataset' | 'defense' | 'arch'>,
  attack: string | null,
  change: Partial<CellSetting>,
): CellSetting {
  return {
    ...own,
    attack: attack === null ? null : attackOf(attack),
    options: {},
    isArchFixed: false,
    stage: null,
    ...change,
  };
}
