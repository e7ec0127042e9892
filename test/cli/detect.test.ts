/** `assay detect` from outside, on an audit with known scores and no network: nothing here loads TensorFlow. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DetectionDocument } from '../../src-shared/domain/detection.ts';
import { findDetection, openWorkspace, storeDetection } from '../../src-main/storage/index.ts';
import { addFinishedAudit, makeWorkspace } from './support/make-workspace.ts';
import { runCli, runJson } from './support/run-cli.ts';

let folder: string;
let workspace: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'assay-cli-detect-'));
  workspace = await makeWorkspace(folder);
  addFinishedAudit(workspace, 'toys', [30, 7, 12]);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('from stored scores', () => {
  it('prints one JSON document, and the same again from the workspace', async () => {
    const args = ['detect', workspace, '1', '--detectors', 'entropy', '--flagged-share', '0.05'];
    const first = await runJson(...args);
    expect(first.code).toBe(0);
    const document = first.document as unknown as DetectionDocument;
    expect(document).toMatchObject({ run: 1, dataset: 'toys', samples: 60, planted: null, pairs: [] });
    const [entropy] = document.detectors;
    expect(entropy).toMatchObject({
      ...{
        detector: 'entropy',
        flagged: [30, 7, 12],
        isFoundAgain: false,
        scoreTruth: null,
        flagTruth: null,
      },
      ...{ basis: { kind: 'stored score', metric: 'entropy' }, groups: null, isConstant: false },
      options: { flaggedShare: 0.05, network: 'learned', epochs: 'mean' },
    });
    expect(entropy!.threshold).toBeCloseTo(0.02, 6);
    expect(entropy!.labels.map(({ flagged }) => flagged).reduce((sum, one) => sum + one, 0)).toBe(3);
    const again = (await runJson(...args)).document as unknown as DetectionDocument;
    expect(again.detectors[0]).toEqual({ ...entropy, isFoundAgain: true });
  });

  it('the last epoch is another score', async () => {
    const { document } = await runJson(
      'detect',
      workspace,
      '1',
      '--detectors',
      'entropy',
      '--epochs',
      'last',
    );
    const [entropy] = (document as unknown as DetectionDocument).detectors;
    expect(entropy).toMatchObject({ basis: { metric: 'entropyLastEpoch' }, isFoundAgain: false });
  });

  it('without --detectors runs what the run can have and says what it left out', async () => {
    const { code, stdout } = await runCli('detect', workspace, 'latest', '--quiet');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Run 1 \(dlp\) on toys@1:/);
    expect(stdout).toMatch(/^entropy +stored entropy +1 /m);
    expect(stdout).toMatch(
      /Left out: Run 1 is finished and kept no network of a finished stage: there is none to ask\./,
    );
    expect(stdout).toMatch(/Left out: Run 1 \(dlp\) has no loss drop/);
    expect(stdout).toMatch(/does not mean none there/);
    expect(stdout).toMatch(/Flagged is not proven/);
  });
});

describe('wrong usage ends with exit code 2 and one sentence', () => {
  const cases: [title: string, args: string[], says: string][] = [
    ['an unknown detector', ['--detectors', 'ac,nope'], '--detectors must name some of ac, ss, tlm'],
    ['a detector twice', ['--detectors', 'ac,ac'], '--detectors names "ac" twice'],
    ['an option without detectors', ['--components', '3'], 'Say which detectors --components is for'],
    ['an option of another', ['--detectors', 'tlm', '--form', 'lobe'], 'None of tlm has an option --form'],
    [
      'a value out of range',
      ['--detectors', 'entropy', '--flagged-share', '2'],
      '--flagged-share must be from 0.0001 to 0.5',
    ],
    ['a run that cannot have it', ['--detectors', 'loss-drop'], 'cannot be computed afterwards'],
    ['no network', ['--detectors', 'ac'], 'there is none to ask'],
  ];
  it.each(cases)('%s', async (_title, args, says) => {
    const { code, stdout, stderr } = await runCli('detect', workspace, '1', ...args);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toContain(says);
  });

  it('a run that is not there', async () => {
    const { code, stderr } = await runCli('detect', workspace, '99');
    expect(code).toBe(2);
    expect(stderr).toContain('There is no run 99');
  });
});

it('what is kept: finite scores only, one of a kind, and none of another version of the detector', () => {
  const opened = openWorkspace(workspace);
  const { db } = opened;
  const key = { runId: 1, detector: 'tlm', detectorVersion: 1, options: { b: 2, a: 'x' } };
  const found = {
    ...{ ...key, flagged: Uint8Array.of(1, 0), threshold: null, seconds: 0 },
    details: { basis: { kind: 'stored score', metric: 'loss' }, notes: [], classes: [], groups: null },
  } as const;
  expect(() => storeDetection(db, { ...found, score: Float32Array.of(1, Number.NaN) })).toThrow(
    /gave sample 1 the score NaN/,
  );
  expect(findDetection(db, key)).toBeNull();
  storeDetection(db, { ...found, score: Float32Array.of(1, 2) });
  storeDetection(db, { ...found, options: { a: 'x', b: 2 }, score: Float32Array.of(3, 4) });
  expect([...findDetection(db, key)!.score]).toEqual([3, 4]);
  expect([...findDetection(db, key)!.flagged]).toEqual([1, 0]);
  expect(findDetection(db, { ...key, detectorVersion: 2 })).toBeNull();
  expect(findDetection(db, { ...key, options: { a: 'x', b: 3 } })).toBeNull();
  opened.close();
});

it('help says that nothing is trained, and lists options with range and default', async () => {
  const { code, stdout } = await runCli('detect', '--help');
  expect(code).toBe(0);
  const text = stdout.replaceAll(/\s+/g, ' ');
  expect(text).toContain('Nothing is trained');
  expect(text).toContain('assay detect intake.assay 1 --detectors ac,ss,tlm --json');
  expect(text).toContain('1 to 50, dimensions; default 10');
  expect(text).toContain('tlm, entropy, loss-drop: Most suspicious samples that are flagged');
});
