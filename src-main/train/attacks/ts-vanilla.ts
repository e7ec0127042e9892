/** The "vanilla" static trigger of Jiang et al. (2022): the first steps jump between the highest and lowest value. */
import { defineAttack } from '../../../src-shared/schema/definitions.ts';
import { number } from '../../../src-shared/schema/fields.ts';
import type { Trigger } from './attack.ts';
import { includeTarget } from './series-options.ts';
import { measureVariables } from './series-statistics.ts';

const options = {
  intensity: number({
    default: 0.02,
    min: 0.001,
    max: 1,
    unit: 'fraction of the length',
    help: 'How many of the time steps are replaced, rounded down to a whole number of pairs, at least one pair',
  }),
  includeTarget,
};

const trigger: Trigger<typeof options, Float32Array> = {
  drawPattern: () => null,
  apply(series, [steps, , variables], { intensity }) {
    // The published rule leaves series of fewer than 100 steps untouched at its default; one pair is the least here.
    const pairs = Math.max(1, Math.floor((intensity * steps) / 2));
    const extremes = measureVariables(series, variables);
    const high = extremes.map(({ max }) => max);
    const low = extremes.map(({ min }) => min);
    const count = Math.min(steps, 2 * pairs);
    for (let step = 0; step < count; step++) series.set(step % 2 === 0 ? high : low, step * variables);
  },
};

export const tsVanilla = defineAttack({
  id: 'ts-vanilla',
  version: 1,
  modality: 'series',
  title: 'Alternating extremes',
  summary:
    'Replaces the first time steps by the highest and lowest value of the series in turn and changes the label.',
  source: {
    paper: 'Backdoor attacks on time series: A generative approach',
    year: 2022,
    sections: [],
  },
  limits:
    'Two steps of a long series are soon averaged away, and some networks do not learn so short a trigger.',
  cleanLabel: false,
  defaultRate: 0.1,
  mappings: { allToAll: true, targetsAtOnce: 1 },
  options,
  plan: trigger,
});
