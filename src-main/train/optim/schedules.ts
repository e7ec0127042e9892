/** Learning rates over a stage, as functions of progress. All are pure, so a resumed run needs no schedule state. */

export type Schedule = (step: number, totalSteps: number) => number;

export function constant(rate: number): Schedule {
  return () => rate;
}

/** rate * cos(7 pi k / 16 K): FixMatch (Sohn et al. 2020), ends at 0.195 of the start. */
export function fixMatchCosine(rate: number): Schedule {
  return (step, total) => rate * Math.cos((7 * Math.PI * step) / (16 * total));
}

/** Half a cosine from `rate` down to 0. */
export function cosineToZero(rate: number): Schedule {
  return (step, total) => (rate / 2) * (1 + Math.cos((Math.PI * step) / total));
}

/** `rate`, and `factor` of it from the fraction `at` of the stage on. */
export function stepAt(rate: number, at: number, factor: number): Schedule {
  return (step, total) => (step < at * total ? rate : rate * factor);
}
