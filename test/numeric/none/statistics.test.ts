/** NONE's scores of channels and samples equal those computed in numpy from the formulas (`make_reference.py`). */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  ChannelStatistics,
  highestChannels,
} from '../../../src-main/train/defenses/none/channel-statistics.ts';
import { naturalBreak } from '../../../src-main/train/defenses/none/natural-break.ts';
import { scoreSamples } from '../../../src-main/train/defenses/none/sample-scores.ts';

interface Reference {
  layers: number[];
  logits: number[][];
  activations: number[][];
  scores: number[];
  topClass: number[];
  strongMax: (number | null)[];
  weakMean: (number | null)[];
  weakStd: (number | null)[];
  columns: number[];
  raw: number[];
  standardised: number[];
  excess: number[];
  breakRaw: number;
  breakStandardised: number;
  breakExcess: number;
}

const reference = JSON.parse(readFileSync(new URL('reference.json', import.meta.url), 'utf8')) as Reference;

function softmax(logits: readonly number[]): number[] {
  const powers = logits.map((logit) => Math.exp(logit));
  const sum = powers.reduce((a, b) => a + b);
  return powers.map((power) => power / sum);
}

/** Within 1e-5 of the value, or of 1 for values below it. */
function expectClose(actual: ArrayLike<number>, expected: readonly (number | null)[]): void {
  expect(actual).toHaveLength(expected.length);
  expected.forEach((value, i) => {
    if (value === null) expect(actual[i], `element ${i}`).toBeNaN();
    else
      expect(Math.abs(actual[i]! - value), `element ${i}`).toBeLessThan(1e-5 * Math.max(1, Math.abs(value)));
  });
}

const statistics = new ChannelStatistics(4, 10, { strong: 0.9, weak: 0.1 });
reference.logits.forEach((logits, i) => statistics.add(softmax(logits), reference.activations[i]!));

describe('channel scores', () => {
  it('and all that led to them are those of the reference', () => {
    const found = statistics.scores(0, 10);
    expectClose(found.score, reference.scores);
    expect([...found.topClass]).toEqual(reference.topClass);
    expectClose(found.strongMax, reference.strongMax);
    expectClose(found.weakMean, reference.weakMean);
    expectClose(found.weakStd, reference.weakStd);
  });

  it('of a part of the channels are the same', () => {
    const [first, second] = reference.layers as [number, number];
    expectClose(statistics.scores(first, first + second).score, reference.scores.slice(first));
  });

  it('by hand: three samples sure of class 0, three of class 1', () => {
    const byHand = new ChannelStatistics(2, 1, { strong: 0.9, weak: 0.1 });
    for (const a of [10, 11, 20]) byHand.add([0.95, 0.05], [a]);
    for (const a of [1, 2, 3]) byHand.add([0.05, 0.95], [a]);
    // Of class 0: the others have mean 2 and deviation sqrt(2/3), so 20 - 2 - 3 sqrt(2/3); of class 1 it is below zero.
    const { score, topClass, weakStd } = byHand.scores(0, 1);
    expect(score[0]).toBeCloseTo(18 - 3 * Math.sqrt(2 / 3), 5);
    expect(topClass[0]).toBe(0);
    expect(weakStd[0]).toBeCloseTo(Math.sqrt(2 / 3), 6);
  });

  it('are 0 and of no class where no prediction is sure', () => {
    const unsure = new ChannelStatistics(2, 1, { strong: 0.9, weak: 0.1 });
    for (const a of [1, 50]) unsure.add([0.5, 0.5], [a]);
    expect(unsure.scores(0, 1)).toMatchObject({
      score: new Float32Array([0]),
      topClass: new Int32Array([-1]),
    });
    expect(unsure.scores(0, 1).strongMax[0]).toBeNaN();
  });

  it('pick the highest, rounded up, ties by index', () => {
    expect(highestChannels([1, 5, 5, 0], 0.5)).toEqual([1, 2]);
    expect(highestChannels([1, 5, 5, 0], 0.26)).toEqual([1, 2]);
    expect(highestChannels(new Float32Array(64), 0.03)).toEqual([0, 1]);
  });
});

describe('sample scores', () => {
  const { columns, activations } = reference;
  const driven = Float32Array.from(activations.flatMap((row) => columns.map((column) => row[column]!)));

  it('come from the most compromised channel of each layer', () => {
    let begin = 0;
    const chosen = reference.layers.map((size) => {
      const [best] = highestChannels(statistics.scores(begin, begin + size).score, 1 / size);
      begin += size;
      return begin - size + best!;
    });
    expect(chosen).toEqual(columns);
  });

  const channels = columns.map((column) => {
    const { score, weakMean, weakStd } = statistics.scores(column, column + 1);
    return { score: score[0]!, weakMean: weakMean[0]!, weakStd: weakStd[0]! };
  });

  it('are sums of activations, as they are, standardised, or beyond their range', () => {
    expectClose(scoreSamples(driven, channels, 'activation'), reference.raw);
    expectClose(scoreSamples(driven, channels, 'standardised'), reference.standardised);
    expectClose(scoreSamples(driven, channels, 'excess'), reference.excess);
  });

  it('have their natural break where trying all splits finds it', () => {
    expectClose([naturalBreak(reference.raw)!], [reference.breakRaw]);
    expectClose([naturalBreak(reference.standardised)!], [reference.breakStandardised]);
    expectClose([naturalBreak(reference.excess)!], [reference.breakExcess]);
  });

  it('of a channel that never changes, or is never driven beyond its range, add nothing', () => {
    const two = Float32Array.of(7, 1, 7, 3);
    const compromised = { score: 2, weakMean: 0, weakStd: 0.25 };
    const sound = { score: -1, weakMean: 0, weakStd: 0.25 };
    expect([...scoreSamples(two, [compromised, compromised], 'standardised')]).toEqual([-1, 1]);
    expect([...scoreSamples(two, [sound, compromised], 'excess')]).toEqual([1, 9]);
    // No spread: in units of the largest excess.
    expect([...scoreSamples(two, [sound, { ...compromised, weakStd: 0 }], 'excess')]).toEqual([0.5, 1.5]);
  });
});
