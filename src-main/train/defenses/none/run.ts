/**
 * NONE from top to bottom (Wang et al. 2022): plain training, then rounds of detection, reset and fine-tuning; between the
 * first detection and its reset, the question whether the samples that were found carry a trigger (`trigger-test.ts`).
 *
 * Differences from the authors' code: fine-tuning begins with momentum of its own, since what is left over from training
 * would push reset neurons away from zero at the first update; the break of the sample scores itself counts to the lower
 * group; scores and subsets are those of the first round, when the network still holds all that the data planted; what
 * samples are scored by is in `sample-scores.ts`. Unless the preset is `paper`, fine-tuning is shorter at a larger rate, which
 * falls to zero, and batch normalisation learns with it: its averages are wrong after a reset, and with them kept a network
 * without poison ended 6 points behind plain training (CIFAR-10, 10,000 images), with them learned 2. And samples that carry a
 * trigger go on teaching that their label is wrong: of Blended 17 poisoned samples of 9,000 that were not found were enough
 * to teach the trigger anew within one epoch.
 */
import type * as tf from '@tensorflow/tfjs-core';
import { TRIGGER_TEST } from '../../../../src-shared/domain/trigger-test.ts';
import {
  crossEntropyOfLogits,
  entropyOfLogits,
  predictionOfLogits,
} from '../../../../src-shared/math/entropy.ts';
import type { DefenseContext } from '../../loop/context.ts';
import { runStage } from '../../loop/run-stage.ts';
import { descend, descendOrAscendUpTo, TRAINING } from '../../loop/step.ts';
import { constant, cosineToZero, type Schedule } from '../../optim/schedules.ts';
import { LabelledBatches } from '../labelled-batches.ts';
import { runTriggerTest, triggered } from '../trigger-test.ts';
import { carryResets } from './carry.ts';
import { noneLengths, tuningStage, type NoneOptions } from './definition.ts';
import { detect, type Detection } from './detect.ts';
import { naturalBreak } from './natural-break.ts';
import { resetChannels } from './reset.ts';
import { TuningBatches } from './tuning-batches.ts';
import { watchedLayers } from './watched-layers.ts';

const CURVE_POINTS = 10;
/** Where the rate falls in steps: to a tenth, every so many epochs. */
const STEP_EPOCHS = 80;
/** Moving averages are used and untouched, as in the authors' code. */
const FROZEN = { batchNorm: 'inference' } as const;

type Lengths = ReturnType<typeof noneLengths>;

export async function runNone(context: DefenseContext, options: NoneOptions): Promise<void> {
  const lengths = noneLengths(options, context.data.labels.length);
  await runTraining(context, options, lengths);
  for (let round = 1; round <= options.rounds; round++) {
    await detectCompromised(context, options, lengths, round);
    if (options.testTrigger && !options.natural) await testTrigger(context, options, lengths);
    await resetFound(context, round);
    await runTuning(context, options, lengths, round);
  }
}

async function runTraining(context: DefenseContext, options: NoneOptions, lengths: Lengths): Promise<void> {
  const batches = new LabelledBatches(context, {
    stage: 'train',
    batch: lengths.batch,
    augment: options.augment,
  });
  const stepsPerEpoch = batches.perEpoch;
  await runStage(context, {
    name: 'train',
    totalSteps: lengths.training * stepsPerEpoch,
    stepsPerEpoch,
    optimizer: { momentum: 0.9, weightDecay: options.weightDecay, nesterov: false },
    rate: options.rateSteps ? inSteps(options.rate, stepsPerEpoch) : cosineToZero(options.rate),
    rateOptions: ['rate'],
    objective: descend,
    batch: (step) => batches.at(step),
    atEpochEnd: curve(context, 'train', lengths.training, stepsPerEpoch),
  });
}

function inSteps(rate: number, stepsPerEpoch: number): Schedule {
  return (step) => rate * 0.1 ** Math.floor(step / (STEP_EPOCHS * stepsPerEpoch));
}

