/**
 * Follows one run of a step without computing it. Whatever the step asks for is compared with the trace that the graph
 * was made from: only a step that does exactly the same with other numbers may be run as that graph.
 */
import type * as tf from '@tensorflow/tfjs-core';
import type { OpAttribute } from '../kernels/native-backend.ts';
import type { BindingFront, Pass } from './binding-front.ts';
import type { NativeTensor, NativeValues } from './native-binding.ts';
import { typeOf } from './recorder.ts';
import {
  sameAttributes,
  sameList,
  sameType,
  type Operation,
  type StepStart,
  type TensorType,
  type Trace,
  type Value,
} from './trace.ts';

/** The step does something else than the graph. It is not an error: the step is run as it is written. */
export class Mismatch extends Error {}

export interface MadeTensor extends TensorType {
  values: NativeValues;
  /** Whether anybody still holds it. */
  isAlive: boolean;
}

export class Tracer implements Pass {
  /** Tensors from before the step that it let go of. */
  readonly deferred = new Set<number>();
  readonly made = new Map<number, MadeTensor>();
  /** The id of each value of the trace in this step, by position. */
  readonly ids: number[] = [];
  readonly #front: BindingFront;
  readonly #trace: Trace;
  readonly #start: StepStart;
  readonly #positions = new Map<number, number>();
  readonly #alive = new Set<number>();
  #operation = 0;

  constructor(front: BindingFront, trace: Trace, start: StepStart) {
    this.#front = front;
    this.#trace = trace;
    this.#start = start;
  }

  executeOp(
    name: string,
    attributes: readonly OpAttribute[],
    ids: readonly number[],
    outputs: number,
  ): NativeTensor[] {
    const operation = this.#next(name, attributes, ids, outputs);
    ids.forEach((id, i) => this.#match(id, operation.inputs[i] as number, name));
    return operation.outputs.map((position) => {
      const { shape, dtype } = this.#trace.values[position] as Value;
      const id = this.#front.newId();
      this.#alive.add(id);
      this.#note(id, position);
      return { id, shape: [...shape], dtype };
    });
  }

  createTensor(shape: number[], dtype: number, values: NativeValues): number {
    const id = this.#front.newId();
    this.made.set(id, { shape, dtype, values, isAlive: true });
    return id;
  }

  tensorDataSync(id: number): NativeValues {
    const made = this.made.get(id);
    if (made !== undefined) return made.values;
    if (!this.#front.isKnown(id)) throw new Mismatch('it reads a result in JavaScript');
    return this.#front.real.tensorDataSync(this.#front.resolve(id));
  }

  deleteTensor(id: number): void {
    const made = this.made.get(id);
    if (made !== undefined) made.isAlive = false;
    else if (!this.#alive.delete(id)) this.deferred.add(id);
  }

  /** Compares what the step leaves behind. To be called while the step is still being followed. */
  finish(results: readonly number[], updates: readonly (readonly [tf.Variable, number])[]): void {
    const trace = this.#trace;
    if (this.#operation !== trace.operations.length) throw new Mismatch('it ends earlier');
    if (results.length !== trace.results.length || updates.length !== trace.updates.length) {
      throw new Mismatch('it returns or changes other tensors');
    }
    results.forEach((id, i) => this.#match(id, trace.results[i] as number, 'the result'));
    updates.forEach(([variable, id], i) => {
      const [expected, position] = trace.updates[i] as readonly [tf.Variable, number];
      if (variable !== expected) throw new Mismatch('it changes other variables');
      this.#match(id, position, 'a variable');
    });
    const left = new Set([...results, ...updates.map(([, id]) => id)]);
    for (const id of this.#alive) if (!left.has(id)) throw new Mismatch('it keeps a tensor for later');
  }

  #next(
    name: string,
    attributes: readonly OpAttribute[],
    ids: readonly number[],
    outputs: number,
  ): Operation {
    const operation = this.#trace.operations[this.#operation++];
    if (
      operation?.name !== name ||
      operation.inputs.length !== ids.length ||
      operation.outputs.length !== outputs ||
      !sameAttributes(operation.attributes, attributes)
    ) {
      throw new Mismatch(`it runs ${name} where the graph has ${describe(operation)}`);
    }
    return operation;
  }

  #match(id: number, position: number, where: string): void {
    const known = this.#positions.get(id);
    if (known === position) return;
    const value = this.#trace.values[position] as Value;
    if (known !== undefined || this.ids[position] !== undefined || !this.#isLike(id, value)) {
      throw new Mismatch(`${where} takes another tensor than in the graph`);
    }
    this.#note(id, position);
  }

  #isLike(id: number, value: Value): boolean {
    if (value.kind === 'result') return false;
    const variable = this.#start.variableWith(id);
    if (value.kind === 'variable') return variable === value.variable;
    const made = this.made.get(id);
    if (variable !== undefined || (made !== undefined) !== (value.kind === 'made')) return false;
    if (!sameType(made ?? typeOf(this.#front, id), value)) return false;
    return value.constant === null || sameList(made?.values ?? this.tensorDataSync(id), value.constant);
  }

  #note(id: number, position: number): void {
    this.#positions.set(id, position);
    this.ids[position] = id;
  }
}

/** Uploads what was made from JavaScript values while a step was followed, and outlives it. */
export function settleMade(front: BindingFront, tracer: Tracer): void {
  for (const [id, made] of tracer.made) if (made.isAlive) front.settle(id, upload(front, made));
}

export function upload(front: BindingFront, { shape, dtype, values }: MadeTensor): number {
  return front.real.createTensor([...shape], dtype, values);
}

function describe(operation: Operation | undefined): string {
  return operation === undefined ? 'its end' : operation.name;
}
