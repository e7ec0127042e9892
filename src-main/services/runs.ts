/**
 * Audits: start, resume, results, evaluation. Together with the exports this is the only place that joins what a run
 * found with what is known of planted poison.
 */
import {
  DEFAULT_EXECUTION,
  type AuditSpec,
  type Execution,
  type JudgedSamples,
  type RunRecord,
  type TrustedSamples,
} from '../../src-shared/domain/run.ts';
import type { DatasetVersion, Modality } from '../../src-shared/domain/dataset.ts';
import { AssayError } from '../../src-shared/errors/assay-error.ts';
import type { DeclaredScores, RankingRule } from '../../src-shared/schema/definitions.ts';
import type { RepairOffer } from '../../src-shared/rpc/contract.ts';
import type { OptionValue, Schema } from '../../src-shared/schema/fields.ts';
import { parseOptions } from '../../src-shared/schema/parse.ts';
import { runWorker } from '../jobs/worker-handle.ts';
import type { LaunchWorker } from '../jobs/worker-process.ts';
import {
  createRun,
  findLatestCheckpoint,
  findVersion,
  listRuns,
  readVerdicts,
  readVersion,
  changeRunState,
  type Connection,
} from '../storage/index.ts';
import { readManifest, readPoisonMask } from '../storage/repositories/truth.ts';
import { attemptAudit } from './audit-attempt.ts';
import type { AuditDocument, EvaluateDocument, FlagsDocument } from '../../src-shared/domain/audit.ts';
import { findAudit, requireFinalCheckpoint, specOf, versionIdOf, type RunReference } from './audit-lookup.ts';
import { AuditResults } from './audit-results.ts';
import { describeRepairOffer } from './repair-offer.ts';
import { architectureOf, chooseTrusted, findBase } from './repair-plan.ts';
import type { Work } from './work.ts';
import type { WorkspaceAccess } from './workspace-access.ts';

export interface AuditRequest {
  /** `NAME` or `NAME@VERSION`. */
  dataset: string;
  defense: string;
  preset: string;
  /** Null: the first one for the kind of data. */
  arch: string | null;
  seed: number;
  device: AuditSpec['device'];
  /** Absent: the usual way. */
  execution?: Execution | undefined;
  /** As given, checked here against the defense's schema; they outrank the preset. */
  options: Readonly<Record<string, unknown>>;
  /** Whether what a person judged poison or clean outranks the method. */
  useVerdicts: boolean;
  /** For a repair: the run whose model is mended; null or absent: the newest finished one that trained a model. */
  base?: RunReference | null;
  /**
   * For a method that needs clean data: the fraction of the training split that a drill draws; null or absent: samples
   * that were judged clean, and in a drill without enough of them the usual share.
   */
  trusted?: number | null;
  /** Whether a dataset without planted poison may be taken for clean, as that of a benchmark is; absent: no. */
  isKnownClean?: boolean;
}

export interface DefenseOffer {
  id: string;
  version: number;
  kind: 'detect' | 'train' | 'repair';
  needs: { cleanHoldout: boolean };
  options: Schema;
  presets: Readonly<Record<string, Readonly<Record<string, OptionValue>>>>;
  modalities: readonly Modality[];
  scores: DeclaredScores;
  ranking: readonly RankingRule[];
}

export interface Offers {
  defenses: readonly DefenseOffer[];
  architectures: readonly { id: string; title: string; modality: Modality }[];
}

/** An audit that can be started: everything checked, every default filled in. */
export interface AuditPlan {
  version: DatasetVersion;
  spec: AuditSpec;
}

export class RunService {
  readonly #access: WorkspaceAccess;
  readonly #launch: LaunchWorker;
  readonly #offers: Offers;

  constructor(access: WorkspaceAccess, launch: LaunchWorker, offers: Offers) {
    this.#access = access;
    this.#launch = launch;
    this.#offers = offers;
  }

