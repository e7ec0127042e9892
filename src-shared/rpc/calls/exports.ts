/** Calls about exports. */
import { z } from 'zod';
import { EXPORT_PARTS } from '../../domain/export.ts';
import { call, id, path } from './call.ts';

export const exportCalls = {
  'exports.start': call<{ jobId: number }>()(
    z.strictObject({
      runId: id,
      out: path,
      what: z.array(z.enum(EXPORT_PARTS)).min(1).max(4),
      leaveOut: z.number().min(0).max(1).nullable(),
    }),
  ),
} as const;
