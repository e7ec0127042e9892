/** What the session's network says of some of the training samples: evaluation mode, not augmented. */
import { predictionOfLogits } from '../../../src-shared/math/entropy.ts';
import { gatherValues } from '../data/batches.ts';
import type { DefenseContext } from '../loop/context.ts';
import { predictLogits } from './predict.ts';

type Predicting = Pick<DefenseContext, 'data' | 'session' | 'normaliser' | 'signal' | 'passRunner'>;

/** Logits float32 [samples, classes], row-major; else as `predictRows`. */
export function logitsOfSamples(
  { data, session, normaliser, signal, passRunner }: Predicting,
  samples: Int32Array,
): Promise<Float32Array> {
  return predictLogits(
    session.model,
    normaliser,
    samples.length,
    (begin, end) => gatherValues(data, samples.subarray(begin, end)),
    signal,
    passRunner,
  );
}

/** The class of the largest logit of each sample; else as `predictRows`. */
export async function predictedLabels(context: Predicting, samples: Int32Array): Promise<Int32Array> {
  return predictionOfLogits(await logitsOfSamples(context, samples), context.data.classes.length);
}

/** Fraction of the samples that are predicted as their given label, 0..1; else as `predictRows`. */
export async function agreementWithLabels(context: Predicting, samples: Int32Array): Promise<number> {
  const predicted = await predictedLabels(context, samples);
  const { labels } = context.data;
  return samples.filter((index, i) => predicted[i] === labels[index]).length / samples.length;
}
