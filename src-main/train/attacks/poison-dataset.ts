/** Plants a known backdoor into a training split, for drills and benchmarks, and applies its trigger to test samples. */
import type { AttackManifest, Mapping, SampleTruth, TriggerRule } from '../../../src-shared/domain/attack.ts';
import type { ImageShape } from '../../../src-shared/domain/dataset.ts';
import { AssayError } from '../../../src-shared/errors/assay-error.ts';
import { decodeBase64, encodeBase64 } from '../../../src-shared/math/base64.ts';
import { Rng } from '../../../src-shared/math/rng.ts';
import type { OptionValue } from '../../../src-shared/schema/fields.ts';
import { gatherLabels, gatherValues } from '../data/batches.ts';
import { bytesOfValues, sampleSize, type SampleValues } from '../../../src-shared/domain/sample-values.ts';
import type { LabelledSamples } from '../data/training-data.ts';
import type { Apply, Attack, CraftRequest } from './attack.ts';
import { aimsOf, choose, type Aims } from './mapping.ts';
import { findAttack } from './registry.ts';

export interface PoisonRequest {
  attack: string;
  /** Fraction of the training split, in (0, 1]; null takes the attack's default. */
  rate: number | null;
  mapping: Mapping;
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

/** Samples that differ from the source, by ascending index: their new labels and values [n,H,W,C]. */
export interface ChangedSamples {
  indices: Int32Array;
  labels: Int32Array;
  values: SampleValues;
}

export interface PoisonResult {
  manifest: AttackManifest;
  changed: ChangedSamples;
  /** The whole test split with the trigger, [N,H,W,C], where the manifest alone cannot make it; else null. */
  triggeredTest: SampleValues | null;
  /** One entry for each changed sample. */
  truth: SampleTruth[];
  notes: string[];
}

type Options = Readonly<Record<string, OptionValue>>;

/** Samples of one kind, not yet in order: poison of one trigger, or covers. */
interface Part {
  indices: Int32Array;
  labels: Int32Array;
  values: SampleValues;
  isPoisoned: boolean;
}

interface Made {
  parts: Part[];
  rules: TriggerRule[];
  triggeredTest: SampleValues | null;
  notes: string[];
}

/**
 * Throws `usage.invalid` for an unknown attack, one for another kind of data, a rate outside (0, 1] or a mapping that does
 * not fit attack and classes; `input.invalid` where no sample can be poisoned.
 */
export async function poisonDataset(source: PoisonSource, request: PoisonRequest): Promise<PoisonResult> {
  const { train, classes } = source;
  const attack = findAttack(request.attack);
  const options = attack.resolveOptions(request.options);
  const rate = request.rate ?? attack.info.defaultRate;
  checkModality(attack, train);
  if (!(rate > 0 && rate <= 1)) {
    const sentence = `Option --rate must be above 0 and at most 1, not ${rate}.`;
    throw new AssayError('usage.invalid', sentence, { rate });
  }
  const aims = aimsOf(request.mapping, attack, classes.length, options);
  const rng = Rng.fromSeed(request.seed).fork('poison');
  const { chosen, notes } = choose(train.labels, attack, rate, aims, options, rng.fork('choice'));
  const made =
    attack.craft === null
      ? stamp(train, attack, aims, options, chosen, rng)
      : await craft(source, attack, aims, options, chosen, rng);
  const { changed, truth } = inOrder(train, made.parts);
  const manifest: AttackManifest = {
    attack: attack.info.id,
    attackVersion: attack.info.version,
    rate,
    mapping: request.mapping.kind,
    rules: made.rules,
    seed: request.seed,
    options,
    cleanLabel: attack.info.cleanLabel,
    shape: train.shape,
  };
  return { manifest, changed, triggeredTest: made.triggeredTest, truth, notes: [...notes, ...made.notes] };
}

/** The same rule for every sample, with covers where the attack has some. */
function stamp(
  train: LabelledSamples,
  attack: Attack,
  aims: readonly Aims[],
  options: Options,
  chosen: readonly Int32Array[],
  rng: Rng,
): Made {
  const { drawPattern, apply, cover } = attack;
  if (drawPattern === null || apply === null) throw new TypeError(`${attack.info.id} has no trigger`);
  const patterns = aims.map((_, k) =>
    drawPattern(options, train.shape, rng.fork(k === 0 ? 'pattern' : `pattern ${k}`)),
  );
  const triggered = (indices: Int32Array, k: number, how: Apply<Options, SampleValues>): SampleValues => {
    const values = gatherValues(train, indices);
    const size = sampleSize(train.shape);
    indices.forEach((index, i) => {
      const sample = values.subarray(i * size, (i + 1) * size);
      const own = rng.fork(`sample ${index}`);
      how(sample, train.shape, options, patterns[k] ?? null, { use: 'train', variant: k, rng: own });
    });
    return values;
  };
  const parts = chosen.map((indices, k): Part => {
    const labels = aimedLabels(train.labels, indices, aims[k]!);
    return { indices, labels, values: triggered(indices, k, apply), isPoisoned: true };
  });
  const notes: string[] = [];
  if (cover !== null) {
    const spared = new Set(cover.sparesTargets ? aims.flat() : []);
    const poisoned = new Set(chosen.flatMap((indices) => [...indices]));
    let pool = [...train.labels.keys()].filter((i) => !poisoned.has(i) && !spared.has(train.labels[i]!));
    chosen.forEach((indices, k) => {
      const wanted = Math.round(cover.perPoison(options) * indices.length);
      const drawn = rng.fork(`covers ${k}`).sample(pool, Math.min(wanted, pool.length));
      const covers = Int32Array.from(drawn).sort();
      const taken = new Set(covers);
      pool = pool.filter((index) => !taken.has(index));
      const labels = gatherLabels(train.labels, covers);
      parts.push({ indices: covers, labels, values: triggered(covers, k, cover.apply), isPoisoned: false });
    });
    notes.push(describeCovers(parts));
  }
  const rules = aims.map((targets, k) => ({ targets, pattern: encoded(patterns[k] ?? null) }));
  return { parts, rules, triggeredTest: null, notes };
}

async function craft(
  { train, test, classes, signal, onProgress }: PoisonSource,
  attack: Attack,
  aims: readonly Aims[],
  options: Options,
  chosen: readonly Int32Array[],
  rng: Rng,
): Promise<Made> {
  const [targets] = aims;
  const [indices] = chosen;
  if (attack.craft === null || targets === undefined || indices === undefined) {
    throw new TypeError(`${attack.info.id} does not craft its samples`);
  }
  const target = targets.find((aim) => aim !== null) ?? 0;
  const request = { train, test, classes: classes.length, chosen: indices, target, aims: targets };
  const made = await attack.craft({ ...request, signal, onProgress, rng: rng.fork('craft') }, options);
  if (made.triggeredTest === null && attack.apply === null) {
    throw new TypeError(`${attack.info.id} leaves no trigger for test samples`);
  }
  const labels = aimedLabels(train.labels, indices, targets);
  const parts: Part[] = [{ indices, labels, values: made.poisoned, isPoisoned: true }];
  const notes = [...made.notes];
  if (made.covers !== undefined) {
    const covered = gatherLabels(train.labels, made.covers.indices);
    parts.push({ ...made.covers, labels: covered, isPoisoned: false });
    notes.push(describeCovers(parts));
  }
  const rules = [{ targets, pattern: encoded(made.pattern ?? null) }];
  return { parts, rules, triggeredTest: made.triggeredTest, notes };
}

function aimedLabels(labels: Int32Array, indices: Int32Array, aims: Aims): Int32Array {
  return indices.map((index) => {
    const aim = aims[labels[index]!] ?? null;
    if (aim === null) throw new TypeError(`sample ${index} is of a class that the trigger is not for`);
    return aim;
  });
}

/** All parts in one, by ascending index, and what is known of each sample. */
function inOrder(
  train: LabelledSamples,
  parts: readonly Part[],
): { changed: ChangedSamples; truth: SampleTruth[] } {
  const size = sampleSize(train.shape);
  const rows = parts
    .flatMap((part) => Array.from(part.indices, (index, row) => ({ index, row, part })))
    .sort((a, b) => a.index - b.index);
  const indices = Int32Array.from(rows, ({ index }) => index);
  const values = gatherValues(train, indices);
  rows.forEach(({ row, part }, i) => {
    values.set(part.values.subarray(row * size, (row + 1) * size), i * size);
  });
  const labels = Int32Array.from(rows, ({ row, part }) => part.labels[row]!);
  const truth = rows.map(({ index, part: { isPoisoned } }, i): SampleTruth => {
    const trueLabel = train.labels[index]!;
    return { index, isPoisoned, labelChanged: trueLabel !== labels[i], trueLabel };
  });
  return { changed: { indices, labels, values }, truth };
}

function describeCovers(parts: readonly Part[]): string {
  const count = parts.reduce((sum, part) => sum + (part.isPoisoned ? 0 : part.indices.length), 0);
  return `${count} more training samples were changed under their own label as covers; they do not count as poison.`;
}

function encoded(pattern: SampleValues | null): string | null {
  return pattern === null ? null : encodeBase64(bytesOfValues(pattern));
}

/**
 * Trigger number `rule` of a manifest on test samples, [B,H,W,C]; returns a copy. For attacks that have a trigger of their
 * own.
 */
export function applyTestTrigger(
  manifest: AttackManifest,
  rule: number,
  values: SampleValues,
  shape: ImageShape,
): SampleValues {
  const { apply } = findAttack(manifest.attack);
  if (apply === null) throw new TypeError(`${manifest.attack} keeps its triggered test samples`);
  const text = manifest.rules[rule]?.pattern ?? null;
  const pattern = text === null ? null : patternOf(text, values);
  const size = sampleSize(shape);
  const triggered = values.slice();
  for (let begin = 0; begin < triggered.length; begin += size) {
    const sample = triggered.subarray(begin, begin + size);
    apply(sample, shape, manifest.options, pattern, { use: 'test', variant: rule });
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
