/**
 * Adversarial neuron pruning from top to bottom (Wu and Wang 2021): masks are learned on trusted samples under the worst
 * perturbation of the channels, then channels with a low mask lose their scale.
 *
 * Differences from the authors' code: perturbations stay within epsilon as the paper says (`clipNoise`), the averages of
 * batch normalisation stay those of the base model, and the threshold is chosen on held-out trusted samples.
 */
import * as tf from '@tensorflow/tfjs-core';
import { trainableByName } from '../../architectures/weights.ts';
import { gatherLabels } from '../../data/batches.ts';
import { viewsFor, type ViewRequest } from '../../data/views.ts';
import type { DefenseContext } from '../../loop/context.ts';
import { runStage } from '../../loop/run-stage.ts';
import { AS_WRITTEN, descend, type Batch } from '../../loop/step.ts';
import { agreementWithLabels } from '../../metrics/predict-samples.ts';
import { constant } from '../../optim/schedules.ts';
import { percent } from '../percent.ts';
import {
  accuracyBefore,
  beginRepair,
  compareWithBefore,
  runDecision,
  type TrustedHalves,
} from '../trusted.ts';
import { ChannelMasks } from './channel-masks.ts';
import { anpBatch, type AnpOptions } from './definition.ts';

/** Updates between points of the training curve. */
const STEPS_PER_POINT = 50;
const THRESHOLD_STEP = 0.05;
const MASK = 'mask/';
const SCALE = 'scale/';
/** Stored in place of a threshold where no channel may be pruned. */
const NOTHING = -1;

export async function runAnp(context: DefenseContext, options: AnpOptions): Promise<void> {
  const halves = await beginRepair(context);
  await learnMasks(context, options, halves);
  await runDecision(context, 'prune', () => prune(context, options, halves));
}

async function learnMasks(
  context: DefenseContext,
  options: AnpOptions,
  { learn }: TrustedHalves,
): Promise<void> {
  const { session, rng } = context;
  const masks = new ChannelMasks(session.model);
  const drawn = drawsOf(context, options, learn);
  const worsening = context.newStepRunner?.(options.iterations) ?? AS_WRITTEN;
  const worsen = ({ values, labels }: Pick<Batch, 'values' | 'labels'>): void => {
    worsening.run(() => {
      const x = context.normaliser.toTensor(values);
      masks.worsenNoise(x, tf.tensor1d(labels, 'int32'), options.epsilon, options.clipNoise);
      return {};
    });
  };
  await runStage(context, {
    name: 'masks',
    totalSteps: options.iterations,
    stepsPerEpoch: Math.min(STEPS_PER_POINT, options.iterations),
    optimizer: { momentum: 0.9, weightDecay: 0, nesterov: false },
    rate: constant(options.rate),
    rateOptions: ['rate'],
    objective: descend,
    weights: masks.masks,
    forward: () => (x) => masks.both(x),
    batch(step) {
      const rows = drawn(step);
      masks.drawNoise(options.epsilon, rng.fork('masks/noise').fork(String(step)));
      worsen(rows);
      return twice(rows.values, rows.labels, options.cleanWeight);
    },
    afterStep() {
      masks.clip();
      return undefined;
    },
    atEnd() {
      for (const [layer, values] of masks.read()) session.arrays.set(MASK + layer, values);
      return Promise.resolve();
    },
    saveState: () => masks.read(),
    restoreState: (arrays) => masks.write(arrays as ReadonlyMap<string, Float32Array>),
  }).finally(() => worsening.dispose());
  masks.dispose();
}

/** Rows of each update, drawn with replacement as in the authors' code: a function of the step alone. */
function drawsOf(
  context: DefenseContext,
  options: AnpOptions,
  learn: Int32Array,
): (step: number) => Pick<Batch, 'values' | 'labels'> {
  const { data, rng, trusted } = context;
  const size = anpBatch(options, trusted.length);
  const views = viewsFor(context);
  const request = (step: number): ViewRequest => {
    const stream = rng.fork('masks/draw').fork(String(step));
    return {
      kind: options.augment ? 'plain' : 'asIs',
      indices: Int32Array.from({ length: size }, () => learn[stream.below(learn.length)]!),
      stream: rng.fork('masks/augment').fork(String(step)).state(),
    };
  };
  return (step) => {
    const drawn = request(step);
    const values = views.take(drawn);
    views.ahead([request(step + 1)]);
    return { values, labels: gatherLabels(data.labels, drawn.indices) };
  };
}

