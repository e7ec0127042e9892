/** Plants a known backdoor into a training split, for drills and benchmarks, and applies its trigger to test samples. */
import type { AttackManifest, SampleTruth } from '../../../src-shared/domain/attack.ts';
import type { ImageShape } from '../../../src-shared/domain/dataset.ts';
import { AssayError } from '../../../src-shared/errors/assay-error.ts';
import { decodeBase64, encodeBase64 } from '../../../src-shared/math/base64.ts';
import { Rng } from '../../../src-shared/math/rng.ts';
import type { OptionValue } from '../../../src-shared/schema/fields.ts';
import { gatherValues } from '../data/batches.ts';
import { bytesOfValues, sampleSize, type SampleValues } from '../../../src-shared/domain/sample-values.ts';
import type { LabelledSamples } from '../data/training-data.ts';
import type { Attack, CraftRequest } from './attack.ts';
import { findAttack } from './registry.ts';

export interface PoisonRequest {
  attack: string;
  /** Fraction of the training split, in (0, 1]; null takes the attack's default. */
  rate: number | null;
  target: number;
  seed: number;
  options: Readonly<Record<string, unknown>>;
}

export interface PoisonSource {
  train: LabelledSamples;
  test: LabelledSamples;
  classes: readonly string[];
  signal: AbortSignal;
  onProgress: CraftRequest['onProgress'];
}

export interface PoisonResult {
  manifest: AttackManifest;
  /** Samples that differ from the source, by ascending index: their new labels and values [n,H,W,C]. */
  changed: { indices: Int32Array; labels: Int32Array; values: SampleValues };
  /** The whole test split with the trigger, [N,H,W,C], where the manifest alone cannot make it; else null. */
  triggeredTest: SampleValues | null;
  /** One entry for each changed sample. */
  truth: SampleTruth[];
  notes: string[];
}

/**
 * Throws `usage.invalid` for an unknown attack, one for another kind of data, a rate outside (0, 1] or a target that is
 * no class.
 */
export async function poisonDataset(source: PoisonSource, request: PoisonRequest): Promise<PoisonResult> {
  const { train, classes } = source;
  const attack = findAttack(request.attack);
  const options = attack.resolveOptions(request.options);
  const rate = request.rate ?? attack.info.defaultRate;
  checkModality(attack, train);
  check(request, rate, classes);
  const rng = Rng.fromSeed(request.seed).fork('poison');
  const { chosen, notes } = choose(train.labels, attack, rate, request.target, options, rng.fork('choice'));
  const made = await make(source, request.target, attack, options, chosen, rng);

  const truth = Array.from(chosen, (index): SampleTruth => {
    const trueLabel = train.labels[index]!;
    return { index, isPoisoned: true, labelChanged: trueLabel !== request.target, trueLabel };
  });
  const manifest: AttackManifest = {
    attack: attack.info.id,
    attackVersion: attack.info.version,
    rate,
    target: request.target,
    seed: request.seed,
    options,
    cleanLabel: attack.info.cleanLabel,
    shape: train.shape,
    pattern: made.pattern === null ? null : encodeBase64(bytesOfValues(made.pattern)),
  };
  const labels = new Int32Array(chosen.length).fill(request.target);
  return {
    manifest,
    changed: { indices: chosen, labels, values: made.poisoned },
    triggeredTest: made.triggeredTest,
    truth,
    notes: [...notes, ...made.notes],
  };
}

async function make(
  source: PoisonSource,
  target: number,
  attack: Attack,
  options: Readonly<Record<string, OptionValue>>,
  chosen: Int32Array,
  rng: Rng,
): Promise<{
  poisoned: SampleValues;
  triggeredTest: SampleValues | null;
  pattern: SampleValues | null;
  notes: string[];
}> {
  const { train, test, classes, signal, onProgress } = source;
  if (attack.craft !== null) {
    const request = { train, test, classes: classes.length, chosen, target, signal, onProgress };
    return { ...(await attack.craft({ ...request, rng: rng.fork('craft') }, options)), pattern: null };
  }
  const { trigger } = attack;
  if (trigger === null) throw new TypeError(`${attack.info.id} has neither a trigger nor a way to craft one`);
  const pattern = trigger.drawPattern(options, train.shape, rng.fork('pattern'));
  const poisoned = gatherValues(train, chosen);
  const size = sampleSize(train.shape);
  for (let begin = 0; begin < poisoned.length; begin += size) {
    trigger.apply(poisoned.subarray(begin, begin + size), train.shape, options, pattern, 'train');
  }
  return { poisoned, triggeredTest: null, pattern, notes: [] };
}

/** The trigger of a manifest on test samples, [B,H,W,C]; returns a copy. For attacks that have a trigger of their own. */
export function applyTestTrigger(
  manifest: AttackManifest,
  values: SampleValues,
  shape: ImageShape,
): SampleValues {
  const { trigger } = findAttack(manifest.attack);
  if (trigger === null) throw new TypeError(`${manifest.attack} keeps its triggered test samples`);
  const pattern = manifest.pattern === null ? null : patternOf(manifest.pattern, values);
  const size = sampleSize(shape);
  const triggered = values.slice();
  for (let begin = 0; begin < triggered.length; begin += size) {
    trigger.apply(triggered.subarray(begin, begin + size), shape, manifest.options, pattern, 'test');
  }
  return triggered;
}

function patternOf(text: string, like: SampleValues): SampleValues {
  const bytes = decodeBase64(text);
  return like instanceof Float32Array ? new Float32Array(bytes.slice().buffer) : bytes;
}

function checkModality(attack: Attack, { modality }: LabelledSamples): void {
  if (attack.info.modality === modality) return;
  const [made, found] = modality === 'series' ? ['images', 'time series'] : ['time series', 'images'];
  throw new AssayError(
    'usage.invalid',
    `${attack.info.title} is an attack on ${made}, and this dataset holds ${found}. Choose another attack.`,
    { attack: attack.info.id, modality },
  );
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
