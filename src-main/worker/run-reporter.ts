/** Turns what a defense reports into frames for the host, with the time left in the whole run. */
import { writeFile } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type * as tfl from '@tensorflow/tfjs-layers';
import type { RunReporter } from '../train/loop/context.ts';
import type { Evaluator, Measurement } from './evaluator.ts';
import type { WorkerPort } from './port.ts';

const PROGRESS_INTERVAL_MS = 100;
/** After this much of an attempt its own speed replaces the estimate made before it began. */
const TRUSTED_AFTER_SECONDS = 10;

export interface ReporterSetup {
  port: WorkerPort;
  scratchFolder: string;
  model: tfl.LayersModel;
  evaluator: Evaluator;
  /** Work of each stage in order, in images trained once. */
  cost: ReadonlyMap<string, number>;
  /** Measured before the run: seconds to train one image once. */
  secondsPerImage: number;
}

export interface WorkerReporter extends RunReporter {
  /** What the last finished stage measured. */
  lastMeasurement: Measurement | null;
}

export function createReporter(setup: ReporterSetup): WorkerReporter {
  const { port, evaluator, model } = setup;
  const clock = new RemainingTime(setup.cost, setup.secondsPerImage);
  let lastProgressAt = 0;
  let checkpoints = 0;

  const reporter: WorkerReporter = {
    lastMeasurement: null,
    async progress(stage, done, total, unit, metrics) {
      const now = performance.now();
      if (now - lastProgressAt < PROGRESS_INTERVAL_MS && done < total) return;
      lastProgressAt = now;
      const etaSeconds = clock.estimate(stage, done / total);
      await port.send({ type: 'progress', stage, done, total, unit, etaSeconds, metrics });
      // A step is synchronous: without this pause no cancel would ever be heard.
      await new Promise((resolve) => setImmediate(resolve));
    },
    timeline: (stage, epoch, step, metrics) => port.send({ type: 'timeline', stage, epoch, step, metrics }),
    log: (level, text) => port.send({ type: 'log', level, text }),
    scores: (metric, values) => port.send({ type: 'scores', metric, values }),
    trace: (metric, epoch, values) => port.send({ type: 'trace', metric, epoch, values }),
    subset: (name, indices) => port.send({ type: 'subset', name, indices }),
    neurons: (found) => port.send({ type: 'neurons', found }),
    trigger: (found) => port.send({ type: 'trigger', found }),
    async checkpoint(role, stage, bytes) {
      const file = join(setup.scratchFolder, `checkpoint-${process.pid}-${checkpoints++}.safetensors`);
      await writeFile(file, bytes, { flush: true });
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      await port.send({ type: 'checkpoint', role, stage, file, sha256 });
    },
    async stage(result) {
      const measured = await evaluator.measure(model, port.signal);
      reporter.lastMeasurement = measured;
      const { cleanAccuracy, attackSuccess, robustAccuracy } = measured;
      await port.send({ type: 'stage', result: { ...result, cleanAccuracy, attackSuccess, robustAccuracy } });
    },
    async evaluate(stage, epoch, step) {
      const measured = await evaluator.measurePart(model, port.signal);
      const metrics: Record<string, number> = {};
      if (measured.cleanAccuracy !== null) metrics['cleanAccuracy'] = measured.cleanAccuracy;
      if (measured.attackSuccess !== null) metrics['attackSuccess'] = measured.attackSuccess;
      await port.send({ type: 'timeline', stage, epoch, step, metrics });
    },
  };
  return reporter;
}

/** Seconds left, from the work left and the speed seen in this attempt so far. */
class RemainingTime {
  readonly #cost: ReadonlyMap<string, number>;
  readonly #total: number;
  readonly #secondsPerImage: number;
  #startedAt = 0;
  #doneAtStart = 0;

  constructor(cost: ReadonlyMap<string, number>, secondsPerImage: number) {
    this.#cost = cost;
    this.#secondsPerImage = secondsPerImage;
    this.#total = [...cost.values()].reduce((sum, images) => sum + images, 0);
  }

  estimate(stage: string, fraction: number): number {
    const done = this.#doneImages(stage, fraction);
    if (this.#startedAt === 0) {
      this.#startedAt = performance.now();
      this.#doneAtStart = done;
    }
    const seconds = (performance.now() - this.#startedAt) / 1000;
    const seen = done - this.#doneAtStart;
    const isTrusted = seconds > TRUSTED_AFTER_SECONDS && seen > 0;
    const secondsPerImage = isTrusted ? seconds / seen : this.#secondsPerImage;
    return Math.max(0, (this.#total - done) * secondsPerImage);
  }

  #doneImages(stage: string, fraction: number): number {
    let done = 0;
    for (const [name, images] of this.#cost) {
      if (name === stage) return done + images * fraction;
      done += images;
    }
    return done;
  }
}
