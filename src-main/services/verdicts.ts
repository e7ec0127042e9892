/** Judging samples: the journal of a version and the verdicts that count, kept at hand. */
import type { VerdictValue } from '../../src-shared/domain/score.ts';
import { VERDICT_CODES, verdictOfCode } from '../../src-shared/domain/score.ts';
import { AssayError } from '../../src-shared/errors/assay-error.ts';
import type { Journal, JournalBatch } from '../../src-shared/rpc/contract.ts';
import {
  judgeSamples,
  readBatches,
  readHistoryEnds,
  readLatestBatchId,
  readVerdictColumn,
  redoVerdicts,
  undoVerdicts,
  type VerdictBatch,
} from '../storage/index.ts';
import type { WorkspaceAccess } from './workspace-access.ts';

export interface JudgeRequest {
  versionId: number;
  indices: Int32Array;
  value: VerdictValue | null;
  reason: string;
}

const SAMPLES_NAMED = 8;

export class VerdictService {
  readonly #access: WorkspaceAccess;
  /** The verdicts that counted after the batch of this number. */
  readonly #columns = new Map<number, { upTo: number; codes: Uint8Array }>();

  constructor(access: WorkspaceAccess) {
    this.#access = access;
  }

  /** Codes of `VERDICT_CODES`, one a sample over both splits. Not to be changed by the caller. */
  column(versionId: number): Uint8Array {
    const { db } = this.#access;
    const upTo = readLatestBatchId(db, versionId);
    const kept = this.#columns.get(versionId);
    if (kept?.upTo === upTo) return kept.codes;
    const codes = readVerdictColumn(db, versionId);
    this.#columns.set(versionId, { upTo, codes });
    return codes;
  }

  /** Throws `not-found` for a sample there is not, `conflict` in a workspace that cannot be written. */
  judge(request: JudgeRequest, author: string): { batch: number } {
    const batch = judgeSamples(this.#writable(), { ...request, author });
    const kept = this.#columns.get(request.versionId);
    if (kept !== undefined) {
      // Cheaper than reading the journal again, which grows with every verdict.
      const code = VERDICT_CODES[request.value ?? 'none'];
      const codes = kept.codes.slice();
      for (const index of request.indices) codes[index] = code;
      this.#columns.set(request.versionId, { upTo: batch, codes });
    }
    return { batch };
  }

  /** Null when there is nothing to take back. */
  undo(versionId: number, author: string): { batch: number; count: number } | null {
    return undoVerdicts(this.#writable(), versionId, author);
  }

  redo(versionId: number, author: string): { batch: number; count: number } | null {
    return redoVerdicts(this.#writable(), versionId, author);
  }

  /** Batches below `before`, newest first. */
  journal(versionId: number, before: number | null, limit: number): Journal {
    const { db } = this.#access;
    const counts = { poison: 0, clean: 0, unsure: 0 };
    for (const code of this.column(versionId)) {
      const value = verdictOfCode(code);
      if (value !== null) counts[value]++;
    }
    const ends = readHistoryEnds(db, versionId);
    return {
      batches: readBatches(db, versionId, before, limit).map(describeBatch),
      counts,
      canUndo: ends.undo !== null,
      canRedo: ends.redo !== null,
    };
  }

  #writable(): WorkspaceAccess['db'] {
    if (this.#access.db.readonly) {
      throw new AssayError(
        'conflict',
        'The workspace is open for reading only: another program has it open for writing, or its folder cannot be written.',
      );
    }
    return this.#access.db;
  }
}

function describeBatch(batch: VerdictBatch): JournalBatch {
  const values = new Set(batch.codes);
  return {
    batch: batch.id,
    kind: batch.kind,
    target: batch.target,
    value: values.size === 1 ? verdictOfCode(batch.codes[0] ?? 0) : null,
    isMixed: values.size > 1,
    count: batch.indices.length,
    samples: [...batch.indices.subarray(0, SAMPLES_NAMED)],
    author: batch.author,
    reason: batch.reason,
    createdAt: batch.createdAt,
  };
}
