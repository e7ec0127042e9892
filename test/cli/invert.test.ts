/** `assay invert --out`: what cannot be drawn is told before a trigger is sought, on workspaces made through storage. */
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  createWorkspace,
  finishImport,
  openWorkspace,
  startImport,
  storeCheckpointFile,
  storeSampleGroup,
} from '../../src-main/storage/index.ts';
import type { ImageShape, Modality } from '../../src-shared/domain/dataset.ts';
import { addFinishedAudit, CLASSES, TRAIN } from './support/make-workspace.ts';
import { startCli, type CliResult } from './support/run-cli.ts';

let folder: string;
let workspace: string;
/** Numbers of their runs. */
let series: number;
let images: number;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'assay-invert-test-'));
  workspace = join(folder, 'small.assay');
  createWorkspace(workspace).close();
  series = await addTrained('waves', 'series', [16, 1, 1]);
  images = await addTrained('toys', 'image', [8, 8, 3]);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A dataset with a run that kept a network, which nothing here ever loads. */
async function addTrained(dataset: string, modality: Modality, shape: ImageShape): Promise<number> {
  const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
  const opened = openWorkspace(workspace);
  const versionId = startImport(opened.db, {
    ...{ dataset, modality, shape, source: join(folder, dataset), sourceSha256: sha256(dataset) },
    ...{ options: {}, classes: CLASSES, resizeRule: 'kept as they are' },
    layout: { importer: 'cifar', notes: {} },
  });
  const bytesOfOne = shape[0] * shape[1] * shape[2] * (modality === 'series' ? 4 : 1);
  let stored = 0;
  for (const [split, count] of [
    ['train', TRAIN],
    ['test', 24],
  ] as const) {
    const names = Array.from({ length: count }, (_, i) => `${split}/${i}`);
    const bytes = Uint8Array.from({ length: count * bytesOfOne }, (_, i) => Math.floor(i / bytesOfOne));
    const labels = Int32Array.from(names, (_, i) => i % CLASSES.length);
    stored += count;
    storeSampleGroup(
      opened.db,
      versionId,
      { split, bytes, labels, names, sourceSha256: names.map((name) => sha256(`${dataset} ${name}`)) },
      [],
      stored,
    );
  }
  await finishImport(opened.db, versionId);
  opened.close();
  const run = addFinishedAudit(workspace, dataset, [0, 1]);
  const file = join(folder, 'network');
  writeFileSync(file, 'weights');
  const again = openWorkspace(workspace);
  await storeCheckpointFile(again.db, run, {
    ...{ role: 'final', stage: 'final', file },
    sha256: sha256('weights'),
  });
  again.close();
  return run;
}

function invert(run: number, out: string): Promise<CliResult> {
  // No runtime can be set up there: whoever goes on to a worker ends with another sentence.
  return startCli(['invert', workspace, String(run), '--out', out], { XDG_CACHE_HOME: '/dev/null/none' })
    .result;
}

it('refuses series, which nobody can draw', async () => {
  const { code, stderr } = await invert(series, join(folder, 'triggers'));
  expect(stderr).toBe('Triggers are drawn of grey and colour images only; --json has figures of all data.\n');
  expect(code).toBe(2);
});

it('refuses a folder that cannot be', async () => {
  const before = readdirSync(folder);
  const file = join(folder, 'network');
  for (const out of [file, join(file, 'deep', 'triggers')]) {
    const { code, stderr } = await invert(images, out);
    expect(stderr).toBe(`There cannot be a folder ${out}: ${file} is a file. Name another folder.\n`);
    expect(code).toBe(2);
  }
  expect(readdirSync(folder)).toEqual(before);
});
