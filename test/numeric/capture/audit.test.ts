/** A whole audit whose updates are graphs: the same model as without them, and resumed to the bit. */
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { listCheckpoints, openWorkspaceReadOnly, readCheckpoint } from '../../../src-main/storage/reading.ts';
import { decodeCheckpoint, type StoredArray } from '../../../src-main/train/checkpoint/safetensors.ts';
import { useTensorflow } from '../../support/tensorflow.ts';
import { makeDrillWorkspace, startAssay } from '../../process/drill.ts';

const AUDIT = [
  ...['--defense', 'plain', '--device', 'cpu', '--batch', '16'],
  ...['--epochs', '5', '--min-updates', '0'],
];

let folder: string;

beforeAll(async () => {
  await useTensorflow();
  folder = mkdtempSync(join(tmpdir(), 'assay-captured-'));
  await makeDrillWorkspace(join(folder, 'base.assay'));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function copyOfBase(name: string): string {
  const path = join(folder, `${name}.assay`);
  copyFileSync(join(folder, 'base.assay'), path);
  return path;
}

function lastCheckpoint(path: string): { role: string; sha256: string; weights: Map<string, StoredArray> } {
  const workspace = openWorkspaceReadOnly(path);
  try {
    const last = listCheckpoints(workspace.db, 1).at(-1)!;
    const { arrays } = decodeCheckpoint(readCheckpoint(workspace.db, last.id));
    return { role: last.role, sha256: last.sha256, weights: arrays };
  } finally {
    workspace.close();
  }
}

async function audit(name: string, execution: string): Promise<ReturnType<typeof lastCheckpoint>> {
  const workspace = copyOfBase(name);
  const { end } = startAssay(['audit', workspace, 'drill', ...AUDIT, '--json'], {
    ASSAY_EXECUTION: execution,
  });
  const { code, stdout, stderr } = await end;
  expect(code, stderr + stdout).toBe(0);
  return lastCheckpoint(workspace);
}

async function untilInside(path: string): Promise<void> {
  for (const deadline = Date.now() + 100_000; Date.now() < deadline; await sleep(5)) {
    try {
      if (lastCheckpoint(path).role === 'progress') return;
    } catch {
      // There is no checkpoint yet.
    }
  }
  throw new Error('no checkpoint in the middle of the training was seen');
}

it(
  'gives the model of an audit without graphs, and goes on to the bit after it was killed',
  { timeout: 400_000 },
  async () => {
    const [eager, captured] = [await audit('eager', 'eager'), await audit('captured', 'captured')];
    expect(captured.role).toBe('final');
    expect(captured.weights.size).toBe(eager.weights.size);
    let largest = 0;
    for (const [name, values] of eager.weights) {
      const others = captured.weights.get(name)!;
      values.forEach((value, i) => (largest = Math.max(largest, Math.abs(value - others[i]!))));
    }
    expect(largest).toBeLessThan(1e-3);

    const workspace = copyOfBase('killed');
    const { child, end } = startAssay(['audit', workspace, 'drill', ...AUDIT], {
      ASSAY_EXECUTION: 'captured',
      ASSAY_CHECKPOINT_SECONDS: '0.05',
    });
    await untilInside(workspace);
    process.kill(-child.pid!, 'SIGKILL');
    expect((await end).code).toBeNull();
    const resumed = startAssay(['resume', workspace, 'latest', '--json'], { ASSAY_EXECUTION: 'captured' });
    expect((await resumed.end).code).toBe(0);
    expect(lastCheckpoint(workspace)).toMatchObject({ role: 'final', sha256: captured.sha256 });
  },
);
