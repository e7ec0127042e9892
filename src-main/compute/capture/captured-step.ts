/**
 * Runs a step (of training, of scoring) that is written with tfjs as one TensorFlow graph.
 *
 * The step's JavaScript runs every time, but its operations are only followed and compared with those the graph was
 * made from; the numbers it writes (learning rate, batch, masks, weights of a loss) are handed to the graph. So nothing
 * that changes can be frozen in it: a step that does something else is not run as this graph but as it is written.
 */
import * as tf from '@tensorflow/tfjs-core';
import { frontOf, type BindingFront } from './binding-front.ts';
import { GraphSession } from './graph-session.ts';
import { nativeTensorBackend, type NativeTensorBackend } from './native-binding.ts';
import { Recorder } from './recorder.ts';
import { idOf, StepStart, variableType, type Trace } from './trace.ts';
import { Mismatch, settleMade, Tracer } from './tracer.ts';

/** How many graphs a step may have: one for each combination of shapes. */
const MOST_GRAPHS = 4;
/** After so many steps in a row that fit no graph, following them is given up. */
const MOST_MISSES = 4;

export class CapturedStep {
  readonly #backend: NativeTensorBackend | null;
  #graphs: GraphSession[] = [];
  #misses = 0;
  #refusal: string | null = null;
  #lastMismatch = '';

  constructor() {
    this.#backend = nativeTensorBackend(tf.backend());
    if (this.#backend === null) this.#refusal = 'the backend is not that of tfjs-node';
  }

  /** How many graphs were made: one for each combination of shapes, none before the first step. */
  get graphs(): number {
    return this.#graphs.length;
  }

  /** Why every step is run as it is written; null while steps are graphs, or may become graphs. */
  get whyNot(): string | null {
    return this.#refusal;
  }

  /**
   * Runs `body`, a function of nothing but tensors, variables and plain numbers. It may not await, and not read in
   * JavaScript what it computes; what it returns is read afterwards. It may be called more than once for one step, so it
   * must change nothing but variables. The caller owns what is returned.
   */
  run<T extends tf.NamedTensorMap>(body: () => T): T {
    const backend = this.#backend;
    if (backend === null || this.#refusal !== null) return tf.tidy(body);
    const front = frontOf(backend);
    // The graph that fitted last is tried first.
    for (const graph of [...this.#graphs].reverse()) {
      const results = this.#follow(backend, front, graph, body);
      if (results === null) continue;
      this.#graphs = [...this.#graphs.filter((other) => other !== graph), graph];
      this.#misses = 0;
      return results;
    }
    if (this.#graphs.length > 0) this.#misses++;
    if (this.#misses > MOST_MISSES) {
      this.#refuse(`too many steps fit none of its graphs: ${this.#lastMismatch}`);
      return tf.tidy(body);
    }
    return this.#graphs.length < MOST_GRAPHS ? this.#record(backend, front, body) : tf.tidy(body);
  }

  /** Ends the sessions. Variables keep their values. */
  dispose(): void {
    for (const graph of this.#graphs) graph.dispose();
    this.#graphs = [];
    this.#refusal ??= 'it is disposed of';
  }

  #refuse(reason: string): void {
    this.dispose();
    this.#refusal = reason;
  }

  /** Computes the step as it is written, makes a graph of it, takes it back and runs the graph in its place. */
  #record<T extends tf.NamedTensorMap>(backend: NativeTensorBackend, front: BindingFront, body: () => T): T {
    const start = new StepStart(backend);
    const recorder = new Recorder(front, start);
    let trace: Trace | string = 'it failed';
    let hasNew = false;
    let results: T;
    try {
      results = front.during(recorder, () => {
        const returned = tf.tidy(body);
        const changes = start.changes();
        hasNew = changes.hasNew;
        trace = recorder.finish(idsOf(backend, returned), changes.updates);
        return returned;
      });
    } catch (thrown) {
      for (const id of recorder.deferred) front.release(id);
      throw thrown;
    }
    // A step that makes its own variables (slots of an optimiser) does so once; the next one is as all others.
    const graph = hasNew ? null : this.#makeGraph(front, trace);
    if (graph === null) {
      for (const id of recorder.deferred) front.release(id);
      return results;
    }
    takeBack(backend, front, start, recorder.deferred);
    tf.dispose(results);
    this.#graphs.push(graph);
    return this.#follow(backend, front, graph, body) ?? tf.tidy(body);
  }

  #makeGraph(front: BindingFront, trace: Trace | string): GraphSession | null {
    if (typeof trace === 'string') {
      this.#refuse(trace);
      return null;
    }
    try {
      return new GraphSession(front, trace);
    } catch (thrown) {
      this.#refuse(thrown instanceof Error ? thrown.message : String(thrown));
      return null;
    }
  }

  /** Runs the step as this graph; null when it is another step, which then has had no effect. */
  #follow<T extends tf.NamedTensorMap>(
    backend: NativeTensorBackend,
    front: BindingFront,
    graph: GraphSession,
    body: () => T,
  ): T | null {
    const start = new StepStart(backend);
    const tracer = new Tracer(front, graph.trace, start);
    let results: T | null = null;
    const newIds = new Map<tf.Variable, number>();
    try {
      front.during(tracer, () => {
        results = tf.tidy(body);
        const { updates, hasNew } = start.changes();
        if (hasNew) throw new Mismatch('it makes a variable');
        tracer.finish(idsOf(backend, results), updates);
        for (const [variable, id] of updates) newIds.set(variable, id);
      });
    } catch (thrown) {
      // An error of the step itself comes again when it is run as it is written.
      this.#lastMismatch = thrown instanceof Error ? thrown.message : String(thrown);
      settleMade(front, tracer);
      takeBack(backend, front, start, tracer.deferred);
      if (results !== null) tf.dispose(results);
      return null;
    }
    graph.run(tracer, start, newIds);
    return results;
  }
}

function idsOf(backend: NativeTensorBackend, results: tf.NamedTensorMap): number[] {
  return Object.values(results).map((tensor) => idOf(backend, tensor));
}

/** Gives every variable the value back that it had when the step began. */
function takeBack(
  backend: NativeTensorBackend,
  front: BindingFront,
  start: StepStart,
  deferred: Set<number>,
): void {
  for (const [variable] of start.changes().updates) {
    const before = start.ids.get(variable) as number;
    // Somebody else may hold the same tensor; then the variable gets a copy, which shares its memory.
    const id = deferred.delete(before) ? before : copyOf(front, before);
    const { dtype, shape } = variableType(variable);
    tf.tidy(() => variable.assign(backend.createOutputTensor({ id, shape: [...shape], dtype })));
  }
  for (const id of deferred) front.release(id);
}

function copyOf(front: BindingFront, id: number): number {
  const [copy] = front.real.executeOp('Identity', [], [front.resolve(id)], 1);
  if (copy === undefined) throw new TypeError('TensorFlow gave no tensor back');
  return copy.id;
}
