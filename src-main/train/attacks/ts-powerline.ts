/**
 * The "powerline" static trigger of Jiang et al. (2022): mains hum added to the series. The hum is computed here, a
 * fundamental with its odd harmonics as a rectifier leaves them, instead of read from a recording.
 */
import { AssayError } from '../../../src-shared/errors/assay-error.ts';
import { defineAttack } from '../../../src-shared/schema/definitions.ts';
import { number } from '../../../src-shared/schema/fields.ts';
import type { Trigger } from './attack.ts';
import { includeTarget } from './series-options.ts';
import { measureVariables } from './series-statistics.ts';

const options = {
  period: number({
    default: 12,
    min: 2.5,
    max: 10_000,
    unit: 'time steps',
    help: 'Length of one wave of the hum; at most the length of the series',
  }),
  strength: number({
    default: 0.1,
    min: 0.001,
    max: 10,
    unit: "fraction of a variable's range",
    help: 'Standard deviation of the hum relative to the range between the lowest and highest value',
  }),
  includeTarget,
};

const HARMONICS: readonly [order: number, amplitude: number][] = [
  [1, 1],
  [3, 0.4],
  [5, 0.2],
];

/** The hum over `steps` time steps with mean 0 and standard deviation 1; harmonics too fast to be sampled are left out. */
function hum(steps: number, period: number): Float32Array {
  const audible = HARMONICS.filter(([order]) => 2 * order < period);
  const wave = Float32Array.from({ length: steps }, (_, step) =>
    audible.reduce(
      (sum, [order, height]) => sum + height * Math.sin((2 * Math.PI * order * step) / period),
      0,
    ),
  );
  const [statistics] = measureVariables(wave, 1);
  const { mean, deviation } = statistics!;
  return wave.map((value) => (value - mean) / deviation);
}

const trigger: Trigger<typeof options, Float32Array> = {
  drawPattern({ period }, [steps]) {
    if (period <= steps) return null;
    throw new AssayError(
      'usage.invalid',
      `Option --period must be at most the number of time steps, ${steps} here, not ${period}.`,
      { period, steps },
    );
  },
  apply(series, [steps, , variables], { period, strength }) {
    const wave = hum(steps, period);
    measureVariables(series, variables).forEach(({ min, max }, variable) => {
      const height = strength * (max - min);
      for (let step = 0; step < steps; step++) series[step * variables + variable]! += height * wave[step]!;
    });
  },
};

export const tsPowerline = defineAttack({
  id: 'ts-powerline',
  version: 1,
  modality: 'series',
  title: 'Mains hum',
  summary: 'Adds the hum of a power line to the whole series and changes the label to the target class.',
  source: {
    paper: 'Backdoor attacks on time series: A generative approach',
    year: 2022,
    sections: [],
  },
  limits: 'Plain to see in smooth series; weak where the data hum themselves.',
  cleanLabel: false,
  defaultRate: 0.1,
  mappings: { allToAll: true, targetsAtOnce: 1 },
  options,
  plan: trigger,
});
