/**
 * What is remembered of every sample between epochs: the second head's loss, how far it has fallen, and how the sample is
 * used next. All of it lies in the session, so that a resumed run knows it too.
 */
import { crossEntropyOfLogits, predictionOfLogits } from '../../../../src-shared/math/entropy.ts';
import { sampleSize } from '../../../../src-shared/domain/sample-values.ts';
import type { DefenseContext } from '../../loop/context.ts';
import { predictRows } from '../../metrics/predict.ts';
import type { E2ablOptions } from './definition.ts';
import { partitionByLossDrop, USE, type Partition } from './partition.ts';
import { nextEvidence } from './loss-drop.ts';
import { noRecovery, recoverClasses, type Recovery } from './recovery.ts';
import { lookAgain } from './second-look.ts';
import type { TwoHeaded } from './two-headed.ts';
import type { TwoHeadedRows } from './two-headed-batches.ts';

/** What a curve shows of a division, fractions in 0..1. */
export interface Stock {
  /** Share of the isolated samples that the second head takes for the backdoor label. */
  dominance: number;
  /** Share of the suspects that were suspects before. */
  suspectsKept: number;
}

/**
 * Scores every sample after `epoch` (counted from 1 over the whole run), moves the loss drops on, partitions, stores and
 * reports.
 */
export async function takeStock(
  context: DefenseContext,
  network: TwoHeaded,
  options: E2ablOptions,
  { warmUp, joint }: { warmUp: number; joint: number },
  epoch: number,
): Promise<Stock> {
  const { data, session, judged, report } = context;
  const classes = data.classes.length;
  const isMainTrained = epoch > warmUp;
  const { main, second } = await scoreBoth(context, network);
  const secondLoss = Float32Array.from(crossEntropyOfLogits(second, data.labels, classes));
  const evidence = nextEvidence(
    { drop: session.arrays.get('lossDrop'), lowest: session.arrays.get('lowestSecondLosses') },
    { loss: secondLoss, taught: session.arrays.get('suspects') ?? [], classes },
    { epoch, warmUp, isEven: options.dropWeighting === 'even' },
  );
  const { drop } = evidence;
  const secondPredicted = predictionOfLogits(second, classes);
  const partition = partitionByLossDrop(
    { drop, secondPredicted, labels: data.labels, classes, judged },
    {
      suspectFraction: options.suspectFraction,
      isolationFraction: options.isolationFraction,
      isReleasing: options.releaseOthers,
    },
  );
  const isRecovering =
    options.isolatedUse === 'recover' && isMainTrained && (epoch - warmUp) / joint >= options.recoverFrom;
  const recovery = isRecovering ? await recover(context, main, partition, options, epoch) : null;
  const { recovered, confidence } = recovery ?? noRecovery(data.labels.length);
  for (const index of partition.isolated) if (recovered[index]! >= 0) partition.use[index] = USE.relabelled;
  const suspectsKept = shareOf(session.arrays.get('suspects'), partition.suspects);
  const loss = Float32Array.from(crossEntropyOfLogits(main, data.labels, classes));
  await report.trace('lossDrop', epoch, drop);
  await report.trace('secondLoss', epoch, secondLoss);
  if (isMainTrained) await report.trace('loss', epoch, loss);
  await report.trace('partition', epoch, Float32Array.from(partition.use));
  await report.trace('recovered', epoch, Float32Array.from(recovered));

  // Last, so that an epoch's end that was interrupted can be done again from the beginning.
  session.arrays.set('lossDrop', drop);
  session.arrays.set('lowestSecondLosses', evidence.lowest);
  session.arrays.set('secondLoss', secondLoss);
  session.arrays.set('loss', loss);
  session.arrays.set('predicted', predictionOfLogits(main, classes));
  session.arrays.set('secondPredicted', secondPredicted);
  session.arrays.set('use', Int32Array.from(partition.use));
  session.arrays.set('recovered', recovered);
  session.arrays.set('confidence', confidence);
  session.arrays.set('isolated', partition.isolated);
  session.arrays.set('suspects', partition.suspects);
  session.notes['backdoorLabel'] = partition.backdoorLabel;
  session.notes['dominance'] = partition.dominance;
  session.notes['isBlinded'] = isRecovering && recovery === null;
  return { dominance: partition.dominance, suspectsKept };
}

