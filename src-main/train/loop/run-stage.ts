/**
 * The training loop, the only one: every stage of every defense is a call of `runStage`. It goes on where a checkpoint
 * stopped, skips a stage that is already finished, and ends with a checkpoint of its own.
 */
import { AssayError } from '../../../src-shared/errors/assay-error.ts';
import type { StoredArray } from '../checkpoint/safetensors.ts';
import { Sgd, type SgdOptions } from '../optim/sgd.ts';
import type { Schedule } from '../optim/schedules.ts';
import type { DefenseContext } from './context.ts';
import { underPrefix, withPrefix } from './session.ts';
import { trainStep, type Batch, type Objective, type StepResult } from './step.ts';

export interface Stage {
  /** Stable name, e.g. `SL`. */
  name: string;
  totalSteps: number;
  /** A timeline point is made and `atEpochEnd` called after as many updates. */
  stepsPerEpoch: number;
  optimizer: SgdOptions;
  rate: Schedule;
  objective: Objective;
  /** The batch of an update, a function of the step alone. */
  batch(step: number): Batch;
  /** After each update; `stop` ends the stage early. */
  afterStep?(step: number, result: StepResult): 'stop' | undefined | Promise<'stop' | undefined>;
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
  const position = resume(context, stage, optimizer);
  const startedAt = performance.now() - position.seconds * 1000;
  let lastSaved = performance.now();
  const save = async (role: 'progress' | 'stage'): Promise<void> => {
    position.seconds = (performance.now() - startedAt) / 1000;
    const slots = role === 'progress' ? withPrefix('slot/', optimizer.state()) : new Map();
    const own = role === 'progress' ? withPrefix('own/', stage.saveState?.() ?? new Map()) : new Map();
    await report.checkpoint(role, stage.name, session.save(new Map([...slots, ...own])));
    lastSaved = performance.now();
  };

  let isStopped = false;
  while (position.step < stage.totalSteps && !isStopped) {
    if (signal.aborted) {
      await save('progress');
      signal.throwIfAborted();
    }
    const { step } = position;
    const rate = stage.rate(step, stage.totalSteps);
    const batch = stage.batch(step);
    const result = trainStep(session.learner, optimizer, batch, stage.objective, rate);
    if (!Number.isFinite(result.objective)) throw diverged(stage, step, rate, position);
    // Rows that teach nothing, or what a sample is not, would say little in a curve of the loss.
    result.losses.forEach((loss, row) => {
      if (batch.weights[row]! <= 0) return;
      position.lossSum += loss;
      position.lossCount++;
    });
    position.step = step + 1;

    isStopped = (await stage.afterStep?.(step, result)) === 'stop';
    await report.progress(stage.name, position.step, stage.totalSteps, 'updates', {
      loss: position.lossSum / position.lossCount,
      rate,
    });
    if (position.step % stage.stepsPerEpoch === 0) {
      isStopped = (await endEpoch(context, stage)) || isStopped;
    }
    // Not after a stop: a run resumed from such a checkpoint would not know that the stage had ended.
    const isDue = (performance.now() - lastSaved) / 1000 >= context.checkpointSeconds;
    if (isDue && !isStopped) await save('progress');
  }

  await stage.atEnd?.();
  optimizer.dispose();
  const seconds = (performance.now() - startedAt) / 1000;
  session.finishedStages.push(stage.name);
  session.position = null;
  await report.stage({
    name: stage.name,
    epochs: Math.round((100 * position.step) / stage.stepsPerEpoch) / 100,
    updates: position.step,
    seconds,
    notes: stage.notes?.() ?? [],
  });
  await save('stage');
}

/** The position to start from: that of the checkpoint when it was taken inside this stage, else the beginning. */
function resume(
  context: DefenseContext,
  stage: Stage,
  optimizer: Sgd,
): NonNullable<DefenseContext['session']['position']> {
  const { session } = context;
  if (session.position?.stage === stage.name) {
    optimizer.restore(session.learner.weights, underPrefix('slot/', session.restoredStageArrays));
    stage.restoreState?.(underPrefix('own/', session.restoredStageArrays));
    session.restoredStageArrays.clear();
  } else {
    session.position = { stage: stage.name, step: 0, seconds: 0, lossSum: 0, lossCount: 0 };
  }
  return session.position;
}

async function endEpoch(context: DefenseContext, stage: Stage): Promise<boolean> {
  const position = context.session.position;
  if (position === null) return false;
  const epoch = position.step / stage.stepsPerEpoch;
  const meanLoss = position.lossSum / position.lossCount;
  position.lossSum = 0;
  position.lossCount = 0;
  await context.report.timeline(stage.name, epoch, position.step, { loss: meanLoss });
  return (await stage.atEpochEnd?.(epoch, meanLoss)) === 'stop';
}

function diverged(
  stage: Stage,
  step: number,
  rate: number,
  position: { lossSum: number; lossCount: number },
): AssayError {
  const last = position.lossCount === 0 ? null : position.lossSum / position.lossCount;
  return new AssayError(
    'run.diverged',
    `Training diverged in stage ${stage.name} at update ${step}: the loss is not a finite number. ` +
      `Start again with a learning rate below ${rate.toPrecision(3)}.`,
    { stage: stage.name, step, rate, lastFiniteLoss: last },
  );
}
