/** Watches one run of a step that is computed as always, and makes its trace. */
import type * as tf from '@tensorflow/tfjs-core';
import type { OpAttribute } from '../kernels/native-backend.ts';
import type { BindingFront, Pass } from './binding-front.ts';
import { isDataInput, isRefused } from './capturable.ts';
import { DTYPE, type NativeTensor, type NativeValues } from './native-binding.ts';
import {
  variableType,
  type Operation,
  type StepStart,
  type TensorType,
  type Trace,
  type Value,
} from './trace.ts';

const CAPTURED_TYPES: readonly number[] = [DTYPE.float32, DTYPE.int32, DTYPE.bool];

export class Recorder implements Pass {
  /** Tensors from before the step that it let go of. They stay until it is known whether the step counts. */
  readonly deferred = new Set<number>();
  readonly #front: BindingFront;
  readonly #start: StepStart;
  readonly #operations: Operation[] = [];
  readonly #values: Value[] = [];
  /** Position in `#values` of each id that was used. */
  readonly #positions = new Map<number, number>();
  readonly #made = new Map<number, TensorType & { values: NativeValues }>();
  /** Results of this step that are still alive. */
  readonly #alive = new Set<number>();
  /** Ids of values, by position, for looking at those that turn out to be constants. */
  readonly #ids: number[] = [];
  #refusal: string | null = null;

  constructor(front: BindingFront, start: StepStart) {
    this.#front = front;
    this.#start = start;
  }

  executeOp(
    name: string,
    attributes: readonly OpAttribute[],
    ids: readonly number[],
    outputs: number,
  ): NativeTensor[] {
    const inputs = ids.map((id) => this.#positionOf(id));
    const results = this.#front.real.executeOp(
      name,
      attributes,
      ids.map((id) => this.#front.resolve(id)),
      outputs,
    );
    if (isRefused(name)) this.#refuse(`${name} has no shape that is known beforehand, or draws at random`);
    const operation = this.#operations.length;
    const made = results.map(({ id, shape, dtype }, output) => {
      this.#alive.add(id);
      return this.#add(id, { kind: 'result', operation, output, shape: [...shape], dtype });
    });
    this.#operations.push({ name, attributes, inputs, outputs: made });
    return results;
  }

  createTensor(shape: number[], dtype: number, values: NativeValues): number {
    const id = this.#front.real.createTensor(shape, dtype, values);
    this.#made.set(id, { shape: [...shape], dtype, values });
    return id;
  }

  tensorDataSync(id: number): NativeValues {
    const position = this.#positions.get(id);
    if (position !== undefined && this.#values[position]?.kind === 'result') {
      this.#refuse(`it reads the result of ${this.#nameOf(position)} in JavaScript`);
    }
    return this.#front.real.tensorDataSync(this.#front.resolve(id));
  }

  deleteTensor(id: number): void {
    if (this.#made.has(id) || this.#alive.delete(id)) this.#front.release(id);
    else this.deferred.add(id);
  }

  /** The trace, or the reason why this step cannot be a graph. To be called while the step is still being watched. */
  finish(results: readonly number[], updates: readonly (readonly [tf.Variable, number])[]): Trace | string {
    const left = new Set([...results, ...updates.map(([, id]) => id)]);
    const trace: Trace = {
      values: this.#values,
      operations: this.#operations,
      results: results.map((id) => this.#positionOf(id)),
      updates: updates.map(([variable, id]) => [variable, this.#positionOf(id)] as const),
    };
    if (trace.results.some((position) => this.#values[position]?.kind !== 'result')) {
      this.#refuse('it returns a tensor that no operation made');
    }
    for (const id of this.#alive) {
      if (left.has(id)) continue;
      this.#refuse(
        `it keeps the result of ${this.#nameOf(this.#positionOf(id))} for later without returning it`,
      );
    }
    for (const id of this.deferred) {
      if (this.#start.variableWith(id) === undefined) this.#refuse('it ends a tensor from before the step');
    }
    this.#fixShapes();
    return this.#refusal ?? trace;
  }

  /** Holds fast what says which shape a result has. */
  #fixShapes(): void {
    for (const { name, inputs } of this.#operations) {
      inputs.forEach((position, i) => {
        const value = this.#values[position] as Value;
        const isFloat = value.dtype === DTYPE.float32 || value.dtype === DTYPE.bool;
        if (isFloat || isDataInput(name, i)) return;
        if (value.kind === 'result' || value.kind === 'variable') {
          this.#refuse(`${name} takes a shape or an axis that the step itself computes`);
        } else {
          value.constant ??= this.#valuesOf(position);
        }
      });
    }
  }

  #valuesOf(position: number): NativeValues {
    const id = this.#ids[position] as number;
    return (this.#made.get(id)?.values ?? this.tensorDataSync(id)).slice();
  }

  #positionOf(id: number): number {
    return this.#positions.get(id) ?? this.#add(id, this.#leaf(id));
  }

  #leaf(id: number): Value {
    const variable = this.#start.variableWith(id);
    if (variable !== undefined) return { kind: 'variable', variable, ...variableType(variable) };
    const made = this.#made.get(id);
    if (made !== undefined) return { kind: 'made', shape: made.shape, dtype: made.dtype, constant: null };
    return { kind: 'given', ...typeOf(this.#front, id), constant: null };
  }

  #add(id: number, value: Value): number {
    if (!CAPTURED_TYPES.includes(value.dtype))
      this.#refuse(`it uses a tensor of TensorFlow type ${value.dtype}`);
    const position = this.#values.push(value) - 1;
    this.#positions.set(id, position);
    this.#ids[position] = id;
    return position;
  }

  #nameOf(position: number): string {
    const value = this.#values[position];
    return value?.kind === 'result'
      ? (this.#operations[value.operation]?.name ?? 'an operation')
      : 'a tensor';
  }

  #refuse(reason: string): void {
    this.#refusal ??= reason;
  }
}

/** Shape and type of a tensor that is known by its id alone: those of a copy, which shares its memory. */
export function typeOf(front: BindingFront, id: number): TensorType {
  const [copy] = front.real.executeOp('Identity', [], [front.resolve(id)], 1);
  if (copy === undefined) throw new TypeError('TensorFlow gave no tensor back');
  front.real.deleteTensor(copy.id);
  return { shape: copy.shape, dtype: copy.dtype };
}
