/**
 * NONE as a whole, as real processes: it runs through on a tiny drill, stores what it measured of every neuron, and a run
 * killed while it asks for a trigger, or in its second round, when the network has been reset twice, ends with the very
 * weights of one that was not.
 */
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  countNeuronRounds,
  findTriggerFinding,
  listStages,
  listSubsets,
  openWorkspaceReadOnly,
  readNeurons,
  readScores,
  type Connection,
} from '../../src-main/storage/reading.ts';
import type { NeuronsDocument } from '../../src-shared/domain/neuron.ts';
import { useTensorflow } from '../support/tensorflow.ts';
import { finalWeights, killedAndResumed, makeDrillWorkspace, runAssay } from './drill.ts';

const SHORT_NONE = [
  ...['--defense', 'none', '--device', 'cpu', '--batch', '32', '--epochs', '12', '--min-updates', '0'],
  ...['--rounds', '2', '--tuning-epochs', '2', '--tuning-min-updates', '0'],
];
const TRAIN = 900;

let folder: string;
let base: string;
let undisturbed: string;

beforeAll(async () => {
  await useTensorflow();
  folder = mkdtempSync(join(tmpdir(), 'assay-none-'));
  base = join(folder, 'base.assay');
  // Of classes that are easier a whole one is isolated, and nothing is left that a trigger test could ask.
  await makeDrillWorkspace(base, 'cluttered');
  undisturbed = copyOfBase('undisturbed');
  const end = await runAssay('audit', undisturbed, 'drill', ...SHORT_NONE, '--json');
  expect(end.stderr + end.stdout).toContain('"final"');
  expect(end.code).toBe(0);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function copyOfBase(name: string): string {
  const path = join(folder, `${name}.assay`);
  copyFileSync(base, path);
  return path;
}

function read<T>(path: string, what: (db: Connection) => T): T {
  const workspace = openWorkspaceReadOnly(path);
  try {
    return what(workspace.db);
  } finally {
    workspace.close();
  }
}

describe('a run', () => {
  it('trains, then fine-tunes after each reset, and says what was reset', () => {
    const stages = read(undisturbed, (db) => listStages(db, 1));
    expect(stages.map(({ name }) => name)).toEqual(['train', 'trigger-test', 'tuning-1', 'tuning-2']);
    const found = read(undisturbed, (db) => findTriggerFinding(db, 1))!;
    expect(found.unlearned).toBe(Math.floor(found.isolated / 2));
    expect(stages[1]?.notes.at(-2)).toContain(`${found.unlearned} of ${found.isolated} isolated samples`);
    // 3 % of 32 and of 64 channels are one and two: five layers in each of the two watched groups.
    expect(stages[2]?.notes[0]).toContain('15 of 480 channels in 10 layers were reset');
    // What a reset takes fine-tuning brings back.
    expect(stages[3]?.cleanAccuracy).toBeGreaterThan(0.9);
  });

  it('stores every neuron of every round', () => {
    read(undisturbed, (db) => {
      expect(countNeuronRounds(db, 1)).toBe(2);
      const { layers } = readNeurons(db, 1, 1);
      expect(layers.map(({ layer }) => layer)).toContain('group3_block2_conv2');
      for (const { layer, score, topClass, strongMax, weakMean, weakStd, wasReset } of layers) {
        const least = Math.min(...score.filter((_, j) => wasReset[j] === 1));
        const most = Math.max(...score.filter((_, j) => wasReset[j] === 0));
        expect(least, layer).toBeGreaterThanOrEqual(most);
        score.forEach((value, j) => {
          if (topClass[j] === -1) expect(value).toBe(0);
          else expect(value).toBeCloseTo(strongMax[j]! - weakMean[j]! - 3 * weakStd[j]!, 3);
        });
      }
      expect(() => readNeurons(db, 1, 3)).toThrow(/rounds 1 to 2/);
    });
  });

  it('divides all samples by the break of their scores', () => {
    read(undisturbed, (db) => {
      const scores = readScores(db, 1, 'compromised');
      const subsets = new Map(listSubsets(db, 1).map(({ name, indices }) => [name, indices]));
      const [poisoned, clean] = [subsets.get('poisoned')!, subsets.get('clean')!];
      expect(poisoned.length + clean.length).toBe(TRAIN);
      expect(poisoned.length).toBeGreaterThan(0);
      expect(poisoned.length).toBeLessThan(TRAIN);
      const least = Math.min(...[...poisoned].map((i) => scores[i]!));
      expect(least).toBeGreaterThan(Math.max(...[...clean].map((i) => scores[i]!)));
      expect([...poisoned].map((i) => scores[i])).toEqual(
        [...poisoned].map((i) => scores[i]!).sort((a, b) => b - a),
      );
    });
  });
});

it('is told by the command line, and goes into an export', async () => {
  const end = await runAssay('neurons', undisturbed, 'latest', '--round', '1', '--json');
  const document = JSON.parse(end.stdout) as NeuronsDocument;
  expect(document).toMatchObject({ run: 1, defense: 'none', rounds: 2, round: 1 });
  const neurons = document.layers.flatMap(({ neurons: some }) => some);
  expect(neurons).toHaveLength(480);
  expect(neurons.filter(({ wasReset }) => wasReset)).toHaveLength(15);
  for (const { topClass, className, strongMax } of neurons) {
    expect(className === null).toBe(topClass === null);
    expect(strongMax === null).toBe(topClass === null);
  }
  const text = await runAssay('neurons', undisturbed, '1', '--top', '3');
  expect(text.stdout).toContain('round 2 of 2: 15 of 480 neurons in 10 layers were reset');

  const out = join(folder, 'exported');
  expect((await runAssay('export', undisturbed, '1', '--out', out, '--what', 'report')).code).toBe(0);
  const exported = JSON.parse(readFileSync(join(out, 'neurons.json'), 'utf8')) as { rounds: unknown[] };
  expect(exported.rounds).toHaveLength(2);
  expect(exported.rounds[0]).toEqual(document);
});

it('without neurons says so', async () => {
  const end = await runAssay('neurons', base, 'latest');
  expect(end).toMatchObject({ code: 2, stderr: expect.stringContaining('no audit yet') as string });
});

it.each(['trigger-test', 'tuning-2'])(
  'killed inside %s resumes to the same weights, to the bit',
  async (stage) => {
    const workspace = copyOfBase(`killed-in-${stage}`);
    expect(await killedAndResumed(workspace, stage, SHORT_NONE)).toBe(finalWeights(undisturbed));
  },
);
