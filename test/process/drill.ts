/** A tiny poisoned dataset in a workspace, and the command line as a real process. */
import { spawn, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
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
import { listCheckpoints, openWorkspaceReadOnly } from '../../src-main/storage/reading.ts';
import { createPoisonedVersion } from '../../src-main/storage/repositories/poison.ts';
import { Rng } from '../../src-shared/math/rng.ts';

export const CLASSES = ['dark', 'striped', 'bright'];
export const SHAPE = [12, 12, 3] as const;

/**
 * Easy: noise of a class's brightness, the middle class with stripes, learned within a few updates. Cluttered: somewhere in
 * noise a small figure of the class's texture, learned slowly, as photographs are. Hard: noise alone, of which only single
 * samples can be learned by heart.
 */
export type Difficulty = 'easy' | 'cluttered' | 'hard';

const TRAIN_SAMPLES: Readonly<Record<Difficulty, number>> = { easy: 240, cluttered: 900, hard: 480 };
const FIGURE = 5;

type Pixel = (x: number, y: number) => number;

/** What draws an image of a class: a function of its pixels, called for each channel of each. */
const PAINTERS: Readonly<Record<Difficulty, (label: number, edge: number, rng: Rng) => Pixel>> = {
  easy: (label, _edge, rng) => (_x, y) =>
    [60, label === 1 && y % 2 === 0 ? 40 : 200, 190][label]! + rng.below(50),
  cluttered(label, edge, rng) {
    const [left, top] = [rng.below(edge - FIGURE + 1), rng.below(edge - FIGURE + 1)];
    const bright = 80 + rng.below(40);
    return (x, y) => {
      const noise = rng.below(130);
      const [dx, dy] = [x - left, y - top];
      if (dx < 0 || dy < 0 || dx >= FIGURE || dy >= FIGURE) return noise;
      const isBright = [dx % 2 === 0, dy % 2 === 0, (dx + dy) % 2 === 0][label]!;
      return isBright ? bright : noise;
    };
  },
  hard: (_label, _edge, rng) => () => rng.below(256),
};

function makeSplit(
  count: number,
  edge: number,
  rng: Rng,
  difficulty: Difficulty,
): { bytes: Uint8Array; labels: Int32Array } {
  const size = edge * edge * 3;
  const bytes = new Uint8Array(count * size);
  const labels = Int32Array.from({ length: count }, (_, i) => i % CLASSES.length);
  labels.forEach((label, i) => {
    const pixelAt = PAINTERS[difficulty](label, edge, rng);
    for (let p = 0; p < size; p++) {
      const pixel = Math.floor(p / 3);
      bytes[i * size + p] = pixelAt(pixel % edge, Math.floor(pixel / edge));
    }
  });
  return { bytes, labels };
}

/**
 * Makes a workspace with the dataset `drill` (version 1 as made, version 2 with a BadNets patch on a tenth). Among
 * hard and cluttered samples the patch is what is learned first.
 */
export async function makeDrillWorkspace(
  path: string,
  difficulty: Difficulty = 'easy',
  edge: number = SHAPE[0],
): Promise<void> {
  const shape = [edge, edge, 3] as const;
  const workspace = createWorkspace(path);
  const rng = Rng.fromSeed(11);
  const train = makeSplit(TRAIN_SAMPLES[difficulty], edge, rng, difficulty);
  const test = makeSplit(60, edge, rng, difficulty);
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

/** Of the first run; a sentence that is no hash before there are any. */
export function finalWeights(path: string): string {
  const workspace = openWorkspaceReadOnly(path);
  try {
    const [final] = listCheckpoints(workspace.db, 1).filter(({ role }) => role === 'final');
    return final?.sha256 ?? 'there is no final checkpoint';
  } finally {
    workspace.close();
  }
}

/** Waits until a checkpoint from the middle of the stage is stored. */
export async function untilInside(stage: string, path: string): Promise<void> {
  for (const deadline = Date.now() + 60_000; Date.now() < deadline; await sleep(5)) {
    const workspace = openWorkspaceReadOnly(path);
    try {
      const latest = listCheckpoints(workspace.db, 1).at(-1);
      if (latest?.role === 'progress' && latest.stage === stage) return;
    } catch {
      // The run is not there yet.
    } finally {
      workspace.close();
    }
  }
  throw new Error(`no checkpoint inside ${stage} was seen`);
}

/** Audits the drill of the workspace, killed with SIGKILL inside the stage, and resumes; the final weights. */
export async function killedAndResumed(
  path: string,
  stage: string,
  args: readonly string[],
): Promise<string> {
  const environment = { ASSAY_CHECKPOINT_SECONDS: '0.05' };
  const { child, end } = startAssay(['audit', path, 'drill', ...args], environment);
  await untilInside(stage, path);
  process.kill(-child.pid!, 'SIGKILL');
  expect((await end).code).toBeNull();
  expect(finalWeights(path)).toBe('there is no final checkpoint');
  const resumed = await runAssay('resume', path, 'latest', '--json');
  expect(resumed.stdout).toContain('"final"');
  expect(resumed.code).toBe(0);
  return finalWeights(path);
}

export async function runAssay(...args: string[]): Promise<CommandEnd> {
  return await startAssay(args).end;
}
