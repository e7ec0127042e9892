/**
 * What a training and the thread that computes views for it say to each other. Orders go as messages; how far an order
 * is stands in shared memory, where either side sees it at once although the training never returns to its event loop.
 */
import type { MessagePort } from 'node:worker_threads';
import type { SampleValues } from '../../../src-shared/domain/sample-values.ts';
import type { ViewRequest, ViewSource } from '../../train/data/views.ts';

/** What the thread is started with. */
export interface ThreadStart {
  /** Values in shared memory. */
  source: ViewSource;
  flipIsHarmless: boolean;
  /** Brings orders, takes the records of errors. */
  port: MessagePort;
  /** One word for the thread itself, then one a slot, in shared memory. */
  words: Int32Array;
}

export interface Order {
  /** Names this order among all that ever used its slot. */
  ticket: number;
  /** Which word says how far it is; slots count from 1. */
  slot: number;
  request: ViewRequest;
  /** Where the view is written, in shared memory. */
  into: SampleValues;
}

/** The word of the thread: 0 until it waits for orders, then this. */
export const READY = 1;
export const THREAD = 0;

export const QUEUED = 0;
export const BEGUN = 1;
export const DONE = 2;
export const FAILED = 3;
type Stage = typeof QUEUED | typeof BEGUN | typeof DONE | typeof FAILED;

const STAGES = 4;

/** The word of a slot while it holds this order at this stage. */
export function wordOf(ticket: number, stage: Stage): number {
  return ticket * STAGES + stage;
}

export function isBegun(word: number): boolean {
  return word % STAGES === BEGUN;
}
