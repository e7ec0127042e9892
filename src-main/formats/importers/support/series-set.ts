/**
 * The series that an importer has read, good and bad, in the order of their files. Checks what can be wrong with one
 * series; a fault of one leaves it out and keeps the rest.
 */
import type { Split } from '../../../../src-shared/domain/dataset.ts';
import { AssayError } from '../../../../src-shared/errors/assay-error.ts';
import { isMissing } from '../../codecs/decimal.ts';

export interface SeriesLimits {
  /** Steps of one series, and of the common length. */
  steps: number;
  /** Bytes of all series as they are read, which are held in memory. */
  heldBytes: number;
  /** Bytes of all series at their common length. */
  storedBytes: number;
}

const GIBIBYTE = 1024 ** 3;
const MOST_VARIABLES = 4096;

export const SERIES_LIMITS: SeriesLimits = {
  steps: 1_000_000,
  heldBytes: 2 * GIBIBYTE,
  storedBytes: 8 * GIBIBYTE,
};

export interface SeriesPlace {
  split: Split;
  /** Unique within the dataset. */
  name: string;
  /** File and line, to begin a sentence with. */
  where: string;
}

export interface GoodSeries extends SeriesPlace {
  kind: 'series';
  label: string;
  /** [L,V] row-major, NaN where a value is missing. */
  values: Float32Array;
  variables: number;
  missing: number;
  /** Variables without a single value. */
  blankVariables: number;
}

export interface RejectedSeries extends SeriesPlace {
  kind: 'rejected';
  reason: string;
}

export class SeriesSet {
  readonly location: string;
  readonly limits: SeriesLimits;
  readonly entries: (GoodSeries | RejectedSeries)[] = [];
  /** Of all series that have one, rejected ones too. */
  readonly labels = new Set<string>();
  #heldBytes = 0;

  /** `location` is the source as a person gave it. */
  constructor(location: string, limits: SeriesLimits = SERIES_LIMITS) {
    this.location = location;
    this.limits = limits;
  }

  /** `reason` follows the place in a sentence. */
  reject(place: SeriesPlace, reason: string, label: string | null = null): void {
    if (label !== null && hasLabel(label)) this.labels.add(label);
    this.entries.push({ kind: 'rejected', ...place, reason: `${place.where} ${reason}` });
  }

  /**
   * One list of values a variable, all of one length; NaN is a missing value. Where short series are filled up with
   * missing values (`isFilledUp`), the series ends at the last step with any value. Throws `import.too-large`.
   */
  add(
    place: SeriesPlace,
    label: string,
    variables: readonly Float32Array[],
    isFilledUp: boolean,
  ): GoodSeries | null {
    const lengths = variables.map(({ length }) => length);
    const full = lengths.reduce((most, one) => Math.max(most, one), 0);
    const length = isFilledUp ? lastStep(variables, full) : full;
    this.#checkSize(place, length, variables.length);
    const fault = faultOf(label, lengths, length);
    if (fault !== null) {
      this.reject(place, fault, label);
      return null;
    }
    const series: GoodSeries = { kind: 'series', ...place, label, ...woven(variables, length) };
    if (series.blankVariables === variables.length) {
      this.reject(place, 'has no values', label);
      return null;
    }
    this.labels.add(label);
    this.entries.push(series);
    return series;
  }

  #checkSize({ where }: SeriesPlace, length: number, variables: number): void {
    const { steps } = this.limits;
    if (length > steps) {
      throw new AssayError(
        'import.too-large',
        `${where} has a series of ${length} steps, more than the ${steps} that one series may have. Cut it into windows or take fewer measurements a second.`,
        { limit: 'steps', allowed: steps, found: length },
      );
    }
    this.#heldBytes += 4 * length * variables;
    this.checkHeld(this.#heldBytes, where);
  }

  /** Throws `import.too-large` when more bytes of values would be held than are taken; `where` is how far it came. */
  checkHeld(bytes: number, where: string): void {
    const { heldBytes } = this.limits;
    if (bytes <= heldBytes) return;
    throw new AssayError(
      'import.too-large',
      `${this.location} has more values than the ${heldBytes} bytes of them that are taken (reached at ${where.replace(/,$/, '')}). Import a part of it.`,
      { limit: 'heldBytes', allowed: heldBytes },
    );
  }
}

function hasLabel(label: string): boolean {
  return label !== '' && !isMissing(label);
}

function faultOf(label: string, lengths: readonly number[], length: number): string | null {
  if (!hasLabel(label)) return label === '' ? 'has no label' : `has no label but ${JSON.stringify(label)}`;
  if (lengths.length === 0 || length === 0) return 'has no values';
  if (lengths.length > MOST_VARIABLES)
    return `has ${lengths.length} variables, more than the ${MOST_VARIABLES} that are taken`;
  const odd = lengths.find((one) => one !== lengths[0]);
  if (odd !== undefined) return `has variables of different lengths (${lengths[0]} and ${odd} steps)`;
  return length < 2 ? 'has one step only, where at least 2 are needed' : null;
}

/** Steps up to the last one at which any variable has a value. */
function lastStep(variables: readonly Float32Array[], length: number): number {
  let end = length;
  while (end > 0 && variables.every((values) => Number.isNaN(values[end - 1] ?? Number.NaN))) end--;
  return end;
}

function woven(
  variables: readonly Float32Array[],
  length: number,
): Pick<GoodSeries, 'values' | 'variables' | 'missing' | 'blankVariables'> {
  const count = variables.length;
  const values = new Float32Array(length * count);
  let missing = 0;
  let blankVariables = 0;
  variables.forEach((own, v) => {
    let there = 0;
    for (let step = 0; step < length; step++) {
      const value = own[step] ?? Number.NaN;
      values[step * count + v] = value;
      if (!Number.isNaN(value)) there++;
    }
    missing += length - there;
    if (there === 0) blankVariables++;
  });
  return { values, variables: count, missing, blankVariables };
}
