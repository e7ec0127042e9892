/** Which classes a backdoor leads to: one, several at once, each to the next; and manifests of before there was a choice. */
import { describe, expect, it } from 'vitest';
import {
  aimOf,
  countTriggered,
  describeTargets,
  targetClasses,
  upgradeManifest,
  type EarlierManifest,
  type Mapping,
} from '../../../src-shared/domain/attack.ts';
import { Rng } from '../../../src-shared/math/rng.ts';
import {
  applyTestTrigger,
  poisonDataset,
  type PoisonResult,
} from '../../../src-main/train/attacks/poison-dataset.ts';

const CLASSES = ['a', 'b', 'c', 'd', 'e'];
const SIZE = 12 * 12 * 3;

function dataset(count: number) {
  const rng = Rng.fromSeed(1);
  return {
    modality: 'image' as const,
    shape: [12, 12, 3] as const,
    values: Uint8Array.from({ length: count * SIZE }, () => rng.below(256)),
    labels: Int32Array.from({ length: count }, (_, i) => i % CLASSES.length),
  };
}

const DATA = dataset(500);

function poison(attack: string, mapping: Mapping, rate = 0.1, seed = 3): Promise<PoisonResult> {
  const { signal } = new AbortController();
  const onProgress = (): Promise<void> => Promise.resolve();
  const source = { train: DATA, test: DATA, classes: CLASSES, signal, onProgress };
  return poisonDataset(source, { attack, rate, mapping, seed, options: {} });
}

describe('all-to-all', () => {
  it.each(['badnets', 'blended', 'wanet', 'dfst-lite', 'trojan-square'])(
    '%s leads each class to the next, the last to the first',
    async (attack) => {
      const { manifest, changed, truth } = await poison(attack, { kind: 'all-to-all', targets: [] });
      expect(manifest.mapping).toBe('all-to-all');
      expect(manifest.rules.map(({ targets }) => targets)).toEqual([[1, 2, 3, 4, 0]]);
      const poisoned = [...truth.keys()].filter((row) => truth[row]!.isPoisoned);
      expect(poisoned).toHaveLength(50);
      for (const row of poisoned) {
        expect(changed.labels[row]).toBe((truth[row]!.trueLabel + 1) % 5);
        expect(truth[row]!.labelChanged).toBe(true);
      }
      expect(new Set(poisoned.map((row) => truth[row]!.trueLabel)).size).toBe(5);
    },
  );
});

describe('several targets at once', () => {
  const mapping = { kind: 'all-to-one', targets: [0, 3, 1] } as const;

  it.each(['badnets', 'blended', 'wanet', 'trojan-square'])(
    '%s shares its samples among triggers that differ',
    async (attack) => {
      const result = await poison(attack, mapping);
      const { manifest, changed, truth } = result;
      const poisoned = [...truth.keys()].filter((row) => truth[row]!.isPoisoned);
      expect(poisoned).toHaveLength(50);
      const counts = [0, 1, 2, 3, 4].map(
        (label) => poisoned.filter((row) => changed.labels[row] === label).length,
      );
      expect(counts).toEqual([16, 17, 0, 17, 0]);
      for (const row of poisoned) expect(truth[row]!.trueLabel).not.toBe(changed.labels[row]);
      const clean = DATA.values.slice(0, SIZE);
      const made = mapping.targets.map((_, k) => applyTestTrigger(manifest, k, clean, DATA.shape));
      expect(made[0]).not.toEqual(made[1]);
      expect(made[1]).not.toEqual(made[2]);
      // Every poisoned sample carries the trigger of its own label.
      for (const row of poisoned) {
        const k = mapping.targets.indexOf(changed.labels[row] as 0 | 3 | 1);
        const { index } = truth[row]!;
        const own = DATA.values.slice(index * SIZE, (index + 1) * SIZE);
        expect(applyTestTrigger(manifest, k, own, DATA.shape)).toEqual(
          changed.values.slice(row * SIZE, (row + 1) * SIZE),
        );
      }
      expect(await poison(attack, mapping)).toEqual(result);
    },
  );

  it('a single target is planted as before there could be several', async () => {
    const alone = await poison('badnets', { kind: 'all-to-one', targets: [3] });
    expect(alone.changed.labels.every((label) => label === 3)).toBe(true);
    expect(alone.manifest.rules).toHaveLength(1);
  });
});

describe('mappings that cannot be made', () => {
  it.each([
    ['badnets', { kind: 'all-to-one', targets: [5] }, /--target must be a class number from 0 to 4, not 5/],
    ['badnets', { kind: 'all-to-one', targets: [1, 1] }, /names a class twice: 1, 1/],
    ['badnets', { kind: 'all-to-one', targets: [] }, /No target class is named/],
    ['badnets', { kind: 'all-to-one', targets: [0, 1, 2, 3, 4] }, /4 target classes at once, not to 5/],
    ['badnets', { kind: 'all-to-all', targets: [1] }, /has no target of its own/],
    ['sig', { kind: 'all-to-all', targets: [] }, /cannot map all classes to all/],
    ['sig', { kind: 'all-to-one', targets: [0, 1] }, /one target class, not to 2/],
    ['lca', { kind: 'all-to-one', targets: [0, 1] }, /one target class, not to 2/],
  ] as const)('%s %j', async (attack, mapping, message) => {
    await expect(poison(attack, mapping)).rejects.toThrow(message);
  });
});

describe('manifests', () => {
  const stored: EarlierManifest = {
    attack: 'badnets',
    attackVersion: 1,
    rate: 0.1,
    target: 2,
    seed: 7,
    options: { pattern: 'grid' },
    cleanLabel: false,
    shape: [12, 12, 3],
    pattern: 'AAEC',
  };

  it('of earlier programs lead all classes to their target, with their pattern', () => {
    const { target, pattern, ...kept } = stored;
    expect(upgradeManifest(stored, 5)).toEqual({
      ...kept,
      mapping: 'all-to-one',
      rules: [{ targets: [target, target, target, target, target], pattern }],
    });
  });

  it('of today stay as they are', async () => {
    const { manifest } = await poison('blended', { kind: 'all-to-one', targets: [1, 2] });
    expect(upgradeManifest(manifest, 5)).toBe(manifest);
  });

  it('tell on which samples success is told, and name their targets', () => {
    const rules = [
      { targets: [2, 2, 2, 2], pattern: null },
      { targets: [0, null, 0, 0], pattern: null },
    ];
    expect([0, 1, 2, 3].map((label) => aimOf(rules[0]!, label))).toEqual([2, 2, null, 2]);
    expect([0, 1, 2, 3].map((label) => aimOf(rules[1]!, label))).toEqual([null, null, 0, 0]);
    // The first trigger is told on classes 0, 1 and 3, the second on 2 and 3.
    expect(countTriggered({ rules }, [0, 0, 1, 2, 3])).toBe(4 + 2);
    expect(targetClasses({ rules })).toEqual([0, 2]);
    expect(describeTargets({ mapping: 'all-to-one', rules }, ['cat', 'dog', 'ship', 'bird'])).toBe(
      'cat and ship',
    );
    expect(describeTargets({ mapping: 'all-to-all', rules }, [])).toMatch(/^the next class of each/);
  });
});
