/** The problems of reference.py: features and entropies of one class, and two scores with known positives. */
import type { DetectorInput } from '../../../src-main/train/detectors/detector.ts';
import { ClassFeatures } from '../../../src-main/train/detectors/support/class-features.ts';
import { Rng } from '../../../src-shared/math/rng.ts';

export interface Problem {
  n: number;
  d: number;
  /** float32 [n,d]. */
  features: Float32Array;
  /** [n]. */
  entropy: Float32Array;
}

export function problem(n: number, d: number): Problem {
  const features = Float32Array.from({ length: n * d }, (_, at) => {
    const [i, j] = [Math.floor(at / d), at % d];
    const apart = i % 3 === 0 ? 3 * Math.cos(j) : 0;
    return Math.sin(1 + 0.7 * i + 1.9 * j + 0.13 * i * j) / (1 + 0.15 * j) + apart;
  });
  const entropy = Float32Array.from(
    { length: n },
    (_, i) => 0.6 + 0.3 * Math.sin(i) - (i % 3 === 0 ? 0.25 : 0),
  );
  return { n, d, features, entropy };
}

/** One class with the problem's samples, as a detector gets it. */
export function inputOf({ n, d, features, entropy }: Problem): DetectorInput {
  const labels = new Int32Array(n);
  return {
    labels,
    classes: ['only'],
    network: {
      features: new ClassFeatures({ values: features, width: d, stride: d }, labels, 1, () =>
        Promise.resolve(),
      ),
      entropy,
      loss: entropy,
    },
    stored: null,
    rng: Rng.fromSeed(3),
    step: () => Promise.resolve(),
  };
}

export function twoScores(): { a: Float32Array; b: Float32Array; planted: Uint8Array } {
  const planted = Uint8Array.from({ length: 300 }, (_, i) => (i % 10 === 0 ? 1 : 0));
  const score = (wave: (i: number) => number, lift: number): Float32Array =>
    Float32Array.from(planted, (bit, i) => Math.round(10 * (wave(i) + lift * bit)) / 10);
  return {
    a: score((i) => 2 * Math.sin(0.9 * i), 2),
    b: score((i) => Math.cos(0.31 * i), 1),
    planted,
  };
}