/** As the main head sees the isolated samples or, where it only sees the trigger, as it does at a second look; else null. */
async function recover(
  context: DefenseContext,
  mainLogits: Float32Array,
  { isolated, suspects, backdoorLabel }: Partition,
  options: E2ablOptions,
  epoch: number,
): Promise<Recovery | null> {
  const { labels, classes } = context.data;
  const request = {
    isolated,
    labels,
    classes: classes.length,
    backdoorLabel,
    confidence: options.recoverConfidence,
  };
  const isIsolated = new Set(isolated);
  const rows = suspects.filter((index) => isIsolated.has(index) || labels[index] === backdoorLabel);
  const first = recoverClasses({ rows, logits: rowsOf(mainLogits, rows, classes.length) }, request);
  if (first !== null || !options.recoverSecondLook) return first;
  const logits = await lookAgain(context, rows, context.rng.fork('second-look').fork(String(epoch)));
  return logits === null ? null : recoverClasses({ rows, logits }, request);
}

function rowsOf(logits: Float32Array, rows: Int32Array, width: number): Float32Array {
  const some = new Float32Array(rows.length * width);
  rows.forEach((row, i) => {
    some.set(logits.subarray(row * width, (row + 1) * width), i * width);
  });
  return some;
}

async function scoreBoth(
  { data, normaliser, signal }: DefenseContext,
  network: TwoHeaded,
): Promise<{ main: Float32Array; second: Float32Array }> {
  const count = data.labels.length;
  const classes = data.classes.length;
  const size = sampleSize(data.shape);
  const rows = await predictRows(
    (x) => network.score(x),
    normaliser,
    count,
    (begin, end) => data.values.subarray(begin * size, end * size),
    signal,
    network.scoring,
  );
  const main = new Float32Array(count * classes);
  const second = new Float32Array(count * classes);
  for (let i = 0; i < count; i++) {
    const at = i * 2 * classes;
    main.set(rows.subarray(at, at + classes), i * classes);
    second.set(rows.subarray(at + classes, at + 2 * classes), i * classes);
  }
  return { main, second };
}

/** The two sets of the coming epoch, as the last stock-taking left them. */
export function poolsOf({ session }: DefenseContext): TwoHeadedRows {
  const use = stored(session, 'use');
  const all = Int32Array.from(use.keys());
  return {
    main: all.filter((index) => use[index] !== USE.trap),
    second: Int32Array.from(stored(session, 'suspects')).sort(),
  };
}

/** The labels the main head learns of these samples: the given ones, and recovered ones where there are any. */
export function mainLabels({ session, data }: DefenseContext, indices: Int32Array): Int32Array {
  const recovered = stored(session, 'recovered');
  return indices.map((index) => (recovered[index]! >= 0 ? recovered[index]! : data.labels[index]!));
}

export async function reportFindings(context: DefenseContext): Promise<void> {
  const { session, report } = context;
  const scoreOf = (name: string): Float32Array => Float32Array.from(stored(session, name));
  await report.scores('lossDrop', scoreOf('lossDrop'));
  await report.scores('secondLoss', scoreOf('secondLoss'));
  await report.scores('loss', scoreOf('loss'));
  await report.scores('predicted', scoreOf('predicted'));
  await report.scores('secondPredicted', scoreOf('secondPredicted'));
  await report.scores('partition', scoreOf('use'));
  await report.scores('recovered', scoreOf('recovered'));
  await report.scores('recoveredConfidence', scoreOf('confidence'));
  const suspects = Int32Array.from(stored(session, 'suspects'));
  const isSuspect = new Set(suspects);
  await report.subset('poisoned', Int32Array.from(stored(session, 'isolated')));
  await report.subset('suspects', suspects);
  await report.subset(
    'clean',
    Int32Array.from(context.data.labels.keys()).filter((i) => !isSuspect.has(i)),
  );
}

function shareOf(before: ArrayLike<number> | undefined, now: Int32Array): number {
  if (before === undefined) return 0;
  const had = new Set(Array.from(before));
  return now.filter((index) => had.has(index)).length / now.length;
}

type Stored = Float32Array | Float64Array | Int32Array;

function stored(session: DefenseContext['session'], name: string): Stored {
  const values = session.arrays.get(name);
  if (values === undefined) throw new TypeError(`the warm-up left no ${name}`);
  return values;
}
