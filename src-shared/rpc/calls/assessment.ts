/** Calls about what is said of a dataset version as a whole. */
import { z } from 'zod';
import type { AssessmentDocument } from '../../domain/assessment.ts';
import { call, id, index, seed } from './call.ts';

export const assessmentCalls = {
  /** Some seconds on a large dataset after its runs have changed; kept until they change again. */
  'assessment.read': call<AssessmentDocument>()(z.strictObject({ versionId: id })),
  /** Trains once without the suspicious samples of a label; the assessment rests on the outcome from then on. */
  'assessment.testLabel': call<{ jobId: number }>()(z.strictObject({ versionId: id, label: index, seed })),
} as const;
