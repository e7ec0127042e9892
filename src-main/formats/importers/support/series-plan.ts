/**
 * What the series that were read become: one number of variables, one length, no missing values, and the sentence that
 * says everything that was done to them. Normalising is no part of an import.
 */
import type { ImageShape, Split } from '../../../../src-shared/domain/dataset.ts';
import { bytesOfValues } from '../../../../src-shared/domain/sample-values.ts';
import { AssayError } from '../../../../src-shared/errors/assay-error.ts';
import type { ImportOptions, LengthRule, MissingRule } from '../../../../src-shared/worker/contract.ts';
import type { ImportItem, ImportPlan } from '../../types.ts';
import { checkClasses, countSample, emptyCounts } from './classes.ts';
import { KEPT } from './raw-options.ts';
import { fitClasses } from './series-classes.ts';
import type { GoodSeries, RejectedSeries, SeriesSet } from './series-set.ts';
import { fillMissing, toLength } from './series-values.ts';
import { sha256Of } from './sha256.ts';

export interface SeriesSource {
  importer: string;
  /** What the exporter of the layout needs. */
  notes: Readonly<Record<string, unknown>>;
  /** Classes as the header declares them, in its order; null where the labels themselves say. */
  declared: readonly string[] | null;
  /** Which files were read and the like, for the person. */
  sentences: readonly string[];
}

type Entry = (GoodSeries & { number: number }) | RejectedSeries;

interface Rules {
  steps: number;
  lengths: Exclude<LengthRule, 'refuse'>;
  missing: MissingRule;
}

/** Series between which cancelling is heard. */
const SERIES_A_TURN = 64;

/** Throws `usage.invalid` for wishes that only images can fulfil. */
export function checkSeriesOptions({ size, channels }: ImportOptions): void {
  const wrong = size !== null ? 'A size' : channels !== null ? 'A number of channels' : null;
  if (wrong === null) return;
  throw new AssayError(
    'usage.invalid',
    `${wrong} was given, but this source holds time series, which have neither height, width nor colours. Leave it out; --lengths and --missing are for series.`,
    { size: size === null ? null : [...size], channels },
  );
}

/**
 * Throws `input.invalid` for classes that cannot be trained on and for unequal lengths that are to be refused,
 * `import.unreadable` where nothing is left or labels are not those declared, `import.too-large`.
 */
export function planSeries(set: SeriesSet, source: SeriesSource, options: ImportOptions): ImportPlan {
  checkSeriesOptions(options);
  const missing = options.missing ?? 'interpolate';
  const variables = usualVariables(set);
  const kept = set.entries.map((entry) => screened(entry, variables, missing));
  const good = kept.filter((entry) => entry.kind === 'series');
  if (good.length === 0) throw nothingLeft(set, kept);
  const fitted = fitClasses(set.labels, source.declared, set.location);
  const classes = fitted.names;
  const counts = emptyCounts(classes.length);
  const numbered = kept.map((entry): Entry => {
    if (entry.kind === 'rejected') return entry;
    const number = fitted.numberOf(entry.label, entry.where);
    countSample(counts, entry.split, number);
    return { ...entry, number };
  });
  checkClasses(classes, counts, set.location);
  const rules = { ...commonLength(set, good, options.lengths ?? 'resample'), missing };
  checkStoredBytes(set, good.length, rules.steps, variables);
  const changes = describeChanges(good, rules, variables);
  const ordered = (['train', 'test'] as const).flatMap((split: Split) =>
    numbered.filter((entry) => entry.split === split),
  );
  const shape: ImageShape = [rules.steps, 1, variables];
  return {
    modality: 'series',
    shape,
    classes,
    resizeRule: [...(changes.length === 0 ? [KEPT] : changes), ...source.sentences].join('; '),
    layout: { importer: source.importer, notes: { ...source.notes, variables, changes } },
    itemCount: ordered.length,
    items: (from, signal) => items(ordered, rules, from, signal),
  };
}

/** The number of variables that most series have; of two equally frequent ones the one that comes first. */
function usualVariables(set: SeriesSet): number {
  const counts = new Map<number, number>();
  for (const entry of set.entries) {
    if (entry.kind === 'series') counts.set(entry.variables, (counts.get(entry.variables) ?? 0) + 1);
  }
  let usual = 0;
  for (const [variables, count] of counts) if (count > (counts.get(usual) ?? 0)) usual = variables;
  return usual;
}

function screened(
  entry: GoodSeries | RejectedSeries,
  variables: number,
  rule: MissingRule,
): GoodSeries | RejectedSeries {
  if (entry.kind === 'rejected') return entry;
  const { split, name, where } = entry;
  const reject = (reason: string): RejectedSeries => {
    return { kind: 'rejected', split, name, where, reason: `${where} ${reason}` };
  };
  if (entry.variables !== variables)
    return reject(`has ${counted(entry.variables, 'variable')}, most series have ${variables}`);
  if (rule === 'reject' && entry.missing > 0)
    return reject(`has ${counted(entry.missing, 'missing value')}, which are not to be filled in`);
  return entry;
}

