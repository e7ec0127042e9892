/** Entry of the thread that computes views: one order after the other, until the other end closes the port. */
import { workerData } from 'node:worker_threads';
import { toAssayError } from '../../../src-shared/errors/assay-error.ts';
import { ViewMaker } from '../../train/data/views.ts';
import {
  BEGUN,
  DONE,
  FAILED,
  QUEUED,
  READY,
  THREAD,
  wordOf,
  type Order,
  type ThreadStart,
} from './orders.ts';

const { source, flipIsHarmless, port, words } = workerData as ThreadStart;
const maker = new ViewMaker(source, flipIsHarmless);

port.on('message', ({ ticket, slot, request, into }: Order) => {
  const queued = wordOf(ticket, QUEUED);
  // An order that was taken back has another word by now.
  if (Atomics.compareExchange(words, slot, queued, wordOf(ticket, BEGUN)) !== queued) return;
  let end: typeof DONE | typeof FAILED = DONE;
  try {
    into.set(maker.make(request));
  } catch (thrown) {
    port.postMessage(toAssayError(thrown).toRecord());
    end = FAILED;
  }
  Atomics.store(words, slot, wordOf(ticket, end));
  Atomics.notify(words, slot);
});
Atomics.store(words, THREAD, READY);
Atomics.notify(words, THREAD);
