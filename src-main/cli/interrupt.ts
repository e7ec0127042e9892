/**
 * What Ctrl-C means: once, the work is cancelled and saves its checkpoint; twice, everything stops at once.
 */
import { AssayError } from '../../src-shared/errors/assay-error.ts';

/** A run through `npm run` gets one press of Ctrl-C twice: from the terminal and passed on by npm. */
const SAME_PRESS_MS = 500;

export interface Interrupts {
  signal: AbortSignal;
  dispose(): void;
}

/** `onFirst` tells the person what happens now; `onSecond` must end the process. */
export function watchInterrupts(onFirst: () => void, onSecond: () => void): Interrupts {
  const controller = new AbortController();
  let firstAt: number | null = null;
  const handle = (): void => {
    const now = performance.now();
    if (firstAt === null) {
      firstAt = now;
      onFirst();
      controller.abort(new AssayError('run.cancelled', 'The work was cancelled.'));
    } else if (now - firstAt > SAME_PRESS_MS) {
      onSecond();
    }
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const name of signals) process.on(name, handle);
  return {
    signal: controller.signal,
    dispose() {
      for (const name of signals) process.off(name, handle);
    },
  };
}
