/**
 * The training loop, the only one: every stage of every defense is a call of `runStage`. It goes on where a checkpoint
 * stopped, skips a stage that is already finished, and ends with a checkpoint of its own.
 */
import type * as tf from '@tensorflow/tfjs-core';
import { AssayError } from '../../../src-shared/errors/assay-error.ts';
import { flagName } from '../../../src-shared/schema/parse.ts';
import type { StoredArray } from '../checkpoint/safetensors.ts';
import { Sgd, type SgdOptions } from '../optim/sgd.ts';
import type { Schedule } from '../optim/schedules.ts';
import type { DefenseContext } from './context.ts';
import { underPrefix, withPrefix, type StagePosition } from './session.ts';
import {
  AS_WRITTEN,
  trainStep,
  type Batch,
  type Forward,
  type Learner,
  type Objective,
  type StepResult,
} from './step.ts';

export interface Stage {
  /** Stable name, e.g. `SL`. */
  name: string;
  totalSteps: number;
  /** A timeline point is made and `atEpochEnd` called after as many updates. */
  stepsPerEpoch: number;
  optimizer: SgdOptions;
  rate: Schedule;
  /** The options that set the rate, for who has to lower it; none where none does. */
  rateOptions: readonly string[];
  objective: Objective;
  /** Logits of a batch, where they are not simply those of the network; told the step it is called in. */
  forward?(step: number): Forward;
  /** What learns, by name, where it is not simply every weight of the network. */
  weights?: ReadonlyMap<string, tf.Variable>;
  /** What the gradients move, by the same names, where they are taken at other weights than those that learn. */
  moved?: ReadonlyMap<string, tf.Variable>;
  /** The batch of an update, a function of the step alone. */
  batch(step: number): Batch;
  /** After each update; `stop` ends the stage early. */
  afterStep?(step: number): 'stop' | undefined | Promise<'stop' | undefined>;
  /** After each epoch (counted from 1); `stop` ends the stage early. */
  atEpochEnd?(epoch: number, meanLoss: number): Promise<'stop' | undefined>;
  /** After the last update and before the stage is measured and saved. */
  atEnd?(): Promise<void>;
  /** State beside weights and optimiser slots that a checkpoint in the middle must hold, and how to put it back. */
  saveState?(): Map<string, StoredArray>;
  restoreState?(arrays: ReadonlyMap<string, StoredArray>): void;
  /** Sentences for the stage's result, asked for at its end. */
  notes?(): string[];
}

export async function runStage(context: DefenseContext, stage: Stage): Promise<void> {
  const { session, report, signal } = context;
  if (session.finishedStages.includes(stage.name)) return;

  const optimizer = new Sgd(stage.optimizer);
  const weights = stage.weights ?? session.learner.weights;
  const learner = { ...session.learner, weights, moved: stage.moved ?? weights };
  const position = resume(context, stage, optimizer, learner);
  const runner = context.newStepRunner?.(stage.totalSteps) ?? AS_WRITTEN;
  const startedAt = performance.now() - position.seconds * 1000;
  let lastSaved = performance.now();
  const save = async (role: 'progress' | 'stage'): Promise<void> => {
    position.seconds = (performance.now() - startedAt) / 1000;
    const arrays = role === 'progress' ? stageArrays(stage, optimizer) : new Map<string, StoredArray>();
    await report.checkpoint(role, stage.name, session.save(arrays));
    lastSaved = performance.now();
  };

  try {
    for (;;) {
      await settle(context, stage, position);
      if (position.isStopped || position.step >= stage.totalSteps) break;
      signal.throwIfAborted();
      if ((performance.now() - lastSaved) / 1000 >= context.checkpointSeconds) await save('progress');

      const { step } = position;
      const rate = stage.rate(step, stage.totalSteps);
      const batch = stage.batch(step);
      const forward = stage.forward?.(step);
      const result = trainStep(learner, optimizer, batch, stage.objective, rate, forward, runner);
      if (!Number.isFinite(result.objective)) throw diverged(stage, step, position);
      addLosses(position, batch, result);
      position.step = step + 1;
      position.pending = 'after-step';
      await report.progress(stage.name, position.step, stage.totalSteps, 'updates', {
        loss: position.lossSum / position.lossCount,
        rate,
      });
    }
    if (runner.whyNot !== null) {
      await report.log('info', `Stage ${stage.name} is not run as one graph: ${runner.whyNot}.`);
    }
    await stage.atEnd?.();
    await report.stage({
      name: stage.name,
      epochs: Math.round((100 * position.step) / stage.stepsPerEpoch) / 100,
      updates: position.step,
      seconds: (performance.now() - startedAt) / 1000,
      notes: stage.notes?.() ?? [],
    });
  } catch (thrown) {
    // Whatever was going on can be done again from the position: hooks change nothing before they are through.
    if (signal.aborted) await save('progress');
    throw thrown;
  } finally {
    runner.dispose();
  }
  optimizer.dispose();
  session.finishedStages.push(stage.name);
  session.position = null;
  await save('stage');
}

