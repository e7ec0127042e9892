/**
 * How a drill's poison was made: everything needed to apply its trigger again, to test images.
 * Patterns are row-major [H,W,C], of the element type of the dataset: uint8 images, float32 series.
 */
export interface AttackManifest {
  attack: string;
  attackVersion: number;
  /** Fraction of the training split that carries the trigger, as asked for. */
  rate: number;
  target: number;
  seed: number;
  options: Readonly<Record<string, number | boolean | string>>;
  /** Clean-label attacks change no label. */
  cleanLabel: boolean;
  shape: readonly [number, number, number];
  /**
   * Base64 of the pattern (little-endian), for attacks that draw one; null for those computed from options, and for those
   * whose triggered test samples are stored instead.
   */
  pattern: string | null;
}

/** What is known of one planted sample; lives apart from everything a defense can read. */
export interface SampleTruth {
  index: number;
  isPoisoned: boolean;
  labelChanged: boolean;
  trueLabel: number;
}
