/**
 * Audits: start, resume, results, evaluation. Together with the exports this is the only place that joins what a run
 * found with what is known of planted poison.
 */
import { MODALITY_WORDS, type DatasetVersion } from '../../src-shared/domain/dataset.ts';
import type { AuditSpec, RunRecord } from '../../src-shared/domain/run.ts';
import { AssayError } from '../../src-shared/errors/assay-error.ts';
import type { LackOfMemory, RepairOffer } from '../../src-shared/rpc/contract.ts';
import { runWorker } from '../jobs/worker-handle.ts';
import type { LaunchWorker } from '../jobs/worker-process.ts';
import {
  appendLog,
  createRun,
  findLatestCheckpoint,
  findVersion,
  listRuns,
  readVersion,
  changeRunState,
  type Connection,
} from '../storage/index.ts';
import { readManifest, readPoisonMask, readTouchedMask } from '../storage/repositories/truth.ts';
import { attemptAudit } from './audit-attempt.ts';
import type { AuditDocument, EvaluateDocument, FlagsDocument } from '../../src-shared/domain/audit.ts';
import { findAudit, requireFinalCheckpoint, specOf, versionIdOf, type RunReference } from './audit-lookup.ts';
import { judgedOf, pick, planAudit, type AuditPlan, type AuditRequest, type Offers } from './audit-plan.ts';
import { AuditResults } from './audit-results.ts';
import { describeRepairOffer } from './repair-offer.ts';
import { describeLack, lackOfMemory, type MemoryFacts } from './run-memory.ts';
import type { Work } from './work.ts';
import type { WorkspaceAccess } from './workspace-access.ts';

/** A final model and what it is to be measured with. */
export interface EvaluationPlan {
  run: number;
  /** What it was trained on. */
  version: DatasetVersion;
  /** Whose test samples and triggers are taken. */
  tested: DatasetVersion;
  spec: AuditSpec;
  checkpointId: number;
}

export class RunService {
  readonly #access: WorkspaceAccess;
  readonly #launch: LaunchWorker;
  readonly #offers: Offers;
  readonly #memory: MemoryFacts;

  constructor(access: WorkspaceAccess, launch: LaunchWorker, offers: Offers, memory: MemoryFacts) {
    this.#access = access;
    this.#launch = launch;
    this.#offers = offers;
    this.#memory = memory;
  }

