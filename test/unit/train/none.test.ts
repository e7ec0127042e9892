/** NONE's natural break and the slip of the authors' code, by hand. */
import { describe, expect, it } from 'vitest';
import { carryResets } from '../../../src-main/train/defenses/none/carry.ts';
import { noneLengths, none } from '../../../src-main/train/defenses/none/definition.ts';
import { naturalBreak } from '../../../src-main/train/defenses/none/natural-break.ts';
import type { WatchedLayer } from '../../../src-main/train/defenses/none/watched-layers.ts';
import { findDefense } from '../../../src-main/train/defenses/registry.ts';

describe('the natural break', () => {
  it('is the largest value of the lower group', () => {
    expect(naturalBreak([1, 2, 2.5, 3, 9, 10, 11])).toBe(3);
    expect(naturalBreak([11, 1, 10, 2.5, 9, 3, 2])).toBe(3);
    expect(naturalBreak([0, 1])).toBe(0);
  });

  it('keeps its place far from zero', () => {
    expect(naturalBreak([1, 2, 2.5, 3, 9, 10, 11].map((value) => value + 2 ** 40))).toBe(3 + 2 ** 40);
  });

  it('never parts equal values, and is null where all are equal', () => {
    expect(naturalBreak([5, 5, 5, 5, 5, 6])).toBe(5);
    expect(naturalBreak([4, 4, 4])).toBeNull();
    expect(naturalBreak([4])).toBeNull();
    expect(naturalBreak([])).toBeNull();
  });
});

function layer(name: string, channels: number, isInLastStage: boolean): WatchedLayer {
  const isShortcut = name.endsWith('_shortcut');
  return {
    ...{ name, tap: name, channels, kind: 'full', isShortcut, isInLastStage, norm: null, readers: [] },
  };
}

describe('resets carried along the last stage', () => {
  const layers = [
    layer('stage3_block2_conv2', 4, false),
    layer('stage4_block1_conv1', 8, true),
    layer('stage4_block1_shortcut', 8, true),
    layer('stage4_block1_conv2', 8, true),
    layer('stage4_block2_conv1', 8, true),
    layer('stage4_block2_conv2', 8, true),
  ];
  const picked = new Map(layers.map(({ name }, i) => [name, [i]]));

  it('reach up to four times the share', () => {
    expect(Object.fromEntries(carryResets(layers, picked))).toEqual({
      stage3_block2_conv2: [0],
      stage4_block1_conv1: [0, 1],
      stage4_block1_shortcut: [2],
      stage4_block1_conv2: [2, 3],
      stage4_block2_conv1: [2, 3, 4],
      stage4_block2_conv2: [2, 3, 4, 5],
    });
  });

  it('change nothing in a network without shortcuts there', () => {
    const plain = layers.filter(({ isShortcut }) => !isShortcut);
    const own = new Map(plain.map(({ name }, i) => [name, [i]]));
    expect(carryResets(plain, own)).toEqual(own);
  });
});

describe('lengths', () => {
  const options = findDefense('none').resolveOptions('standard', {}) as Parameters<typeof noneLengths>[0];

  it('of a small dataset are prolonged to the least updates', () => {
    expect(noneLengths(options, 50_000)).toEqual({ batch: 128, training: 30, tuning: 6 });
    // 24 samples a batch, 10 batches an epoch.
    expect(noneLengths(options, 240)).toEqual({ batch: 24, training: 30, tuning: 30 });
    expect(noneLengths({ ...options, epochs: 3 }, 240).training).toBe(30);
  });

  it('are counted by the estimate, with the detection of each round', () => {
    const cost = none.cost({ ...options, rounds: 2 }, 50_000);
    const stages = ['train', 'detection-1', 'trigger-test', 'tuning-1', 'detection-2', 'tuning-2'];
    expect([...cost.keys()]).toEqual(stages);
    expect(cost.get('tuning-2')).toBe(300_000);
  });
});
