/**
 * Views that a thread computes while the training is inside of TensorFlow. To the bit the same as computed when they
 * are taken, for it is the same code; what the thread has not begun by then is computed here, so that a thread without
 * a free processor core holds nothing up.
 */
import { sampleSize, type SampleValues } from '../../../src-shared/domain/sample-values.ts';
import { rowsOf, ViewMaker, type ViewRequest, type Views, type ViewSource } from '../../train/data/views.ts';
import type { Order } from './orders.ts';
import { ViewsThread } from './views-thread.ts';

/** Not every process that a JavaScript engine is embedded in lets its main thread wait. */
const MAY_WAIT = mayWait();

export interface ThreadedViewsOptions {
  /** The thread is started when computing views here has taken as long, in milliseconds. */
  startAfterMs: number;
  /** The thread's program, for tests with one that misbehaves. */
  entry?: URL;
}

export class ThreadedViews implements Views {
  readonly #source: ViewSource;
  readonly #flipIsHarmless: boolean;
  readonly #options: ThreadedViewsOptions;
  readonly #maker: ViewMaker;
  #thread: ViewsThread | null = null;
  #orders: Order[] = [];
  #spentMs = 0;
  #isClosed = false;

  /** Values that are not in shared memory are copied into it; see `shareValues`. */
  constructor(source: ViewSource, flipIsHarmless: boolean, options: ThreadedViewsOptions) {
    this.#source = { ...source, values: shareValues(source.values) };
    this.#flipIsHarmless = flipIsHarmless;
    this.#options = options;
    this.#maker = new ViewMaker(this.#source, flipIsHarmless);
  }

  /** Why views are computed without the thread although it was wanted; null where nothing is to be said. */
  get whyNoThread(): string | null {
    return MAY_WAIT ? (this.#thread?.whyNotStarted ?? null) : 'this process may not wait for a thread';
  }

  take(request: ViewRequest, places?: ArrayLike<number>): SampleValues {
    const at = this.#orders.findIndex((order) => isSame(order.request, request));
    const [order] = at < 0 ? [] : this.#orders.splice(at, 1);
    const values = order === undefined ? null : (this.#thread?.fetch(order) ?? null);
    if (values !== null) {
      return places === undefined ? values.slice() : rowsOf(values, places, sampleSize(this.#source.shape));
    }
    const startedAt = performance.now();
    const made = this.#maker.make(request, places);
    this.#spentMs += performance.now() - startedAt;
    return made;
  }

  ahead(requests: readonly ViewRequest[]): void {
    for (const order of this.#orders.splice(0)) this.#thread?.drop(order);
    const isWorthwhile = this.#spentMs >= this.#options.startAfterMs;
    if (!isWorthwhile || this.#isClosed || !MAY_WAIT) return;
    this.#thread ??= new ViewsThread(this.#source, this.#flipIsHarmless, this.#options.entry);
    for (const request of requests) {
      const order = this.#thread.order(request);
      if (order !== null) this.#orders.push(order);
    }
  }

  /** Resolves when the thread is gone; what is taken afterwards is computed here. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#orders = [];
    const thread = this.#thread;
    this.#thread = null;
    await thread?.close();
  }
}

/** The values themselves where they lie in shared memory, else a copy that does. */
export function shareValues(values: SampleValues): SampleValues {
  if (values.buffer instanceof SharedArrayBuffer) return values;
  const memory = new SharedArrayBuffer(values.byteLength);
  const shared = values instanceof Float32Array ? new Float32Array(memory) : new Uint8Array(memory);
  shared.set(values);
  return shared;
}

function mayWait(): boolean {
  try {
    // Returns at once: the word is not what is waited for to change.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 1);
    return true;
  } catch {
    return false;
  }
}

function isSame(a: ViewRequest, b: ViewRequest): boolean {
  return (
    a.kind === b.kind &&
    a.indices.length === b.indices.length &&
    a.stream.every((word, i) => word === b.stream[i]) &&
    a.indices.every((index, i) => index === b.indices[i])
  );
}
