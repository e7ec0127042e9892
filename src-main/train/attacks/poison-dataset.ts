/** Plants a known backdoor into a training split, for drills and benchmarks, and applies its trigger to test images. */
import type { AttackManifest, SampleTruth } from '../../../src-shared/domain/attack.ts';
import type { ImageShape } from '../../../src-shared/domain/dataset.ts';
import { AssayError } from '../../../src-shared/errors/assay-error.ts';
import { decodeBase64, encodeBase64 } from '../../../src-shared/math/base64.ts';
import { Rng } from '../../../src-shared/math/rng.ts';
import type { LabelledImages } from '../data/training-data.ts';
import type { Attack } from './attack.ts';
import { findAttack } from './registry.ts';

export interface PoisonRequest {
  attack: string;
  /** Fraction of the training split, in (0, 1]; null takes the attack's default. */
  rate: number | null;
  target: number;
  seed: number;
  options: Readonly<Record<string, unknown>>;
}

export interface PoisonResult {
  manifest: AttackManifest;
  /** Samples that differ from the source, by ascending index: their new labels and pixels uint8 [n,H,W,C]. */
  changed: { indices: Int32Array; labels: Int32Array; pixels: Uint8Array };
  /** One entry for each changed sample. */
  truth: SampleTruth[];
  notes: string[];
}

/** Throws `usage.invalid` for an unknown attack, a rate outside (0, 1] or a target that is no class. */
export function poisonDataset(
  data: LabelledImages,
  classes: readonly string[],
  request: PoisonRequest,
): PoisonResult {
  const attack = findAttack(request.attack);
  const options = attack.resolveOptions(request.options);
  const rate = request.rate ?? attack.info.defaultRate;
  check(request, rate, classes);
  const rng = Rng.fromSeed(request.seed).fork('poison');
  const { chosen, notes } = choose(data.labels, attack, rate, request.target, options, rng.fork('choice'));
  const pattern = attack.drawPattern(options, data.shape, rng.fork('pattern'));

  const size = data.shape[0] * data.shape[1] * data.shape[2];
  const pixels = new Uint8Array(chosen.length * size);
  const truth: SampleTruth[] = [];
  chosen.forEach((index, i) => {
    const image = pixels.subarray(i * size, (i + 1) * size);
    image.set(data.pixels.subarray(index * size, (index + 1) * size));
    attack.apply(image, data.shape, options, pattern, 'train');
    const trueLabel = data.labels[index]!;
    truth.push({ index, isPoisoned: true, labelChanged: trueLabel !== request.target, trueLabel });
  });
  const manifest: AttackManifest = {
    attack: attack.info.id,
    attackVersion: attack.info.version,
    rate,
    target: request.target,
    seed: request.seed,
    options,
    cleanLabel: attack.info.cleanLabel,
    shape: data.shape,
    pattern: pattern === null ? null : encodeBase64(pattern),
  };
  const labels = new Int32Array(chosen.length).fill(request.target);
  return { manifest, changed: { indices: chosen, labels, pixels }, truth, notes };
}

/** The trigger of a manifest on test images, uint8 [B,H,W,C]; returns a copy. */
export function applyTestTrigger(
  manifest: AttackManifest,
  pixels: Uint8Array,
  shape: ImageShape,
): Uint8Array {
  const attack = findAttack(manifest.attack);
  const pattern = manifest.pattern === null ? null : decodeBase64(manifest.pattern);
  const size = shape[0] * shape[1] * shape[2];
  const triggered = pixels.slice();
  for (let begin = 0; begin < triggered.length; begin += size) {
    attack.apply(triggered.subarray(begin, begin + size), shape, manifest.options, pattern, 'test');
  }
  return triggered;
}

function check(request: PoisonRequest, rate: number, classes: readonly string[]): void {
  if (!(rate > 0 && rate <= 1)) {
    throw new AssayError('usage.invalid', `Option --rate must be above 0 and at most 1, not ${rate}.`, {
      rate,
    });
  }
  const { target } = request;
  if (!Number.isInteger(target) || target < 0 || target >= classes.length) {
    throw new AssayError(
      'usage.invalid',
      `Option --target must be a class number from 0 to ${classes.length - 1}, not ${target}.`,
      { target },
    );
  }
}

/** round(rate * n) samples of the attack's pool, at least one, at most the pool, by ascending index. */
function choose(
  labels: Int32Array,
  attack: Attack,
  rate: number,
  target: number,
  options: Readonly<Record<string, unknown>>,
  rng: Rng,
): { chosen: Int32Array; notes: string[] } {
  const pool = [...labels.keys()].filter((index) => {
    if (attack.info.cleanLabel) return labels[index] === target;
    return options['includeTarget'] === true || labels[index] !== target;
  });
  if (pool.length === 0) {
    throw new AssayError(
      'input.invalid',
      'No sample of the dataset can be poisoned this way: the pool is empty.',
      {
        attack: attack.info.id,
        target,
      },
    );
  }
  const wanted = Math.max(1, Math.round(rate * labels.length));
  const count = Math.min(wanted, pool.length);
  const notes: string[] = [];
  if (count < wanted) {
    notes.push(
      `Only ${pool.length} samples can carry this attack, so ${count} were poisoned instead of ${wanted}.`,
    );
  }
  if (attack.info.cleanLabel) {
    notes.push(`${((100 * count) / pool.length).toFixed(0)} % of the target class carries the trigger.`);
  }
  return { chosen: Int32Array.from(rng.sample(pool, count)).sort(), notes };
}
