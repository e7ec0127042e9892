/** What is exported must need nothing of this program: the library rebuilds every network from its saved form alone. */
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { beforeAll, expect, it } from 'vitest';
import { ARCHITECTURES } from '../../../src-main/train/architectures/registry.ts';
import { Relu6 } from '../../../src-main/train/architectures/relu6.ts';
import { BatchNorm } from '../../../src-main/train/layers/batch-norm.ts';
import { Relu } from '../../../src-main/train/layers/relu.ts';
import { useTensorflow } from '../../support/tensorflow.ts';
import { relativeDifference, seededInput, seededModel, usualShape } from './seeded.ts';

beforeAll(useTensorflow);

it.each(ARCHITECTURES)('the library loads a saved $id and computes the same', async (architecture) => {
  const model = await seededModel(architecture);
  let saved: tf.io.ModelArtifacts | undefined;
  await model.save(
    tf.io.withSaveHandler((artifacts) => {
      saved = artifacts;
      return Promise.resolve({ modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } });
    }),
  );
  // Through text, as in a file.
  const modelTopology = JSON.parse(JSON.stringify(saved!.modelTopology)) as object;
  const loaded = await tfl.loadLayersModel(tf.io.fromMemory({ ...saved!, modelTopology }));
  const ownClasses = [BatchNorm, Relu, Relu6];
  expect(loaded.layers.some((layer) => ownClasses.some((own) => layer instanceof own))).toBe(false);
  const x = seededInput(architecture.modality, usualShape(architecture));
  const [ours, theirs] = [model, loaded].map((one) =>
    tf.tidy(() => (one.predict(x) as tf.Tensor).dataSync<'float32'>().slice()),
  );
  expect(relativeDifference(theirs!, ours!)).toBeLessThan(1e-5);
  model.dispose();
  loaded.dispose();
});
