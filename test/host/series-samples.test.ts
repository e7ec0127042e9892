/** Time series on their way from the workspace to the window: tiles, detail, trigger view. Real SQLite, no training. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { createHost, type Host } from '../../src-main/host/create-host.ts';
import {
  createWorkspace,
  finishImport,
  startImport,
  storeSampleGroup,
} from '../../src-main/storage/index.ts';
import { calls, type Tiles } from '../../src-shared/rpc/contract.ts';
import { plan, temporaryFolder } from '../storage/support/samples.ts';

const STEPS = 300;
const VARIABLES = 2;
const COUNT = 20;
const { signal } = new AbortController();

/** The first half carries a bump of 5 in steps 100 to 109 of the second variable, far from zero. */
function valueAt(index: number, step: number, variable: number): number {
  const bump = variable === 1 && index < COUNT / 2 && step >= 100 && step < 110 ? 5 : 0;
  return 1000 * variable + ((index * 7 + step * 3) % 11) + bump;
}

async function storeSeries(path: string): Promise<number> {
  const workspace = createWorkspace(path);
  const id = startImport(
    workspace.db,
    plan({ dataset: 'beats', modality: 'series', shape: [STEPS, 1, VARIABLES], classes: ['a', 'b'] }),
  );
  const values = new Float32Array(COUNT * STEPS * VARIABLES);
  values.forEach((_, i) => {
    const [series, within] = [Math.floor(i / (STEPS * VARIABLES)), i % (STEPS * VARIABLES)];
    values[i] = valueAt(series, Math.floor(within / VARIABLES), within % VARIABLES);
  });
  const names = Array.from({ length: COUNT }, (_, i) => `row ${i + 1}`);
  storeSampleGroup(
    workspace.db,
    id,
    {
      split: 'train',
      bytes: new Uint8Array(values.buffer),
      labels: Int32Array.from(names, (_, i) => i % 2),
      names,
      sourceSha256: names.map((name) => createHash('sha256').update(name).digest('hex')),
    },
    [],
    COUNT,
  );
  await finishImport(workspace.db, id);
  workspace.close();
  return id;
}

let host: Host;
let versionId: number;
beforeEach(async () => {
  const path = join(temporaryFolder(), 'series.assay');
  versionId = await storeSeries(path);
  host = await createHost({ workspace: path, mode: 'read', programVersion: 'test' });
  onTestFinished(() => host.close());
});

function series(tiles: Tiles): Extract<Tiles, { modality: 'series' }> {
  if (tiles.modality !== 'series') throw new Error('these are series');
  return tiles;
}

describe('series from the workspace', () => {
  it('come in full when they are short enough or alone', async () => {
    const tiles = series(await host.samples.tiles(versionId, Int32Array.of(3), 1_000_000, signal));
    expect(tiles).toMatchObject({ steps: STEPS, points: STEPS, variables: VARIABLES });
    expect(tiles.values).toHaveLength(STEPS * VARIABLES);
    expect([tiles.values[2 * 105], tiles.values[2 * 105 + 1]]).toEqual([
      valueAt(3, 105, 0),
      valueAt(3, 105, 1),
    ]);
  });

  it('come with their extremes as tiles, in the order asked for', async () => {
    const tiles = series(await host.samples.tiles(versionId, Int32Array.of(15, 2), 64, signal));
    expect(tiles).toMatchObject({ steps: STEPS, points: 128, variables: VARIABLES });
    const second = tiles.values.filter((_, i) => i % VARIABLES === 1);
    // Only the one asked for last has the bump.
    expect(Math.max(...second.subarray(0, 128))).toBeLessThanOrEqual(1010);
    expect(Math.max(...second.subarray(128))).toBeGreaterThan(1010);
  });

  it('only one may be asked for in full', () => {
    const ask = (count: number, size: number): boolean =>
      calls['samples.tiles'].args.safeParse({ versionId: 1, indices: new Int32Array(count), size }).success;
    expect([ask(1, 1_000_000), ask(2, 1_000_000), ask(2048, 2048), ask(2049, 64)]).toEqual([
      ...[true, false, true, false],
    ]);
  });

  it('the trigger view has mean and deviation of every step, also far from zero', async () => {
    const half = (from: number): Int32Array => Int32Array.from({ length: COUNT / 2 }, (_, i) => from + i);
    const view = await host.viewTrigger(versionId, half(0), half(COUNT / 2), signal);
    expect(view).toMatchObject({ modality: 'series', height: STEPS, width: 1, channels: VARIABLES });
    expect([view.suspectedCount, view.othersCount]).toEqual([COUNT / 2, COUNT / 2]);
    const expected = (step: number, variable: number, from: number): [number, number] => {
      const all = [...half(from)].map((index) => valueAt(index, step, variable));
      const mean = all.reduce((sum, value) => sum + value, 0) / all.length;
      return [mean, Math.sqrt(all.reduce((sum, value) => sum + (value - mean) ** 2, 0) / all.length)];
    };
    for (const [step, variable] of [
      [105, 1],
      [105, 0],
      [0, 1],
    ] as const) {
      const at = step * VARIABLES + variable;
      const [mean, deviation] = expected(step, variable, 0);
      expect(view.suspectedMean[at]).toBeCloseTo(mean, 3);
      expect(view.suspectedDeviation[at]).toBeCloseTo(deviation, 4);
      expect(view.othersMean[at]).toBeCloseTo(expected(step, variable, COUNT / 2)[0], 3);
    }
  });

  it('the version says what it is', () => {
    expect(host.versions.record(versionId)).toMatchObject({
      modality: 'series',
      shape: [STEPS, 1, VARIABLES],
    });
  });
});
