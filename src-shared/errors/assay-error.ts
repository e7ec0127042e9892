import { ERROR_CODES, type ErrorCode } from './codes.ts';

/** JSON values that describe an error further: the bad value, the limit, the place. */
export type ErrorDetails = Record<string, string | number | boolean | null | readonly (string | number)[]>;

/** An error as it travels between processes and as `--json` prints it. */
export interface ErrorRecord {
  code: ErrorCode;
  message: string;
  details: ErrorDetails;
}

/**
 * The one error type of the program. The message is a complete sentence for a person: what was wrong,
 * where, and what to do about it.
 */
export class AssayError extends Error {
  readonly code: ErrorCode;
  readonly details: ErrorDetails;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'AssayError';
    this.code = code;
    this.details = details;
  }

  get exitCode(): number {
    return ERROR_CODES[this.code].exitCode;
  }

  toRecord(): ErrorRecord {
    return { code: this.code, message: this.message, details: this.details };
  }

  static fromRecord(record: ErrorRecord): AssayError {
    return new AssayError(record.code, record.message, record.details);
  }
}

/** Turns anything thrown into an AssayError: ours as it is, a full disk by its system code, the rest `internal`. */
export function toAssayError(thrown: unknown): AssayError {
  if (thrown instanceof AssayError) return thrown;
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  const systemCode = (error as { code?: unknown }).code;
  if (systemCode === 'ENOSPC' || systemCode === 'EDQUOT' || systemCode === 'SQLITE_FULL') {
    return new AssayError(
      'storage.full',
      'The disk is full. Free some space, then run the command again.',
      {},
      { cause: error },
    );
  }
  if (typeof systemCode === 'string' && /^SQLITE_(CORRUPT|NOTADB)/.test(systemCode)) {
    return new AssayError(
      'storage.corrupt',
      `The workspace is damaged (${error.message}). Restore it from a copy; "assay verify" lists what is wrong.`,
      { sqlite: systemCode },
      { cause: error },
    );
  }
  return new AssayError('internal', error.message, { stack: error.stack ?? '' }, { cause: error });
}
