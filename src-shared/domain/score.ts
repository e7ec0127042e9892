/** One number per training sample from a run, with the end of its scale that is suspicious. */
export interface ScoreMetric {
  id: string;
  title: string;
  unit: string;
  suspicious: 'low' | 'high';
}

/** Which samples a run put into which of its subsets, e.g. `poisoned` (isolated) and `clean`. */
export interface Subset {
  name: string;
  /** Sample indices, most extreme first. */
  indices: Int32Array;
}

export type VerdictValue = 'poison' | 'clean' | 'unsure';

/** How verdicts are coded in columns of one byte a sample. */
export const VERDICT_CODES = { none: 0, poison: 1, clean: 2, unsure: 3 } as const;

/** Null for no verdict. */
export function verdictOfCode(code: number): VerdictValue | null {
  return ([null, 'poison', 'clean', 'unsure'] as const)[code] ?? null;
}
