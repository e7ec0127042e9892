/** How the steps of a stage are run: the one choice that a training loop makes about capturing. */
import * as tf from '@tensorflow/tfjs-core';
import type { Execution } from '../../../src-shared/domain/run.ts';
import { AssayError } from '../../../src-shared/errors/assay-error.ts';
import { CapturedStep } from './captured-step.ts';

export interface StepRunner {
  run<T extends tf.NamedTensorMap>(body: () => T): T;
  /** Why steps are run as they are written although a graph was wanted; null where nothing is to be said. */
  readonly whyNot: string | null;
  dispose(): void;
}

/** Making a graph costs about as much as ten steps save. */
const FEWEST_STEPS = 40;

/** A runner for the `steps` steps of one stage. Its `run` throws `run.unfit` for `captured` where a step cannot be a graph. */
export function newStepRunner(execution: Execution, steps: number): StepRunner {
  if (execution === 'eager' || (execution === 'auto' && steps < FEWEST_STEPS)) return new AsWritten();
  return execution === 'auto' ? new CapturedStep() : new CapturedOnly();
}

class AsWritten implements StepRunner {
  readonly whyNot = null;

  run<T extends tf.NamedTensorMap>(body: () => T): T {
    return tf.tidy(body);
  }

  dispose(): void {
    // Nothing is held.
  }
}

class CapturedOnly implements StepRunner {
  readonly whyNot = null;
  readonly #step = new CapturedStep();

  run<T extends tf.NamedTensorMap>(body: () => T): T {
    const results = this.#step.run(body);
    const reason = this.#step.whyNot;
    if (reason === null) return results;
    tf.dispose(results);
    throw new AssayError(
      'run.unfit',
      `The training step cannot be run as one graph: ${reason}. Use the execution "auto" or "eager".`,
      { reason },
    );
  }

  dispose(): void {
    this.#step.dispose();
  }
}
