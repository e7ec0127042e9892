/** What every long call of a service takes: a way to stop it and places for its news. */

import type { ProgressNews } from '../../src-shared/domain/job.ts';
import type { WorkerPlace } from '../jobs/worker-place.ts';

export type { ProgressNews };

export interface Work {
  signal: AbortSignal;
  /** Where workers compute that share the machine with other work. */
  place?: WorkerPlace;
  onProgress(news: ProgressNews): void;
  /** A sentence a person should read: what a stage ended with, a warning. */
  onNote(text: string): void;
}
