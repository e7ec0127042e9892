/** WRN-16-1 as tfjs comes: the library's own layers, loss and gradients, on the same native backend. */
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import type { Batch, Learner } from '../../src-main/train/loop/step.ts';
import type { Sgd } from '../../src-main/train/optim/sgd.ts';
import { readWeights, trainableByName, writeWeights } from '../../src-main/train/architectures/weights.ts';

/** The topology of `model`, rebuilt by the library alone from its saved form, with the same weights. */
export async function stockCopy(model: tfl.LayersModel): Promise<tfl.LayersModel> {
  const topology = JSON.parse(model.toJSON() as string) as tfl.ModelAndWeightsConfig['modelTopology'];
  const copy = await tfl.models.modelFromJSON({ modelTopology: topology });
  writeWeights(copy, readWeights(model));
  return copy;
}

export function stockStep(learner: Learner, optimizer: Sgd, batch: Batch, rate: number): number {
  return tf.tidy(() => {
    const x = learner.normaliser.toTensor(batch.values);
    const labels = tf.oneHot(tf.tensor1d(batch.labels, 'int32'), 10);
    const weights = trainableByName(learner.model);
    const { value, grads } = tf.variableGrads(() => {
      const logits = learner.model.apply(x, { training: true }) as tf.Tensor2D;
      return tf.losses.softmaxCrossEntropy(labels, logits);
    }, [...weights.values()]);
    const gradients: tf.NamedTensorMap = {};
    for (const [name, variable] of weights) gradients[name] = grads[variable.name] as tf.Tensor;
    optimizer.apply(weights, gradients, rate);
    return value.dataSync()[0] as number;
  });
}
