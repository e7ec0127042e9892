/** Scores of every training sample under the network as it stands, in evaluation mode. */
import { sampleSize } from '../../../src-shared/domain/sample-values.ts';
import {
  crossEntropyOfLogits,
  entropyOfLogits,
  predictionOfLogits,
} from '../../../src-shared/math/entropy.ts';
import type { DefenseContext } from '../loop/context.ts';
import { predictLogits } from '../metrics/predict.ts';

export interface SampleScores {
  /** Cross-entropy with the given label, nats. */
  loss: Float32Array;
  /** Of the prediction, bits. */
  entropy: Float32Array;
  /** Class of the largest logit. */
  predicted: Int32Array;
}

export async function scoreAll({
  data,
  session,
  normaliser,
  signal,
  passRunner,
}: Pick<DefenseContext, 'data' | 'session' | 'normaliser' | 'signal' | 'passRunner'>): Promise<SampleScores> {
  const size = sampleSize(data.shape);
  const logits = await predictLogits(
    session.model,
    normaliser,
    data.labels.length,
    (begin, end) => data.values.subarray(begin * size, end * size),
    signal,
    passRunner,
  );
  const classes = data.classes.length;
  return {
    loss: Float32Array.from(crossEntropyOfLogits(logits, data.labels, classes)),
    entropy: Float32Array.from(entropyOfLogits(logits, classes)),
    predicted: predictionOfLogits(logits, classes),
  };
}

/** The samples of lowest score, lowest first, ties by index; a person's verdicts first, and those judged clean never. */
export function lowest(
  score: ArrayLike<number>,
  fraction: number,
  judged: DefenseContext['judged'] = { poison: [], clean: [] },
): Int32Array {
  const isPoison = new Set(judged.poison);
  const isClean = new Set(judged.clean);
  const order = Int32Array.from({ length: score.length }, (_, index) => index).filter((i) => !isClean.has(i));
  const rank = (index: number): number => (isPoison.has(index) ? 0 : 1);
  order.sort((a, b) => rank(a) - rank(b) || score[a]! - score[b]! || a - b);
  return order.slice(0, Math.max(1, Math.floor(fraction * score.length), judged.poison.length));
}