function curve(
  { report }: DefenseContext,
  stage: string,
  epochs: number,
  stepsPerEpoch: number,
): (epoch: number) => Promise<undefined> {
  const every = Math.max(1, Math.floor(epochs / CURVE_POINTS));
  return async (epoch) => {
    if (epoch % every === 0) await report.evaluate(stage, epoch, epoch * stepsPerEpoch);
    return undefined;
  };
}

/** Where the session keeps what a detection found: samples, and the channels to reset of each layer. */
const ISOLATED = 'isolated';
const LEARNED = 'learned';
const FOUND = 'found/';

/**
 * Finds the neurons and the samples of a round. All of it is kept in the session, with the round that it belongs to: a run
 * that continues after it must not look again, at a network that has changed since.
 */
async function detectCompromised(
  context: DefenseContext,
  options: NoneOptions,
  lengths: Lengths,
  round: number,
): Promise<void> {
  const { session, report } = context;
  if (Number(session.notes['detectedRounds'] ?? 0) >= round) return;
  const watched = watchedLayers(session.model, context.taps);
  const found = await detect(context, watched, options, round);
  const { isolated, kept } = divide(context, found.sampleScores, options);
  // A network that has unlearned a trigger no longer tells by what carries it.
  const carriers = new Set(triggered(session));
  const epoch = lengths.training + (round - 1) * lengths.tuning;
  await report.trace('compromised', epoch, found.sampleScores);
  if (round === 1) await reportSamples(context, found, isolated, kept);

  const picked = new Map(
    found.layers.map(({ layer, wasReset }) => [layer, [...wasReset.keys()].filter((j) => wasReset[j] === 1)]),
  );
  const channelsOf = options.carryResets ? carryResets(watched, picked) : picked;
  for (const { layer, wasReset } of found.layers) {
    for (const channel of channelsOf.get(layer) ?? []) wasReset[channel] = 1;
  }
  await report.neurons({ round, layers: found.layers });
  const learned = kept.filter((index) => !carriers.has(index));
  await warnOfLostClasses(context, learned);

  // Last, and without a pause: a checkpoint holds all of it or nothing.
  for (const { name } of watched) {
    session.arrays.set(FOUND + name, Int32Array.from(channelsOf.get(name) ?? []));
  }
  session.arrays.set(ISOLATED, isolated);
  session.arrays.set(LEARNED, learned);
  session.notes[`found-${round}`] = describe(found, isolated, learned, options);
  session.notes['detectedRounds'] = round;
}

/** Answered once, of the first round's samples, while the network still holds all that the data planted. */
async function testTrigger(context: DefenseContext, options: NoneOptions, lengths: Lengths): Promise<void> {
  await runTriggerTest(context, {
    stage: TRIGGER_TEST,
    isolated: Int32Array.from(context.session.arrays.get(ISOLATED) ?? []),
    batch: lengths.batch,
    weightDecay: options.weightDecay,
  });
}

/** Resets what the round found, once: a run that continues inside the fine-tuning after it must not reset again. */
async function resetFound(context: DefenseContext, round: number): Promise<void> {
  const { session, report } = context;
  if (Number(session.notes['resetRounds'] ?? 0) >= round) return;
  const watched = watchedLayers(session.model, context.taps);
  const channelsOf = new Map(
    watched.map(({ name }) => [name, Array.from(session.arrays.get(FOUND + name) ?? [])]),
  );
  resetChannels(session.model, watched, channelsOf);
  await report.evaluate(tuningStage(round), 0, 0);
  session.notes['resetRounds'] = round;
}

/**
 * The upper group of the scores, most suspicious first, and the rest; what a person judged outranks the scores. Natural
 * backdoors are in the network and not in the samples: in search of them the scores suspect none.
 */
