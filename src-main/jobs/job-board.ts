/**
 * The tray of long work: what waits, runs and has ended. Work that trains goes one after the other, since it wants the
 * whole machine; the rest starts at once. News go out at most four times a second.
 */
import { isActive, type JobKind, type JobSnapshot, type ProgressNews } from '../../src-shared/domain/job.ts';
import { AssayError, toAssayError } from '../../src-shared/errors/assay-error.ts';

export interface JobRequest {
  kind: JobKind;
  /** What it works on, for people. */
  subject: string;
  /** `compute` waits for its turn. */
  lane: 'compute' | 'free';
  runId?: number;
  versionId?: number;
  /** Called when it is cancelled before its turn came. */
  onSkipped?: () => void;
  /** Its answer becomes the job's result: plain JSON. */
  work(news: JobNews): Promise<unknown>;
}

export interface JobNews {
  signal: AbortSignal;
  onProgress: (news: ProgressNews) => void;
  onNote: (text: string) => void;
}

interface Job {
  request: JobRequest;
  snapshot: JobSnapshot;
  controller: AbortController;
  ended: Promise<void>;
  end(): void;
}

const NEWS_MS = 250;
/** Ended jobs that are remembered. */
const ENDED_KEPT = 30;

export class JobBoard {
  readonly #onChange: (jobs: readonly JobSnapshot[]) => void;
  #jobs: Job[] = [];
  #nextId = 1;
  #timer: NodeJS.Timeout | null = null;
  #toldAt = 0;

  constructor(onChange: (jobs: readonly JobSnapshot[]) => void) {
    this.#onChange = onChange;
  }

  /** Newest last. */
  list(): readonly JobSnapshot[] {
    return this.#jobs.map(({ snapshot }) => snapshot);
  }

  active(): readonly JobSnapshot[] {
    return this.list().filter(isActive);
  }

  add(request: JobRequest): JobSnapshot {
    const ended = Promise.withResolvers<void>();
    const job: Job = {
      request,
      controller: new AbortController(),
      ended: ended.promise,
      end: ended.resolve,
      snapshot: {
        id: this.#nextId++,
        kind: request.kind,
        subject: request.subject,
        state: 'queued',
        runId: request.runId ?? null,
        versionId: request.versionId ?? null,
        progress: null,
        note: null,
        error: null,
        result: null,
        startedAt: new Date().toISOString(),
        endedAt: null,
      },
    };
    this.#jobs.push(job);
    this.#startWaiting();
    this.#tell();
    return job.snapshot;
  }

  /** Resolves with the job as it ended. */
  async settled(id: number): Promise<JobSnapshot> {
    const job = this.#find(id);
    await job.ended;
    return job.snapshot;
  }

  /** Asks a job to stop; one that waits ends at once. Does nothing for one that has ended. */
  cancel(id: number): void {
    const job = this.#find(id);
    if (job.snapshot.state === 'queued') {
      job.request.onSkipped?.();
      this.#update(job, { state: 'cancelled', endedAt: new Date().toISOString() });
      job.end();
    } else if (job.snapshot.state === 'running') {
      this.#update(job, { state: 'cancelling' });
      job.controller.abort(new AssayError('run.cancelled', 'The work was cancelled.'));
    }
  }

  /** Forgets an ended job. */
  dismiss(id: number): void {
    const job = this.#find(id);
    if (isActive(job.snapshot)) return;
    this.#jobs = this.#jobs.filter((one) => one !== job);
    this.#tell();
  }

  /** Stops everything and waits for it. */
  async close(): Promise<void> {
    const open = this.#jobs.filter(({ snapshot }) => isActive(snapshot));
    // The last one first, so that nothing that waits gets its turn.
    for (const { snapshot } of [...open].reverse()) this.cancel(snapshot.id);
    await Promise.all(open.map(({ ended }) => ended));
    if (this.#timer !== null) clearTimeout(this.#timer);
  }

  #find(id: number): Job {
    const job = this.#jobs.find(({ snapshot }) => snapshot.id === id);
    if (job !== undefined) return job;
    throw new AssayError('not-found', `There is no job ${id} any more.`, { jobId: id });
  }

  #startWaiting(): void {
    for (const job of this.#jobs) {
      if (job.snapshot.state !== 'queued') continue;
      const isTaken =
        job.request.lane === 'compute' &&
        this.#jobs.some(
          ({ request, snapshot }) =>
            request.lane === 'compute' && (snapshot.state === 'running' || snapshot.state === 'cancelling'),
        );
      if (!isTaken) void this.#run(job);
    }
  }

  async #run(job: Job): Promise<void> {
    this.#update(job, { state: 'running', startedAt: new Date().toISOString() });
    let outcome: Pick<JobSnapshot, 'state' | 'result' | 'error'>;
    try {
      const result = await job.request.work({
        signal: job.controller.signal,
        onProgress: (progress) => this.#update(job, { progress }),
        onNote: (note) => this.#update(job, { note }),
      });
      outcome = { state: 'done', result: result ?? null, error: null };
    } catch (thrown) {
      const error = toAssayError(thrown);
      const isCancelled = error.code === 'run.cancelled' || job.controller.signal.aborted;
      const { stack: _stack, ...details } = error.details;
      outcome = {
        state: isCancelled ? 'cancelled' : 'failed',
        result: null,
        error: isCancelled ? null : { ...error.toRecord(), details },
      };
    }
    this.#update(job, { ...outcome, endedAt: new Date().toISOString() });
    job.end();
    this.#forgetOld();
    this.#startWaiting();
  }

  #update(job: Job, change: Partial<JobSnapshot>): void {
    job.snapshot = { ...job.snapshot, ...change };
    this.#tell();
  }

  #forgetOld(): void {
    const ended = this.#jobs.filter(({ snapshot }) => !isActive(snapshot));
    const old = new Set(ended.slice(0, Math.max(0, ended.length - ENDED_KEPT)));
    this.#jobs = this.#jobs.filter((job) => !old.has(job));
  }

  #tell(): void {
    if (this.#timer !== null) return;
    const wait = Math.max(0, this.#toldAt + NEWS_MS - performance.now());
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.#toldAt = performance.now();
      this.#onChange(this.list());
    }, wait);
  }
}
