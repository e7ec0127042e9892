/**
 * What a benchmark knows of its runs: which ones its tables need, what the workspace has of each, what each was worth, and
 * how long it would take.
 */
import type { BenchmarkFigures } from '../../src-shared/domain/benchmark.ts';
import type { InversionOptions } from '../../src-shared/domain/inversion.ts';
import { ACTIVE_RUN_STATES, DEFAULT_EXECUTION, type AuditSpec } from '../../src-shared/domain/run.ts';
import { AssayError, toAssayError } from '../../src-shared/errors/assay-error.ts';
import type { InversionService } from '../services/inversions.ts';
import type { AuditPlan } from '../services/runs.ts';
import type { BenchmarkData, PlannedData } from './data.ts';
import { datasetFacts, type DatasetId } from './datasets.ts';
import type { CellSetting, TableDefinition } from './definition.ts';
import { measureRun } from './figures.ts';
import { INVERTED_STAGE, inversionAt, inversionCost } from './inversion.ts';
import {
  completeOptions,
  eachOnce,
  resolveCell,
  type BenchmarkChoices,
  type BenchmarkRun,
  type Resolved,
} from './runs.ts';
import { TRUSTED_SHARE } from './scales.ts';
import type { BenchmarkParts } from './service.ts';

export interface BenchmarkSetup extends BenchmarkParts {
  tables: readonly TableDefinition[];
  seeds: readonly number[];
  choices: BenchmarkChoices;
  data: BenchmarkData;
  inversions: InversionService;
}

export interface Seen {
  state: 'done' | 'running' | 'to-do' | 'failed';
  /** Of the workspace; null before it was begun. */
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
  /** What cannot change any more, by run and stage. */
  readonly #figures = new Map<string, BenchmarkFigures>();
  readonly #done = new Map<string, Seen>();
  /** Sentences of what failed in this process, by key: not every failure leaves a run behind. */
  readonly #failures = new Map<string, string>();
  #glance: Glance | null = null;
  /** How much longer runs take than forecast when several share the machine. */
  #slowdown = 1;

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

  /** Learns from a run that shared the machine with others. */
  noteSharing(seconds: number, forecast: number): void {
    this.#slowdown = (this.#slowdown + (this.#slowdown * seconds) / forecast) / 2;
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
    const resolved = resolveCell(setting, seed, choices, offers, this.#planned(setting.dataset));
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

  #planned(id: DatasetId): PlannedData | null {
    const known = this.#glance?.planned.get(id);
    if (known !== undefined) return known;
    const planned = this.setup.data.plan(id);
    this.#glance?.planned.set(id, planned);
    return planned;
  }

  see(run: BenchmarkRun): Seen {
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
    const base = run.base === null ? null : this.see(run.base);
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
    const base = run.base === null ? null : this.see(run.base);
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

  measure(run: number | null, stage: string | null): BenchmarkFigures {
    if (run === null) throw new TypeError('a run that is done has a number');
    const key = figureKey(run, stage);
    const known = this.#figures.get(key);
    if (known !== undefined) return known;
    const measured = this.#measure(run, stage);
    this.#figures.set(key, measured);
    return measured;
  }

  /** Of inverted triggers, success is theirs and accuracy that of the model they were sought on. */
  #measure(run: number, stage: string | null): BenchmarkFigures {
    const results = this.setup.runs.results(run);
    const { access, choices, inversions } = this.setup;
    if (stage !== INVERTED_STAGE) return measureRun(access.db, results, stage);
    const options = inversionAt(choices.scale.id, results.spec.seed);
    return {
      ...measureRun(access.db, results, null),
      attackSuccess: inversions.meanSuccess(run, options),
      robustAccuracy: null,
    };
  }

  /** Runs that are done and that no document has told the figures of yet, with the stage that a cell asks for. */
  unmeasured(): { run: number; stage: string | null }[] {
    const settings = this.setup.tables.flatMap(({ cells }) =>
      cells.flatMap(({ source, baseline }) => [
        ...('setting' in source ? [source.setting] : []),
        ...(baseline === undefined ? [] : [baseline]),
      ]),
    );
    return settings.flatMap((setting) =>
      this.setup.seeds.flatMap((seed) => {
        const resolved = this.resolve(setting, seed);
        const seen = 'run' in resolved ? this.see(resolved.run) : null;
        if (seen?.state !== 'done' || seen.run === null) return [];
        const isKnown = this.#figures.has(figureKey(seen.run, setting.stage));
        return isKnown ? [] : [{ run: seen.run, stage: setting.stage }];
      }),
    );
  }

  /** Seconds; null while the speed of this machine with such a network is not known. */
  forecast(run: BenchmarkRun): number | null {
    const { speeds, offers } = this.setup;
    if (run.inversion !== null) {
      const size = this.sizeOf(run);
      const images = inversionCost(run.inversion, size.classes.length);
      const seconds = speeds.forecastImages(images, run, size);
      return seconds === null ? null : seconds * this.#slowdown;
    }
    const defense = offers.defenses.find(({ id }) => id === run.defense);
    const spec: AuditSpec = {
      defense: run.defense,
      defenseVersion: defense?.version ?? 1,
      preset: run.preset,
      arch: run.arch,
      seed: run.seed,
      device: run.device,
      execution: DEFAULT_EXECUTION,
      options: completeOptions(run, offers.defenses),
    };
    // Only their number matters to the cost.
    const trusted = {
      source: 'drill',
      indices: new Array<number>(Math.ceil(TRUSTED_SHARE * run.samples)),
    } as const;
    const seconds = speeds.forecast(
      defense?.kind === 'repair' ? { ...spec, trusted } : spec,
      this.sizeOf(run),
    );
    return seconds === null ? null : seconds * this.#slowdown;
  }

  sizeOf(run: BenchmarkRun): {
    shape: readonly [number, number, number];
    classes: readonly string[];
    splits: { train: number; test: number };
  } {
    const planned = this.#planned(run.dataset);
    const { shape, classes } = planned ?? datasetFacts(run.dataset);
    return {
      shape,
      classes: Array.from({ length: classes }, (_, i) => String(i)),
      splits: { train: run.samples, test: 0 },
    };
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

function figureKey(run: number, stage: string | null): string {
  return `${run} ${stage ?? ''}`;
}
