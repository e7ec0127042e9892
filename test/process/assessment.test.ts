/**
 * What is said of a real dataset with planted poison and of the same without, through the command line with real
 * trainings; and the same answer through the calls of the window.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createHost } from '../../src-main/host/create-host.ts';
import { openWorkspaceReadOnly, readContradicted } from '../../src-main/storage/reading.ts';
import type { AssessmentDocument } from '../../src-shared/domain/assessment.ts';
import { useTensorflow } from '../support/tensorflow.ts';
import { makeDrillWorkspace, runAssay, type CommandEnd } from './drill.ts';

let folder: string;
let workspace: string;

const TRAINING = ['--defense', 'plain', '--epochs', '6', '--min-updates', '0', '--batch', '16'];

beforeAll(async () => {
  await useTensorflow();
  folder = mkdtempSync(join(tmpdir(), 'assay-assess-'));
  workspace = join(folder, 'drill.assay');
  await makeDrillWorkspace(workspace);
  for (const version of ['drill@1', 'drill@2']) {
    const { code, stderr } = await runAssay(
      'audit',
      workspace,
      version,
      ...TRAINING,
      '--device',
      'cpu',
      '--quiet',
    );
    expect(code, stderr).toBe(0);
  }
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function assess(...args: string[]): Promise<{ end: CommandEnd; document: AssessmentDocument }> {
  const end = await runAssay('assess', workspace, ...args, '--json', '--quiet');
  expect(end.code, end.stdout).toBe(0);
  return { end, document: JSON.parse(end.stdout) as AssessmentDocument };
}

/** What may not be said of data whose truth is not known. */
function expectHonest(text: string): void {
  const said = text.replaceAll(/clean-label/gi, '');
  expect(said).not.toMatch(/\bclean\b|\bsafe\b|attack success|\bASR\b/i);
}

describe('a drill', () => {
  it('is examined as far as runs and detectors went, and the figures name their run', async () => {
    const before = (await assess('drill')).document;
    expect(before).toMatchObject({ dataset: 'drill', version: 2, isDrill: true, samples: 240 });
    expect(before.runs.map(({ run, defense }) => [run, defense])).toEqual([[2, 'plain']]);
    expect(before.next.map(({ id }) => id)).toContain('nextDetect');
    const { code } = await runAssay('detect', workspace, '2', '--detectors', 'ac,ss', '--quiet');
    expect(code).toBe(0);
    const { document } = await assess('drill@2');
    expect(document.labels).toHaveLength(3);
    for (const { separations } of document.labels) {
      // Both detectors look at the same features: one figure.
      expect(separations).toHaveLength(1);
      expect(separations[0]).toMatchObject({ run: 2, stage: 'train' });
    }
    expect(document.level).not.toBe('not examined');
  });

  it('a label whose suspects are poison is contradicted, and that is strong evidence with an estimate', async () => {
    const host = await createHost({ workspace, mode: 'write', programVersion: '0' });
    const request = { dataset: 'drill@2', label: 'dark', arch: null, seed: 1, device: 'cpu' } as const;
    for (const arch of ['ts-fcn', 'magic']) {
      const wrong = host.assessments.planLabelTest({ ...request, arch });
      await expect(wrong).rejects.toMatchObject({ code: 'usage.invalid' });
    }
    const plan = await host.assessments.planLabelTest(request);
    expect(plan).toMatchObject({ label: 0, runs: [2] });
    // As a perfect ranking would have it: what is no dark image by nature comes first.
    const isByNature = (index: number): boolean => index % 3 === 0;
    const ranked = plan.ranked.toSorted((a, b) => Number(isByNature(a)) - Number(isByNature(b)) || a - b);
    const planted = ranked.filter((index) => !isByNature(index)).length;
    const stages: string[] = [];
    const found = await host.assessments.testLabel(
      { ...plan, ranked },
      {
        signal: new AbortController().signal,
        onProgress: ({ stage }) => stages.push(stage),
        onNote: () => undefined,
      },
    );
    await host.close();
    expect(stages).toContain('Leaving the label out');
    expect(found).toMatchObject({ suspects: 50, reading: 'contradicted' });
    expect(found.error).toBeLessThan(0.1);
    expect(1 - found.suspectsAgree).toBeCloseTo(planted / 50, 1);
    expect(found.poisonRate).toBeCloseTo(planted / 240, 1);

    const { document } = await assess('drill@2');
    expect(document.labels[0]).toMatchObject({ className: 'dark', level: 'strong evidence' });
    expect(document.headline.text).toMatch(/labels are wrong in large numbers under "dark"/);
    expect(document.isolationRate.value).toBeGreaterThan(0.01);
    const reader = openWorkspaceReadOnly(workspace);
    const kept = readContradicted(reader.db, document.versionId, 0)!;
    reader.close();
    expect(kept.indices.filter((index) => !isByNature(index)).length).toBeGreaterThan(0.9 * planted);
    expect(kept.predicted.includes(0)).toBe(false);
  });

  it('the text says the same as the document, and nothing that is not known', async () => {
    const { document } = await assess('drill@2');
    const { stdout } = await runAssay('assess', workspace, 'drill@2', '--quiet');
    const flat = stdout.replaceAll(/\s+/g, ' ');
    expect(flat).toContain(document.headline.text);
    for (const { text } of [...document.statements, ...document.limits, ...document.next]) {
      expect(flat).toContain(text.replaceAll(/\s+/g, ' '));
    }
    expectHonest(stdout);
  });

  it('the calls of the window answer with the same document, and again without looking', async () => {
    const { document } = await assess('drill@2');
    const host = await createHost({ workspace, mode: 'read', programVersion: '0' });
    const { signal } = new AbortController();
    const first = await host.assessments.read(document.versionId, signal);
    expect(first).toEqual(document);
    expect(await host.assessments.read(document.versionId, signal)).toBe(first);
    await host.close();
  });
});

describe('the same without poison', () => {
  it('is never called anything but none found', async () => {
    await runAssay('detect', workspace, '1', '--detectors', 'ac,ss', '--quiet');
    const { document } = await assess('drill@1', '--leave-label-out', '0', '--device', 'cpu');
    expect(document).toMatchObject({ version: 1, isDrill: false, poisonRate: null });
    const dark = document.labels.find(({ label }) => label === 0)!;
    expect(dark.test).toMatchObject({ reading: 'agreed', suspectsAgree: 1 });
    expect(document.level).toBe('none found');
    expect(document.statements.map(({ id }) => id)).toContain('missed');
    expect(document.limits.map(({ id }) => id)).toEqual(
      expect.arrayContaining(['limitNoAttack', 'limitCleanLabel']),
    );
    const { stdout } = await runAssay('assess', workspace, 'drill@1', '--quiet');
    expectHonest(stdout);
  });
});

describe('what cannot be assessed ends with exit code 2 and one sentence', () => {
  const cases: [title: string, args: string[], says: string][] = [
    ['a class there is none of', ['drill@1', '--leave-label-out', 'owl'], 'There is no class "owl"'],
    ['a seed without a training', ['drill@1', '--seed', '3'], '--seed is for the training'],
    ['a dataset there is none of', ['cats'], 'cats'],
  ];
  it.each(cases)('%s', async (_title, args, says) => {
    const { code, stdout, stderr } = await runAssay('assess', workspace, ...args);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toContain(says);
  });
});
