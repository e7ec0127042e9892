/**
 * The directions in which a cloud of points varies most: the top right singular vectors of its centred rows, which are the
 * top eigenvectors of its covariance. Found by subspace iteration with Rayleigh and Ritz (Golub and Van Loan, 8.2.4 and
 * 8.2.8), in double precision; up to 64 dimensions the subspace is the whole space and one step is exact.
 */
import { Rng } from '../../../../src-shared/math/rng.ts';
import { symmetricEigen } from './symmetric-eigen.ts';

export interface PrincipalAxes {
  /** [d]. */
  mean: Float64Array;
  /** [k,d] row-major, orthonormal; the component of largest size is positive, so that the sign is no accident. */
  axes: Float64Array;
  /** Population variance along each, descending; `k` of them, fewer than asked for where the points span less. */
  variances: Float64Array;
}

/** Dimensions up to which the whole spectrum is computed. */
const WHOLE = 64;
const SPARE = 22;
const STEPS = 500;
const TOLERANCE = 1e-9;
/** A variance below this share of the first is rounding. */
const NEGLIGIBLE = 1e-12;
/** Multiplications between two pauses. */
const WORK_AT_ONCE = 1e8;

/** `rows`: float64 [n,d], n >= 1; they are centred in place. `pause` is called between pieces of work and may throw. */
export async function principalAxes(
  rows: Float64Array,
  d: number,
  k: number,
  pause: () => Promise<void>,
): Promise<PrincipalAxes> {
  const mean = centre(rows, d);
  const covariance = await covarianceOf(rows, d, pause);
  const block = d <= WHOLE ? d : Math.min(d, k + SPARE);
  const { values, vectors } = await topEigenvectors(covariance, d, Math.min(k, d), block, pause);
  const kept = values.findIndex((value) => !(value > NEGLIGIBLE * Math.max(values[0]!, Number.MIN_VALUE)));
  const count = kept < 0 ? values.length : kept;
  const axes = vectors.slice(0, count * d);
  for (let axis = 0; axis < count; axis++) orient(axes.subarray(axis * d, (axis + 1) * d));
  return { mean, axes, variances: values.slice(0, count) };
}

/** Coordinates of the centred rows along the axes, [n,k]. */
export function projectOnto(axes: Float64Array, rows: Float64Array, d: number): Float64Array {
  const n = rows.length / d;
  const k = axes.length / d;
  const projected = new Float64Array(n * k);
  for (let i = 0; i < n; i++) {
    for (let axis = 0; axis < k; axis++) {
      let sum = 0;
      for (let j = 0; j < d; j++) sum += rows[i * d + j]! * axes[axis * d + j]!;
      projected[i * k + axis] = sum;
    }
  }
  return projected;
}

function centre(rows: Float64Array, d: number): Float64Array {
  const mean = new Float64Array(d);
  const n = rows.length / d;
  for (let i = 0; i < rows.length; i++) mean[i % d]! += rows[i]!;
  for (let j = 0; j < d; j++) mean[j]! /= n;
  for (let i = 0; i < rows.length; i++) rows[i]! -= mean[i % d]!;
  return mean;
}

async function covarianceOf(
  rows: Float64Array,
  d: number,
  pause: () => Promise<void>,
): Promise<Float64Array> {
  const n = rows.length / d;
  const sum = new Float64Array(d * d);
  const rowsAtOnce = Math.max(1, Math.floor(WORK_AT_ONCE / (d * d)));
  for (let i = 0; i < n; i++) {
    if (i % rowsAtOnce === 0) await pause();
    const row = rows.subarray(i * d, (i + 1) * d);
    for (let a = 0; a < d; a++) {
      const value = row[a]! / n;
      // A feature that is the same everywhere, as dead ones are, needs no work.
      if (value === 0) continue;
      for (let b = a; b < d; b++) sum[a * d + b]! += value * row[b]!;
    }
  }
  for (let a = 0; a < d; a++) for (let b = 0; b < a; b++) sum[a * d + b] = sum[b * d + a]!;
  return sum;
}

