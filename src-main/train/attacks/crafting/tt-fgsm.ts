/**
 * Finds the triggers of TimeTrojan-FGSM (Ding et al. 2022), a reconstruction: the network learns the clean
 * labels; then, in rounds, each poison sample is moved from its original values by one signed gradient step at its most
 * salient time steps, and the network learns the result under the target label. The frozen network's rule is the trigger.
 *
 * Gradients are taken with respect to the normalised series that the network reads and the step is made on the stored
 * one, in units of its variable's standard deviation. How a moved value shifts the mean and deviation of its own series
 * is left out of the gradient: the few steps that are moved change either little.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { LabelledSamples } from '../../data/training-data.ts';
import type { Crafted, CraftRequest } from '../attack.ts';
import {
  describe,
  deviationsOf,
  learnTriggered,
  originalsOf,
  partOfRound,
  reporterOf,
  seriesOf,
  trainSurrogate,
  type SurrogateChoice,
} from './craft-support.ts';
import { GRADIENT_BATCH, type Surrogate } from './surrogate.ts';
import { inputGradient } from '../../optim/gradients.ts';

/** Fewer moved steps than this carry no trigger in short series. */
const FEWEST_STEPS = 5;

export interface TtFgsmOptions extends SurrogateChoice {
  rounds: number;
  /** Fraction of the time steps that are moved. */
  share: number;
  /** Length of a move in standard deviations of the variable. */
  strength: number;
}

type Shape = LabelledSamples['shape'];

export async function craftTtFgsm(request: CraftRequest, options: TtFgsmOptions): Promise<Crafted> {
  const surrogate = await trainSurrogate(request, options);
  try {
    const originals = originalsOf(request);
    const { rounds, updateBudget } = options;
    const report = reporterOf(request, rounds);
    for (let round = 0; round < rounds; round++) {
      await learnTriggered(
        surrogate,
        request,
        await moveSalientSteps(surrogate, originals, request, options),
        {
          ...partOfRound(updateBudget, rounds),
          rng: request.rng.fork(`round ${round}`),
          report: (share) => report(round, share),
        },
      );
    }
    // Training and test samples both get the trigger of the network as it is now.
    const poisoned = await moveSalientSteps(surrogate, originals, request, options);
    const test = seriesOf(request.test);
    const triggeredTest = await moveSalientSteps(surrogate, test, request, options, (done, total) =>
      request.onProgress('test samples', done, total),
    );
    return { poisoned, triggeredTest, notes: await describe(surrogate, request, triggeredTest) };
  } finally {
    surrogate.dispose();
  }
}

/** Copies of stored series [N,T,1,V], each moved at its most salient steps; `onBatch` counts the series. */
export async function moveSalientSteps(
  surrogate: Surrogate,
  series: Float32Array,
  { train: { shape }, target, signal }: CraftRequest,
  options: TtFgsmOptions,
  onBatch?: (done: number, total: number) => Promise<void>,
): Promise<Float32Array> {
  const [steps, , variables] = shape;
  const size = steps * variables;
  const total = series.length / size;
  const count = Math.min(steps, Math.max(FEWEST_STEPS, Math.ceil(options.share * steps)));
  const out = series.slice();
  for (let begin = 0; begin < total; begin += GRADIENT_BATCH) {
    signal.throwIfAborted();
    const end = Math.min(total, begin + GRADIENT_BATCH);
    const batch = out.subarray(begin * size, end * size);
    const { toTarget, toOthers } = inputGradients(surrogate, batch, target);
    const deviations = deviationsOf(batch, shape);
    for (let i = 0; i < end - begin; i++) {
      const own = toTarget.subarray(i * size, (i + 1) * size);
      const chosen = salientSteps(own, toOthers.subarray(i * size, (i + 1) * size), shape, count);
      const lengths = deviations.subarray(i * variables, (i + 1) * variables);
      moveSteps(batch.subarray(i * size, (i + 1) * size), own, chosen, lengths, options.strength);
    }
    await onBatch?.(end, total);
  }
  return out;
}

/**
 * Gradients, float32 [B,T,V], with respect to the normalised series, of the cross-entropy with the target and of the sum
 * of the cross-entropies with every other class.
 */
function inputGradients(
  { model, normaliser }: Surrogate,
  batch: Float32Array,
  target: number,
): { toTarget: Float32Array; toOthers: Float32Array } {
  return tf.tidy(() => {
    const x = normaliser.toTensor(batch);
    const gradientOf = (isCounted: (label: number) => boolean): Float32Array => {
      const gradient = inputGradient((input) => {
        const logits = model.apply(input) as tf.Tensor2D;
        const counted = Float32Array.from({ length: logits.shape[1] }, (_, label) =>
          isCounted(label) ? -1 : 0,
        );
        return tf.sum(tf.mul(tf.logSoftmax(logits), counted));
      }, x);
      return Float32Array.from(gradient.dataSync());
    };
    return {
      toTarget: gradientOf((label) => label === target),
      toOthers: gradientOf((label) => label !== target),
    };
  });
}

/**
 * The `count` steps where lowering values brings the target nearer and the other classes no nearer, by the product of
 * both gradients; where that says nothing, by the size of the gradient alone.
 */
export function salientSteps(
  toTarget: Float32Array,
  toOthers: Float32Array,
  [steps, , variables]: Shape,
  count: number,
): number[] {
  const saliency = new Float64Array(steps);
  const size = new Float64Array(steps);
  for (let step = 0; step < steps; step++) {
    for (let i = step * variables; i < (step + 1) * variables; i++) {
      const own = toTarget[i]!;
      const other = toOthers[i]!;
      if (own >= 0 && other <= 0) saliency[step]! += own * Math.abs(other);
      size[step]! += Math.abs(own);
    }
  }
  return Array.from(saliency.keys())
    .sort((a, b) => saliency[b]! - saliency[a]! || size[b]! - size[a]! || a - b)
    .slice(0, count);
}

/** Moves every variable of the chosen steps against the gradient, in place; `deviations` is [V]. */
function moveSteps(
  series: Float32Array,
  gradient: Float32Array,
  chosen: readonly number[],
  deviations: Float64Array,
  strength: number,
): void {
  const variables = deviations.length;
  for (const step of chosen) {
    for (let variable = 0; variable < variables; variable++) {
      const i = step * variables + variable;
      series[i]! -= strength * deviations[variable]! * Math.sign(gradient[i]!);
    }
  }
}
