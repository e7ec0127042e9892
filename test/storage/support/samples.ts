/** Small datasets with known content, and folders that vanish after the test. */
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { AttackManifest } from '../../../src-shared/domain/attack.ts';
import type { DatasetVersion, ImageShape, Split } from '../../../src-shared/domain/dataset.ts';
import type { SampleGroup } from '../../../src-shared/worker/contract.ts';
import {
  createWorkspace,
  finishImport,
  startImport,
  storeSampleGroup,
  type Connection,
  type NewImport,
  type Workspace,
} from '../../../src-main/storage/index.ts';

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'assay-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export function newWorkspace(folder = temporaryFolder()): Workspace {
  const workspace = createWorkspace(join(folder, 'test.assay'));
  onTestFinished(() => workspace.close());
  return workspace;
}

export const CLASSES = ['zero', 'one', 'two', 'three'];
export const OPTIONS = { size: null, channels: null, format: null };

export function plan(changes: Partial<NewImport> = {}): NewImport {
  return {
    dataset: 'traffic',
    source: '/somewhere/traffic.zip',
    sourceSha256: 'a'.repeat(64),
    options: OPTIONS,
    modality: 'image',
    shape: [8, 8, 3],
    classes: CLASSES,
    resizeRule: 'kept as they are',
    layout: { importer: 'image-folder', notes: { extension: 'png' } },
    ...changes,
  };
}

/** Byte p of sample i, different for every place; the tests compute what should be stored from this alone. */
export function pixelAt(index: number, position: number): number {
  return (index * 131 + position * 7 + (index >> 8)) & 0xff;
}

export function labelOf(index: number): number {
  return (index * 3 + 1) % CLASSES.length;
}

export function pixelsOf(start: number, count: number, sampleBytes: number): Uint8Array {
  const pixels = new Uint8Array(count * sampleBytes);
  for (let i = 0; i < count; i++) {
    for (let p = 0; p < sampleBytes; p++) pixels[i * sampleBytes + p] = pixelAt(start + i, p);
  }
  return pixels;
}

/** Samples `start .. start + count - 1` of the made-up dataset. */
export function group(
  split: Split,
  start: number,
  count: number,
  shape: ImageShape = [8, 8, 3],
): SampleGroup {
  const indices = Array.from({ length: count }, (_, i) => start + i);
  return {
    split,
    bytes: pixelsOf(start, count, shape[0] * shape[1] * shape[2]),
    labels: Int32Array.from(indices, labelOf),
    names: indices.map((index) => `${split}/${index}.png`),
    sourceSha256: indices.map((index) => createHash('sha256').update(`bytes ${index}`).digest('hex')),
  };
}

/** A finished version: `train` and then `test` samples, stored in groups that do not fall on pack borders. */
export async function importSamples(
  db: Connection,
  train: number,
  test: number,
  changes: Partial<NewImport> = {},
): Promise<DatasetVersion> {
  const wanted = plan(changes);
  const id = startImport(db, wanted);
  const step = 777;
  for (let start = 0; start < train; start += step) {
    const count = Math.min(step, train - start);
    storeSampleGroup(db, id, group('train', start, count, wanted.shape), [], start + count);
  }
  for (let start = train; start < train + test; start += step) {
    const count = Math.min(step, train + test - start);
    storeSampleGroup(db, id, group('test', start, count, wanted.shape), [], start + count);
  }
  return finishImport(db, id);
}

export const MANIFEST: AttackManifest = {
  attack: 'badnets',
  attackVersion: 1,
  rate: 0.1,
  mapping: 'all-to-one',
  rules: [{ targets: new Array<number>(CLASSES.length).fill(0), pattern: null }],
  seed: 7,
  options: { size: 3 },
  cleanLabel: false,
  shape: [8, 8, 3],
};

/** Runs `work` and returns what it throws. */
export function thrownBy(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  throw new Error('It should have thrown.');
}