  get #db(): Connection {
    return this.#access.db;
  }

  /** Throws `not-found` for the dataset, `usage.invalid` for anything that cannot be chosen. */
  plan(request: AuditRequest): AuditPlan {
    const version = findVersion(this.#db, request.dataset);
    const defense = pick('defense', request.defense, this.#offers.defenses);
    const { architectures } = this.#offers;
    const base = this.#base(version, defense, request);
    const asked = base === null ? request.arch : architectureOf(base, request.arch);
    const arch = pick('architecture', asked ?? defaultFor(version.modality, architectures), architectures);
    checkModality(version, defense, arch);
    const preset = defense.presets[request.preset];
    if (preset === undefined) {
      const known = Object.keys(defense.presets).join(', ');
      throw new AssayError('usage.invalid', `There is no preset "${request.preset}". Known: ${known}.`, {
        preset: request.preset,
      });
    }
    const { execution = DEFAULT_EXECUTION } = request;
    const spec: AuditSpec = {
      defense: defense.id,
      defenseVersion: defense.version,
      preset: request.preset,
      arch: arch.id,
      seed: request.seed,
      device: request.device,
      // Eager is stored as runs have it that know of no other way, so that one of them can go on.
      ...(execution === 'eager' ? {} : { execution }),
      options: { ...parseOptions(defense.options, { ...preset, ...request.options }) },
      ...(request.useVerdicts ? this.#judged(version) : {}),
      ...(base === null ? {} : { base: base.id }),
      ...this.#trusted(version, defense, request),
    };
    return { version, spec };
  }

  /** Null for a method that trains a model of its own. */
  #base(version: DatasetVersion, defense: DefenseOffer, { base = null }: AuditRequest): RunRecord | null {
    if (defense.kind === 'repair') {
      const trains = (id: string): boolean =>
        this.#offers.defenses.find((one) => one.id === id)?.kind === 'train';
      return findBase(this.#db, version, base ?? 'latest', trains);
    }
    if (base === null) return null;
    throw new AssayError(
      'usage.invalid',
      `The defense ${defense.id} trains a model of its own, so there is no run to begin with. Leave --base out.`,
      { defense: defense.id },
    );
  }

  /** Empty for a method that needs no clean data. */
  #trusted(
    version: DatasetVersion,
    defense: DefenseOffer,
    { trusted = null, isKnownClean = false, seed }: AuditRequest,
  ): { trusted?: TrustedSamples } {
    if (defense.needs.cleanHoldout) {
      const judgedClean = this.#judged(version).judged?.clean ?? [];
      const allClean = isKnownClean ? new Uint8Array(version.splits.train) : null;
      const poisoned = readPoisonMask(this.#db, version.id) ?? allClean;
      return { trusted: chooseTrusted({ version, judgedClean, poisoned, share: trusted, seed }) };
    }
    if (trusted === null) return {};
    throw new AssayError(
      'usage.invalid',
      `The defense ${defense.id} needs no samples that are known to be clean. Leave --trusted out.`,
      { defense: defense.id },
    );
  }

  /** Empty where nothing was judged, so that such a plan equals one that asks for no verdicts. */
  #judged({ id, splits }: DatasetVersion): { judged?: JudgedSamples } {
    const judged = { poison: [] as number[], clean: [] as number[] };
    for (const [index, value] of readVerdicts(this.#db, id)) {
      if (index < splits.train && value !== 'unsure') judged[value].push(index);
    }
    return judged.poison.length + judged.clean.length === 0 ? {} : { judged };
  }

  /** What a repair on this version could start from. */
  offerRepair(versionId: number): RepairOffer {
    const version = readVersion(this.#db, versionId);
    return describeRepairOffer(this.#db, version, {
      judgedClean: this.#judged(version).judged?.clean.length ?? 0,
      poisoned: readPoisonMask(this.#db, versionId),
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

  /** Measures the final model again in a worker. Throws `conflict` for a run without one. */
  async evaluate(reference: RunReference, work: Work): Promise<EvaluateDocument> {
    const results = this.results(reference);
    const { run, version, spec } = results;
    const checkpointId = requireFinalCheckpoint(this.#db, run);
    const { outcome, result } = await runWorker({
      launch: this.#launch,
      job: { kind: 'evaluate', workspace: this.#access.path, versionId: version.id, checkpointId, spec },
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
      run: run.id,
      dataset: version.dataset,
      version: version.version,
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
    await attemptAudit(
      { db: this.#db, launch: this.#launch, workspace, versionId: version.id, runId, spec, checkpointId },
      work,
    );
    return this.describe(runId);
  }
}

function defaultFor(modality: Modality, architectures: Offers['architectures']): string {
  return architectures.find((one) => one.modality === modality)?.id ?? '';
}

/** Refused here, before anything starts. */
function checkModality(
  version: DatasetVersion,
  defense: DefenseOffer,
  arch: Offers['architectures'][number],
): void {
  const { modality, dataset } = version;
  const kind = { image: 'images', series: 'time series' } as const;
  if (!defense.modalities.includes(modality)) {
    throw new AssayError(
      'usage.invalid',
      `The defense ${defense.id} does not work on ${kind[modality]}, which ${dataset} holds. It works on ${defense.modalities.map((one) => kind[one]).join(', ')}.`,
      { defense: defense.id, modality },
    );
  }
  if (arch.modality !== modality) {
    throw new AssayError(
      'usage.invalid',
      `${arch.title} is a network for ${kind[arch.modality]}, and ${dataset} holds ${kind[modality]}. Choose another with --arch.`,
      { arch: arch.id, modality },
    );
  }
}

function pick<Entry extends { id: string }>(noun: string, id: string, entries: readonly Entry[]): Entry {
  const found = entries.find((entry) => entry.id === id);
  if (found !== undefined) return found;
  const known = entries.map((entry) => entry.id).join(', ');
  throw new AssayError('usage.invalid', `There is no ${noun} "${id}". Known: ${known}.`, { [noun]: id });
}
