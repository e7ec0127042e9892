/**
 * The one connection to the host: a MessagePort inside the desktop window, a WebSocket in a browser. A lost WebSocket is
 * opened again by itself; whoever shows what the host knows asks again when that happened.
 */
import { ref, shallowRef } from 'vue';
import { AssayError } from '../../src-shared/errors/assay-error.ts';
import { createClient, type CallOptions, type RpcClient } from '../../src-shared/rpc/client.ts';
import type { AnswerOf, ArgsOf, CallName, EventName, Events } from '../../src-shared/rpc/contract.ts';
import type { Port } from '../../src-shared/rpc/port.ts';
import { desktop } from './desktop.ts';
import { openDesktopPort } from './desktop-port.ts';
import { openSocketPort } from './socket-port.ts';

export type ConnectionState = 'connecting' | 'open' | 'lost' | 'refused';

export const connectionState = ref<ConnectionState>('connecting');
/** Counts the connections made: what was asked over an earlier one may be stale. */
export const connectionCount = ref(0);
const client = shallowRef<RpcClient | null>(null);

const RETRY_MS = [300, 600, 1200, 2500, 5000];

type Listener = (value: never) => void;
const listeners = new Map<EventName, Set<Listener>>();
let waiting: ((client: RpcClient) => void)[] = [];

/** Connects and stays connected. Call once. */
export async function connect(): Promise<void> {
  if (desktop !== null) {
    use(createClient(await openDesktopPort()));
    return;
  }
  for (let attempt = 0; ; attempt++) {
    try {
      const port = await openSocketPort();
      attempt = -1;
      await untilClosed(port);
      connectionState.value = 'lost';
    } catch (thrown) {
      const isRefused = thrown instanceof AssayError && thrown.code === 'rpc.unauthorised';
      connectionState.value = isRefused ? 'refused' : 'lost';
    }
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS[Math.min(Math.max(attempt, 0), 4)]));
  }
}

async function untilClosed(port: Port): Promise<void> {
  const made = createClient(port);
  use(made);
  await new Promise<void>((resolve) => made.onClose(resolve));
  client.value = null;
}

function use(made: RpcClient): void {
  client.value = made;
  for (const name of listeners.keys()) subscribe(made, name);
  connectionState.value = 'open';
  connectionCount.value++;
  for (const resolve of waiting) resolve(made);
  waiting = [];
}

function subscribe(made: RpcClient, name: EventName): void {
  made.on(name, (value) => {
    for (const listener of listeners.get(name) ?? []) listener(value as never);
  });
}

/** Waits for the connection where there is none yet. Rejects with an AssayError. */
export async function call<Name extends CallName>(
  name: Name,
  args: ArgsOf<Name>,
  options?: CallOptions,
): Promise<AnswerOf<Name>> {
  const open = client.value ?? (await new Promise<RpcClient>((resolve) => waiting.push(resolve)));
  return open.call(name, args, options);
}

/** Listens for events over every connection made; returns what ends it. */
export function onEvent<Name extends EventName>(
  name: Name,
  listener: (value: Events[Name]) => void,
): () => void {
  let set = listeners.get(name);
  if (set === undefined) {
    set = new Set();
    listeners.set(name, set);
    if (client.value !== null) subscribe(client.value, name);
  }
  set.add(listener);
  return () => set.delete(listener);
}
