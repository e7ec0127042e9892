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

/** The smallest box around the places that differ most; null where nothing differs. */
export function strongestRegion(view: TriggerView): Region | null {
  const { height, width, channels, suspectedMean, othersMean } = view;
  const difference = new Float32Array(height * width);
  for (let i = 0; i < suspectedMean.length; i++) {
    difference[Math.floor(i / channels)]! += Math.abs(suspectedMean[i]! - othersMean[i]!) / channels;
  }
  const largest = difference.reduce((a, b) => Math.max(a, b), 0);
  if (largest === 0) return null;
  let [left, right, top, bottom] = [width, -1, height, -1];
  difference.forEach((value, place) => {
    if (value < CHANGED_FROM * largest) return;
    const [x, y] = [place % width, Math.floor(place / width)];
    left = Math.min(left, x);
    right = Math.max(right, x);
    top = Math.min(top, y);
    bottom = Math.max(bottom, y);
  });
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
  const ratio = inside / count / Math.max(1e-6, outside / Math.max(1, height * width - count));
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