/** The same labels for the network without noise, then for the perturbed one. */
function twice(values: Batch['values'], labels: Int32Array, cleanWeight: number): Batch {
  const count = labels.length;
  const both = new Int32Array(2 * count);
  both.set(labels);
  both.set(labels, count);
  const weights = new Float32Array(2 * count).fill((1 - cleanWeight) / count);
  weights.fill(cleanWeight / count, 0, count);
  return { values, labels: both, weights };
}

async function prune(
  context: DefenseContext,
  options: AnpOptions,
  { check }: TrustedHalves,
): Promise<string[]> {
  const { session } = context;
  keepScales(context);
  // Decided once.
  if (session.notes['threshold'] === undefined) {
    const tried = await tryThresholds(context, options, check);
    const admissible = tried.filter(
      ({ accuracy }) => accuracyBefore(context) - accuracy <= options.maxDrop + 1e-12,
    );
    session.notes['threshold'] = admissible.at(-1)?.threshold ?? NOTHING;
    session.notes['thresholds'] = tried
      .map(({ threshold, pruned, accuracy }) => `${threshold}: ${pruned} pruned, ${percent(accuracy)} right`)
      .join('; ');
  }
  const threshold = Number(session.notes['threshold']);
  const pruned = applyThreshold(context, threshold);
  const sentence =
    threshold === NOTHING
      ? `No channel was pruned: every threshold costs more than ${percent(options.maxDrop)} of the held-out trusted samples.`
      : `Channels pruned, with a mask of ${threshold} or less: ${pruned}.`;
  return [
    sentence,
    `Thresholds tried, channels that each prunes, and held-out trusted samples: ${String(session.notes['thresholds'])}.`,
    await compareWithBefore(context, check),
  ];
}

/** Once: after an interruption, which may come while thresholds are tried, the network is pruned already. */
function keepScales(context: DefenseContext): void {
  const { arrays } = context.session;
  for (const [name, scale] of scalesOf(context)) {
    if (!arrays.has(SCALE + name)) arrays.set(SCALE + name, scale.dataSync<'float32'>().slice());
  }
}

interface Tried {
  threshold: number;
  pruned: number;
  accuracy: number;
}

/** 0, 0.05, ... up to the highest that is allowed, ascending. */
export function thresholdsUpTo(highest: number): number[] {
  const count = Math.floor(highest / THRESHOLD_STEP + 1e-9) + 1;
  return Array.from({ length: count }, (_, i) => Math.round(100 * i * THRESHOLD_STEP) / 100);
}

async function tryThresholds(
  context: DefenseContext,
  { maxThreshold }: AnpOptions,
  check: Int32Array,
): Promise<Tried[]> {
  const tried: Tried[] = [];
  for (const threshold of thresholdsUpTo(maxThreshold)) {
    const pruned = applyThreshold(context, threshold);
    const last = tried.at(-1);
    const isSame = last !== undefined && last.pruned === pruned;
    const accuracy = isSame ? last.accuracy : await agreementWithLabels(context, check);
    tried.push({ threshold, pruned, accuracy });
  }
  return tried;
}

/** Writes the base model's scales without those of channels at or below the threshold; returns how many these are. */
function applyThreshold(context: DefenseContext, threshold: number): number {
  const { arrays } = context.session;
  let pruned = 0;
  for (const [layer, scale] of scalesOf(context)) {
    const own = Float32Array.from(arrays.get(SCALE + layer) ?? []);
    const mask = arrays.get(MASK + layer);
    if (mask?.length !== own.length) throw new TypeError(`layer ${layer} has no masks`);
    mask.forEach((value, channel) => {
      if (value > threshold) return;
      own[channel] = 0;
      pruned++;
    });
    tf.tidy(() => scale.assign(tf.tensor1d(own)));
  }
  return pruned;
}

/** Scales of all batch normalisation layers, by layer name: what only they call gamma. */
function scalesOf({ session }: DefenseContext): Map<string, tf.Variable> {
  const suffix = '/gamma';
  return new Map(
    [...trainableByName(session.model)].flatMap(([name, variable]) =>
      name.endsWith(suffix) ? [[name.slice(0, -suffix.length), variable] as const] : [],
    ),
  );
}
