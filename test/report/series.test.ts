/** What the report shows of time series: small pictures of samples, and patterns that flagged ones share. */
import { expect, it } from 'vitest';
import { seriesEvidence } from '../../src-main/formats/report/series-artefact.ts';
import { seriesDataUri } from '../../src-main/formats/report/series-picture.ts';
import { SampleMoments } from '../../src-main/formats/report/shared-artefact.ts';
import { Rng } from '../../src-shared/math/rng.ts';

const STEPS = 40;
const VARIABLES = 2;

function moments(count: number, seed: number, patch: number | null): SampleMoments {
  const rng = Rng.fromSeed(seed);
  const result = new SampleMoments([STEPS, 1, VARIABLES]);
  for (let n = 0; n < count; n++) {
    const values = Float32Array.from({ length: STEPS * VARIABLES }, () => rng.normal());
    if (patch !== null) values.fill(3, patch * VARIABLES, (patch + 3) * VARIABLES);
    result.add(values);
  }
  return result;
}

it('finds the steps that flagged series share, and says where', () => {
  const found = seriesEvidence('walking', moments(60, 1, 12), moments(200, 2, null));
  expect(found.level).toBe('strong');
  expect(found.findings[0]).toMatch(/walking are nearly all alike around step 1[23]/);
  expect(found.figures).toHaveLength(2);
});

it('finds nothing where there is nothing, and does not judge by a handful', () => {
  const none = seriesEvidence('walking', moments(60, 1, null), moments(200, 2, null));
  expect(none.level).toBe('none');
  expect(seriesEvidence('walking', moments(5, 1, 12), moments(200, 2, null)).level).toBe('not-assessed');
});

it('draws one line a variable, whose points lie within the picture', () => {
  const values = Float32Array.of(0, 10, 5, 20, 10, 30);
  const svg = Buffer.from(seriesDataUri(values, 2, 100, 50).split(',')[1]!, 'base64').toString();
  const lines = [...svg.matchAll(/points="([^"]*)"/g)].map(([, points]) => points!.split(' '));
  // 0 is the lowest and 30 the highest value of both variables together.
  expect(lines).toEqual([
    ['2,48', '50,40.33', '98,32.67'],
    ['2,32.67', '50,17.33', '98,2'],
  ]);
  const flat = Buffer.from(seriesDataUri(new Float32Array(3), 1).split(',')[1]!, 'base64').toString();
  expect(flat).not.toContain('NaN');
});
