/**
 * Detectors on real runs, through the host with real workers: from the network that learned the poison, from a network
 * that was kept from it, and from stored scores; found again, refused, cancelled.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createChildLauncher } from '../../src-main/host/child-launcher.ts';
import { createHost, type Host, type Work } from '../../src-main/host/create-host.ts';
import { listDetections, openWorkspaceReadOnly } from '../../src-main/storage/reading.ts';
import type { DetectionDocument, DetectorFindings } from '../../src-shared/domain/detection.ts';
import { useTensorflow } from '../support/tensorflow.ts';
import { makeDrillWorkspace } from './drill.ts';

let folder: string;
let workspace: string;
let plainRun: number;
let e2ablRun: number;

const launchReal = createChildLauncher();

async function withHost<T>(work: (host: Host) => Promise<T>, launchWorker = launchReal): Promise<T> {
  const host = await createHost({ workspace, mode: 'write', programVersion: '0', launchWorker });
  try {
    return await work(host);
  } finally {
    await host.close();
  }
}

function workOf(stages: string[] = [], signal = new AbortController().signal): Work {
  return { signal, onProgress: ({ stage }) => stages.push(stage), onNote: () => undefined };
}

async function audit(host: Host, defense: string, options: Record<string, number>): Promise<number> {
  const choice = { preset: 'quick', arch: null, seed: 3, device: 'cpu', useVerdicts: false } as const;
  const run = host.runs.create(host.runs.plan({ dataset: 'drill@2', defense, ...choice, options }));
  await host.runs.start(run, workOf());
  return run;
}

beforeAll(async () => {
  await useTensorflow();
  folder = mkdtempSync(join(tmpdir(), 'assay-detect-'));
  workspace = join(folder, 'drill.assay');
  await makeDrillWorkspace(workspace);
  await withHost(async (host) => {
    const common = { batch: 16, minUpdates: 0 };
    plainRun = await audit(host, 'plain', { ...common, epochs: 6 });
    e2ablRun = await audit(host, 'e2abl', { ...common, epochs: 5, warmUpEpochs: 2, warmUpMinUpdates: 0 });
  });
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function detect(
  run: number,
  ids: readonly string[] | null,
  stages: string[] = [],
): Promise<DetectionDocument> {
  return withHost((host) => {
    const requests = ids?.map((detector) => ({ detector, options: {} })) ?? null;
    return host.detections.run(host.detections.plan(run, requests), workOf(stages));
  });
}

function findingsOf({ detectors }: DetectionDocument, id: string): DetectorFindings {
  return detectors.find(({ detector }) => detector === id)!;
}

describe('on a run that learned all labels', () => {
  let first: DetectionDocument;
  const stages: string[] = [];

  beforeAll(async () => {
    first = await detect(plainRun, null, stages);
  });

  it('every detector it can have runs from its network or its scores, and loss-drop is left out with the reason', () => {
    expect(first.detectors.map(({ detector }) => detector)).toEqual(['ac', 'ss', 'tlm', 'entropy']);
    expect(first.leftOut).toHaveLength(1);
    expect(first.leftOut[0]).toMatchObject({ detector: 'loss-drop' });
    expect(first.leftOut[0]!.reason).toMatch(
      /cannot be computed afterwards. Runs of these defenses have it: e2abl/,
    );
    expect(findingsOf(first, 'ac').basis).toMatchObject({ kind: 'network', stage: 'train' });
    expect(findingsOf(first, 'tlm').basis).toEqual({ kind: 'stored score', metric: 'loss' });
    expect(findingsOf(first, 'ac').notes.join()).not.toMatch(/kept no network/);
    // One pass over the samples serves both that need features.
    expect(stages.filter((stage) => stage === 'Asking the network')).toHaveLength(1);
  });

  it('the document is whole: truth, pairs, groups, evidence, and plain JSON', () => {
    expect(first).toMatchObject({
      samples: 240,
      planted: 24,
      defense: 'plain',
      classes: ['dark', 'striped', 'bright'],
    });
    for (const one of first.detectors) {
      expect(one.isFoundAgain).toBe(false);
      expect(one.scoreTruth!.auroc).toBeGreaterThanOrEqual(0);
      expect(one.scoreTruth!.precisionAt.map(({ count }) => count)).toEqual([1, 2, 12, 24, 24]);
      expect(one.flagTruth!.truePositives).toBeLessThanOrEqual(one.flagged.length);
    }
    expect(first.pairs).toHaveLength(6);
    const { groups, classes } = findingsOf(first, 'ac');
    expect(groups).toHaveLength(240);
    const sizes = [1, 2].map((group) => groups!.filter((one) => one === group).length);
    const told = classes.map((one) => one.sizes ?? [0, 0]);
    expect(sizes).toEqual([0, 1].map((at) => told.reduce((sum, pair) => sum + pair[at]!, 0)));
    expect(first.classEvidence.map(({ className }) => className)).toEqual(['dark', 'striped', 'bright']);
    expect(first.classEvidence.every(({ separation }) => separation !== null)).toBe(true);
    expect(first.statements.join(' ')).toMatch(/does not mean none there/);
    expect(JSON.parse(JSON.stringify(first))).toEqual(first);
  });

  it('finds every result again without asking anybody', async () => {
    const again: string[] = [];
    const second = await detect(plainRun, null, again);
    expect(again).toEqual([]);
    expect(second.detectors.every(({ isFoundAgain }) => isFoundAgain)).toBe(true);
    const alike = (document: DetectionDocument): unknown =>
      document.detectors.map((one) => ({ ...one, isFoundAgain: null }));
    expect(alike(second)).toEqual(alike(first));
    expect(second.pairs).toEqual(first.pairs);
  });

  it('other options are another result; the columns can be read', async () => {
    const options = { form: 'centred', expectedShare: 0.2 };
    const document = await withHost((host) =>
      host.detections.run(host.detections.plan(plainRun, [{ detector: 'ss', options }]), workOf()),
    );
    const [one] = document.detectors;
    expect(one).toMatchObject({ isFoundAgain: false, options: { form: 'centred', expectedShare: 0.2 } });
    // Three tenths of each class, rounded up.
    const sizes = [0, 1, 2].map((label) => document.classEvidence[label]!.count);
    expect(one!.flagged).toHaveLength(sizes.reduce((sum, size) => sum + Math.ceil(0.3 * size - 1e-9), 0));
    await withHost((host) => {
      const stored = host.detections.read(plainRun, { detector: 'ss', options })!;
      expect(stored.score).toHaveLength(240);
      expect([...stored.flagged.keys()].filter((i) => stored.flagged[i] === 1)).toEqual(
        [...one!.flagged].sort((a, b) => a - b),
      );
      expect(host.detections.read(plainRun, { detector: 'ss', options: { expectedShare: 0.3 } })).toBeNull();
      return Promise.resolve();
    });
  });
});

describe('on a run with a second head', () => {
  it('loss-drop takes the stored score over, the others ask the final network and say so', async () => {
    const document = await detect(e2ablRun, ['loss-drop', 'tlm']);
    const drop = findingsOf(document, 'loss-drop');
    expect(drop.basis).toEqual({ kind: 'stored score', metric: 'lossDrop' });
    expect(drop.flagged).toHaveLength(2);
    // The run's own "loss" is of the main head, whose high end is suspicious: it is not taken for a training loss.
    const tlm = findingsOf(document, 'tlm');
    expect(tlm.basis).toMatchObject({ kind: 'network', stage: 'final' });
    expect(tlm.notes.join()).toMatch(/kept no network that learned all given labels/);
    expect(document.pairs).toHaveLength(1);
    expect(document.statements[0]).toMatch(/not measured/);
  });

  it('stored scores alone need no TensorFlow', async () => {
    const plan = await withHost((host) =>
      Promise.resolve(
        host.detections.plan(e2ablRun, [{ detector: 'loss-drop', options: { flaggedShare: 0.05 } }]),
      ),
    );
    expect(plan.needsNetwork).toBe(false);
  });
});

describe('what cannot be', () => {
  it('is refused before anything starts', async () => {
    await withHost((host) => {
      const plan = (detector: string, options: Record<string, unknown> = {}): unknown =>
        host.detections.plan(plainRun, [{ detector, options }]);
      expect(() => plan('loss-drop')).toThrow(/Run \d+ \(plain\) has no loss drop/);
      expect(() => plan('nope')).toThrow(/There is no detector "nope"/);
      expect(() => plan('ac', { components: 0 })).toThrow(/--components must be from 1 to 50/);
      expect(() => plan('tlm', { components: 3 })).toThrow(/There is no option --components/);
      return Promise.resolve();
    });
  });

  it('cancelled: what had finished is kept, the rest is run the next time', async () => {
    const cancel = new AbortController();
    const requests = ['tlm', 'entropy'].map((detector) => ({ detector, options: { flaggedShare: 0.02 } }));
    const launcher = createChildLauncher(fileURLToPath(new URL('./halfway-detector.ts', import.meta.url)));
    const running = withHost(
      (host) =>
        host.detections.run(host.detections.plan(plainRun, requests), {
          ...workOf([], cancel.signal),
          onProgress: () => cancel.abort(),
        }),
      launcher,
    );
    await expect(running).rejects.toMatchObject({ code: 'run.cancelled' });
    const reader = openWorkspaceReadOnly(workspace);
    const kept = listDetections(reader.db, plainRun).filter(
      ({ options }) => options['flaggedShare'] === 0.02,
    );
    reader.close();
    expect(kept.map(({ detector }) => detector)).toEqual(['tlm']);
    await withHost((host) => {
      const { detectors } = host.detections.plan(plainRun, requests);
      expect(detectors.map(({ found }) => found !== null)).toEqual([true, false]);
      return Promise.resolve();
    });
  });
});
