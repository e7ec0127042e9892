/** The document of a benchmark: its tables as they stand, complete also while runs are going on. */
import type {
  BenchmarkCell,
  BenchmarkDataset,
  BenchmarkDocument,
  BenchmarkRunLine,
  BenchmarkSeed,
  BenchmarkTable,
} from '../../src-shared/domain/benchmark.ts';
import { datasetFacts } from './datasets.ts';
import type { CellSetting, TableCell, TableDefinition } from './definition.ts';
import type { BenchmarkLedger } from './ledger.ts';
import { describeDataset, describeScale } from './notes.ts';
import type { RunFigures } from './run-figures.ts';
import type { RunForecasts } from './run-forecasts.ts';
import { describeSetting, type BenchmarkRun } from './runs.ts';
import { difference, meanOf, measureHeadline, reasonOf, spreads, stateOf } from './summarise.ts';

export class BenchmarkDescription {
  readonly #ledger: BenchmarkLedger;
  readonly #figures: RunFigures;
  readonly #forecasts: RunForecasts;

  constructor(ledger: BenchmarkLedger, figures: RunFigures, forecasts: RunForecasts) {
    this.#ledger = ledger;
    this.#figures = figures;
    this.#forecasts = forecasts;
  }

  /** What there is now; complete while runs are going on. */
  document(): BenchmarkDocument {
    return this.#ledger.atOnce(() => this.#describe());
  }

  #describe(): BenchmarkDocument {
    const { access, choices, seeds, tables } = this.#ledger.setup;
    const runs = this.#ledger.runs().map((run) => this.#line(run));
    const filled = tables.map((table) => this.#table(table));
    const datasets = this.#datasets();
    const count = (state: BenchmarkRunLine['state']): number =>
      runs.filter((one) => one.state === state).length;
    const left = runs.filter(({ state }) => state === 'to-do' || state === 'running');
    const seconds = left.map((one) => one.seconds);
    return {
      workspace: access.path,
      scale: choices.scale.id,
      seeds,
      tables: filled,
      datasets,
      runs,
      counts: {
        runs: runs.length,
        done: count('done'),
        running: count('running'),
        toDo: count('to-do'),
        failed: count('failed'),
        missingCells: filled
          .flatMap(({ cells }) => cells)
          .filter(({ state, seeds }) => state === 'missing' && seeds.length > 0).length,
      },
      remainingSeconds: seconds.includes(null)
        ? null
        : seconds.reduce<number>((sum, one) => sum + (one ?? 0), 0),
      notes: [
        ...datasets.map(describeDataset),
        ...describeScale(choices, seeds, [...new Set(runs.map(({ setting }) => setting.arch))]),
        ...this.#extraOptions(),
        ...this.#strangers(),
        ...this.#unchecked(),
      ],
      createdAt: new Date().toISOString(),
    };
  }

