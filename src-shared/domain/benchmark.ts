/**
 * A benchmark as it stands: tables of published papers with our own figures beside theirs. It is complete at any moment,
 * also while cells are still running, so that a page or a file can show it as it is. Rates are fractions in 0..1, in tables
 * of differences -1..1.
 */
export const BENCHMARK_SCALES = ['tiny', 'small', 'full'] as const;
export type BenchmarkScale = (typeof BENCHMARK_SCALES)[number];

export const BENCHMARK_FORMATS = ['text', 'markdown', 'csv', 'html'] as const;
export type BenchmarkFormat = (typeof BENCHMARK_FORMATS)[number];

/** `missing`: cannot be run, because a method is not built or no data was given; the reason says which. */
export type BenchmarkState = 'done' | 'running' | 'to-do' | 'failed' | 'missing';

/** What is told of a run, by name: fractions in 0..1 but for `seconds`. */
export interface BenchmarkFigures {
  cleanAccuracy: number | null;
  attackSuccess: number | null;
  /** Share of triggered test samples that still get their true class. */
  robustAccuracy: number | null;
  /** Share of the isolated samples that are poisoned. */
  isolated: number | null;
  /** Share of the broad suspects that are poisoned. */
  suspects: number | null;
  /** Share of all poison that is among the broad suspects. */
  captured: number | null;
  /** Share of what was kept with its label that is clean. */
  kept: number | null;
  /** 1 where the guessed backdoor label is the target class, else 0. */
  labelFound: number | null;
  /** Share of relabelled poison that got its true class back. */
  recovered: number | null;
  /** Of the score that isolates. */
  auroc: number | null;
  seconds: number | null;
}

export type BenchmarkFigure = keyof BenchmarkFigures;

/** Over the seeds. */
export interface Spread {
  mean: number;
  /** Standard deviation with n - 1; null for a single value. */
  deviation: number | null;
  count: number;
}

/** What the paper prints; null where it prints nothing. */
export interface PaperFigures {
  cleanAccuracy: number | null;
  attackSuccess: number | null;
  /** What else it prints, by its own column title, e.g. `c1`. */
  others: Readonly<Record<string, number>>;
  /** What it says without a number. */
  words: string | null;
}

export interface BenchmarkSeed {
  seed: number;
  state: BenchmarkState;
  /** Of the workspace; null before it was begun, and where it was measured elsewhere. */
  run: number | null;
  /** Why it failed or is missing. */
  reason: string | null;
  figures: BenchmarkFigures | null;
}

export interface BenchmarkCell {
  row: string;
  column: string;
  state: BenchmarkState;
  /** Why it failed or is missing; null otherwise. */
  reason: string | null;
  paper: PaperFigures | null;
  /** Mean and spread over the seeds that are done; in a table of differences, to the cell it is compared with. */
  ours: Readonly<Partial<Record<BenchmarkFigure, Spread>>>;
  seeds: readonly BenchmarkSeed[];
  /** What was run; null for a cell that sums up others. */
  setting: BenchmarkSetting | null;
}

export interface BenchmarkSetting {
  dataset: string;
  attack: string | null;
  /** Fraction of the training samples that was asked for; null without an attack. */
  rate: number | null;
  defense: string;
  arch: string;
  preset: string;
  /** Options by which it differs from the preset. */
  options: Readonly<Record<string, number | boolean | string>>;
  /** The stage after which it is measured; null: at the end. */
  stage: string | null;
}

/** `levels`: accuracy and success. `differences`: what changes against another cell. `detection`: what was found. */
export type BenchmarkKind = 'levels' | 'differences' | 'detection';

export interface BenchmarkTable {
  id: string;
  /** Short name of the paper. */
  paper: string;
  /** Where it stands, e.g. `Table 3`. */
  where: string;
  title: string;
  kind: BenchmarkKind;
  rowTitle: string;
  columnTitle: string;
  rows: readonly string[];
  columns: readonly string[];
  cells: readonly BenchmarkCell[];
  /** What to know when reading it. */
  notes: readonly string[];
  /** A number that the paper gives for the whole table, and ours as far as it can be told. */
  headlines: readonly { title: string; paper: number; ours: number | null; unit: string }[];
}

export interface BenchmarkDataset {
  id: string;
  title: string;
  /** Whether drawn samples stand in for it. */
  isStandIn: boolean;
  classes: number;
  train: number;
  test: number;
  /** What the paper had; null where it does not say. */
  paperTrain: number | null;
  paperTest: number | null;
}

/** One training, which several cells may share. */
export interface BenchmarkRunLine {
  setting: BenchmarkSetting;
  seed: number;
  state: BenchmarkState;
  reason: string | null;
  /** Of the workspace; null before it was begun, and where it was measured elsewhere. */
  run: number | null;
  /** By the forecast, of one that is not done; null where the speed of this machine is not known. */
  seconds: number | null;
}

export interface BenchmarkCounts {
  /** Runs that the tables need, each counted once, by every seed. */
  runs: number;
  done: number;
  running: number;
  toDo: number;
  failed: number;
  /** Cells of the tables that cannot be run. */
  missingCells: number;
}

export interface BenchmarkDocument {
  workspace: string;
  scale: BenchmarkScale;
  seeds: readonly number[];
  tables: readonly BenchmarkTable[];
  datasets: readonly BenchmarkDataset[];
  /** In the order in which they are run. */
  runs: readonly BenchmarkRunLine[];
  counts: BenchmarkCounts;
  /** Seconds that the runs to do take by the forecast; null where the speed of this machine is not known. */
  remainingSeconds: number | null;
  /** Honest lines on scale and on how to read the numbers. */
  notes: readonly string[];
  createdAt: string;
}
