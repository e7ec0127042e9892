/**
 * Augmentation of time series. FixMatch was published for images only; the weak view here is a little noise and a small
 * shift in time, the strong one two of six changes that keep a series' class in most tasks, and a masked window.
 * Everything is relative to a variable's own spread, since series are stored as they came.
 */
import type { ImageShape } from '../../../../src-shared/domain/dataset.ts';
import type { Rng } from '../../../../src-shared/math/rng.ts';

/** Of a variable's standard deviation. */
const JITTER = 0.03;
/** Of the length, either way. */
const SHIFT = 0.02;
const SCALE_SPREAD = 0.2;
const KNOTS = 4;
const SLICE = 0.8;
const SEGMENTS = 4;
const DROPPED_STEPS = 0.1;
const MASKED_WINDOW = 0.25;

/** One series, float32 [T,V]: changed in place, with the mean and deviation of each variable at hand. */
interface Series {
  values: Float32Array;
  steps: number;
  variables: number;
  means: Float64Array;
  deviations: Float64Array;
}

/** float32 [B,T,1,V] -> a changed copy: noise of 3 % of the deviation, shifted by up to 2 % of the length. */
export function weakenSeries(values: Float32Array, shape: ImageShape, rng: Rng): Float32Array {
  return changed(values, shape, (series) => {
    const reach = Math.round(SHIFT * series.steps);
    resample(series, shifted(series.steps, rng.below(2 * reach + 1) - reach));
    jitter(series, rng);
  });
}

/** float32 [B,T,1,V] -> a changed copy: the weak changes, two drawn ones, and a window of a quarter set to the mean. */
export function strengthenSeries(values: Float32Array, shape: ImageShape, rng: Rng): Float32Array {
  return changed(weakenSeries(values, shape, rng), shape, (series) => {
    for (let i = 0; i < 2; i++) CHANGES[rng.below(CHANGES.length)]?.(series, rng);
    const window = Math.max(1, Math.round(MASKED_WINDOW * series.steps));
    mask(series, rng.below(series.steps - window + 1), window);
  });
}

type Change = (series: Series, rng: Rng) => void;

const CHANGES: readonly Change[] = [
  function scale({ values, variables, means }, rng) {
    for (let v = 0; v < variables; v++) {
      const factor = 1 + SCALE_SPREAD * rng.normal();
      for (let i = v; i < values.length; i += variables)
        values[i] = means[v]! + factor * (values[i]! - means[v]!);
    }
  },
  function warpMagnitude({ values, steps, variables, means }, rng) {
    const curve = smoothCurve(steps, rng, 1);
    for (let i = 0; i < values.length; i++) {
      const mean = means[i % variables]!;
      values[i] = mean + curve[Math.floor(i / variables)]! * (values[i]! - mean);
    }
  },
  function warpTime(series, rng) {
    const speeds = smoothCurve(series.steps, rng, 1).map((speed) => Math.max(0.1, speed));
    const places = new Float64Array(series.steps);
    for (let t = 1; t < series.steps; t++) places[t] = places[t - 1]! + speeds[t]!;
    const last = places[series.steps - 1]!;
    resample(
      series,
      places.map((place) => (last === 0 ? 0 : (place / last) * (series.steps - 1))),
    );
  },
  function slice(series, rng) {
    const length = Math.max(2, Math.round(SLICE * series.steps));
    const begin = rng.below(series.steps - length + 1);
    const stride = (length - 1) / Math.max(1, series.steps - 1);
    resample(
      series,
      Float64Array.from({ length: series.steps }, (_, t) => begin + t * stride),
    );
  },
  function permute(series, rng) {
    const order = rng.shuffle(Int32Array.from({ length: SEGMENTS }, (_, i) => i));
    const bound = (i: number): number => Math.round((i * series.steps) / SEGMENTS);
    const places: number[] = [];
    for (const segment of order) for (let t = bound(segment); t < bound(segment + 1); t++) places.push(t);
    resample(series, Float64Array.from(places));
  },
  function drop(series, rng) {
    for (let t = 0; t < series.steps; t++) if (rng.uniform() < DROPPED_STEPS) mask(series, t, 1);
  },
];

function changed(values: Float32Array, shape: ImageShape, change: (series: Series) => void): Float32Array {
  const [steps, , variables] = shape;
  const out = values.slice();
  const size = steps * variables;
  for (let begin = 0; begin < out.length; begin += size) {
    const series = out.subarray(begin, begin + size);
    const means = new Float64Array(variables);
    const deviations = new Float64Array(variables);
    for (let i = 0; i < size; i++) means[i % variables]! += series[i]! / steps;
    for (let i = 0; i < size; i++)
      deviations[i % variables]! += (series[i]! - means[i % variables]!) ** 2 / steps;
    for (let v = 0; v < variables; v++) deviations[v] = Math.sqrt(deviations[v]!);
    change({ values: series, steps, variables, means, deviations });
  }
  return out;
}

function jitter({ values, variables, deviations }: Series, rng: Rng): void {
  for (let i = 0; i < values.length; i++) values[i]! += JITTER * deviations[i % variables]! * rng.normal();
}

function mask({ values, variables, means }: Series, begin: number, length: number): void {
  for (let i = begin * variables; i < (begin + length) * variables; i++) values[i] = means[i % variables]!;
}

/** Places of the steps when the series is moved; beyond its ends the first or last value stays. */
function shifted(steps: number, by: number): Float64Array {
  return Float64Array.from({ length: steps }, (_, t) => Math.min(steps - 1, Math.max(0, t + by)));
}

/** Values at fractional places 0 .. T-1, one a step, linear in between. In place. */
function resample({ values, steps, variables }: Series, places: ArrayLike<number>): void {
  const before = values.slice();
  for (let t = 0; t < steps; t++) {
    const low = Math.min(steps - 1, Math.floor(places[t]!));
    const high = Math.min(steps - 1, low + 1);
    const share = places[t]! - low;
    for (let v = 0; v < variables; v++) {
      const from = before[low * variables + v]!;
      values[t * variables + v] = from + share * (before[high * variables + v]! - from);
    }
  }
}

/** One value a step around `level`, through four random knots, smooth in between (cosine). */
function smoothCurve(steps: number, rng: Rng, level: number): Float64Array {
  const knots = Array.from({ length: KNOTS }, () => level + SCALE_SPREAD * rng.normal());
  return Float64Array.from({ length: steps }, (_, t) => {
    const place = (t / Math.max(1, steps - 1)) * (KNOTS - 1);
    const low = Math.min(KNOTS - 2, Math.floor(place));
    const share = (1 - Math.cos(Math.PI * (place - low))) / 2;
    return knots[low]! * (1 - share) + knots[low + 1]! * share;
  });
}
