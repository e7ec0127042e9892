/** What travels between the two ends of a port. */
import type { ErrorRecord } from '../errors/assay-error.ts';
import type { CallName, EventName } from './contract.ts';

export type ClientFrame =
  { type: 'call'; id: number; name: CallName; args: unknown } | { type: 'cancel'; id: number };

export type ServerFrame =
  | { type: 'reply'; id: number; answer: unknown }
  | { type: 'error'; id: number; error: ErrorRecord }
  | { type: 'event'; name: EventName; value: unknown };
