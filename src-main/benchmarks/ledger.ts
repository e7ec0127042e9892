/** What a benchmark knows of its runs: which ones its tables need, and what the workspace has of each. */
import type { InversionOptions } from '../../src-shared/domain/inversion.ts';
import { ACTIVE_RUN_STATES } from '../../src-shared/domain/run.ts';
import { AssayError, toAssayError } from '../../src-shared/errors/assay-error.ts';
import type { InversionService } from '../services/inversions.ts';
import type { AuditPlan } from '../services/audit-plan.ts';
import type { BenchmarkData, PlannedData } from './data.ts';
import type { DatasetId } from './datasets.ts';
import type { CellSetting, TableDefinition } from './definition.ts';
import type { KeptResult, KeptResults } from './kept-results.ts';
import {
  eachOnce,
  identityOf,
  resolveCell,
  type BenchmarkChoices,
  type BenchmarkRun,
  type Resolved,
} from './runs.ts';
import type { BenchmarkParts } from './service.ts';

export interface BenchmarkSetup extends BenchmarkParts {
  tables: readonly TableDefinition[];
  seeds: readonly number[];
  choices: BenchmarkChoices;
  data: BenchmarkData;
  inversions: InversionService;
  /** What was measured elsewhere; null where nobody named a file for it. */
  kept: KeptResults | null;
}

export interface Seen {
  state: 'done' | 'running' | 'to-do' | 'failed';
  /** Of the workspace; null before it was begun, and where it was measured elsewhere. */
  run: number | null;
  reason: string | null;
}

/** What was found out while one document is put together: nothing changes meanwhile, and the same is asked many times. */
interface Glance {
  planned: Map<DatasetId, PlannedData | null>;
  /** Names of datasets that are there. */
  made: Set<string> | null;
  resolved: Map<CellSetting, Map<number, Resolved>>;
  seen: Map<string, Seen>;
  runs: BenchmarkRun[] | null;
}

/** Errors after which no other cell could end better. */
export const ENDS_ALL = /^(?:storage|backend|migration)\./;

export class BenchmarkLedger {
  readonly setup: BenchmarkSetup;
  readonly #done = new Map<string, Seen>();
  /** Sentences of what failed in this process, by key: not every failure leaves a run behind. */
  readonly #failures = new Map<string, string>();
  /** What a run is wherever it is made, by its key. */
  readonly #identities = new Map<string, string>();
  #glance: Glance | null = null;

  constructor(setup: BenchmarkSetup) {
    this.setup = setup;
  }

