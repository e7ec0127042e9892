/**
 * Eigenvalues and eigenvectors of a small dense symmetric matrix by Jacobi's rotations (1846), in double precision: the
 * tensor library computes in single precision, which loses the fifth digit of a spectrum.
 */

export interface SymmetricEigen {
  /** Descending. */
  values: Float64Array;
  /** [n,n] row-major; row i is the unit eigenvector of `values[i]`. */
  vectors: Float64Array;
}

const SWEEPS = 60;

/** `matrix`: [n,n] row-major, symmetric; it is not changed. */
export function symmetricEigen(matrix: Float64Array, n: number): SymmetricEigen {
  const a = Float64Array.from(matrix);
  const v = new Float64Array(n * n);
  for (let i = 0; i < n; i++) v[i * n + i] = 1;
  const scale = a.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    let largest = 0;
    for (let p = 0; p < n; p++) {
      for (let q = p + 1; q < n; q++) {
        const off = Math.abs(a[p * n + q]!);
        largest = Math.max(largest, off);
        if (off > 0) rotate(a, v, n, p, q);
      }
    }
    if (largest <= 1e-15 * scale) break;
  }
  const order = Array.from({ length: n }, (_, i) => i).sort((i, j) => a[j * n + j]! - a[i * n + i]!);
  const vectors = new Float64Array(n * n);
  order.forEach((from, to) => vectors.set(v.subarray(from * n, (from + 1) * n), to * n));
  return { values: Float64Array.from(order, (i) => a[i * n + i]!), vectors };
}

/** Turns the plane (p, q) so that a[p,q] vanishes; rows of `v` collect the turns. */
function rotate(a: Float64Array, v: Float64Array, n: number, p: number, q: number): void {
  const theta = (a[q * n + q]! - a[p * n + p]!) / (2 * a[p * n + q]!);
  const t = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
  const c = 1 / Math.sqrt(t * t + 1);
  const s = t * c;
  for (let i = 0; i < n; i++) {
    const ip = a[i * n + p]!;
    const iq = a[i * n + q]!;
    a[i * n + p] = c * ip - s * iq;
    a[i * n + q] = s * ip + c * iq;
  }
  for (const matrix of [a, v]) {
    for (let i = 0; i < n; i++) {
      const pi = matrix[p * n + i]!;
      const qi = matrix[q * n + i]!;
      matrix[p * n + i] = c * pi - s * qi;
      matrix[q * n + i] = s * pi + c * qi;
    }
  }
  a[p * n + q] = 0;
  a[q * n + p] = 0;
}
