/** An application whose calls a test writes itself, for what lies between page and host: ports, frames, sockets. */
import { AssayError } from '../../../src-shared/errors/assay-error.ts';
import { calls, type EventName, type Events } from '../../../src-shared/rpc/contract.ts';
import type { Emit, Handlers } from '../../../src-shared/rpc/server.ts';
import type { Application } from '../../../src-main/host/application.ts';

export interface ScriptedApplication extends Application {
  emit<Name extends EventName>(name: Name, value: Events[Name]): void;
  /** Pages that listen for events now. */
  readonly listenerCount: number;
}

export function scriptedApplication(handlers: Partial<Handlers>): ScriptedApplication {
  const listeners = new Set<Emit>();
  const unanswered = Object.fromEntries(
    Object.keys(calls).map((name) => [
      name,
      () => {
        throw new AssayError('internal', `The test has no answer to ${name}.`);
      },
    ]),
  );
  return {
    handlers: { ...(unanswered as unknown as Handlers), ...handlers },
    onEvent(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    emit(name, value) {
      for (const listener of listeners) listener(name, value);
    },
    get listenerCount() {
      return listeners.size;
    },
    exportedFile: () => null,
    activeJobs: () => [],
    close: () => Promise.resolve(),
  };
}
