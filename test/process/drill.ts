/** A tiny poisoned dataset in a workspace, and the command line as a real process. */
import { spawn, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { findAttack } from '../../src-main/train/attacks/registry.ts';
import { bytesOfValues } from '../../src-shared/domain/sample-values.ts';
import type { LabelledSamples } from '../../src-main/train/data/training-data.ts';
import { poisonDataset } from '../../src-main/train/attacks/poison-dataset.ts';
import {
  createWorkspace,
  finishImport,
  startImport,
  storeSampleGroup,
} from '../../src-main/storage/index.ts';
import { createPoisonedVersion } from '../../src-main/storage/repositories/poison.ts';
import { Rng } from '../../src-shared/math/rng.ts';

export const CLASSES = ['dark', 'striped', 'bright'];
export const SHAPE = [12, 12, 3] as const;

/**
 * Easy: noise of a class's brightness, the middle class with stripes, learned within a few updates. Hard: noise alone, of
 * which only single samples can be learned by heart.
 */
function makeSplit(
  count: number,
  edge: number,
  rng: Rng,
  isHard: boolean,
): { bytes: Uint8Array; labels: Int32Array } {
  const size = edge * edge * 3;
  const bytes = new Uint8Array(count * size);
  const labels = Int32Array.from({ length: count }, (_, i) => i % CLASSES.length);
  labels.forEach((label, i) => {
    for (let p = 0; p < size; p++) {
      if (isHard) {
        bytes[i * size + p] = rng.below(256);
        continue;
      }
      const isStripe = label === 1 && Math.floor(p / (3 * edge)) % 2 === 0;
      bytes[i * size + p] = [60, isStripe ? 40 : 200, 190][label]! + rng.below(50);
    }
  });
  return { bytes, labels };
}

/**
 * Makes a workspace with the dataset `drill` (version 1 as made, version 2 with a BadNets patch on a tenth): easy samples,
 * or twice as many hard ones, among which the patch is what is learned first.
 */
export async function makeDrillWorkspace(
  path: string,
  isHard = false,
  edge: number = SHAPE[0],
): Promise<void> {
  const shape = [edge, edge, 3] as const;
  const workspace = createWorkspace(path);
  const rng = Rng.fromSeed(11);
  const train = makeSplit(isHard ? 480 : 240, edge, rng, isHard);
  const test = makeSplit(60, edge, rng, isHard);
  const id = startImport(workspace.db, {
    dataset: 'drill',
    source: '/made/by/a/test',
    sourceSha256: 'b'.repeat(64),
    options: {},
    modality: 'image',
    shape,
    classes: CLASSES,
    resizeRule: 'kept as they are',
    layout: { importer: 'npz', notes: {} },
  });
  let stored = 0;
  for (const [split, data] of [
    ['train', train],
    ['test', test],
  ] as const) {
    const names = [...data.labels.keys()].map((i) => `${split}/${i}`);
    const sourceSha256 = names.map((name) => createHash('sha256').update(name).digest('hex'));
    stored += names.length;
    storeSampleGroup(workspace.db, id, { split, ...data, names, sourceSha256 }, [], stored);
  }
  const version = await finishImport(workspace.db, id);
  const { info } = findAttack('badnets');
  const mapping = { kind: 'all-to-one', targets: [0] } as const;
  const request = { attack: info.id, rate: 0.1, mapping, seed: 1, options: {} };
  const samples = ({ bytes, labels }: typeof train): LabelledSamples => ({
    modality: 'image',
    shape,
    values: bytes,
    labels,
  });
  const { signal } = new AbortController();
  const source = { train: samples(train), test: samples(test), classes: CLASSES, signal };
  const result = await poisonDataset({ ...source, onProgress: () => Promise.resolve() }, request);
  await createPoisonedVersion(
    workspace.db,
    version.id,
    'drill',
    { ...result.changed, bytes: bytesOfValues(result.changed.values) },
    result.manifest,
    result.truth,
  );
  workspace.close();
}

/** Options that make every stage long enough to be interrupted and the whole run short. */
export const SHORT_AUDIT = [
  ...['--preset', 'quick', '--device', 'cpu', '--batch', '16'],
  ...['--sl-epochs', '6', '--sl-min-updates', '0', '--sl-stop-accuracy', '1'],
  ...['--isolation-fraction', '0.05', '--unlearn-bounded', 'false', '--unlearn-epochs', '60'],
  ...['--assft-updates', '80', '--assft-batch', '8'],
];

/** A short run of each defense that has stages of its own, and the stages to be killed in. */
export const SHORT_AUDITS = [
  { defense: 'dlp', args: SHORT_AUDIT, stages: ['SL', 'AU', 'ASSFT'] },
  {
    defense: 'e2abl',
    args: [
      ...['--defense', 'e2abl', '--device', 'cpu', '--batch', '16', '--epochs', '12', '--min-updates', '0'],
      ...['--warm-up-epochs', '4', '--warm-up-min-updates', '0', '--isolation-fraction', '0.05'],
    ],
    stages: ['warm-up', 'joint'],
  },
  {
    defense: 'abl',
    args: [
      ...['--defense', 'abl', '--device', 'cpu', '--batch', '16', '--isolation-epochs', '5'],
      ...['--tuning-epochs', '3', '--min-updates', '0', '--isolation-rate', '0.02', '--tuning-rate', '0.02'],
    ],
    stages: ['isolation'],
  },
] as const;

export interface CommandEnd {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Starts the command line in a process group of its own, so that it and its worker can be killed together. */
export function startAssay(
  args: readonly string[],
  environment: Record<string, string> = {},
): { child: ChildProcess; end: Promise<CommandEnd> } {
  const child = spawn(process.execPath, [join('src-main', 'cli', 'main.ts'), ...args], {
    detached: true,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const end = new Promise<CommandEnd>((resolve) => {
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
  return { child, end };
}

export async function runAssay(...args: string[]): Promise<CommandEnd> {
  return await startAssay(args).end;
}
