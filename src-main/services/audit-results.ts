/**
 * What an audit found, read from the workspace. The truth of a drill comes in from the caller: this file
 * cannot ask for it.
 */
import type { AuditDocument, FlagFigures, FlaggedSample } from '../../src-shared/domain/audit.ts';
import type { AttackManifest } from '../../src-shared/domain/attack.ts';
import { executionOf, type AuditSpec, type RunRecord } from '../../src-shared/domain/run.ts';
import {
  rankingInForce,
  type DeclaredScores,
  type RankingRule,
} from '../../src-shared/schema/definitions.ts';
import type { DatasetVersion } from '../../src-shared/domain/dataset.ts';
import {
  listAttempts,
  listScoreMetrics,
  listStages,
  listSubsets,
  readSamplesOf,
  readScores,
  readVerdicts,
  type Connection,
} from '../storage/index.ts';
import { CLEAN_SUBSET, FLAGGED_SUBSET, measureFlags, measureSubset } from './audit-figures.ts';

/** What is known of a drill. */
export interface KnownTruth {
  manifest: AttackManifest;
  /** One byte a training sample, 1 = poisoned. */
  mask: Uint8Array;
}

/** What a defense says of its scores, as far as results need it. */
export interface ResultRules {
  scores: DeclaredScores;
  ranking: readonly RankingRule[];
}

export class AuditResults {
  readonly run: RunRecord;
  readonly version: DatasetVersion;
  readonly spec: AuditSpec;
  readonly #db: Connection;
  readonly #mask: Uint8Array | null;
  readonly #rules: ResultRules;
  /** The rule that decided; null for a method that ranks no samples. */
  readonly rule: RankingRule | null;
  /** How the poison of a drill was made; null where none is known. */
  readonly manifest: AttackManifest | null;

  constructor(
    db: Connection,
    run: RunRecord,
    version: DatasetVersion,
    rules: ResultRules,
    truth: KnownTruth | null,
  ) {
    this.#db = db;
    this.run = run;
    this.version = version;
    this.manifest = truth?.manifest ?? null;
    // An audit's spec is what `planAudit` made.
    this.spec = run.spec as AuditSpec;
    this.#mask = truth?.mask ?? null;
    this.#rules = rules;
    this.rule = rankingInForce(rules.ranking, this.spec.options);
  }

  /** One byte a training sample, 1 = poisoned; null where the truth is not known. */
  get mask(): Uint8Array | null {
    return this.#mask;
  }

  /** Sample indices, most suspicious first; null when the run has not got so far. */
  get flagged(): Int32Array | null {
    return this.subset(FLAGGED_SUBSET);
  }

  /** Name of the score that ranks; empty for a method that ranks no samples. */
  get metric(): string {
    return this.rule?.metric ?? '';
  }

  /** All rules of the defense, the one in force among them. */
  get ranking(): readonly RankingRule[] {
    return this.#rules.ranking;
  }

  get backend(): string | null {
    const attempts = listAttempts(this.#db, this.run.id);
    return attempts.findLast((attempt) => attempt.backend !== null)?.backend ?? null;
  }

  subset(name: string): Int32Array | null {
    return listSubsets(this.#db, this.run.id).find((subset) => subset.name === name)?.indices ?? null;
  }

  scores(metric: string): Float32Array | null {
    const { id } = this.run;
    return listScoreMetrics(this.#db, id).includes(metric) ? readScores(this.#db, id, metric) : null;
  }

  figures(): FlagFigures {
    return this.#figuresOf(this.metric, FLAGGED_SUBSET);
  }

  /** Under the paper's own rule; null for a defense without one. */
  paperFigures(): FlagFigures | null {
    const rule = this.ranking.length < 2 ? undefined : this.ranking.find(({ isPaper }) => isPaper);
    if (rule === undefined || this.subset(rule.subset) === null) return null;
    return this.#figuresOf(rule.metric, rule.subset);
  }

  document(): AuditDocument {
    const { run, version, spec } = this;
    const stages = listStages(this.#db, run.id);
    const last = stages.at(-1);
    return {
      run: run.id,
      state: run.state,
      dataset: version.dataset,
      version: version.version,
      defense: spec.defense,
      preset: spec.preset,
      arch: spec.arch,
      seed: spec.seed,
      device: spec.device,
      backend: this.backend,
      execution: executionOf(spec),
      options: spec.options,
      judged: { poison: spec.judged?.poison.length ?? 0, clean: spec.judged?.clean.length ?? 0 },
      base: spec.base ?? null,
      trusted:
        spec.trusted === undefined
          ? null
          : { source: spec.trusted.source, count: spec.trusted.indices.length },
      samples: version.splits.train,
      stages,
      flags: this.figures(),
      flagsPaperRule: this.paperFigures(),
      subsets: {
        poisoned: measureSubset(this.flagged, this.#mask, 'poisoned'),
        clean: measureSubset(this.subset(CLEAN_SUBSET), this.#mask, 'clean'),
      },
      final: {
        cleanAccuracy: last?.cleanAccuracy ?? null,
        attackSuccess: last?.attackSuccess ?? null,
        robustAccuracy: last?.robustAccuracy ?? null,
      },
      seconds: this.#seconds(),
      out: null,
    };
  }

  /** The given samples in their order, which is their rank. */
  describeSamples(indices: Int32Array): FlaggedSample[] {
    const { version } = this;
    const scores = this.scores(this.metric);
    const lastEpoch = this.scores('entropyLastEpoch');
    const loss = this.scores('loss');
    const predicted = this.scores('predicted');
    const verdicts = readVerdicts(this.#db, version.id);
    return readSamplesOf(this.#db, version.id, indices).map(({ index, name, label }, position) => ({
      rank: position + 1,
      index,
      name,
      label,
      className: version.classes[label] ?? String(label),
      predicted: predicted?.[index] ?? null,
      predictedClassName: version.classes[predicted?.[index] ?? -1] ?? null,
      value: scores?.[index] ?? null,
      entropyLastEpoch: lastEpoch?.[index] ?? null,
      loss: loss?.[index] ?? null,
      verdict: verdicts.get(index) ?? null,
      isPoisoned: this.#mask === null ? null : this.#mask[index] === 1,
    }));
  }

  #figuresOf(metric: string, subset: string): FlagFigures {
    const flagged = this.subset(subset) ?? new Int32Array(0);
    const suspicious = this.#rules.scores[metric]?.suspicious ?? 'low';
    return measureFlags(metric, flagged, this.scores(metric), suspicious, this.#mask);
  }

  /** Wall time of a run done in one go; of a resumed one the time spent in its stages. */
  #seconds(): number {
    const attempts = listAttempts(this.#db, this.run.id);
    const [only] = attempts;
    if (attempts.length === 1 && only !== undefined && only.endedAt !== null) {
      return (Date.parse(only.endedAt) - Date.parse(only.startedAt)) / 1000;
    }
    return listStages(this.#db, this.run.id).reduce((sum, stage) => sum + stage.seconds, 0);
  }
}
