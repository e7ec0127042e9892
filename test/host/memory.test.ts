/** A run that may not fit into the memory of the machine, which is made up, says so before it trains. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createHost, type AuditPlan, type Host } from '../../src-main/host/create-host.ts';
import { makeWorkspace } from '../cli/support/make-workspace.ts';

const MIB = 2 ** 20;

let folder: string;
let workspace: string;
const hosts: Host[] = [];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'assay-memory-'));
  workspace = await makeWorkspace(folder);
});

afterEach(async () => {
  for (const host of hosts.splice(0)) await host.close();
  rmSync(folder, { recursive: true, force: true });
});

async function hostOn(memoryBytes: number, gpus: string[] = []): Promise<Host> {
  const machine = (device: string) => ({ cores: 2, memoryBytes, gpus: device === 'cpu' ? [] : gpus });
  const host = await createHost({ workspace, mode: 'write', programVersion: 'test', machine });
  hosts.push(host);
  return host;
}

function planOn(host: Host, device: 'auto' | 'cpu'): AuditPlan {
  return host.runs.plan({
    ...{ dataset: 'toys', defense: 'plain', preset: 'quick', arch: null, seed: 1 },
    ...{ device, options: {}, useVerdicts: false },
  });
}

/** What a run says when it is started and stopped at once. */
async function notesOf(host: Host): Promise<string[]> {
  const notes: string[] = [];
  const work = {
    signal: AbortSignal.abort(),
    onProgress: () => undefined,
    onNote: (text: string) => void notes.push(text),
  };
  const run = host.runs.create(planOn(host, 'cpu'));
  await expect(host.runs.start(run, work)).rejects.toMatchObject({ code: 'run.cancelled' });
  return notes;
}

it('tells what it needs and what there is, in its plan and when it starts', async () => {
  const host = await hostOn(256 * MIB);
  const lack = host.runs.lackOfMemory(planOn(host, 'auto'));
  expect(lack?.machineBytes).toBe(256 * MIB);
  expect(lack?.neededBytes).toBeGreaterThan(256 * MIB);
  expect((await notesOf(host))[0]).toMatch(/^Warning: This run may take up to .* this machine has 268\.4 MB/);
});

it('tells nothing where there is enough, or where a GPU trains', async () => {
  const large = await hostOn(2 ** 36);
  expect(large.runs.lackOfMemory(planOn(large, 'auto'))).toBeNull();
  expect(await notesOf(large)).not.toContainEqual(expect.stringContaining('memory'));
  await hosts.pop()?.close();
  const withGpu = await hostOn(256 * MIB, ['GPU-a']);
  expect(withGpu.runs.lackOfMemory(planOn(withGpu, 'auto'))).toBeNull();
  expect(withGpu.runs.lackOfMemory(planOn(withGpu, 'cpu'))).not.toBeNull();
});