/** `values` [k] descending and `vectors` [k,d]. */
async function topEigenvectors(
  matrix: Float64Array,
  d: number,
  k: number,
  block: number,
  pause: () => Promise<void>,
): Promise<{ values: Float64Array; vectors: Float64Array }> {
  const rng = Rng.fromSeed(1).fork('principal axes');
  // Vectors lie in rows.
  let basis = orthonormal(
    Float64Array.from({ length: block * d }, () => rng.normal()),
    d,
    rng,
  );
  const stepsAtOnce = Math.max(1, Math.floor(WORK_AT_ONCE / (d * d * block)));
  for (let step = 0; ; step++) {
    if (step % stepsAtOnce === 0) await pause();
    const image = timesSymmetric(matrix, basis, d);
    const small = symmetricEigen(innerProducts(basis, image, d), block);
    const ritz = combine(small.vectors, basis, block, d);
    const ritzImage = combine(small.vectors, image, block, d);
    const error = largestResidual(ritz, ritzImage, small.values, d, k);
    if (error <= TOLERANCE * Math.max(small.values[0]!, 0) || step === STEPS) {
      return { values: small.values.slice(0, k), vectors: ritz.slice(0, k * d) };
    }
    basis = orthonormal(ritzImage, d, rng);
  }
}

/** Rows of `rows` times a symmetric matrix. */
function timesSymmetric(matrix: Float64Array, rows: Float64Array, d: number): Float64Array {
  const product = new Float64Array(rows.length);
  for (let begin = 0; begin < rows.length; begin += d) {
    for (let j = 0; j < d; j++) {
      let sum = 0;
      for (let i = 0; i < d; i++) sum += rows[begin + i]! * matrix[j * d + i]!;
      product[begin + j] = sum;
    }
  }
  return product;
}

function innerProducts(a: Float64Array, b: Float64Array, d: number): Float64Array {
  const count = a.length / d;
  const products = new Float64Array(count * count);
  for (let i = 0; i < count; i++) {
    for (let j = i; j < count; j++) {
      // The matrix between them is symmetric up to rounding.
      products[i * count + j] = products[j * count + i] = (dot(a, b, i, j, d) + dot(a, b, j, i, d)) / 2;
    }
  }
  return products;
}

function dot(a: Float64Array, b: Float64Array, i: number, j: number, d: number): number {
  let sum = 0;
  for (let t = 0; t < d; t++) sum += a[i * d + t]! * b[j * d + t]!;
  return sum;
}

/** `weights` [count,count] times `rows` [count,d]. */
function combine(weights: Float64Array, rows: Float64Array, count: number, d: number): Float64Array {
  const combined = new Float64Array(count * d);
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < count; j++) {
      const weight = weights[i * count + j]!;
      for (let t = 0; t < d; t++) combined[i * d + t]! += weight * rows[j * d + t]!;
    }
  }
  return combined;
}

function largestResidual(
  ritz: Float64Array,
  image: Float64Array,
  values: Float64Array,
  d: number,
  k: number,
): number {
  let largest = 0;
  for (let i = 0; i < k; i++) {
    let squared = 0;
    for (let t = 0; t < d; t++) squared += (image[i * d + t]! - values[i]! * ritz[i * d + t]!) ** 2;
    largest = Math.max(largest, Math.sqrt(squared));
  }
  return largest;
}

/** Gram and Schmidt, twice for the digits; a row that vanishes is drawn anew. Works in place. */
function orthonormal(rows: Float64Array, d: number, rng: Rng): Float64Array {
  const count = rows.length / d;
  for (let i = 0; i < count; i++) {
    const row = rows.subarray(i * d, (i + 1) * d);
    const before = Math.sqrt(dot(rows, rows, i, i, d));
    for (let pass = 0; pass < 2; pass++) {
      for (let j = 0; j < i; j++) {
        const along = dot(rows, rows, i, j, d);
        for (let t = 0; t < d; t++) row[t]! -= along * rows[j * d + t]!;
      }
    }
    const length = Math.sqrt(dot(rows, rows, i, i, d));
    if (length > 1e-10 * before && length > 0) {
      for (let t = 0; t < d; t++) row[t]! /= length;
    } else {
      for (let t = 0; t < d; t++) row[t] = rng.normal();
      i--;
    }
  }
  return rows;
}

function orient(axis: Float64Array): void {
  let largest = 0;
  for (const value of axis) if (Math.abs(value) > Math.abs(largest) + 1e-12) largest = value;
  if (largest < 0) for (let j = 0; j < axis.length; j++) axis[j]! *= -1;
}
