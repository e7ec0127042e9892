/** What the attacks that train a helper network have in common: their data, the first training, and what they report. */
import { aimOf } from '../../../../src-shared/domain/attack.ts';
import type { Rng } from '../../../../src-shared/math/rng.ts';
import { sampleSize } from '../../../../src-shared/domain/sample-values.ts';
import { gatherValues } from '../../data/batches.ts';
import type { LabelledSamples } from '../../data/training-data.ts';
import type { CraftRequest } from '../attack.ts';
import { measureVariables } from '../series-statistics.ts';
import { Surrogate } from './surrogate.ts';

export interface SurrogateChoice {
  surrogate: string;
  surrogateEpochs: number;
  updateBudget: number;
}

/** Stored values of series, [N,T,1,V]. */
export function seriesOf({ values }: LabelledSamples): Float32Array {
  if (values instanceof Float32Array) return values;
  throw new TypeError('a time-series attack was given samples that are no series');
}

/** Copies of the training samples to be poisoned, [n,T,1,V]. */
export function originalsOf({ train, chosen }: CraftRequest): Float32Array {
  return seriesOf({ ...train, values: gatherValues(train, chosen) });
}

/** Standard deviation of each variable of each series, [N,V]; 0 where a variable is constant. */
export function deviationsOf(
  values: Float32Array,
  [steps, , variables]: LabelledSamples['shape'],
): Float64Array {
  const size = steps * variables;
  const deviations = new Float64Array((values.length / size) * variables);
  for (let series = 0; series * size < values.length; series++) {
    const measured = measureVariables(values.subarray(series * size, (series + 1) * size), variables);
    measured.forEach(({ deviation }, variable) => {
      deviations[series * variables + variable] = deviation;
    });
  }
  return deviations;
}

/** The training split and behind it copies with a trigger, which are labelled with the target. */
export function withTriggered(
  train: LabelledSamples,
  triggered: Float32Array,
  target: number,
): LabelledSamples {
  const own = seriesOf(train);
  const values = new Float32Array(own.length + triggered.length);
  values.set(own);
  values.set(triggered, own.length);
  const labels = new Int32Array(values.length / sampleSize(train.shape)).fill(target);
  labels.set(train.labels);
  return { ...train, values, labels };
}

/** A network that has learned the training labels; the caller disposes of it. */
export async function trainSurrogate(request: CraftRequest, choice: SurrogateChoice): Promise<Surrogate> {
  const surrogate = await Surrogate.build(choice.surrogate, request);
  try {
    await surrogate.learn(request.train, request.rng.fork('first training'), {
      epochs: choice.surrogateEpochs,
      updates: choice.updateBudget,
      onUpdate: (done, planned) => request.onProgress('surrogate', done, planned),
    });
    return surrogate;
  } catch (error) {
    surrogate.dispose();
    throw error;
  }
}

/** Reports what share of a round is done, 0 to 1. */
export type ReportRound = (share: number) => Promise<void>;

/** Progress of a stage made of equal rounds, each of several parts that are counted differently. */
export function reporterOf(
  request: CraftRequest,
  rounds: number,
): (round: number, share: number) => Promise<void> {
  const parts = 100;
  return (round, share) => request.onProgress('trigger', Math.round(parts * (round + share)), parts * rounds);
}

/** The published loops train for one epoch a round, which in a set of a hundred series is too little to learn anything. */
const EPOCHS_OF_ROUND = 6;

/** What one of `rounds` rounds trains: an equal part of the budget, and no more than a few epochs of a small set. */
export function partOfRound(updateBudget: number, rounds: number): { epochs: number; updates: number } {
  return { epochs: EPOCHS_OF_ROUND, updates: Math.max(1, Math.floor(updateBudget / rounds)) };
}

/** Training on the training split and triggered copies of its poison samples, which carry the target label. */
export async function learnTriggered(
  surrogate: Surrogate,
  { train, target }: CraftRequest,
  triggered: Float32Array,
  part: { epochs: number; updates: number; rng: Rng; report: ReportRound },
): Promise<void> {
  const { epochs, updates, rng, report } = part;
  await surrogate.learn(withTriggered(train, triggered, target), rng, {
    epochs,
    updates,
    onUpdate: (done, planned) => report(done / planned),
  });
}

/** Sentences on how well the network learned and how often the trigger turns it to the target. */
export async function describe(
  surrogate: Surrogate,
  { train, test, aims }: CraftRequest,
  triggeredTest: LabelledSamples['values'],
): Promise<string[]> {
  const size = sampleSize(train.shape);
  const notes = [await describeLearning(surrogate, train)];
  const rule = { targets: aims, pattern: null };
  const others = [...test.labels.keys()].filter((i) => aimOf(rule, test.labels[i]!) !== null);
  if (others.length > 0) {
    const turned = predictedOf(await surrogate.probabilities(triggeredTest, size), test.labels.length);
    const hits = others.filter((i) => turned[i] === aimOf(rule, test.labels[i]!)).length;
    notes.push(
      `On it the trigger turns ${percent(hits, others.length)} of the test samples of other classes into the target.`,
    );
  }
  return notes;
}

/** A sentence on how well the network learned the given labels. */
export async function describeLearning(surrogate: Surrogate, train: LabelledSamples): Promise<string> {
  const probabilities = await surrogate.probabilities(train.values, sampleSize(train.shape));
  const learned = predictedOf(probabilities, train.labels.length);
  const correct = learned.reduce((sum, label, i) => sum + (label === train.labels[i] ? 1 : 0), 0);
  return `The helper network learned for ${surrogate.epochs.toFixed(1)} epochs and gives ${percent(correct, learned.length)} of the training samples their label.`;
}

/** The most probable class of each of `count` rows. */
function predictedOf(probabilities: Float32Array, count: number): Int32Array {
  const classes = probabilities.length / count;
  return Int32Array.from({ length: count }, (_, row) => {
    const own = probabilities.subarray(row * classes, (row + 1) * classes);
    return own.indexOf(Math.max(...own));
  });
}

function percent(part: number, whole: number): string {
  return `${((100 * part) / whole).toFixed(1)} %`;
}
