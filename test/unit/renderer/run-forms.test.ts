/** What the forms of a run and of a drill let a person choose; the host checks the same again. */
import { describe, expect, it } from 'vitest';
import type { AttackCatalogEntry } from '../../../src-shared/domain/catalog.ts';
import { CATALOG } from '../../../src-main/host/catalog.ts';
import { choose, aimsOf } from '../../../src-main/train/attacks/mapping.ts';
import { findAttack } from '../../../src-main/train/attacks/registry.ts';
import { Rng } from '../../../src-shared/math/rng.ts';
import {
  countPoisoned,
  findProblems,
  fitTo,
  type DrillChoice,
} from '../../../src-renderer/features/dataset/drill-rules.ts';
import { problemOfTrusted, usualSource } from '../../../src-renderer/features/runs/trusted-rules.ts';

const attackOf = (id: string): AttackCatalogEntry => CATALOG.attacks.find((one) => one.id === id)!;
const CHOICE: DrillChoice = { rate: 0.1, mapping: 'all-to-one', targets: [0], seed: 1, options: {} };
const COUNTS = [30, 10, 0, 20];

describe('a drill', () => {
  const problems = (change: Partial<DrillChoice>, id = 'badnets'): object =>
    findProblems({ ...CHOICE, ...change }, attackOf(id), COUNTS);

  it('has its problems at the field they belong to', () => {
    expect(problems({})).toEqual({});
    expect(problems({ rate: 0 })).toEqual({ rate: 'rate' });
    expect(problems({ rate: Number.NaN, seed: 1.5 })).toEqual({ rate: 'rate', seed: 'seed' });
    expect(problems({ targets: [] })).toEqual({ targets: 'noTarget' });
    expect(problems({ targets: [], mapping: 'all-to-all' })).toEqual({});
    expect(problems({ targets: [0, 1] }, 'trojan-nn')).toEqual({ targets: 'tooManyTargets' });
    expect(problems({ targets: [2] }, 'sig')).toEqual({ targets: 'emptyTarget' });
    expect(problems({ targets: [2] })).toEqual({});
    expect(problems({ options: { strange: 1 } })).toMatchObject({
      options: expect.stringContaining('strange') as string,
    });
  });

  it('takes over what another attack can make too', () => {
    const several: DrillChoice = { ...CHOICE, targets: [0, 1, 3], options: { patchSize: 3 } };
    expect(fitTo(several, attackOf('sig'))).toMatchObject({ rate: 0.08, targets: [0], options: {} });
    expect(fitTo({ ...CHOICE, mapping: 'all-to-all' }, attackOf('sig')).mapping).toBe('all-to-one');
    expect(fitTo({ ...CHOICE, mapping: 'all-to-all' }, attackOf('wanet')).mapping).toBe('all-to-all');
  });

  it.each([
    ['badnets', { rate: 0.1 }],
    ['badnets', { rate: 1 }],
    ['badnets', { rate: 0.001, targets: [0, 1, 3] }],
    ['badnets', { rate: 0.4, targets: [0, 3] }],
    ['badnets', { rate: 0.5, mapping: 'all-to-all', targets: [] }],
    ['sig', { rate: 0.1 }],
    ['sig', { rate: 0.5, targets: [1] }],
  ] as const)('with %s and %o counts as many samples as are planted', (id, change) => {
    const choice: DrillChoice = { ...CHOICE, ...change };
    const labels = Int32Array.from(COUNTS.flatMap((count, label) => new Array<number>(count).fill(label)));
    const attack = findAttack(id);
    const options = attack.resolveOptions({});
    const aims = aimsOf({ kind: choice.mapping, targets: choice.targets }, attack, COUNTS.length, options);
    const { chosen } = choose(labels, attack, choice.rate, aims, options, Rng.fromSeed(1));
    const planted = chosen.reduce((sum, { length }) => sum + length, 0);
    expect(countPoisoned(choice, attackOf(id), COUNTS)).toBe(planted);
  });
});

describe('samples that a repair takes for clean', () => {
  const offer = { judgedClean: 12, needed: 40, knownClean: 900, train: 1000 };

  it('are by default those judged clean where they are enough, else a draw where that can be', () => {
    expect(usualSource(offer)).toBe('drawn');
    expect(usualSource({ ...offer, judgedClean: 40 })).toBe('judged');
    expect(usualSource({ ...offer, knownClean: null })).toBe('judged');
  });

  it('are refused where they are too few or more than there are', () => {
    expect(problemOfTrusted(offer, 'judged', 0.05)).toBe('tooFewJudged');
    expect(problemOfTrusted({ ...offer, judgedClean: 40 }, 'judged', 0)).toBeNull();
    expect(
      [0.05, 0.039, 0.95, 1.2, Number.NaN].map((share) => problemOfTrusted(offer, 'drawn', share)),
    ).toEqual([null, 'shareTooSmall', 'shareTooLarge', 'shareRange', 'shareRange']);
  });
});
