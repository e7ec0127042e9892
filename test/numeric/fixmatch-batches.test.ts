/** Which view of which sample an update of DLP's fine-tuning is made of, with real views and a real, if tiny, network. */
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { beforeAll, expect, it } from 'vitest';
import { InlineViews, ViewMaker, type ViewRequest } from '../../src-main/train/data/views.ts';
import { FixMatchBatches } from '../../src-main/train/defenses/fixmatch.ts';
import type { DefenseContext } from '../../src-main/train/loop/context.ts';
import { Rng } from '../../src-shared/math/rng.ts';
import { useTensorflow } from '../support/tensorflow.ts';
import { ValuesAsTheyAre } from '../support/values-as-they-are.ts';

beforeAll(useTensorflow);

const SHAPE = [8, 8, 3] as const;
const SIZE = 8 * 8 * 3;
const [LABELLED, UNLABELLED] = [Int32Array.of(0, 1, 2, 3), Int32Array.from({ length: 12 }, (_, i) => 4 + i)];

it('given labels go with weak views, predicted ones with strong views, each with its own sample', () => {
  const rng = Rng.fromSeed(1);
  const data = {
    modality: 'image' as const,
    shape: SHAPE,
    values: Uint8Array.from({ length: 16 * SIZE }, () => rng.below(256)),
    labels: Int32Array.from({ length: 16 }, (_, i) => i % 2),
    classes: ['a', 'b'],
  };
  const input = tfl.input({ shape: [...SHAPE] });
  const dense = tfl.layers.dense({ units: 2 });
  const flat = tfl.layers.flatten().apply(input);
  const model = tfl.model({ inputs: input, outputs: dense.apply(flat) as tfl.SymbolicTensor });
  dense.setWeights([tf.zeros([SIZE, 2]), tf.tensor1d([0.1, 0])]);
  const maker = new ViewMaker(data, true);
  const inline = new InlineViews(data, true);
  const taken: ViewRequest[] = [];
  const context = {
    data,
    session: { model },
    normaliser: new ValuesAsTheyAre(SHAPE),
    views: {
      take(request: ViewRequest, places?: ArrayLike<number>) {
        taken.push(request);
        return inline.take(request, places);
      },
      ahead: () => undefined,
    },
  } as unknown as DefenseContext;
  // The first class always has a probability of 0.525: what is plausible keeps its label, of the rest that class is predicted.
  const plausible = Int32Array.of(5, 8, 11);
  const batches = new FixMatchBatches(
    context,
    { labelled: LABELLED, unlabelled: UNLABELLED, plausible, suppressed: new Int32Array(0) },
    Rng.fromSeed(2),
    {
      labelledBatch: 4,
      ratio: 3,
      threshold: 0.51,
      plausibleFrom: 0.4,
      unlabelledWeight: 1,
      skipUnconfident: true,
    },
    10,
  );
  const batch = batches.at(0);
  const request = (kind: string): ViewRequest =>
    taken.find((one) => one.kind === kind && one.indices.length === UNLABELLED.length)!;
  const [weak, strong] = [request('weak'), request('strong')];
  const places = [...weak.indices.keys()];
  const given = places.filter((place) => plausible.includes(weak.indices[place]!));
  const predicted = places.filter((place) => !given.includes(place));
  expect(given).toHaveLength(3);
  const unlabelledValues = [...maker.make(weak, given), ...maker.make(strong, predicted)];
  expect([...batch.values.subarray(4 * SIZE)]).toEqual(unlabelledValues);
  expect([...batch.labels.subarray(4)]).toEqual([
    ...given.map((place) => data.labels[weak.indices[place]!]),
    ...predicted.map(() => 0),
  ]);
  // Each row of the unlabelled ones counts a twelfth.
  expect(batch.weights.subarray(4).every((weight) => weight === Math.fround(1 / 12))).toBe(true);
  batches.dispose();
});
