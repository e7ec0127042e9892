/** What DLP's fine-tuning teaches the label of to be wrong: what a person judged, and what a real, if tiny, network contradicts. */
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { SuppressedSamples } from '../../src-main/train/defenses/dlp/suppressed-samples.ts';
import type { DefenseContext } from '../../src-main/train/loop/context.ts';
import { useTensorflow } from '../support/tensorflow.ts';
import { ValuesAsTheyAre } from '../support/values-as-they-are.ts';

beforeAll(useTensorflow);

const UPDATES = 400;
/** From here on what unlearning broke is mended. */
const MENDED = 150;

/**
 * Eight samples of one value, whose sign the network takes for their class. The given label is another one where `wrong`
 * says so.
 */
function contextOf(wrong: readonly number[], judged: readonly number[] = []): DefenseContext {
  const input = tfl.input({ shape: [1, 1, 1] });
  const dense = tfl.layers.dense({ units: 2, useBias: false });
  const flat = tfl.layers.flatten().apply(input);
  const model = tfl.model({ inputs: input, outputs: dense.apply(flat) as tfl.SymbolicTensor });
  dense.setWeights([tf.tensor2d([[-1, 1]])]);
  const values = Float32Array.from({ length: 8 }, (_, i) => (i % 2 === 0 ? -1 : 1));
  const labels = Int32Array.from(values, (value, i) => (value > 0 !== wrong.includes(i) ? 1 : 0));
  return {
    data: { modality: 'series', shape: [1, 1, 1], values, labels, classes: ['a', 'b'] },
    judged: { poison: [...judged], clean: [] },
    session: { model, arrays: new Map() },
    normaliser: new ValuesAsTheyAre([1, 1, 1]),
    signal: new AbortController().signal,
  } as unknown as DefenseContext;
}

const ISOLATED = Int32Array.of(6, 0, 1, 2);

describe('suppressed are', () => {
  it('the isolated samples that the network contradicts, from a quarter of them on, once it is mended', async () => {
    const samples = new SuppressedSamples(contextOf([2, 5]), ISOLATED, UPDATES);
    expect(await samples.look(MENDED - 1)).toEqual({ left: 0.25, hasGrown: false });
    expect([...samples.indices]).toEqual([]);
    expect(await samples.look(MENDED)).toEqual({ left: 0.25, hasGrown: true });
    expect([...samples.indices]).toEqual([2]);
    expect(await samples.look(MENDED + 1)).toEqual({ left: 0.25, hasGrown: false });
    expect(await samples.note()).toMatch(/^1 of 4 isolated samples were taken for another class/);
  });

  it('none where the network agrees with their labels', async () => {
    const samples = new SuppressedSamples(contextOf([5]), ISOLATED, UPDATES);
    expect(await samples.look(UPDATES)).toEqual({ left: 0, hasGrown: false });
    expect([...samples.indices]).toEqual([]);
    expect(await samples.note()).toMatch(/^4 of 4 isolated samples have the label again/);
  });

  it('what a person judged poison, from the beginning and whatever the network says of it', async () => {
    const samples = new SuppressedSamples(contextOf([2, 6], [0, 6]), ISOLATED, UPDATES);
    expect([...samples.indices]).toEqual([6, 0]);
    // Only of the other two is the network asked.
    expect(await samples.look(UPDATES)).toEqual({ left: 0.5, hasGrown: true });
    expect([...samples.indices]).toEqual([6, 0, 2]);
  });

  it('all of them, and nothing to say, where a person judged each', async () => {
    const samples = new SuppressedSamples(contextOf([2], [0, 1, 2, 6]), ISOLATED, UPDATES);
    expect(await samples.look(UPDATES)).toEqual({ left: 0, hasGrown: false });
    expect([...samples.indices]).toEqual([...ISOLATED]);
    expect(await samples.note()).toBeNull();
  });

  it('the same after a run was resumed', async () => {
    const context = contextOf([2]);
    await new SuppressedSamples(context, ISOLATED, UPDATES).look(UPDATES);
    expect([...new SuppressedSamples(context, ISOLATED, UPDATES).indices]).toEqual([2]);
  });
});