/** Runs the hooks that the last update is owed. */
async function settle(context: DefenseContext, stage: Stage, position: StagePosition): Promise<void> {
  if (position.pending === 'after-step') {
    const verdict = await stage.afterStep?.(position.step - 1);
    if (verdict === 'stop') position.isStopped = true;
    position.pending = position.step % stage.stepsPerEpoch === 0 ? 'epoch-end' : null;
  }
  if (position.pending === 'epoch-end') {
    const epoch = position.step / stage.stepsPerEpoch;
    const meanLoss = position.lossSum / position.lossCount;
    await context.report.timeline(stage.name, epoch, position.step, { loss: meanLoss });
    const verdict = await stage.atEpochEnd?.(epoch, meanLoss);
    if (verdict === 'stop') position.isStopped = true;
    position.lossSum = 0;
    position.lossCount = 0;
    position.pending = null;
  }
}

/** The position to start from: that of the checkpoint when it was taken inside this stage, else the beginning. */
function resume(
  context: DefenseContext,
  stage: Stage,
  optimizer: Sgd,
  { weights, moved = weights }: Learner,
): StagePosition {
  const { session } = context;
  if (session.position?.stage === stage.name) {
    optimizer.restore(moved, underPrefix('slot/', session.restoredStageArrays));
    stage.restoreState?.(underPrefix('own/', session.restoredStageArrays));
    session.restoredStageArrays.clear();
  } else {
    session.position = {
      stage: stage.name,
      step: 0,
      seconds: 0,
      lossSum: 0,
      lossCount: 0,
      pending: null,
      isStopped: false,
    };
  }
  return session.position;
}

function stageArrays(stage: Stage, optimizer: Sgd): Map<string, StoredArray> {
  return new Map([
    ...withPrefix('slot/', optimizer.state()),
    ...withPrefix('own/', stage.saveState?.() ?? new Map<string, StoredArray>()),
  ]);
}

/** Rows that teach nothing, or what a sample is not, would say little in a curve of the loss. */
function addLosses(position: StagePosition, batch: Batch, result: StepResult): void {
  result.losses.forEach((loss, row) => {
    if (batch.weights[row]! <= 0) return;
    position.lossSum += loss;
    position.lossCount++;
  });
}

function diverged(stage: Stage, step: number, position: { lossSum: number; lossCount: number }): AssayError {
  const last = position.lossCount === 0 ? null : position.lossSum / position.lossCount;
  // What a person sets is the first rate, from which schedules go down.
  const rate = stage.rate(0, stage.totalSteps);
  const flags = stage.rateOptions.map((option) => `--${flagName(option)}`).join(' / ');
  const remedy =
    flags === ''
      ? 'No option sets the learning rate of this stage: start again with another seed.'
      : `Start again with a lower ${flags}: the learning rate was ${rate.toPrecision(3)} at first.`;
  return new AssayError(
    'run.diverged',
    `Training diverged in stage ${stage.name} at update ${step}: the loss is not a finite number. ${remedy}`,
    { stage: stage.name, step, rate, lastFiniteLoss: last },
  );
}
