/**
 * Features of the training samples, class by class, reduced to their main axes. What is reduced once is kept: detectors
 * that follow each other on one run share it.
 */
import { principalAxes, projectOnto, type PrincipalAxes } from './principal-axes.ts';

/** A float32 table [N, stride] row-major; the first `width` numbers of each row are the features. */
export interface FeatureTable {
  values: Float32Array;
  width: number;
  stride: number;
}

export interface ReducedClass extends PrincipalAxes {
  /** Samples with this given label, ascending. */
  indices: Int32Array;
  /** Coordinates of the centred features along the axes, [n,k] row-major. */
  projected: Float64Array;
  /** Axes there are. */
  k: number;
}

/** Axes that are found at once, so that whoever asks for fewer gets the very same numbers. */
const USUAL_AXES = 10;

export class ClassFeatures {
  readonly #table: FeatureTable;
  readonly #indices: readonly Int32Array[];
  readonly #pause: () => Promise<void>;
  readonly #reduced = new Map<string, ReducedClass>();

  /** `pause` is called between pieces of work and may throw, which ends it. */
  constructor(table: FeatureTable, labels: Int32Array, classes: number, pause: () => Promise<void>) {
    this.#table = table;
    this.#pause = pause;
    const lists = Array.from({ length: classes }, (): number[] => []);
    labels.forEach((label, index) => lists[label]!.push(index));
    this.#indices = lists.map((list) => Int32Array.from(list));
  }

  /** Samples with the given label, ascending. */
  indicesOf(label: number): Int32Array {
    return this.#indices[label] ?? new Int32Array(0);
  }

  /** The class in at most `wanted` dimensions; fewer where its samples span less. It must have a sample. */
  async reduce(label: number, wanted = USUAL_AXES): Promise<ReducedClass> {
    const key = `${label}/${Math.max(wanted, USUAL_AXES)}`;
    const known = this.#reduced.get(key) ?? (await this.#reduceTo(label, Math.max(wanted, USUAL_AXES)));
    this.#reduced.set(key, known);
    return known.k <= wanted ? known : firstAxes(known, wanted);
  }

  async #reduceTo(label: number, wanted: number): Promise<ReducedClass> {
    const indices = this.indicesOf(label);
    const { values, width, stride } = this.#table;
    const rows = new Float64Array(indices.length * width);
    indices.forEach((index, i) =>
      rows.set(values.subarray(index * stride, index * stride + width), i * width),
    );
    const found = await principalAxes(rows, width, wanted, this.#pause);
    return {
      ...found,
      indices,
      projected: projectOnto(found.axes, rows, width),
      k: found.variances.length,
    };
  }
}

function firstAxes(reduced: ReducedClass, k: number): ReducedClass {
  const { projected, variances, axes, mean } = reduced;
  const n = reduced.indices.length;
  return {
    ...reduced,
    k,
    variances: variances.slice(0, k),
    axes: axes.slice(0, k * mean.length),
    projected: Float64Array.from(
      { length: n * k },
      (_, i) => projected[Math.floor(i / k) * reduced.k + (i % k)]!,
    ),
  };
}

/** Coordinate of each sample along axis `axis`. */
export function coordinates({ projected, k }: ReducedClass, axis: number): Float64Array {
  return Float64Array.from({ length: projected.length / k }, (_, i) => projected[i * k + axis]!);
}
