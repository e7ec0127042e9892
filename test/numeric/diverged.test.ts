/** A training whose loss is no number any more ends with what a person can do about it: real updates, far too large. */
import * as tfl from '@tensorflow/tfjs-layers';
import { beforeAll, expect, it } from 'vitest';
import type { DefenseContext, RunReporter } from '../../src-main/train/loop/context.ts';
import { runStage } from '../../src-main/train/loop/run-stage.ts';
import { TrainingSession } from '../../src-main/train/loop/session.ts';
import { descend } from '../../src-main/train/loop/step.ts';
import { useTensorflow } from '../support/tensorflow.ts';
import { ValuesAsTheyAre } from '../support/values-as-they-are.ts';

beforeAll(useTensorflow);

async function train(rateOptions: readonly string[]): Promise<unknown> {
  const input = tfl.input({ shape: [1, 1, 3] });
  const dense = tfl.layers.dense({ units: 2, useBias: false, name: 'logits' });
  const logits = dense.apply(tfl.layers.flatten().apply(input)) as tfl.SymbolicTensor;
  const normaliser = new ValuesAsTheyAre([1, 1, 3]);
  const session = new TrainingSession(tfl.model({ inputs: input, outputs: logits }), normaliser);
  const nothing = (): Promise<void> => Promise.resolve();
  const report: Partial<RunReporter> = {
    progress: nothing,
    log: nothing,
    timeline: nothing,
    checkpoint: nothing,
  };
  const context = { session, report, signal: new AbortController().signal, checkpointSeconds: 1e9 };
  try {
    await runStage(context as unknown as DefenseContext, {
      ...{ name: 'train', totalSteps: 50, stepsPerEpoch: 50, objective: descend, rateOptions },
      optimizer: { momentum: 0.9, weightDecay: 0, nesterov: false },
      // Falls, as schedules do: what is to be lowered is where it began.
      rate: (step) => 1e30 / (step + 1),
      batch: (step) => ({
        values: Float32Array.of(1e6, -1e6, 1e6, -1e6, 1e6, -1e6),
        labels: Int32Array.of(step % 2, (step + 1) % 2),
        weights: Float32Array.of(0.5, 0.5),
      }),
    });
    return null;
  } catch (thrown) {
    return thrown;
  }
}

it('names the options that set the rate, and the rate it began with', async () => {
  const thrown = await train(['rate', 'secondRate']);
  expect(thrown).toMatchObject({ code: 'run.diverged', details: { stage: 'train', rate: 1e30 } });
  expect((thrown as Error).message).toMatch(
    /at update \d+: .* Start again with a lower --rate \/ --second-rate: the learning rate was 1\.00e\+30 at first\.$/,
  );
});

it('says so where no option sets it', async () => {
  expect(((await train([])) as Error).message).toMatch(
    /No option sets the learning rate of this stage: start again with another seed\.$/,
  );
});