function nothingLeft(set: SeriesSet, entries: readonly (GoodSeries | RejectedSeries)[]): AssayError {
  const first = entries.find((entry) => entry.kind === 'rejected');
  const what =
    first === undefined
      ? 'has no series in it. Check that the file is whole'
      : `has ${counted(entries.length, 'series')}, but not one that can be taken. The first: ${first.reason}`;
  return new AssayError('import.unreadable', `${set.location} ${what}.`, { source: set.location });
}

function commonLength(
  set: SeriesSet,
  good: readonly GoodSeries[],
  rule: LengthRule,
): Pick<Rules, 'steps' | 'lengths'> {
  let shortest = Infinity;
  let longest = 0;
  for (const series of good) {
    shortest = Math.min(shortest, lengthOf(series));
    longest = Math.max(longest, lengthOf(series));
  }
  if (rule !== 'refuse') return { steps: rule === 'cut' ? shortest : longest, lengths: rule };
  if (shortest === longest) return { steps: longest, lengths: 'cut' };
  throw new AssayError(
    'input.invalid',
    `The series of ${set.location} have from ${shortest} to ${longest} steps, and unequal lengths are to be refused. Let them be stretched to the longest (resample), filled up with zeros (pad) or cut to the shortest (cut).`,
    { source: set.location, shortest, longest },
  );
}

function lengthOf({ values, variables }: GoodSeries): number {
  return values.length / variables;
}

function checkStoredBytes(set: SeriesSet, count: number, steps: number, variables: number): void {
  const found = count * steps * variables * 4;
  const { storedBytes } = set.limits;
  if (found <= storedBytes) return;
  throw new AssayError(
    'import.too-large',
    `The ${count} series of ${set.location} would take ${found} bytes at ${steps} steps each, more than the ${storedBytes} that are taken. Leave out the longest ones, or cut all to the shortest.`,
    { source: set.location, limit: 'storedBytes', allowed: storedBytes, found },
  );
}

function describeChanges(good: readonly GoodSeries[], rules: Rules, variables: number): string[] {
  const { steps, lengths, missing } = rules;
  const changes: string[] = [];
  const resized = good.filter((series) => lengthOf(series) !== steps).length;
  if (resized > 0) {
    changes.push(`${spaced(resized)} of ${spaced(good.length)} series ${lengthWords(lengths, steps)}`);
  }
  const holed = good.filter((series) => series.missing > 0);
  const holes = holed.reduce((sum, series) => sum + series.missing, 0);
  const blank = holed.reduce((sum, series) => sum + series.blankVariables, 0);
  if (holes > 0) {
    const done = missing === 'zero' ? 'taken as 0' : 'interpolated';
    changes.push(`${counted(holes, 'missing value')} ${done} in ${spaced(holed.length)} series`);
  }
  if (blank > 0 && missing === 'interpolate') {
    const what = variables === 1 ? 'series' : 'variables';
    changes.push(`${spaced(blank)} ${what} without a single value taken as 0`);
  }
  return changes;
}

function lengthWords(rule: Rules['lengths'], steps: number): string {
  switch (rule) {
    case 'resample':
      return `stretched to ${spaced(steps)} steps, linear`;
    case 'resample-cubic':
      return `stretched to ${spaced(steps)} steps, cubic spline`;
    case 'pad':
      return `filled up with zeros at the end to ${spaced(steps)} steps`;
    case 'cut':
      return `cut to their first ${spaced(steps)} steps`;
  }
}

/** `6 412`. */
function spaced(value: number): string {
  return String(value).replaceAll(/\B(?=(\d{3})+$)/g, ' ');
}

function counted(value: number, noun: string): string {
  return `${spaced(value)} ${noun}${value === 1 || noun.endsWith('s') ? '' : 's'}`;
}

async function* items(
  ordered: readonly Entry[],
  rules: Rules,
  from: number,
  signal: AbortSignal,
): AsyncGenerator<ImportItem> {
  for (let ordinal = from; ordinal < ordered.length; ordinal++) {
    const entry = ordered[ordinal];
    if (entry === undefined) return;
    if (ordinal % SERIES_A_TURN === 0) await nextTurn();
    signal.throwIfAborted();
    yield itemOf(entry, ordinal, rules);
  }
}

function itemOf(entry: Entry, ordinal: number, { steps, lengths, missing }: Rules): ImportItem {
  const { name, split } = entry;
  if (entry.kind === 'rejected') return { kind: 'rejected', ordinal, name, reason: entry.reason };
  const { values, variables, number } = entry;
  const whole = values.slice();
  if (entry.missing > 0) fillMissing(whole, variables, missing === 'zero' ? 'zero' : 'interpolate');
  const bytes = bytesOfValues(toLength(whole, variables, steps, lengths));
  // Over the values alone: the same series under two labels is what a person should hear of.
  const sha256 = sha256Of(`${lengthOf(entry)} x ${variables}\0`, bytesOfValues(values));
  return { kind: 'sample', ordinal, split, label: number, name, bytes, sha256 };
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