  get #db(): Connection {
    return this.#access.db;
  }

  /** Throws `not-found` for the dataset, `usage.invalid` for anything that cannot be chosen. */
  plan(request: AuditRequest): AuditPlan {
    return planAudit(
      {
        db: this.#db,
        offers: this.#offers,
        touchedOf: (versionId) => readTouchedMask(this.#db, versionId),
      },
      request,
    );
  }

  /** Null: the memory of this machine is enough, or a GPU's is not known. */
  lackOfMemory({ version, spec }: AuditPlan): LackOfMemory | null {
    return lackOfMemory(spec, version, this.#offers.architectures, this.#memory);
  }

  /** What a repair on this version could start from. */
  offerRepair(versionId: number): RepairOffer {
    const version = readVersion(this.#db, versionId);
    return describeRepairOffer(this.#db, version, {
      judgedClean: judgedOf(this.#db, version).judged?.clean.length ?? 0,
      touched: readTouchedMask(this.#db, versionId),
      kindOf: (id) => this.#offers.defenses.find((one) => one.id === id)?.kind ?? null,
      resultsOf: (run) => this.results(run),
    });
  }

  /** The newest run of exactly this plan, whatever its state; null when there is none. */
  findRunOf(plan: AuditPlan): RunRecord | null {
    const wanted = JSON.stringify(plan.spec);
    const runs = listRuns(this.#db, { kind: 'audit', versionId: plan.version.id });
    return runs.find((run) => JSON.stringify(run.spec) === wanted) ?? null;
  }

  /** Stores a new run and returns its number; `start` does the work. */
  create(plan: AuditPlan): number {
    return createRun(this.#db, { kind: 'audit', versionId: plan.version.id, spec: plan.spec }).id;
  }

  /** Throws as `attemptAudit`. */
  async start(runId: number, work: Work): Promise<AuditDocument> {
    return this.#attempt(runId, null, work);
  }

  /** The run's number. Throws `not-found`, and `conflict` for a run that cannot be resumed. */
  checkResumable(reference: RunReference): number {
    const run = findAudit(this.#db, reference);
    if (run.state === 'cancelled' || run.state === 'failed' || run.state === 'interrupted') return run.id;
    const reason =
      run.state === 'finished' ? 'it is finished; "assay export" writes its results' : `it is ${run.state}`;
    throw new AssayError('conflict', `Run ${run.id} cannot be resumed: ${reason}.`, {
      run: run.id,
      state: run.state,
    });
  }

  /** Goes on from the newest checkpoint, or from the beginning when there is none. */
  async resume(runId: number, work: Work): Promise<AuditDocument> {
    const checkpoint = findLatestCheckpoint(this.#db, this.checkResumable(runId));
    return this.#attempt(runId, checkpoint?.id ?? null, work);
  }

  /** For a run whose turn never came: it ends as cancelled and can be resumed. */
  skip(runId: number): void {
    if (findAudit(this.#db, runId).state === 'queued') changeRunState(this.#db, runId, 'cancel-requested');
  }

  specOf(reference: RunReference): AuditSpec {
    return specOf(findAudit(this.#db, reference));
  }

  /** Results as far as there are any; a run in progress gives what it has stored. */
  describe(reference: RunReference): AuditDocument {
    return this.results(reference).document();
  }

  results(reference: RunReference): AuditResults {
    const run = findAudit(this.#db, reference);
    const version = readVersion(this.#db, versionIdOf(run));
    const manifest = readManifest(this.#db, version.id);
    const mask = readPoisonMask(this.#db, version.id);
    const truth = manifest === null || mask === null ? null : { manifest, mask };
    const rules = pick('defense', specOf(run).defense, this.#offers.defenses);
    return new AuditResults(this.#db, run, version, rules, truth);
  }

  /** The `top` most suspicious samples. Throws `conflict` for a run that has not flagged any sample yet. */
  flags(reference: RunReference, top: number): FlagsDocument {
    const results = this.results(reference);
    const { run, version, spec, metric } = results;
    const flagged = results.flagged;
    if (results.rule === null) {
      throw new AssayError(
        'conflict',
        `Run ${run.id} repaired a model with ${spec.defense}, which judges no sample. The flags are those of run ${spec.base ?? 'that it started from'}.`,
        { run: run.id },
      );
    }
    if (flagged === null) {
      throw new AssayError(
        'conflict',
        `Run ${run.id} is ${run.state} and has flagged no sample yet. "assay resume" lets it go on.`,
        { run: run.id, state: run.state },
      );
    }
    const offer = this.#offers.defenses.find(({ id }) => id === spec.defense);
    return {
      run: run.id,
      dataset: version.dataset,
      version: version.version,
      defense: spec.defense,
      metric,
      metricTitle: offer?.scores[metric]?.title ?? metric,
      flags: results.figures(),
      samples: results.describeSamples(flagged.subarray(0, top)),
    };
  }

  /**
   * What `evaluate` would measure: the final model, with the test samples and triggers of its own dataset or of `on`. Throws
   * `conflict` for a run without a final model, `not-found` for an unknown run or dataset, `usage.invalid` for a dataset that
   * the model cannot read.
   */
  planEvaluation(reference: RunReference, on: string | null): EvaluationPlan {
    const { run, version, spec } = this.results(reference);
    const tested = on === null ? version : findVersion(this.#db, on);
    requireSameInputs(version, tested);
    return { run: run.id, version, tested, spec, checkpointId: requireFinalCheckpoint(this.#db, run) };
  }

  /** Measures the final model again in a worker. */
  async evaluate(plan: EvaluationPlan, work: Work): Promise<EvaluateDocument> {
    const { version, tested, spec, checkpointId } = plan;
    const results = this.results(plan.run);
    const { outcome, result } = await runWorker({
      launch: this.#launch,
      job: {
        kind: 'evaluate',
        workspace: this.#access.path,
        versionId: version.id,
        testVersionId: tested.id,
        checkpointId,
        spec,
      },
      signal: work.signal,
      onFrame(frame) {
        if (frame.type === 'progress') work.onProgress(frame);
        if (frame.type === 'log') work.onNote(frame.text);
      },
    });
    if (outcome === 'cancelled') throw new AssayError('run.cancelled', 'The evaluation was cancelled.');
    // What the evaluate job returns; fractions in 0..1, null where there is nothing to measure with.
    const measured = result as Pick<EvaluateDocument, 'cleanAccuracy' | 'attackSuccess' | 'robustAccuracy'>;
    return {
      run: plan.run,
      dataset: version.dataset,
      version: version.version,
      measuredOn: { dataset: tested.dataset, version: tested.version },
      cleanAccuracy: measured.cleanAccuracy,
      attackSuccess: measured.attackSuccess,
      robustAccuracy: measured.robustAccuracy,
      flags: results.figures(),
      flagsPaperRule: results.paperFigures(),
    };
  }

  async #attempt(runId: number, checkpointId: number | null, work: Work): Promise<AuditDocument> {
    const { version, spec } = this.results(runId);
    const workspace = this.#access.path;
    const lack = this.lackOfMemory({ version, spec });
    if (lack !== null) {
      const text = describeLack(lack);
      appendLog(this.#db, runId, 'warning', text);
      work.onNote(`Warning: ${text}`);
    }
    await attemptAudit(
      { db: this.#db, launch: this.#launch, workspace, versionId: version.id, runId, spec, checkpointId },
      work,
    );
    return this.describe(runId);
  }
}

/** A network reads samples of one kind and shape, and knows classes by their place. Throws `usage.invalid`. */
function requireSameInputs(trained: DatasetVersion, tested: DatasetVersion): void {
  const shapeOf = ({ shape }: DatasetVersion): string => shape.join('x');
  if (trained.modality !== tested.modality || shapeOf(trained) !== shapeOf(tested)) {
    throw new AssayError(
      'usage.invalid',
      `The model reads ${MODALITY_WORDS[trained.modality]} of ${shapeOf(trained)}, and ${tested.dataset} holds ${MODALITY_WORDS[tested.modality]} of ${shapeOf(tested)}.`,
      { trained: trained.id, tested: tested.id },
    );
  }
  if (trained.classes.join('\n') !== tested.classes.join('\n')) {
    throw new AssayError(
      'usage.invalid',
      `The model knows the classes of ${trained.dataset}, and ${tested.dataset} has others or has them in another order.`,
      { trained: trained.id, tested: tested.id },
    );
  }
}
