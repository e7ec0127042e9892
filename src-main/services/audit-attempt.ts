/** One attempt at an audit: moves the run through its states and stores each frame of the worker in one transaction. */
import { rm } from 'node:fs/promises';
import type { AuditSpec } from '../../src-shared/domain/run.ts';
import { AssayError, toAssayError } from '../../src-shared/errors/assay-error.ts';
import { withScratch } from '../files/scratch.ts';
import { runWorker, type JobFrame } from '../jobs/worker-handle.ts';
import type { LaunchWorker } from '../jobs/worker-process.ts';
import {
  appendLog,
  appendTimelinePoint,
  changeRunState,
  describeAttempt,
  readRun,
  storeCheckpointFile,
  storeNeurons,
  storeScores,
  storeStage,
  storeSubset,
  storeTrace,
  storeTriggerFinding,
  type Connection,
} from '../storage/index.ts';
import { duration, percentOf } from './phrases.ts';
import type { Work } from './work.ts';

export interface AttemptRequest {
  db: Connection;
  launch: LaunchWorker;
  workspace: string;
  versionId: number;
  runId: number;
  spec: AuditSpec;
  /** The checkpoint to go on from, null to begin. */
  checkpointId: number | null;
}

/**
 * Runs the worker to its end. Throws `run.cancelled` after a cancel (the run can be resumed) and the worker's error
 * otherwise; the run is then stored as cancelled or failed.
 */
export async function attemptAudit(request: AttemptRequest, work: Work): Promise<void> {
  const { db, runId } = request;
  const isFirst = readRun(db, runId).state === 'queued';
  changeRunState(db, runId, isFirst ? 'start' : 'resume');
  const cancel = (): void => {
    changeRunState(db, runId, 'cancel-requested');
  };
  if (work.signal.aborted) cancel();
  work.signal.addEventListener('abort', cancel, { once: true });
  const store = new FrameStore(request, work);
  try {
    const { outcome, result } = await withScratch('audit', (scratchFolder) =>
      runWorker({
        launch: request.launch,
        place: work.place,
        job: {
          kind: 'audit',
          workspace: request.workspace,
          versionId: request.versionId,
          runId,
          spec: request.spec,
          checkpointId: request.checkpointId,
          scratchFolder,
        },
        signal: work.signal,
        onFrame: (frame) => store.take(frame),
      }),
    );
    if (outcome === 'cancelled')
      throw new AssayError('run.cancelled', `Run ${runId} was stopped${store.place()}.`, { run: runId });
    changeRunState(db, runId, 'completed', { result });
  } catch (thrown) {
    conclude(db, runId, thrown);
    throw thrown;
  } finally {
    work.signal.removeEventListener('abort', cancel);
  }
}

function conclude(db: Connection, runId: number, thrown: unknown): void {
  const error = toAssayError(thrown);
  if (error.code === 'run.cancelled' && readRun(db, runId).state === 'cancelling') {
    changeRunState(db, runId, 'stopped-after-cancel');
    return;
  }
  describeAttempt(db, runId, { details: error.details });
  changeRunState(db, runId, 'failed', { error: error.toRecord() });
}

type TimelineFrame = Extract<JobFrame, { type: 'timeline' }>;

class FrameStore {
  readonly #request: AttemptRequest;
  readonly #work: Work;
  #hasEstimate = false;
  #lastPoint: TimelineFrame | null = null;
  #place = '';

  constructor(request: AttemptRequest, work: Work) {
    this.#request = request;
    this.#work = work;
  }

  /** Where the run is, for a sentence. */
  place(): string {
    return this.#place;
  }

  async take(frame: JobFrame): Promise<void> {
    const { db, runId } = this.#request;
    switch (frame.type) {
      case 'ready':
        if (readRun(db, runId).state === 'starting') changeRunState(db, runId, 'ready');
        if (frame.backend !== null) describeAttempt(db, runId, { backend: frame.backend });
        return;
      case 'progress':
        this.#place = ` in stage ${frame.stage} at ${frame.done} of ${frame.total} ${frame.unit}`;
        this.#estimate(frame.etaSeconds);
        this.#work.onProgress(frame);
        return;
      case 'timeline':
        this.#addToTimeline(frame);
        return;
      case 'log':
        appendLog(db, runId, frame.level, frame.text);
        this.#work.onNote(frame.level === 'warning' ? `Warning: ${frame.text}` : frame.text);
        return;
      case 'scores':
        storeScores(db, runId, frame.metric, frame.values);
        return;
      case 'trace':
        storeTrace(db, runId, frame.metric, frame.epoch, frame.values);
        return;
      case 'subset':
        storeSubset(db, runId, frame.name, frame.indices);
        return;
      case 'neurons':
        storeNeurons(db, runId, frame.found);
        return;
      case 'trigger':
        storeTriggerFinding(db, runId, frame.found);
        return;
      case 'stage':
        storeStage(db, runId, frame.result);
        this.#work.onNote(
          `${frame.result.name} ended after ${duration(frame.result.seconds)}: clean accuracy ${percentOf(frame.result.cleanAccuracy)}, ` +
            `attack success ${percentOf(frame.result.attackSuccess)}.`,
        );
        return;
      case 'checkpoint':
        await storeCheckpointFile(db, runId, frame);
        await rm(frame.file, { force: true });
        return;
      case 'import-plan':
      case 'samples':
      case 'poisoned':
      case 'features':
      case 'activations':
      case 'detection':
      case 'inverted':
        throw new TypeError(`an audit sent a frame of type ${frame.type}`);
    }
  }

  /** An epoch's loss and its test come as two frames for one point of the curves. */
  #addToTimeline(frame: TimelineFrame): void {
    const { stage, epoch, step } = frame;
    const isSamePoint =
      this.#lastPoint?.stage === stage && this.#lastPoint.epoch === epoch && this.#lastPoint.step === step;
    const metrics = isSamePoint ? { ...this.#lastPoint?.metrics, ...frame.metrics } : frame.metrics;
    this.#lastPoint = { ...frame, metrics };
    appendTimelinePoint(this.#request.db, this.#request.runId, { stage, epoch, step, metrics });
  }

  /** The worker knows the machine's speed only once it runs: its first estimate is the one a person is told. */
  #estimate(etaSeconds: number | null): void {
    if (this.#hasEstimate || etaSeconds === null) return;
    this.#hasEstimate = true;
    this.#work.onNote(`Run ${this.#request.runId} will take about ${duration(etaSeconds)} on this machine.`);
  }
}
