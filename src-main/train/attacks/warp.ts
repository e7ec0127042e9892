/** Elastic warping of images as WaNet does it (Nguyen and Tran 2021, section 3.2; their code for the grids). */
import type { ImageShape } from '../../../src-shared/domain/dataset.ts';
import type { Rng } from '../../../src-shared/math/rng.ts';

/** The constant of the cubic convolution by which PyTorch enlarges, which their code uses. */
const CUBIC = -0.75;

/** Where each pixel is taken from: x and y in -1..1, from the centre of the first pixel to that of the last; [H,W] each. */
export interface Grid {
  x: Float64Array;
  y: Float64Array;
}

/** Control points [2,k,k], x offsets before y offsets: uniform, scaled so that their mean size is 1. */
export function drawControls(points: number, rng: Rng): Float32Array {
  const drawn = Float64Array.from({ length: 2 * points * points }, () => 2 * rng.uniform() - 1);
  const mean = drawn.reduce((sum, value) => sum + Math.abs(value), 0) / drawn.length;
  return Float32Array.from(drawn, (value) => value / mean);
}

/**
 * The identity moved by the enlarged control points: a point of size 1 moves a pixel by `strength` of half its own
 * distance to the next one, as offsets are divided by the width or height.
 */
export function warpGrid(controls: Float32Array, [height, width]: ImageShape, strength: number): Grid {
  const points = Math.sqrt(controls.length / 2);
  const rows = cubicWeights(points, height);
  const columns = cubicWeights(points, width);
  const grid = identityGrid(height, width);
  for (let i = 0; i < height * width; i++) {
    const [row, column] = [rows[Math.floor(i / width)]!, columns[i % width]!];
    let [x, y] = [0, 0];
    for (let r = 0; r < points; r++) {
      for (let c = 0; c < points; c++) {
        const weight = row[r]! * column[c]!;
        x += weight * controls[r * points + c]!;
        y += weight * controls[(points + r) * points + c]!;
      }
    }
    grid.x[i] = clamp(grid.x[i]! + (strength * x) / width);
    grid.y[i] = clamp(grid.y[i]! + (strength * y) / height);
  }
  return grid;
}

/** The grid moved once more, each pixel by itself: uniform noise of up to half a pixel either way. */
export function addNoise({ x, y }: Grid, [height, width]: ImageShape, rng: Rng): Grid {
  return {
    x: x.map((value) => clamp(value + (2 * rng.uniform() - 1) / width)),
    y: y.map((value) => clamp(value + (2 * rng.uniform() - 1) / height)),
  };
}

/** Bilinear samples of an image [H,W,C] at the grid, not rounded. */
export function sampleAt(image: Uint8Array, [height, width, channels]: ImageShape, grid: Grid): Float64Array {
  const out = new Float64Array(image.length);
  for (let i = 0; i < height * width; i++) {
    const column = ((grid.x[i]! + 1) / 2) * (width - 1);
    const row = ((grid.y[i]! + 1) / 2) * (height - 1);
    const left = Math.min(width - 1, Math.floor(column));
    const top = Math.min(height - 1, Math.floor(row));
    const right = Math.min(width - 1, left + 1);
    const bottom = Math.min(height - 1, top + 1);
    const [dx, dy] = [column - left, row - top];
    for (let c = 0; c < channels; c++) {
      const at = (y: number, x: number): number => image[(y * width + x) * channels + c]!;
      const upper = (1 - dx) * at(top, left) + dx * at(top, right);
      const lower = (1 - dx) * at(bottom, left) + dx * at(bottom, right);
      out[i * channels + c] = (1 - dy) * upper + dy * lower;
    }
  }
  return out;
}

function identityGrid(height: number, width: number): Grid {
  const at = (index: number, count: number): number => (count === 1 ? 0 : (2 * index) / (count - 1) - 1);
  return {
    x: Float64Array.from({ length: height * width }, (_, i) => at(i % width, width)),
    y: Float64Array.from({ length: height * width }, (_, i) => at(Math.floor(i / width), height)),
  };
}

/**
 * What each of `points` control points counts at each of `size` places, the first and last of both on top of each other:
 * cubic convolution (Keys 1981) of the four nearest, the outermost point repeated beyond the border.
 */
function cubicWeights(points: number, size: number): Float64Array[] {
  return Array.from({ length: size }, (_, place) => {
    const weights = new Float64Array(points);
    const position = size === 1 ? 0 : (place * (points - 1)) / (size - 1);
    const nearest = Math.floor(position);
    for (let offset = -1; offset <= 2; offset++) {
      const index = Math.min(points - 1, Math.max(0, nearest + offset));
      weights[index]! += cubic(Math.abs(position - nearest - offset));
    }
    return weights;
  });
}

function cubic(distance: number): number {
  const [d, d2, d3] = [distance, distance ** 2, distance ** 3];
  if (d <= 1) return (CUBIC + 2) * d3 - (CUBIC + 3) * d2 + 1;
  return d < 2 ? CUBIC * (d3 - 5 * d2 + 8 * d - 4) : 0;
}

function clamp(value: number): number {
  return Math.min(1, Math.max(-1, value));
}