  /** Looks everything up once while `work`, which must not wait for anything, puts it together. */
  atOnce<T>(work: () => T): T {
    if (this.#glance !== null) return work();
    this.#glance = { planned: new Map(), made: null, resolved: new Map(), seen: new Map(), runs: null };
    try {
      return work();
    } finally {
      this.#glance = null;
    }
  }

  fail({ key }: BenchmarkRun, sentence: string): void {
    this.#failures.set(key, sentence);
  }

  /** Before it is tried again. */
  forgive({ key }: BenchmarkRun): void {
    this.#failures.delete(key);
  }

  /** All runs the tables need, seed by seed, each once. */
  runs(): BenchmarkRun[] {
    const runs = this.#glance?.runs ?? this.#listRuns();
    if (this.#glance !== null) this.#glance.runs = runs;
    return runs;
  }

  #listRuns(): BenchmarkRun[] {
    const settings = this.setup.tables.flatMap(({ cells }) =>
      cells.flatMap(({ source, baseline }) => [
        ...('setting' in source ? [source.setting] : []),
        ...(baseline === undefined ? [] : [baseline]),
      ]),
    );
    const runs = this.setup.seeds.flatMap((seed) =>
      settings.flatMap((setting) => {
        const resolved = this.resolve(setting, seed);
        return 'run' in resolved ? [resolved.run] : [];
      }),
    );
    return eachOnce(runs);
  }

  resolve(setting: CellSetting, seed: number): Resolved {
    const known = this.#glance?.resolved.get(setting)?.get(seed);
    if (known !== undefined) return known;
    const { choices, offers } = this.setup;
    const resolved = resolveCell(setting, seed, choices, offers, this.planned(setting.dataset));
    if (this.#glance !== null) {
      const seeds = this.#glance.resolved.get(setting) ?? new Map<number, Resolved>();
      this.#glance.resolved.set(setting, seeds.set(seed, resolved));
    }
    return resolved;
  }

  #isMade(name: string): boolean {
    if (this.#glance === null) return this.setup.data.find(name) !== null;
    this.#glance.made ??= this.setup.data.names();
    return this.#glance.made.has(name);
  }

  planned(id: DatasetId): PlannedData | null {
    const known = this.#glance?.planned.get(id);
    if (known !== undefined) return known;
    const planned = this.setup.data.plan(id);
    this.#glance?.planned.set(id, planned);
    return planned;
  }

  /** Done is also what was measured elsewhere. */
  see(run: BenchmarkRun): Seen {
    const here = this.seeHere(run);
    if (here.state === 'done' || here.state === 'running') return here;
    return this.keptOf(run) === null ? here : { state: 'done', run: null, reason: null };
  }

  /** What this workspace has of a run. */
  seeHere(run: BenchmarkRun): Seen {
    const known = this.#done.get(run.key) ?? this.#glance?.seen.get(run.key);
    if (known !== undefined) return known;
    const seen = this.#look(run);
    this.#glance?.seen.set(run.key, seen);
    if (seen.state === 'done') this.#done.set(run.key, seen);
    return seen;
  }

  #look(run: BenchmarkRun): Seen {
    const failure = this.#failures.get(run.key);
    if (failure !== undefined) return { state: 'failed', run: null, reason: failure };
    const waiting: Seen = { state: 'to-do', run: null, reason: null };
    if (!this.#isMade(run.drill)) return waiting;
    const base = run.base === null ? null : this.seeHere(run.base);
    if (base?.state === 'failed') return { state: 'failed', run: null, reason: withoutModel(base) };
    if (base !== null && base.state !== 'done') return waiting;
    try {
      if (run.inversion !== null) return this.#lookAtInversion(run.inversion, base?.run ?? null) ?? waiting;
      const record = this.setup.runs.findRunOf(this.plan(run));
      if (record === null) return waiting;
      if (record.state === 'finished') return { state: 'done', run: record.id, reason: null };
      if (record.state === 'failed') {
        return { state: 'failed', run: record.id, reason: record.error?.message ?? 'It failed.' };
      }
      const isRunning = ACTIVE_RUN_STATES.includes(record.state);
      return { state: isRunning ? 'running' : 'to-do', run: record.id, reason: null };
    } catch (thrown) {
      const error = toAssayError(thrown);
      if (error.code === 'internal' || ENDS_ALL.test(error.code)) throw error;
      return { state: 'failed', run: null, reason: error.message };
    }
  }

  /** Null while triggers are missing. */
  #lookAtInversion(options: InversionOptions, run: number | null): Seen | null {
    if (run === null) return null;
    return this.setup.inversions.meanSuccess(run, options) === null
      ? null
      : { state: 'done', run, reason: null };
  }

  /** Throws `conflict` for a repair without its model, else as planning an audit does. */
  plan(run: BenchmarkRun): AuditPlan {
    const { runs } = this.setup;
    const base = run.base === null ? null : this.seeHere(run.base);
    if (base !== null && base.state !== 'done') {
      throw new AssayError('conflict', withoutModel(base));
    }
    return runs.plan({
      dataset: run.drill,
      defense: run.defense,
      preset: run.preset,
      arch: run.arch,
      seed: run.seed,
      device: run.device,
      options: run.options,
      useVerdicts: false,
      base: base?.run ?? null,
      isKnownClean: true,
    });
  }

  /** What was measured of a run elsewhere; null where nothing was, or on other data. */
  keptOf(run: BenchmarkRun): KeptResult | null {
    return this.setup.kept?.find(this.identityOf(run), this.hashOf(run)) ?? null;
  }

  identityOf(run: BenchmarkRun): string {
    const known = this.#identities.get(run.key) ?? identityOf(run, this.setup.offers);
    this.#identities.set(run.key, known);
    return known;
  }

  /** Of the dataset that is poisoned or trained on as it is; null before the workspace has it. */
  hashOf({ dataset }: BenchmarkRun): string | null {
    return this.planned(dataset)?.version?.sha256 ?? null;
  }

  datasetIds(): DatasetId[] {
    const settings = this.setup.tables.flatMap(({ cells }) =>
      cells.flatMap(({ source }) => ('setting' in source ? [source.setting] : [])),
    );
    const isRun = (id: DatasetId): boolean =>
      settings.some((setting) => setting.dataset === id && 'run' in this.resolve(setting, 1));
    return [...new Set(settings.map(({ dataset }) => dataset))].filter(isRun);
  }
}

function withoutModel({ reason, state }: Seen): string {
  return `The model it mends is not there: ${reason ?? `its run is ${state}.`}`;
}
