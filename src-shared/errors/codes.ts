/**
 * The closed list of error codes. Programs decide on the code, never on the text of a message.
 * `exitCode` is what the command line returns for it: 2 = wrong usage or bad input, 1 = failed, 130 = cancelled.
 */
export const ERROR_CODES = {
  'usage.invalid': { exitCode: 2 },
  'input.invalid': { exitCode: 2 },
  'not-found': { exitCode: 2 },
  conflict: { exitCode: 2 },
  'import.unrecognised': { exitCode: 2 },
  'import.unreadable': { exitCode: 2 },
  'import.unsafe': { exitCode: 2 },
  'import.too-large': { exitCode: 2 },
  'workspace.not-a-workspace': { exitCode: 2 },
  'workspace.newer': { exitCode: 2 },
  'storage.corrupt': { exitCode: 2 },
  'storage.full': { exitCode: 1 },
  'storage.failed': { exitCode: 1 },
  'migration.failed': { exitCode: 1 },
  'runtime.missing': { exitCode: 1 },
  'runtime.download-failed': { exitCode: 1 },
  'runtime.hash-mismatch': { exitCode: 1 },
  'runtime.compile-failed': { exitCode: 1 },
  'backend.unavailable': { exitCode: 1 },
  'run.diverged': { exitCode: 1 },
  'run.unfit': { exitCode: 1 },
  'run.cancelled': { exitCode: 130 },
  'worker.crashed': { exitCode: 1 },
  'worker.out-of-memory': { exitCode: 1 },
  'rpc.closed': { exitCode: 1 },
  'rpc.unknown': { exitCode: 1 },
  'rpc.unauthorised': { exitCode: 1 },
  internal: { exitCode: 1 },
} as const satisfies Record<string, { exitCode: 1 | 2 | 130 }>;

export type ErrorCode = keyof typeof ERROR_CODES;
