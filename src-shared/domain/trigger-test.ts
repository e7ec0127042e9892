/**
 * What unlearning some of the samples that a run isolated showed of their label. The test itself, with what was measured of
 * it, is `src-main/train/defenses/trigger-test.ts`.
 */

/** Name of the stage. */
export const TRIGGER_TEST = 'trigger-test';

/** Counts, and fractions in 0..1. */
export interface TriggerFinding {
  /** Commonest label of the isolated samples. */
  label: number;
  /** Isolated samples with it, and how many of them were unlearned. */
  isolated: number;
  unlearned: number;
  /** Of the other isolated samples with it that were predicted as it those that are not any more. */
  othersLeft: number;
  /**
   * Of its samples that were not isolated those that still are, as a share of those that were before: the least of all looks.
   * A label that empties is learned anew by the end, so that the last look alone would mislead.
   */
  leastStayed: number;
}

/** From both of these shares on the isolated samples have something in common that is not what their label shows. */
export const TRIGGER_SHOWN = { leftFrom: 0.6, stayedFrom: 0.4 } as const;

export function showsTrigger({ othersLeft, leastStayed }: TriggerFinding): boolean {
  return othersLeft >= TRIGGER_SHOWN.leftFrom && leastStayed >= TRIGGER_SHOWN.stayedFrom;
}
