/**
 * Stands in front of the native addon, so that a step can be watched or followed without being computed, and so that a
 * tensor may stand for a value that lies inside a session.
 *
 * Such tensors have ids beyond those of the addon ("virtual"). Whoever uses one gets the value: it is fetched from
 * the session at the first use. Code outside captured steps needs to know nothing of it.
 */
import type { OpAttribute } from '../kernels/native-backend.ts';
import type { NativeBinding, NativeTensor, NativeTensorBackend, NativeValues } from './native-binding.ts';

/** The addon counts its ids in int32. */
const FIRST_VIRTUAL = 2 ** 32;

/** Takes the calls of one run of a step. */
export interface Pass {
  executeOp(
    name: string,
    attributes: readonly OpAttribute[],
    ids: readonly number[],
    outputs: number,
  ): NativeTensor[];
  createTensor(shape: number[], dtype: number, values: NativeValues): number;
  tensorDataSync(id: number): NativeValues;
  deleteTensor(id: number): void;
}

interface Virtual {
  /** The id that has the value; null while only the session has it. */
  real: number | null;
  /** Gives this tensor its real id. */
  fetch: () => void;
}

export class BindingFront {
  readonly real: NativeBinding;
  readonly #virtual = new Map<number, Virtual>();
  #next = FIRST_VIRTUAL;
  #pass: Pass | null = null;

  constructor(real: NativeBinding) {
    this.real = real;
  }

  /** Lets `pass` take all calls that `body` makes. Passes do not nest. */
  during<T>(pass: Pass, body: () => T): T {
    if (this.#pass !== null) throw new TypeError('a captured step cannot run inside of another one');
    this.#pass = pass;
    try {
      return body();
    } finally {
      this.#pass = null;
    }
  }

  newId(): number {
    return this.#next++;
  }

  /** From now on `id` stands for a value that `fetch` gets when it is asked for. */
  standFor(id: number, fetch: () => void): void {
    this.#virtual.set(id, { real: null, fetch });
  }

  /** Gives a virtual id its value; the front owns `real` from now on. */
  settle(id: number, real: number): void {
    this.#virtual.set(id, { real, fetch: () => undefined });
  }

  /** Whether the tensor lives and its value lies in a session only. */
  isPending(id: number): boolean {
    return this.#virtual.get(id)?.real === null;
  }

  isKnown(id: number): boolean {
    return id < FIRST_VIRTUAL || this.#virtual.has(id);
  }

  /** The id under which the addon has the value. Throws for a tensor whose step is over. */
  resolve(id: number): number {
    if (id < FIRST_VIRTUAL) return id;
    const entry = this.#virtual.get(id);
    if (entry?.real === null) entry.fetch();
    const real = this.#virtual.get(id)?.real;
    if (real === undefined || real === null) {
      throw new Error('A tensor is used that was a passing value inside of a captured step.');
    }
    return real;
  }

  release(id: number): void {
    if (id < FIRST_VIRTUAL) {
      this.real.deleteTensor(id);
      return;
    }
    const real = this.#virtual.get(id)?.real;
    this.#virtual.delete(id);
    if (real !== undefined && real !== null) this.real.deleteTensor(real);
  }

  /** The addon's functions as the backend is to see them. */
  asBinding(): NativeBinding {
    const { real } = this;
    const calls: Pick<NativeBinding, keyof Pass | 'runSavedModel'> = {
      executeOp: (name, attributes, ids, outputs) =>
        this.#pass === null
          ? real.executeOp(name, attributes, this.#resolveAll(ids), outputs)
          : this.#pass.executeOp(name, attributes, ids, outputs),
      createTensor: (shape, dtype, values) => (this.#pass ?? real).createTensor(shape, dtype, values),
      tensorDataSync: (id) =>
        this.#pass === null ? real.tensorDataSync(this.resolve(id)) : this.#pass.tensorDataSync(id),
      deleteTensor: (id) => (this.#pass === null ? this.release(id) : this.#pass.deleteTensor(id)),
      runSavedModel: (session, ids, inputs, outputs) => {
        if (this.#pass !== null) throw new TypeError('a captured step cannot run a saved model');
        return real.runSavedModel(session, this.#resolveAll(ids), inputs, outputs);
      },
    };
    // The addon's own properties cannot be overwritten, but a copy of them can.
    const all = Object.getOwnPropertyDescriptors(real) as PropertyDescriptorMap;
    for (const [name, value] of Object.entries(calls)) all[name] = { value, enumerable: true };
    return Object.create(Object.prototype, all) as NativeBinding;
  }

  #resolveAll(ids: readonly number[]): readonly number[] {
    return ids.some((id) => id >= FIRST_VIRTUAL) ? ids.map((id) => this.resolve(id)) : ids;
  }
}

const fronts = new WeakMap<NativeTensorBackend, BindingFront>();

/** The front of a backend; it is put up at the first call and stays. */
export function frontOf(backend: NativeTensorBackend): BindingFront {
  let front = fronts.get(backend);
  if (front === undefined) {
    front = new BindingFront(backend.binding);
    backend.binding = front.asBinding();
    fronts.set(backend, front);
  }
  return front;
}
