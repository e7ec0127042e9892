/**
 * What a benchmark knows of its runs: which ones its tables need, what the workspace has of each, what each was worth, and
 * how long it would take.
 */
import type { BenchmarkFigures } from '../../src-shared/domain/benchmark.ts';
import { ACTIVE_RUN_STATES, type AuditSpec } from '../../src-shared/domain/run.ts';
import { AssayError, toAssayError } from '../../src-shared/errors/assay-error.ts';
import type { AuditPlan } from '../services/runs.ts';
import type { BenchmarkData } from './data.ts';
import { datasetFacts, type DatasetId } from './datasets.ts';
import type { CellSetting, TableDefinition } from './definition.ts';
import { measureRun } from './figures.ts';
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
}

export interface Seen {
  state: 'done' | 'running' | 'to-do' | 'failed';
  /** Of the workspace; null before it was begun. */
  run: number | null;
  reason: string | null;
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
  /** How much longer runs take than forecast when several share the machine. */
  #slowdown = 1;

  constructor(setup: BenchmarkSetup) {
    this.setup = setup;
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
    const { choices, offers, data } = this.setup;
    return resolveCell(setting, seed, choices, offers, data.plan(setting.dataset));
  }

  see(run: BenchmarkRun): Seen {
    const done = this.#done.get(run.key);
    if (done !== undefined) return done;
    const seen = this.#look(run);
    if (seen.state === 'done') this.#done.set(run.key, seen);
    return seen;
  }

  #look(run: BenchmarkRun): Seen {
    const failure = this.#failures.get(run.key);
    if (failure !== undefined) return { state: 'failed', run: null, reason: failure };
    const waiting: Seen = { state: 'to-do', run: null, reason: null };
    if (this.setup.data.find(run.drill) === null) return waiting;
    const base = run.base === null ? null : this.see(run.base);
    if (base?.state === 'failed') return { state: 'failed', run: null, reason: withoutModel(base) };
    if (base !== null && base.state !== 'done') return waiting;
    try {
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
    const key = `${run} ${stage ?? ''}`;
    const known = this.#figures.get(key);
    if (known !== undefined) return known;
    const measured = measureRun(this.setup.access.db, this.setup.runs.results(run), stage);
    this.#figures.set(key, measured);
    return measured;
  }

  /** Seconds; null while the speed of this machine with such a network is not known. */
  forecast(run: BenchmarkRun): number | null {
    const { speeds, offers } = this.setup;
    const defense = offers.defenses.find(({ id }) => id === run.defense);
    const spec: AuditSpec = {
      defense: run.defense,
      defenseVersion: defense?.version ?? 1,
      preset: run.preset,
      arch: run.arch,
      seed: run.seed,
      device: run.device,
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
    const planned = this.setup.data.plan(run.dataset);
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
