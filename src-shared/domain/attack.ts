/**
 * How a drill's poison was made: everything needed to apply its trigger again, to test images.
 * Pixel values 0..255, patterns row-major [H,W,C].
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
  /** Base64 of the uint8 pattern, for attacks that draw one; null for those computed from options. */
  pattern: string | null;
}

/** What is known of one planted sample; lives apart from everything a defense can read. */
export interface SampleTruth {
  index: number;
  isPoisoned: boolean;
  labelChanged: boolean;
  trueLabel: number;
}
