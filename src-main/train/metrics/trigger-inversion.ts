/**
 * Trigger inversion after Neural Cleanse (Wang et al. 2019, section IV): gradient descent on a mask m and a pattern p, the
 * same for all samples, until the network takes (1 - m) x + m p for one class, whatever x was. On a network that learned
 * from clean data it finds natural backdoors.
 *
 * Difference: the paper looks for the smallest mask that nearly always succeeds and compares its size between classes.
 * Here the mask has a budget, and what is measured is how often the best trigger within it succeeds, on samples that it
 * was not made from: an attack success rate that can be compared between networks.
 */
import * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import type { SampleValues } from '../../../src-shared/domain/sample-values.ts';
import type { Rng } from '../../../src-shared/math/rng.ts';
import { EpochBatches, gatherValues, newValues } from '../data/batches.ts';
import type { InputNormaliser } from '../data/input-normaliser.ts';
import type { LabelledSamples } from '../data/training-data.ts';
import { crossEntropy } from '../layers/ops.ts';
import { variableGradients } from '../optim/gradients.ts';

/** Momenta of Adam in the paper's code. */
const BETAS = [0.5, 0.9] as const;
/** Weight of the mask's excess over its budget once it counts fully, and the share of the steps until then. */
const EXCESS_WEIGHT = 10;
const RAMP = 0.5;
/** Before the sigmoid: the mask begins at about a tenth everywhere. */
const FIRST_MASK = -2;

export interface InversionSetup {
  /** Logits [B, classes]; used in evaluation mode, its weights stay. */
  model: tfl.LayersModel;
  normaliser: InputNormaliser;
  /** Clean samples with right labels. */
  samples: LabelledSamples;
  /** Rows the trigger is made from. */
  fit: Int32Array;
  /** Root of the draws: first values and batches. */
  rng: Rng;
  signal: AbortSignal;
}

export interface InversionOptions {
  target: number;
  /** Share of the input that the mask may cover, 0..1: its sum is at most this times the number of positions. */
  maskShare: number;
  /** Updates of mask and pattern. */
  steps: number;
  batch: number;
  /** Learning rate of Adam (paper: 0.1). */
  rate: number;
}

export interface InvertedTrigger {
  target: number;
  /** Float32 [H,W], or [T]; 0..1, its sum within the budget. */
  mask: Float32Array;
  /** Float32 [H,W,C], or [T,V], in units of the network's input. */
  pattern: Float32Array;
}

/** Throws RangeError when no row to fit has another label than the target. */
export async function invertTrigger(
  setup: InversionSetup,
  options: InversionOptions,
): Promise<InvertedTrigger> {
  const { samples, rng, signal } = setup;
  const others = setup.fit.filter((row) => samples.labels[row] !== options.target);
  if (others.length === 0) throw new RangeError(`every sample has the target's label ${options.target}`);
  const stream = rng.fork(`target-${options.target}`);
  const batches = new EpochBatches(others, options.batch, stream.fork('batches'));
  const search = new TriggerSearch(setup, options, stream);
  try {
    for (let step = 0; step < options.steps; step++) {
      signal.throwIfAborted();
      search.update(gatherValues(samples, batches.at(step)), step);
      await new Promise((resolve) => setImmediate(resolve));
    }
    return search.result();
  } finally {
    search.dispose();
  }
}

/** (1 - mask) x + mask pattern. Borrows all; the result belongs to the surrounding tidy. */
export function applyTrigger(x: tf.Tensor, mask: tf.Tensor, pattern: tf.Tensor): tf.Tensor {
  return tf.add(tf.mul(x, tf.sub(1, mask)), tf.mul(pattern, mask));
}

/** Shapes that a trigger's mask and pattern have to be seen in beside a batch of inputs. */
export function triggerShapes({ modality, shape }: LabelledSamples): { mask: number[]; pattern: number[] } {
  const [height, width, channels] = shape;
  return modality === 'image'
    ? { mask: [1, height, width, 1], pattern: [1, height, width, channels] }
    : { mask: [1, height, 1], pattern: [1, height, channels] };
}

