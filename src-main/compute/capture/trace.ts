/** What one run of a step did: its operations in order, where each of their inputs came from, and what it left behind. */
import * as tf from '@tensorflow/tfjs-core';
import type { OpAttribute } from '../kernels/native-backend.ts';
import { DTYPE, type NativeTensorBackend, type NativeValues } from './native-binding.ts';

export interface TensorType {
  shape: readonly number[];
  dtype: number;
}

/**
 * Where a value of a step comes from: a variable as it was when the step began; a tensor made from JavaScript values
 * during the step; one that was there before; or an operation's result. Of the middle two, those that say what shape
 * a result has are constants of the graph and must not change; all others are handed in anew at every step.
 */
export type Value =
  | ({ kind: 'variable'; variable: tf.Variable } & TensorType)
  | ({ kind: 'made'; constant: NativeValues | null } & TensorType)
  | ({ kind: 'given'; constant: NativeValues | null } & TensorType)
  | ({ kind: 'result'; operation: number; output: number } & TensorType);

export interface Operation {
  name: string;
  attributes: readonly OpAttribute[];
  /** Positions in `values`. */
  inputs: readonly number[];
  outputs: readonly number[];
}

export interface Trace {
  values: readonly Value[];
  operations: readonly Operation[];
  /** What the step returned, in order. */
  results: readonly number[];
  /** Variables that the step gave another value, and which one. */
  updates: readonly (readonly [variable: tf.Variable, value: number])[];
}

/** The variables of the process when a step began, with the ids of their values. */
export class StepStart {
  readonly ids = new Map<tf.Variable, number>();
  readonly #variables = new Map<number, tf.Variable>();
  readonly #backend: NativeTensorBackend;

  constructor(backend: NativeTensorBackend) {
    this.#backend = backend;
    for (const variable of Object.values(tf.engine().registeredVariables)) {
      const id = idOf(backend, variable);
      this.ids.set(variable, id);
      if (!this.#variables.has(id)) this.#variables.set(id, variable);
    }
  }

  variableWith(id: number): tf.Variable | undefined {
    return this.#variables.get(id);
  }

  /** Variables that have another value now, and those that are new. */
  changes(): { updates: [variable: tf.Variable, id: number][]; hasNew: boolean } {
    const updates: [tf.Variable, number][] = [];
    let hasNew = false;
    for (const variable of Object.values(tf.engine().registeredVariables)) {
      const before = this.ids.get(variable);
      const id = idOf(this.#backend, variable);
      if (before === undefined) hasNew = true;
      else if (id !== before) updates.push([variable, id]);
    }
    return { updates, hasNew };
  }
}

export function idOf(backend: NativeTensorBackend, tensor: tf.Tensor): number {
  return backend.getInputTensorIds([tensor])[0] as number;
}

export function variableType(variable: tf.Variable): TensorType {
  const dtype = variable.dtype === 'complex64' ? 8 : DTYPE[variable.dtype];
  return { shape: variable.shape, dtype };
}

export function sameType(a: TensorType, b: TensorType): boolean {
  return a.dtype === b.dtype && sameList(a.shape, b.shape);
}

export function sameList(a: ArrayLike<unknown>, b: ArrayLike<unknown>): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (!Object.is(a[i], b[i])) return false;
  return true;
}

export function sameAttributes(a: readonly OpAttribute[], b: readonly OpAttribute[]): boolean {
  return (
    a.length === b.length &&
    a.every((attribute, i) => {
      const other = b[i] as OpAttribute;
      if (attribute.name !== other.name || attribute.type !== other.type) return false;
      if (Array.isArray(attribute.value) && Array.isArray(other.value)) {
        return sameList(attribute.value, other.value);
      }
      return Object.is(attribute.value, other.value);
    })
  );
}