  #line(run: BenchmarkRun): BenchmarkRunLine {
    const { state, reason, run: id } = this.#ledger.see(run);
    const isLeft = state === 'to-do' || state === 'running';
    const setting = describeSetting(run, null);
    return {
      setting,
      seed: run.seed,
      state,
      reason,
      run: id,
      seconds: isLeft ? this.#forecasts.forecast(run) : null,
    };
  }

  #table(table: TableDefinition): BenchmarkTable {
    const cells: BenchmarkCell[] = table.cells
      .filter(({ source }) => 'setting' in source)
      .map((cell) => this.#cell(cell, 'setting' in cell.source ? cell.source.setting : null));
    const means = table.cells.flatMap((cell) =>
      'meanOf' in cell.source ? [meanCell(cell, cell.source.meanOf, cells)] : [],
    );
    const all = table.cells.map(
      ({ row, column }) =>
        [...cells, ...means].find((one) => one.row === row && one.column === column) ?? null,
    );
    const { id, paper, where, title, kind, rowTitle, columnTitle, notes, headlines } = table;
    return {
      ...{ id, paper, where, title, kind, rowTitle, columnTitle, notes },
      rows: [...new Set(table.cells.map(({ row }) => row))],
      columns: [...new Set(table.cells.map(({ column }) => column))],
      cells: all.filter((cell) => cell !== null),
      headlines: headlines.map((one) => ({
        title: one.title,
        paper: one.paper,
        unit: one.unit,
        ours: measureHeadline(one, cells),
      })),
    };
  }

  #cell({ row, column, paper, baseline }: TableCell, setting: CellSetting | null): BenchmarkCell {
    if (setting === null) throw new TypeError(`the cell ${row}, ${column} has nothing to run`);
    const resolved = this.#ledger.setup.seeds.map((seed) => this.#ledger.resolve(setting, seed));
    const seeds = resolved.map((one, i): BenchmarkSeed => {
      const seed = this.#ledger.setup.seeds[i] ?? 0;
      if ('missing' in one) return { seed, state: 'missing', run: null, reason: one.missing, figures: null };
      const seen = this.#ledger.see(one.run);
      const figures = seen.state === 'done' ? this.#figures.measure(one.run, setting.stage) : null;
      return { seed, ...seen, figures };
    });
    const [first] = resolved;
    const compared = baseline === undefined ? seeds : this.#compared(seeds, baseline);
    return {
      row,
      column,
      paper,
      state: stateOf(compared.map(({ state }) => state)),
      reason: reasonOf(compared),
      ours: spreads(compared.flatMap(({ figures }) => (figures === null ? [] : [figures]))),
      seeds: compared,
      setting: first !== undefined && 'run' in first ? describeSetting(first.run, setting.stage) : null,
    };
  }

  /** The figures as differences to those of the same seed; a seed counts once both are there. */
  #compared(seeds: readonly BenchmarkSeed[], baseline: CellSetting): BenchmarkSeed[] {
    return seeds.map((one) => {
      if (one.figures === null) return one;
      const resolved = this.#ledger.resolve(baseline, one.seed);
      if ('missing' in resolved) return { ...one, state: 'missing', reason: resolved.missing, figures: null };
      const seen = this.#ledger.see(resolved.run);
      if (seen.state !== 'done') return { ...one, state: seen.state, reason: seen.reason, figures: null };
      return {
        ...one,
        figures: difference(one.figures, this.#figures.measure(resolved.run, baseline.stage)),
      };
    });
  }

  #datasets(): BenchmarkDataset[] {
    return this.#ledger.datasetIds().flatMap((id) => {
      const planned = this.#ledger.setup.data.plan(id);
      if (planned === null) return [];
      const { title, train: paperTrain, test: paperTest } = datasetFacts(id);
      const { isStandIn, classes, train, test } = planned;
      return [{ id, title, isStandIn, classes, train, test, paperTrain, paperTest }];
    });
  }

  #strangers(): string[] {
    return this.#figures
      .strangers()
      .map((id) => `The results that were kept of ${id} are of other data than this, and do not count.`);
  }

  #unchecked(): string[] {
    return this.#figures
      .unchecked()
      .map(
        (id) =>
          `The results that were kept of ${id} count as done, but were not checked against its data: that is done once the data is in this workspace.`,
      );
  }

  #extraOptions(): string[] {
    return Object.entries(this.#ledger.setup.choices.options).flatMap(([defense, options]) =>
      Object.entries(options).map(([name, value]) => `Changed by hand: ${defense}.${name} = ${value}.`),
    );
  }
}

function meanCell(cell: TableCell, rows: readonly string[], cells: readonly BenchmarkCell[]): BenchmarkCell {
  const { row, column, paper } = cell;
  const members = cells.filter((one) => one.column === column && rows.includes(one.row));
  const state = stateOf(members.map((one) => one.state));
  const ours = state === 'done' ? meanOf(members) : {};
  const reason = state === 'failed' || state === 'missing' ? 'Not all of its cells have figures.' : null;
  return { row, column, paper, state, reason, ours, seeds: [], setting: null };
}