class TriggerSearch {
  readonly #setup: InversionSetup;
  readonly #options: InversionOptions;
  readonly #budget: number;
  /** Mask and pattern before the sigmoid that keeps them in range. */
  readonly #mask: tf.Variable;
  readonly #pattern: tf.Variable;
  /** Least and greatest input of each channel. */
  readonly #low: tf.Tensor;
  readonly #span: tf.Tensor;
  readonly #optimizer: tf.Optimizer;

  constructor(setup: InversionSetup, options: InversionOptions, rng: Rng) {
    this.#setup = setup;
    this.#options = options;
    const { mask, pattern } = triggerShapes(setup.samples);
    const size = tf.util.sizeFromShape(mask);
    this.#budget = options.maskShare * size;
    const draw = (shape: number[], mean: number): tf.Variable => {
      const values = Float32Array.from(
        { length: tf.util.sizeFromShape(shape) },
        () => mean + 0.1 * rng.normal(),
      );
      return tf.tidy(() => tf.variable(tf.tensor(values, shape)));
    };
    this.#mask = draw(mask, FIRST_MASK);
    this.#pattern = draw(pattern, 0);
    const { low, high } = inputRange(setup);
    this.#low = tf.tensor1d(low);
    this.#span = tf.tensor1d(high.map((value, i) => value - low[i]!));
    this.#optimizer = tf.train.adam(options.rate, ...BETAS);
  }

  update(values: SampleValues, step: number): void {
    const { model, normaliser } = this.#setup;
    const { target, steps } = this.#options;
    const weight = EXCESS_WEIGHT * Math.min(1, step / (RAMP * steps));
    tf.tidy(() => {
      const x = normaliser.toTensor(values);
      const labels = tf.tensor1d(new Int32Array(x.shape[0]).fill(target), 'int32');
      const learned = [this.#mask, this.#pattern];
      const { grads } = variableGradients(() => {
        const mask = tf.sigmoid(this.#mask);
        const logits = model.apply(applyTrigger(x, mask, this.#patternNow())) as tf.Tensor2D;
        const excess = tf.relu(tf.sub(tf.div(tf.sum(mask), this.#budget), 1));
        return tf.add(tf.mean(crossEntropy(logits, labels)), tf.mul(excess, weight));
      }, learned);
      this.#optimizer.applyGradients(learned.map(({ name }) => ({ name, tensor: grads[name]! })));
    });
  }

  #patternNow(): tf.Tensor {
    return tf.add(tf.mul(tf.sigmoid(this.#pattern), this.#span), this.#low);
  }

  /** The smallest values of a mask above its budget are dropped. */
  result(): InvertedTrigger {
    return tf.tidy(() => ({
      target: this.#options.target,
      mask: withinBudget(tf.sigmoid(this.#mask).dataSync<'float32'>().slice(), this.#budget),
      pattern: this.#patternNow().dataSync<'float32'>().slice(),
    }));
  }

  dispose(): void {
    tf.dispose([this.#mask, this.#pattern, this.#low, this.#span]);
    this.#optimizer.dispose();
  }
}

/** Keeps the largest values, ties by index, as long as their sum is within the budget; the others become 0. */
export function withinBudget(mask: Float32Array, budget: number): Float32Array {
  const order = [...mask.keys()].sort((a, b) => mask[b]! - mask[a]! || a - b);
  const kept = new Float32Array(mask.length);
  let left = budget;
  for (const index of order) {
    if (mask[index]! > left) break;
    kept[index] = mask[index]!;
    left -= mask[index]!;
  }
  return kept;
}

/**
 * Least and greatest value of each channel at the network's input: of images what black and white become, of series what
 * the samples to fit show.
 */
function inputRange({ normaliser, samples, fit }: InversionSetup): { low: number[]; high: number[] } {
  const channels = samples.shape[2];
  const constant = (value: number): SampleValues =>
    newValues(samples.values, samples.shape[0] * samples.shape[1] * channels).fill(value);
  const seen = samples.modality === 'image' ? [constant(0), constant(255)] : [gatherValues(samples, fit)];
  return tf.tidy(() => {
    const rows = tf.concat(seen.map((values) => tf.reshape(normaliser.toTensor(values), [-1, channels])));
    return { low: [...tf.min(rows, 0).dataSync()], high: [...tf.max(rows, 0).dataSync()] };
  });
}
