/**
 * The training's end of the thread that computes views: starts it, keeps the slots it writes into, hands orders over and
 * fetches what became of them. Never waits for an order that was not begun.
 */
import { MessageChannel, receiveMessageOnPort, Worker, type MessagePort } from 'node:worker_threads';
import { sampleSize, type SampleValues } from '../../../src-shared/domain/sample-values.ts';
import { AssayError, type ErrorRecord } from '../../../src-shared/errors/assay-error.ts';
import type { ViewRequest, ViewSource } from '../../train/data/views.ts';
import {
  BEGUN,
  FAILED,
  isBegun,
  QUEUED,
  READY,
  THREAD,
  wordOf,
  type Order,
  type ThreadStart,
} from './orders.ts';

/** More than are ever asked for at once, and some that are still being computed for nobody. */
const SLOTS = 8;
/** A view takes milliseconds; a thread that ended in the middle of one says nothing. */
const LONGEST_VIEW_MS = 60_000;
/** Bundled, the entry lies beside the chunk that this becomes a part of. */
const ENTRY = new URL(import.meta.url.endsWith('.ts') ? './thread.ts' : './views.js', import.meta.url);

interface Slot {
  memory: SharedArrayBuffer;
  isHeld: boolean;
}

export class ViewsThread {
  readonly #source: ViewSource;
  readonly #worker: Worker;
  readonly #port: MessagePort;
  readonly #words = new Int32Array(new SharedArrayBuffer(4 * (SLOTS + 1)));
  readonly #slots: Slot[] = Array.from({ length: SLOTS }, () => ({
    memory: new SharedArrayBuffer(0),
    isHeld: false,
  }));
  #tickets = 0;
  #isClosing = false;
  /** What ended it, where that was not `close`. */
  #end: Error | null = null;

  /** `source`: values in shared memory. `entry`: the thread's program, for tests with one that misbehaves. */
  constructor(source: ViewSource, flipIsHarmless: boolean, entry: URL = ENTRY) {
    this.#source = source;
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    const start: ThreadStart = { source, flipIsHarmless, port: port2, words: this.#words };
    this.#worker = new Worker(entry, { workerData: start, transferList: [port2], name: 'views' });
    // What keeps a process alive is its job, not this.
    this.#worker.unref();
    this.#worker.on(
      'error',
      (error) => (this.#end ??= error instanceof Error ? error : new Error(String(error))),
    );
    this.#worker.on('exit', (code) => {
      if (!this.#isClosing) this.#end ??= new Error(`it ended by itself with code ${code}`);
    });
  }

  /** What ended a thread that never came to work; whoever uses it goes on without. */
  get whyNotStarted(): string | null {
    return this.#end === null || this.#isReady ? null : this.#end.message;
  }

  /** Hands a request over; null where every slot is in use. Throws `worker.crashed` when the thread has ended. */
  order(request: ViewRequest): Order | null {
    if (this.#end !== null) {
      if (this.#isReady) throw crashed(this.#end);
      return null;
    }
    const free = this.#slots.findIndex(
      ({ isHeld }, i) => !isHeld && !isBegun(Atomics.load(this.#words, i + 1)),
    );
    const slot = this.#slots[free];
    if (slot === undefined) return null;
    const length = request.indices.length * sampleSize(this.#source.shape);
    const bytes = length * this.#source.values.BYTES_PER_ELEMENT;
    if (slot.memory.byteLength < bytes) slot.memory = new SharedArrayBuffer(bytes);
    slot.isHeld = true;
    const into = viewOf(this.#source.values, slot.memory, length);
    const order: Order = { ticket: ++this.#tickets, slot: free + 1, request, into };
    Atomics.store(this.#words, order.slot, wordOf(order.ticket, QUEUED));
    this.#port.postMessage(order);
    return order;
  }

  /**
   * The computed values, good until the next `order`; null where the thread had not begun, and then never will. Waits
   * for an order that was begun. Throws what the thread threw, and `worker.crashed` when it does not end.
   */
  fetch(order: Order): SampleValues | null {
    if (this.drop(order)) return null;
    const begun = wordOf(order.ticket, BEGUN);
    while (Atomics.load(this.#words, order.slot) === begun) {
      if (this.#end !== null) throw crashed(this.#end);
      if (Atomics.wait(this.#words, order.slot, begun, LONGEST_VIEW_MS) === 'timed-out') {
        throw crashed(new Error(`it was not heard of for ${LONGEST_VIEW_MS / 1000} s`));
      }
    }
    if (Atomics.load(this.#words, order.slot) === wordOf(order.ticket, FAILED)) throw this.#lastError();
    return order.into;
  }

  /** Gives an order up; true where the thread had not begun it. */
  drop({ ticket, slot }: Order): boolean {
    (this.#slots[slot - 1] as Slot).isHeld = false;
    const queued = wordOf(ticket, QUEUED);
    return Atomics.compareExchange(this.#words, slot, queued, wordOf(ticket, FAILED)) === queued;
  }

  /** Resolves when the thread is gone, also out of the middle of a view. */
  async close(): Promise<void> {
    this.#isClosing = true;
    this.#port.close();
    await this.#worker.terminate();
  }

  get #isReady(): boolean {
    return Atomics.load(this.#words, THREAD) === READY;
  }

  /** Each failed order has sent one; of several the last belongs to this one, or is as good. */
  #lastError(): AssayError {
    let record: ErrorRecord | null = null;
    for (;;) {
      const received = receiveMessageOnPort(this.#port) as { message: ErrorRecord } | undefined;
      if (received === undefined) break;
      record = received.message;
    }
    return record === null ? crashed(new Error('it failed without a reason')) : AssayError.fromRecord(record);
  }
}

function viewOf(like: SampleValues, memory: SharedArrayBuffer, length: number): SampleValues {
  return like instanceof Float32Array
    ? new Float32Array(memory, 0, length)
    : new Uint8Array(memory, 0, length);
}

function crashed(cause: Error): AssayError {
  return new AssayError(
    'worker.crashed',
    `The thread that prepares the samples of the next update ended: ${cause.message}. Resume the run; it goes on from its last checkpoint.`,
    {},
    { cause },
  );
}
