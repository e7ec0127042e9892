/**
 * Trigger inversion on a finished run: for each class, or each ordered pair of classes, the best trigger that could be
 * found and how often it works. `InversionDocument` is what `assay invert --json` prints. Fractions in 0..1.
 */

/** Everything that decides the outcome beside the run: equal options find the same again. */
export interface InversionOptions {
  /** Test samples that are drawn: one half makes the triggers, the other judges them. */
  samples: number;
  /** Updates of each trigger. */
  steps: number;
  /** Share of the input that a trigger may cover. */
  maskShare: number;
  /** Every ordered pair of classes instead of every target class. */
  pairs: boolean;
  seed: number;
}

export const INVERSION_DEFAULTS: InversionOptions = {
  samples: 1000,
  steps: 200,
  maskShare: 0.05,
  pairs: false,
  seed: 1,
};

export interface InvertedClass {
  /** Null: samples of all other classes. */
  source: number | null;
  target: number;
  /** Share of the judging samples that the trigger turns into the target. */
  success: number;
  /** Share of them that the network takes for the target without it. */
  baseline: number;
  /** How many they are. */
  samples: number;
}

/** With the trigger itself. */
export interface InvertedTriggerRecord extends InvertedClass {
  /** Float32 [H,W], or [T]: 0..1. */
  mask: Float32Array;
  /** Float32 [H,W,C]: of images 0..255. Of series [T,V] in standard deviations. */
  pattern: Float32Array;
}

export interface InversionLine extends InvertedClass {
  sourceName: string | null;
  targetName: string;
  /** 95 % Wilson interval of the success. */
  interval: readonly [number, number];
}

export interface InversionDocument {
  run: number;
  dataset: string;
  version: number;
  defense: string;
  arch: string;
  seed: number;
  options: InversionOptions;
  /** Everything was in the workspace. */
  isFoundAgain: boolean;
  /** By source, then by target. */
  lines: readonly InversionLine[];
  /** Over all lines. */
  mean: number;
  highest: number;
  /** What the figures mean and what they do not, in sentences. */
  notes: readonly string[];
  /** Pictures that were written, as absolute paths. */
  files: readonly string[];
}
