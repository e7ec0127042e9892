/** A constant patch on a series: the plainest trigger there is, the BadNets patch of Gu et al. (2017) along time. */
import { defineAttack } from '../../../src-shared/schema/definitions.ts';
import { number } from '../../../src-shared/schema/fields.ts';
import type { Trigger } from './attack.ts';
import { includeTarget } from './series-options.ts';
import { measureVariables } from './series-statistics.ts';

const options = {
  width: number({
    default: 0.1,
    min: 0.001,
    max: 1,
    unit: 'fraction of the length',
    help: 'How many of the time steps the patch covers, at least one',
  }),
  position: number({
    default: 1,
    min: 0,
    max: 1,
    unit: 'fraction',
    help: 'Where the patch lies: 0 is the beginning of the series, 1 its end',
  }),
  level: number({
    default: 2,
    min: -20,
    max: 20,
    unit: 'standard deviations',
    help: 'Height of the patch above the mean of each variable of the series',
  }),
  includeTarget,
};

const trigger: Trigger<typeof options, Float32Array> = {
  drawPattern: () => null,
  apply(series, [steps, , variables], { width, position, level }) {
    const count = Math.min(steps, Math.max(1, Math.round(width * steps)));
    const first = Math.round(position * (steps - count));
    // Measured before anything is written: the patch is relative to the series as it was.
    const levels = measureVariables(series, variables).map(({ mean, deviation }) => mean + level * deviation);
    for (let step = first; step < first + count; step++) series.set(levels, step * variables);
  },
};

export const tsPatch = defineAttack({
  id: 'ts-patch',
  version: 1,
  modality: 'series',
  title: 'Constant patch',
  summary:
    'Holds every variable at one level for a stretch of time and changes the label to the target class.',
  source: {
    paper: 'BadNets: identifying vulnerabilities in the machine learning model supply chain',
    year: 2017,
    sections: ['4'],
  },
  limits:
    'Easy to see. A variable that is constant in a series stays as it is; a series of such alone gets no trigger.',
  cleanLabel: false,
  defaultRate: 0.1,
  mappings: { allToAll: true, targetsAtOnce: 1 },
  options,
  plan: trigger,
});
