/**
 * Moving averages of batch normalisation computed anew for weights that no training led to: a point of a curve inherits
 * none, and with those of its ends it predicts nothing (Zhao et al. 2020, appendix; Garipov et al. 2018, section 4).
 */
import * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import { weightsByName } from '../../architectures/weights.ts';
import type { InputNormaliser } from '../../data/input-normaliser.ts';
import type { SampleValues } from '../../../../src-shared/domain/sample-values.ts';

interface Sums {
  mean: Float64Array;
  variance: Float64Array;
}

/**
 * One pass over `batches`: every layer's averages become the mean over the batches of its batch statistics, each batch
 * counting as many times as it has samples. Returns when all are written; `batches` yields at least one.
 */
export function recomputeStatistics(
  model: tfl.LayersModel,
  normaliser: InputNormaliser,
  batches: Iterable<{ values: SampleValues; count: number }>,
): void {
  const sums = new Map<string, Sums>();
  let seen = 0;
  for (const { values, count } of batches) {
    tf.tidy(() => {
      model.apply(normaliser.toTensor(values), {
        batchNorm: 'train-no-update',
        onStatistics(layer: string, mean: tf.Tensor1D, variance: tf.Tensor1D) {
          const sum = sums.get(layer) ?? zeros(mean.size);
          sums.set(layer, sum);
          mean.dataSync().forEach((value, i) => (sum.mean[i]! += count * value));
          variance.dataSync().forEach((value, i) => (sum.variance[i]! += count * value));
        },
      });
    });
    seen += count;
  }
  const weights = weightsByName(model);
  for (const [layer, { mean, variance }] of sums) {
    write(
      weights.get(`${layer}/moving_mean`),
      mean.map((value) => value / seen),
    );
    write(
      weights.get(`${layer}/moving_variance`),
      variance.map((value) => value / seen),
    );
  }
}

function zeros(size: number): Sums {
  return { mean: new Float64Array(size), variance: new Float64Array(size) };
}

function write(variable: tfl.LayerVariable | undefined, values: Float64Array): void {
  if (variable === undefined) throw new TypeError('a batch normalisation layer has no moving averages');
  tf.tidy(() => void variable.write(tf.tensor1d(Float32Array.from(values))));
}
