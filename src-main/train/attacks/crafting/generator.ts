/**
 * The generator of TSBA-B (Jiang et al. 2022, published code): convolutions over 15 and 21 time steps and two dense
 * layers that every step goes through by itself, each but the last with batch normalisation or ReLU; tanh at the end.
 */
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { AssayError } from '../../../../src-shared/errors/assay-error.ts';
import { sampleSize } from '../../../../src-shared/domain/sample-values.ts';
import type { Rng } from '../../../../src-shared/math/rng.ts';
import { activate, convNormRelu, seriesInput } from '../../architectures/blocks.ts';
import { initialiseWeights } from '../../architectures/initialise.ts';
import { trainableByName } from '../../architectures/weights.ts';
import { InputNormaliser } from '../../data/input-normaliser.ts';
import type { LabelledSamples } from '../../data/training-data.ts';
import { crossEntropy } from '../../layers/ops.ts';
import { deviationsOf } from './craft-support.ts';
import { GRADIENT_BATCH, makeAdam, updateBy } from './surrogate.ts';
import { variableGradients } from '../../optim/gradients.ts';

/** Filters of any layer; the published sizes, up to 1024, are for a graphics card. */
const MOST_FILTERS = 128;

type Shape = LabelledSamples['shape'];

export interface GeneratorOptions {
  /** Largest share by which a value is changed, in (0, 1]. */
  clip: number;
  /** Filters of the first layer for each variable. */
  filters: number;
}

export class Generator {
  readonly #shape: Shape;
  readonly #clip: number;
  readonly #model: tfl.LayersModel;
  readonly #weights: readonly tf.Variable[];
  readonly #normaliser: InputNormaliser;
  readonly #adam = makeAdam();

  /** Untrained, for series of `shape` [T,1,V]. */
  constructor(shape: Shape, { clip, filters }: GeneratorOptions, rng: Rng) {
    this.#shape = shape;
    this.#clip = clip;
    this.#model = buildGenerator(shape, filters);
    initialiseWeights(this.#model, rng);
    this.#weights = [...trainableByName(this.#model).values()];
    this.#normaliser = new InputNormaliser(shape, 'per-series');
  }

  /**
   * One update towards patterns for which `classifier`, which stays as it is, answers `target`; `series` [B,T,1,V] as
   * they are stored.
   */
  learn(series: Float32Array, classifier: tfl.LayersModel, target: number): void {
    tf.tidy(() => {
      const x = this.#normaliser.toTensor(series);
      const reach = tf.tensor(this.#reachOf(series), x.shape);
      const labels = tf.tensor1d(new Int32Array(series.length / sampleSize(this.#shape)).fill(target));
      const { value, grads } = variableGradients(() => {
        const pattern = this.#pattern(x, { batchNorm: 'train' });
        const logits = classifier.apply(tf.add(x, tf.mul(reach, pattern))) as tf.Tensor2D;
        return tf.mean(crossEntropy(logits, labels));
      }, this.#weights);
      if (!Number.isFinite(value.dataSync()[0])) {
        throw new AssayError(
          'run.diverged',
          'The generator of the attack diverged: its loss is not a finite number. Choose another seed or fewer updates.',
        );
      }
      updateBy(this.#adam, this.#weights, grads);
    });
  }

  /** Copies of stored series [N,T,1,V] with their trigger: each value x becomes x (1 + clip r). */
  async triggered(
    series: Float32Array,
    onBatch: (done: number, total: number) => Promise<void>,
  ): Promise<Float32Array> {
    const size = sampleSize(this.#shape);
    const total = series.length / size;
    const out = series.slice();
    for (let begin = 0; begin < total; begin += GRADIENT_BATCH) {
      const end = Math.min(total, begin + GRADIENT_BATCH);
      const batch = out.subarray(begin * size, end * size);
      const pattern = tf.tidy(() => this.#pattern(this.#normaliser.toTensor(batch), {}).dataSync());
      for (let i = 0; i < batch.length; i++) batch[i]! *= 1 + this.#clip * pattern[i]!;
      await onBatch(end, total);
    }
    return out;
  }

  dispose(): void {
    this.#adam.dispose();
    this.#model.dispose();
  }

  /** float32 [B,T,V] in (-1, 1) for normalised series of the same shape. */
  #pattern(x: tf.Tensor, mode: Parameters<tfl.LayersModel['apply']>[1] & object): tf.Tensor {
    return tf.tanh(tf.reshape(this.#model.apply(x, mode) as tf.Tensor, x.shape));
  }

  /** How far each value can be moved, in the units of its normalised series; 0 in a constant variable. */
  #reachOf(series: Float32Array): Float32Array {
    const variables = this.#shape[2];
    const size = sampleSize(this.#shape);
    const deviations = deviationsOf(series, this.#shape);
    return series.map((value, i) => {
      const deviation = deviations[Math.floor(i / size) * variables + (i % variables)]!;
      return deviation === 0 ? 0 : (this.#clip * value) / deviation;
    });
  }
}

function buildGenerator(shape: Shape, filtersEach: number): tfl.LayersModel {
  const variables = shape[2];
  const filters = Math.min(MOST_FILTERS, filtersEach * variables);
  const wide = Math.min(MOST_FILTERS, 2 * filters);
  const { series, map } = seriesInput(shape);
  let x = convNormRelu(map, { name: 'conv1', filters, kernel: [15, 1], useBias: true });
  x = convNormRelu(x, { name: 'conv2', filters: wide, kernel: [21, 1], useBias: true });
  const dense = (units: number, name: string, input: tfl.SymbolicTensor): tfl.SymbolicTensor =>
    tfl.layers.dense({ units, kernelInitializer: 'zeros', name }).apply(input) as tfl.SymbolicTensor;
  x = activate(dense(wide, 'dense', x), 'dense_relu');
  return tfl.model({ inputs: series, outputs: dense(variables, 'pattern', x), name: 'tsba_generator' });
}
