/** The host's end of a port: checks the arguments of each call, runs its handler, and passes events on. */
import { AssayError, toAssayError } from '../errors/assay-error.ts';
import { decodeFrame, encodeFrame } from './codec.ts';
import { calls, type AnswerOf, type ArgsOf, type CallName, type EventName, type Events } from './contract.ts';
import type { ClientFrame, ServerFrame } from './frames.ts';
import type { Port } from './port.ts';

/** One for every call of the contract, or it does not compile. */
export type Handlers = {
  readonly [Name in CallName]: (
    args: ArgsOf<Name>,
    signal: AbortSignal,
  ) => AnswerOf<Name> | Promise<AnswerOf<Name>>;
};

export type Emit = <Name extends EventName>(name: Name, value: Events[Name]) => void;

/** Calls of one port that may be at work at the same time: a page that asks for more has lost its mind. */
const MAX_CALLS = 256;

/** Serves a port until it closes; returns the way to send events through it. */
export function servePort(port: Port, handlers: Handlers): { emit: Emit } {
  const atWork = new Map<number, AbortController>();
  const send = (frame: ServerFrame): void => port.send(encodeFrame(frame));

  const run = async (frame: Extract<ClientFrame, { type: 'call' }>): Promise<void> => {
    const controller = new AbortController();
    atWork.set(frame.id, controller);
    try {
      if (atWork.size > MAX_CALLS) {
        throw new AssayError('conflict', `More than ${MAX_CALLS} calls are at work; wait for some to end.`);
      }
      const args = parseArgs(frame.name, frame.args);
      const handler = handlers[frame.name] as (args: unknown, signal: AbortSignal) => unknown;
      const answer = await handler(args, controller.signal);
      if (!controller.signal.aborted) send({ type: 'reply', id: frame.id, answer: answer ?? null });
    } catch (thrown) {
      const record = toAssayError(thrown).toRecord();
      // A stack is for the log of the host, not for a page.
      const { stack: _stack, ...details } = record.details;
      if (!controller.signal.aborted) send({ type: 'error', id: frame.id, error: { ...record, details } });
    } finally {
      atWork.delete(frame.id);
    }
  };

  port.onFrame((bytes) => {
    let frame: ClientFrame;
    try {
      frame = parseFrame(decodeFrame(bytes));
    } catch {
      // Only a program that is not ours sends such bytes.
      port.close();
      return;
    }
    if (frame.type === 'cancel') atWork.get(frame.id)?.abort();
    else void run(frame);
  });
  port.onClose(() => {
    for (const controller of atWork.values()) controller.abort();
  });
  return { emit: (name, value) => send({ type: 'event', name, value }) };
}

function parseFrame(value: unknown): ClientFrame {
  const frame = value as Partial<ClientFrame> | null;
  const isFrame =
    typeof frame === 'object' &&
    frame !== null &&
    Number.isSafeInteger(frame.id) &&
    (frame.type === 'cancel' || frame.type === 'call');
  if (!isFrame) throw new AssayError('input.invalid', 'That is no frame of this contract.');
  return frame as ClientFrame;
}

function parseArgs(name: string, args: unknown): unknown {
  if (!Object.hasOwn(calls, name)) {
    throw new AssayError('rpc.unknown', `There is no call "${String(name)}". Reload the page.`);
  }
  const parsed = calls[name as CallName].args.safeParse(args);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const place = issue?.path.join('.') ?? '';
  throw new AssayError(
    'usage.invalid',
    `${name}: ${place === '' ? '' : `${place}: `}${issue?.message ?? ''}.`,
    {
      call: name,
      place,
    },
  );
}
