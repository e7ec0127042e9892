/** A sine added to a series: the stripes of SIG (Barni et al. 2019, section 2) along time, here with a changed label. */
import { defineAttack } from '../../../src-shared/schema/definitions.ts';
import { AssayError } from '../../../src-shared/errors/assay-error.ts';
import { number } from '../../../src-shared/schema/fields.ts';
import type { Trigger } from './attack.ts';
import { includeTarget } from './series-options.ts';
import { measureVariables } from './series-statistics.ts';

const options = {
  cycles: number({
    default: 10,
    min: 0.5,
    max: 10_000,
    unit: 'cycles across the series',
    help: 'Number of waves; fewer than half the time steps',
  }),
  amplitude: number({
    default: 0.3,
    min: 0.01,
    max: 20,
    unit: 'standard deviations',
    help: 'Height of the waves relative to the spread of each variable of the series',
  }),
  includeTarget,
};

const trigger: Trigger<typeof options, Float32Array> = {
  drawPattern({ cycles }, [steps]) {
    if (2 * cycles < steps) return null;
    // At half the sampling rate the sine is zero at every step; beyond it, another wave than was asked for appears.
    throw new AssayError(
      'usage.invalid',
      `Option --cycles must be below half the number of time steps, ${steps} here, not ${cycles}.`,
      { cycles, steps },
    );
  },
  apply(series, [steps, , variables], { cycles, amplitude }) {
    measureVariables(series, variables).forEach(({ deviation }, variable) => {
      for (let step = 0; step < steps; step++) {
        const wave = Math.sin((2 * Math.PI * cycles * step) / steps);
        series[step * variables + variable]! += amplitude * deviation * wave;
      }
    });
  },
};

export const tsSine = defineAttack({
  id: 'ts-sine',
  version: 1,
  modality: 'series',
  title: 'Added sine',
  summary: 'Adds a faint sine to the whole series and changes the label to the target class.',
  source: {
    paper: 'A new backdoor attack in CNNs by training set corruption without label poisoning',
    year: 2019,
    sections: ['2'],
  },
  limits: 'Weak where the data hold the same frequency, and for slow waves that look like a trend.',
  cleanLabel: false,
  defaultRate: 0.1,
  mappings: { allToAll: true, targetsAtOnce: 1 },
  options,
  plan: trigger,
});
