/** Several methods on the same samples: which flag a sample, in which combinations, and what is known of each. Pure. */
import { VERDICT_CODES } from '../../../src-shared/domain/score.ts';
import { orderBySuspicion } from '../../../src-shared/math/rank.ts';
import { wilsonInterval } from '../../../src-shared/math/wilson.ts';
import { judgedShareOf, type JudgedShare } from './judged-share.ts';

/** Combinations are kept as bits. */
export const METHODS_AT_MOST = 16;

export interface FlaggingMethod {
  /** One byte a training sample, 1 = flagged. */
  flags: Uint8Array;
  /** Rank of every training sample, 1 = most suspicious. */
  ranks: Int32Array;
}

export interface Combination {
  /** For each sample the methods that flag it: bit k for method k. */
  bits: Uint16Array;
  /** By how many methods it is flagged, and within that by mean rank: `k + 1 - mean rank / samples`. */
  values: Float32Array;
  /** Flagged by most methods first, then by mean rank, then by index. */
  order: Int32Array;
}

/** At most `METHODS_AT_MOST` methods, on `total` samples. */
export function combineMethods(methods: readonly FlaggingMethod[], total: number): Combination {
  const bits = new Uint16Array(total);
  const counts = new Uint8Array(total);
  // Sums of ranks are whole numbers, exact in a float32 up to 16 million: a million samples at 16 methods.
  const sums = new Float64Array(total);
  methods.forEach(({ flags, ranks }, k) => {
    for (let i = 0; i < total; i++) {
      sums[i]! += ranks[i]!;
      if (flags[i] === 0) continue;
      bits[i]! |= 1 << k;
      counts[i]!++;
    }
  });
  const values = new Float32Array(total);
  for (let i = 0; i < total; i++) {
    values[i] = counts[i]! + 1 - sums[i]! / Math.max(1, methods.length * total);
  }
  return { bits, values, order: byCount(orderBySuspicion(sums, 'low'), counts, methods.length) };
}

/** Largest count first; samples of one count stay in the order given. */
function byCount(order: Int32Array, counts: Uint8Array, most: number): Int32Array {
  const starts = new Uint32Array(most + 2);
  for (const count of counts) starts[most - count + 1]!++;
  for (let place = 0; place <= most; place++) starts[place + 1]! += starts[place]!;
  const sorted = new Int32Array(order.length);
  for (const index of order) sorted[starts[most - counts[index]!]!++] = index;
  return sorted;
}

/** A group of samples and what is known of it. */
export interface Cell {
  count: number;
  /** Fraction that is planted, with its 95 % Wilson interval; null where the truth is not known. */
  truth: { precision: number; interval: readonly [number, number] } | null;
  judged: JudgedShare;
}

export interface CombinationCell extends Cell {
  bits: number;
}

/** Samples flagged by exactly `methods` methods. */
export interface CountCell extends Cell {
  methods: number;
  /** Largest first; none for samples that no method flags. */
  combinations: readonly CombinationCell[];
}

export interface Knowledge {
  /** One byte a training sample, 1 = planted; null where the truth is not known. */
  mask: Uint8Array | null;
  /** Codes, one a sample. */
  verdicts: Uint8Array;
}

/** Cells that hold samples, flagged by most methods first; those that no method flags come last. */
export function cellsOf(bits: Uint16Array, { mask, verdicts }: Knowledge): CountCell[] {
  const tallies = new Map<number, Tally>();
  bits.forEach((combination, index) => {
    let tally = tallies.get(combination);
    if (tally === undefined) tallies.set(combination, (tally = emptyTally()));
    tally.count++;
    tally.planted += mask?.[index] ?? 0;
    const code = verdicts[index];
    if (code === VERDICT_CODES.poison) tally.poison++;
    if (code === VERDICT_CODES.clean) tally.clean++;
    if (code === VERDICT_CODES.unsure) tally.unsure++;
  });
  const groups = Map.groupBy(tallies, ([combination]) => bitCount(combination));
  return [...groups]
    .sort(([a], [b]) => b - a)
    .map(([methods, members]) => ({
      methods,
      ...cellOf(
        members.reduce((sum, [, tally]) => add(sum, tally), emptyTally()),
        mask !== null,
      ),
      combinations:
        methods === 0
          ? []
          : members
              .map(([combination, tally]) => ({ bits: combination, ...cellOf(tally, mask !== null) }))
              .sort((a, b) => b.count - a.count || a.bits - b.bits),
    }));
}

/** Samples of a cell in the order given: of one combination, or of all with that many methods. */
export function samplesOfCell(
  { bits, order }: Pick<Combination, 'bits' | 'order'>,
  cell: { bits: number } | { methods: number },
): Int32Array {
  const isIn =
    'bits' in cell
      ? (index: number) => bits[index] === cell.bits
      : (index: number) => bitCount(bits[index]!) === cell.methods;
  return order.filter(isIn);
}

export function bitCount(bits: number): number {
  let count = 0;
  for (let rest = bits; rest !== 0; rest &= rest - 1) count++;
  return count;
}

interface Tally {
  count: number;
  planted: number;
  poison: number;
  clean: number;
  unsure: number;
}

function emptyTally(): Tally {
  return { count: 0, planted: 0, poison: 0, clean: 0, unsure: 0 };
}

function add(a: Tally, b: Tally): Tally {
  return {
    count: a.count + b.count,
    planted: a.planted + b.planted,
    poison: a.poison + b.poison,
    clean: a.clean + b.clean,
    unsure: a.unsure + b.unsure,
  };
}

function cellOf({ count, planted, poison, clean, unsure }: Tally, isKnown: boolean): Cell {
  const interval = wilsonInterval(planted, count);
  return {
    count,
    truth: isKnown && interval !== null ? { precision: planted / count, interval } : null,
    judged: judgedShareOf(poison, clean, unsure),
  };
}
