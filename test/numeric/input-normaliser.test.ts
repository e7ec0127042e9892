/** Bytes become (value / 255 - mean) / std, whatever the number of channels: every value of every channel is checked. */
import { beforeAll, expect, it } from 'vitest';
import { InputNormaliser } from '../../src-main/train/data/input-normaliser.ts';
import { useTensorflow } from '../support/tensorflow.ts';

beforeAll(useTensorflow);

const MEAN = [0.1, 0.45, 0.48, 0.9];
const STD = [0.05, 0.25, 0.31, 1];

it.each([1, 2, 3, 4])('normalises images of %d channels', (channels) => {
  const [mean, std] = [MEAN.slice(0, channels), STD.slice(0, channels)];
  const values = Uint8Array.from({ length: 2 * 128 * channels }, (_, i) => Math.floor(i / channels));
  const normaliser = new InputNormaliser([8, 16, channels], { mean, std });
  const x = normaliser.toTensor(values);
  expect(x.shape).toEqual([2, 8, 16, channels]);
  const got = x.dataSync<'float32'>();
  x.dispose();
  const expected = Array.from(values, (value, i) => (value / 255 - mean[i % channels]!) / std[i % channels]!);
  const largest = Math.max(
    ...expected.map((value, i) => Math.abs(value - got[i]!) / Math.max(1, Math.abs(value))),
  );
  expect(largest).toBeLessThan(1e-6);
});
