/**
 * A captured step as TensorFlow runs it: one session over one graph. The variables' values stay inside; they are written
 * where somebody changed them outside and fetched when somebody looks.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type * as tf from '@tensorflow/tfjs-core';
import type { BindingFront } from './binding-front.ts';
import { writeGraph, type WrittenGraph } from './graph-writer.ts';
import { DTYPE } from './native-binding.ts';
import { settleMade, upload, type MadeTensor, type Tracer } from './tracer.ts';
import type { StepStart, Trace } from './trace.ts';

export class GraphSession {
  readonly trace: Trace;
  readonly #front: BindingFront;
  readonly #graph: WrittenGraph;
  readonly #session: number;
  readonly #feeds: string;
  readonly #fetches: string;
  /** Positions of the fetched values; `done` follows them. */
  readonly #fetched: readonly number[];
  /** Which variables the graph changes, by their number in it. */
  readonly #updated: readonly number[];
  /** The tensor whose value the session holds for each variable; -1 before there is one. */
  readonly #held: number[];

  /** Throws what TensorFlow says of a graph that it does not take. */
  constructor(front: BindingFront, trace: Trace) {
    this.#front = front;
    this.trace = trace;
    this.#graph = writeGraph(trace, front.real);
    this.#session = load(front, this.#graph.bytes);
    const { variables, scalars, fed } = this.#graph;
    this.#held = variables.map(() => -1);
    this.#updated = trace.updates.map(([variable]) => variables.indexOf(variable));
    this.#fetched = [...new Set(trace.results)];
    this.#feeds = [...(scalars.length > 0 ? ['scalars:0'] : []), ...fed.map((p) => `p${p}:0`)].join(',');
    this.#fetches = [...this.#fetched.map((position) => this.#outputOf(position)), 'done:0'].join(',');
  }

  /**
   * Runs the step that `tracer` has followed, and gives every tensor that is left of it its value. When TensorFlow fails,
   * variables have what the session has.
   */
  run(tracer: Tracer, start: StepStart, newIds: ReadonlyMap<tf.Variable, number>): void {
    this.#write(start);
    const { ids, own } = this.#feed(tracer);
    this.#saveOldValues(tracer.deferred);
    try {
      const outputs = this.#front.real.runSavedModel(this.#session, ids, this.#feeds, this.#fetches);
      outputs.forEach(({ id }, i) => {
        const position = this.#fetched[i];
        if (position === undefined) this.#front.real.deleteTensor(id);
        else this.#front.settle(tracer.ids[position] as number, id);
      });
    } finally {
      for (const id of own) this.#front.real.deleteTensor(id);
      for (const id of tracer.deferred) this.#front.release(id);
      settleMade(this.#front, tracer);
      this.#hold(newIds);
    }
  }

  /** Ends the session; what only it holds of living tensors is fetched before. */
  dispose(): void {
    if (this.#held.some((id) => this.#front.isPending(id))) this.#fetchVariables();
    this.#front.real.deleteSavedModel(this.#session);
  }

  #outputOf(position: number): string {
    const value = this.trace.values[position];
    if (value?.kind !== 'result')
      throw new TypeError('a result of a captured step must come from an operation');
    return `o${value.operation}:${value.output}`;
  }

  /** Writes the variables whose value the session does not hold. */
  #write(start: StepStart): void {
    const stale = this.#graph.variables
      .map((variable, i) => ({ i, id: start.ids.get(variable) as number }))
      .filter(({ i, id }) => this.#held[i] !== id);
    if (stale.length === 0) return;
    if (stale.some(({ i }) => this.#front.isPending(this.#held[i] as number))) this.#fetchVariables();
    const write = (part: typeof stale): void => {
      const ids = part.map(({ id }) => this.#front.resolve(id));
      const names = part.map(({ i }) => `w${i}:0`).join(',');
      const done = part.map(({ i }) => `d${i}:0`).join(',');
      for (const { id } of this.#front.real.runSavedModel(this.#session, ids, names, done)) {
        this.#front.real.deleteTensor(id);
      }
    };
    // TensorFlow prepares every combination of inputs anew, so there are only two kinds: all, and each alone.
    if (stale.length === this.#held.length) write(stale);
    else for (const one of stale) write([one]);
    for (const { i, id } of stale) this.#held[i] = id;
  }

  /** What is handed in, and which of it nobody else owns. */
  #feed(tracer: Tracer): { ids: number[]; own: number[] } {
    const { scalars, fed } = this.#graph;
    const own: number[] = [];
    const add = (made: MadeTensor): number => {
      const id = upload(this.#front, made);
      own.push(id);
      return id;
    };
    const madeAt = (position: number): MadeTensor | undefined =>
      tracer.made.get(tracer.ids[position] as number);
    const ids = fed.map((position) => {
      const made = madeAt(position);
      return made === undefined ? this.#front.resolve(tracer.ids[position] as number) : add(made);
    });
    if (scalars.length > 0) {
      const values = Float32Array.from(scalars, (position) => Number(madeAt(position)?.values[0]));
      ids.unshift(add({ shape: [scalars.length], dtype: DTYPE.float32, values, isAlive: false }));
    }
    return { ids, own };
  }

  /** Whoever still holds a variable's value of before the step gets it now; afterwards it would be gone. */
  #saveOldValues(deferred: Set<number>): void {
    for (const id of deferred) {
      if (!this.#front.isPending(id)) continue;
      this.#front.release(id);
      deferred.delete(id);
    }
    if (this.#held.some((id) => this.#front.isPending(id))) this.#fetchVariables();
  }

  #hold(newIds: ReadonlyMap<tf.Variable, number>): void {
    for (const i of this.#updated) {
      const id = newIds.get(this.#graph.variables[i] as tf.Variable) as number;
      this.#held[i] = id;
      if (!this.#front.isKnown(id)) this.#front.standFor(id, () => this.#fetchVariables());
    }
  }

  /** Gives every living variable that only the session holds its value. */
  #fetchVariables(): void {
    const names = this.#updated.map((i) => `r${i}:0`).join(',');
    const values = this.#front.real.runSavedModel(this.#session, [], '', names);
    values.forEach(({ id }, k) => {
      const held = this.#held[this.#updated[k] as number] as number;
      if (this.#front.isPending(held)) this.#front.settle(held, id);
      else this.#front.real.deleteTensor(id);
    });
  }
}

/** The folder is there for TensorFlow to read once. */
function load(front: BindingFront, bytes: Uint8Array): number {
  const folder = mkdtempSync(join(tmpdir(), 'captured-step-'));
  try {
    writeFileSync(join(folder, 'saved_model.pb'), bytes);
    return front.real.loadSavedModel(folder, 'serve');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
