/**
 * What making batches costs an update, with the thread that prepares them and without, in turn: for plain training
 * (batch 128) and FixMatch (64 and 448, every pseudo-label accepted) of WRN-16-1, and beside a device that computes
 * without the processor, as a graphics card does.
 */
import type * as tfl from '@tensorflow/tfjs-layers';
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { initialiseWeights } from '../../src-main/train/architectures/initialise.ts';
import { findArchitecture } from '../../src-main/train/architectures/registry.ts';
import { InputNormaliser } from '../../src-main/train/data/input-normaliser.ts';
import { InlineViews, type ViewRequest, type Views } from '../../src-main/train/data/views.ts';
import { FixMatchBatches } from '../../src-main/train/defenses/fixmatch.ts';
import { LabelledBatches } from '../../src-main/train/defenses/labelled-batches.ts';
import type { DefenseContext } from '../../src-main/train/loop/context.ts';
import { TrainingSession } from '../../src-main/train/loop/session.ts';
import { descend, trainStep, type Batch } from '../../src-main/train/loop/step.ts';
import { Sgd } from '../../src-main/train/optim/sgd.ts';
import { ThreadedViews } from '../../src-main/worker/views/threaded-views.ts';
import type { SampleValues } from '../../src-shared/domain/sample-values.ts';
import { Rng } from '../../src-shared/math/rng.ts';
import { median, round2 } from './ratio.ts';

const SHAPE = [32, 32, 3] as const;
const SAMPLES = 2000;
const LABELLED = 400;
/** Not timed: code is compiled, the thread comes up. */
const WARM_UP = 2;
const STEPS = { plain: 12, fixMatch: 4, device: 100 } as const;
/** Of an update on a graphics card. */
const DEVICE_MS = 10;

/** Adds up the time that is spent on views. */
class TimedViews implements Views {
  readonly #views: Views;
  ms = 0;

  constructor(views: Views) {
    this.#views = views;
  }

  take(request: ViewRequest, places?: ArrayLike<number>): SampleValues {
    return this.#timed(() => this.#views.take(request, places));
  }

  ahead(requests: readonly ViewRequest[]): void {
    this.#timed(() => this.#views.ahead(requests));
  }

  #timed<T>(body: () => T): T {
    const startedAt = performance.now();
    const result = body();
    this.ms += performance.now() - startedAt;
    return result;
  }
}

interface Side {
  views: TimedViews;
  /** Makes the batch of a step. */
  batch: (step: number) => Batch;
  /** What is done with it. */
  compute: (batch: Batch) => void;
  viewsMs: number[];
  updateMs: number[];
  /** Of all threads. */
  processorMs: number[];
}

type BatchesOf = (context: DefenseContext) => { at(step: number): Batch };

const plain: BatchesOf = (context) => new LabelledBatches(context, { stage: 'a', batch: 128, augment: true });

const fixMatch: BatchesOf = (context) => {
  const rows = Int32Array.from({ length: SAMPLES }, (_, i) => i);
  const labelled = rows.subarray(0, LABELLED);
  const none = new Int32Array(0);
  const pools = { labelled, unlabelled: rows.subarray(LABELLED), plausible: none, suppressed: none };
  const options = {
    labelledBatch: 64,
    ratio: 7,
    threshold: 0,
    plausibleFrom: 1,
    unlabelledWeight: 1,
    skipUnconfident: true,
  };
  return new FixMatchBatches(context, pools, Rng.fromSeed(7), options, STEPS.fixMatch);
};

function train(session: TrainingSession): (batch: Batch) => void {
  const optimizer = new Sgd({ momentum: 0.9, weightDecay: 1e-4, nesterov: false });
  return (batch) => void trainStep(session.learner, optimizer, batch, descend, 0.01);
}

function wait(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, DEVICE_MS);
}

async function sideOf(
  context: DefenseContext,
  views: Views,
  of: BatchesOf,
  isDevice: boolean,
): Promise<Side> {
  const timed = new TimedViews(views);
  const model: tfl.LayersModel = await findArchitecture('wrn-16-1').build(SHAPE, 10);
  initialiseWeights(model, Rng.fromSeed(1).fork('init'));
  const session = new TrainingSession(model, context.normaliser);
  const batches = of({ ...context, session, views: timed });
  const compute = isDevice ? wait : train(session);
  return {
    views: timed,
    batch: (step) => batches.at(step),
    compute,
    viewsMs: [],
    updateMs: [],
    processorMs: [],
  };
}

function update({ views, batch, compute, viewsMs, updateMs, processorMs }: Side, step: number): void {
  views.ms = 0;
  const [startedAt, processor] = [performance.now(), process.cpuUsage()];
  compute(batch(step));
  if (step < WARM_UP) return;
  const { user, system } = process.cpuUsage(processor);
  processorMs.push((user + system) / 1000);
  updateMs.push(performance.now() - startedAt);
  viewsMs.push(views.ms);
}

async function measure(of: BatchesOf, steps: number, isDevice = false): Promise<object> {
  const rng = Rng.fromSeed(2);
  const values = Uint8Array.from({ length: SAMPLES * 3072 }, () => rng.below(256));
  const labels = Int32Array.from({ length: SAMPLES }, () => rng.below(10));
  const data = {
    modality: 'image',
    shape: SHAPE,
    values,
    labels,
    classes: Array.from('0123456789'),
  } as const;
  const normaliser = new InputNormaliser(SHAPE, { mean: [0.5, 0.5, 0.5], std: [0.25, 0.25, 0.25] });
  // The rest of a context is for what a defense does besides making batches.
  const context = {
    data,
    rng: Rng.fromSeed(3),
    flipIsHarmless: true,
    normaliser,
  } as unknown as DefenseContext;
  const threaded = new ThreadedViews(data, true, { startAfterMs: 0 });
  try {
    const inline = await sideOf(context, new InlineViews(data, true), of, isDevice);
    const ahead = await sideOf(context, threaded, of, isDevice);
    for (let step = 0; step < steps + WARM_UP; step++) {
      if (step === 1) await sleep(1000);
      // The thread is through long before its side's update ends, so it works at that side's expense.
      for (const side of [inline, ahead]) update(side, step);
    }
    return {
      viewsMsInline: round2(median(inline.viewsMs)),
      viewsMsAhead: round2(median(ahead.viewsMs)),
      updateMsInline: round2(median(inline.updateMs)),
      updateMsAhead: round2(median(ahead.updateMs)),
      ratio: round2(median(inline.updateMs) / median(ahead.updateMs)),
      ratioOfProcessorTime: round2(median(inline.processorMs) / median(ahead.processorMs)),
      steps,
    };
  } finally {
    await threaded.close();
  }
}

export async function benchInputPipeline(): Promise<object> {
  return {
    bench: 'input-pipeline',
    plain: await measure(plain, STEPS.plain),
    fixMatch: await measure(fixMatch, STEPS.fixMatch),
    plainBesideDevice: await measure(plain, STEPS.device, true),
  };
}
