/** Reading a trigger view: where suspected samples differ from the others of their class, and how clearly. */
import type { TriggerView } from '../../../src-shared/rpc/contract.ts';

/** Difference of the means around a middle grey, stretched so that the largest reaches the ends, [H,W,C] 0..255. */
export function contrast({ suspectedMean, othersMean }: TriggerView): Float32Array {
  let largest = 1;
  suspectedMean.forEach((value, i) => (largest = Math.max(largest, Math.abs(value - othersMean[i]!))));
  return suspectedMean.map((value, i) => 127.5 + (127.5 * (value - othersMean[i]!)) / largest);
}

export interface Region {
  left: number;
  top: number;
  width: number;
  height: number;
  /** Mean difference inside over mean difference outside. */
  ratio: number;
  /** Fraction of the picture. */
  area: number;
  /** False when the difference is spread over the whole picture. */
  isClear: boolean;
  /** 1 inside, [H,W]. */
  mask: Float32Array;
}

/** Part of the largest difference from which a place counts as changed. */
const CHANGED_FROM = 0.5;
const CLEAR_RATIO = 3;
const CLEAR_AREA = 0.4;

/**
 * The smallest box around the places that differ most, of series the stretch of time around the step that differs most;
 * null where nothing differs.
 */
export function strongestRegion(view: TriggerView): Region | null {
  const { height, width, modality } = view;
  const difference = differenceOf(view);
  const largest = difference.reduce((a, b) => Math.max(a, b), 0);
  if (largest === 0) return null;
  const from = CHANGED_FROM * largest;
  const box = modality === 'series' ? stretchAround(difference, from) : boxAround(difference, width, from);
  const { left, right, top, bottom } = box;
  const mask = new Float32Array(height * width);
  let [inside, outside, count] = [0, 0, 0];
  difference.forEach((value, place) => {
    const [x, y] = [place % width, Math.floor(place / width)];
    const isInside = x >= left && x <= right && y >= top && y <= bottom;
    if (isInside) {
      inside += value;
      count++;
      // Only the frame is drawn: what is inside must stay visible.
      if (x === left || x === right || y === top || y === bottom) mask[place] = 1;
    } else outside += value;
  });
  const area = count / (height * width);
  // Series have units of their own: what counts as nothing goes by the largest difference.
  const least = 1e-6 * largest;
  const ratio = inside / count / Math.max(least, outside / Math.max(1, height * width - count));
  return {
    left,
    top,
    width: right - left + 1,
    height: bottom - top + 1,
    ratio,
    area,
    isClear: area <= CLEAR_AREA && ratio >= CLEAR_RATIO,
    mask,
  };
}

/**
 * How far the means lie apart at each place, mean over channels. Each variable of a series counts in units of the
 * others' largest deviation, as variables need not have one unit.
 */
function differenceOf(view: TriggerView): Float32Array {
  const { modality, height, width, channels, suspectedMean, othersMean, othersDeviation } = view;
  const units = new Float32Array(channels).fill(modality === 'series' ? 0 : 1);
  if (modality === 'series') {
    othersDeviation.forEach((value, i) => {
      units[i % channels] = Math.max(units[i % channels]!, value);
    });
  }
  const difference = new Float32Array(height * width);
  for (let i = 0; i < suspectedMean.length; i++) {
    const unit = units[i % channels]! || 1;
    difference[Math.floor(i / channels)]! += Math.abs(suspectedMean[i]! - othersMean[i]!) / unit / channels;
  }
  return difference;
}

interface Box {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/** Around all places that differ by `least` or more. */
function boxAround(difference: Float32Array, width: number, least: number): Box {
  const box = { left: Infinity, right: -1, top: Infinity, bottom: -1 };
  difference.forEach((value, place) => {
    if (value < least) return;
    const [x, y] = [place % width, Math.floor(place / width)];
    box.left = Math.min(box.left, x);
    box.right = Math.max(box.right, x);
    box.top = Math.min(box.top, y);
    box.bottom = Math.max(box.bottom, y);
  });
  return box;
}

/** The unbroken stretch of steps around the one that differs most, as long as they differ by `least` or more. */
function stretchAround(difference: Float32Array, least: number): Box {
  let best = 0;
  difference.forEach((value, step) => {
    if (value > difference[best]!) best = step;
  });
  let [top, bottom] = [best, best];
  while (top > 0 && difference[top - 1]! >= least) top--;
  while (bottom < difference.length - 1 && difference[bottom + 1]! >= least) bottom++;
  return { left: 0, right: 0, top, bottom };
}