function divide(
  { judged }: DefenseContext,
  scores: Float32Array,
  { natural }: NoneOptions,
): { isolated: Int32Array; kept: Int32Array } {
  const above = (natural ? null : naturalBreak(scores)) ?? Infinity;
  const isPoison = new Set(judged.poison);
  const isClean = new Set(judged.clean);
  const isIsolated = (i: number): boolean => isPoison.has(i) || (scores[i]! > above && !isClean.has(i));
  const all = Int32Array.from(scores.keys());
  const rank = (index: number): number => (isPoison.has(index) ? 0 : 1);
  const isolated = all.filter(isIsolated);
  isolated.sort((a, b) => rank(a) - rank(b) || scores[b]! - scores[a]! || a - b);
  return { isolated, kept: all.filter((i) => !isIsolated(i)) };
}

/** The upper group may be a whole class that happens to drive the scored neurons, above all where nothing is poisoned. */
async function warnOfLostClasses({ data, report }: DefenseContext, learned: Int32Array): Promise<void> {
  const present = new Set(data.labels);
  for (const index of learned) present.delete(data.labels[index]!);
  if (present.size === 0) return;
  const names = [...present].sort((a, b) => a - b).map((label) => data.classes[label]);
  await report.log(
    'warning',
    `Every sample of ${names.join(', ')} drives the compromised neurons, so that fine-tuning learns nothing of it. ` +
      'By itself that is no sign of poison, but an attack that keeps labels can poison a whole class: look at its samples. The option natural leaves out no sample.',
  );
}

async function reportSamples(
  { data, report }: DefenseContext,
  { sampleScores, logits }: Detection,
  isolated: Int32Array,
  kept: Int32Array,
): Promise<void> {
  const classes = data.classes.length;
  await report.scores('compromised', sampleScores);
  await report.scores('loss', Float32Array.from(crossEntropyOfLogits(logits, data.labels, classes)));
  await report.scores('entropy', Float32Array.from(entropyOfLogits(logits, classes)));
  await report.scores('predicted', Float32Array.from(predictionOfLogits(logits, classes)));
  await report.subset('poisoned', isolated);
  await report.subset('clean', kept);
}

function describe(
  { layers }: Detection,
  isolated: Int32Array,
  learned: Int32Array,
  { natural }: NoneOptions,
): string {
  const channels = layers.reduce((sum, { wasReset }) => sum + wasReset.length, 0);
  const reset = layers.reduce((sum, { wasReset }) => sum + wasReset.filter((mark) => mark === 1).length, 0);
  const above =
    isolated.length === 0
      ? 'no sample stands out'
      : `${isolated.length} samples lie above the break of the scores`;
  const found = natural ? 'in search of natural backdoors the scores leave out no sample' : above;
  return `${reset} of ${channels} channels in ${layers.length} layers were reset; ${found}; ${learned.length} were learned.`;
}

async function runTuning(
  context: DefenseContext,
  options: NoneOptions,
  lengths: Lengths,
  round: number,
): Promise<void> {
  const { session, data } = context;
  const stage = tuningStage(round);
  const batches = new TuningBatches(context, {
    stage,
    indices: Int32Array.from(session.arrays.get(LEARNED) ?? []),
    batch: lengths.batch,
    augment: options.augment,
  });
  const stepsPerEpoch = batches.perEpoch;
  await runStage(context, {
    name: stage,
    totalSteps: lengths.tuning * stepsPerEpoch,
    stepsPerEpoch,
    optimizer: { momentum: 0.9, weightDecay: options.weightDecay, nesterov: false },
    rate: (options.tuningDecay === 'zero' ? cosineToZero : constant)(options.tuningRate),
    rateOptions: ['tuningRate'],
    objective: descendOrAscendUpTo(2 * Math.log(data.classes.length)),
    forward: () => (x) => session.model.apply(x, options.freezeStatistics ? FROZEN : TRAINING) as tf.Tensor2D,
    batch: (step) => batches.at(step),
    atEpochEnd: curve(context, stage, lengths.tuning, stepsPerEpoch),
    notes: () => [String(session.notes[`found-${round}`])],
  });
}
