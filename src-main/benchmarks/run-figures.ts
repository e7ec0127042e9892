/** What the runs of a benchmark were worth: measured in this workspace, or elsewhere and kept in a file. */
import type { BenchmarkFigures } from '../../src-shared/domain/benchmark.ts';
import type { DatasetId } from './datasets.ts';
import { measureRun } from './figures.ts';
import { INVERTED_STAGE, inversionAt } from './inversion.ts';
import { END, type KeptResult } from './kept-results.ts';
import type { BenchmarkLedger } from './ledger.ts';
import type { BenchmarkRun } from './runs.ts';

export class RunFigures {
  readonly #ledger: BenchmarkLedger;
  /** What cannot change any more, by run and stage. */
  readonly #figures = new Map<string, BenchmarkFigures>();

  constructor(ledger: BenchmarkLedger) {
    this.#ledger = ledger;
  }

  /** Of a run that is done. */
  measure(run: BenchmarkRun, stage: string | null): BenchmarkFigures {
    const here = this.#ledger.seeHere(run);
    if (here.state === 'done' && here.run !== null) return this.#measureHere(here.run, stage);
    const figures = this.#ledger.keptOf(run)?.figures[stage ?? END];
    if (figures === undefined)
      throw new TypeError(`nothing was measured of ${run.key} after ${stage ?? 'the end'}`);
    return figures;
  }

  #measureHere(run: number, stage: string | null): BenchmarkFigures {
    const key = figureKey(run, stage);
    const known = this.#figures.get(key);
    if (known !== undefined) return known;
    const measured = this.#measure(run, stage);
    this.#figures.set(key, measured);
    return measured;
  }

  /** Of inverted triggers, success is theirs and accuracy that of the model they were sought on. */
  #measure(run: number, stage: string | null): BenchmarkFigures {
    const results = this.#ledger.setup.runs.results(run);
    const { access, choices, inversions } = this.#ledger.setup;
    if (stage !== INVERTED_STAGE) return measureRun(access.db, results, stage);
    const options = inversionAt(choices.scale.id, results.spec.seed);
    return {
      ...measureRun(access.db, results, null),
      attackSuccess: inversions.meanSuccess(run, options),
      robustAccuracy: null,
    };
  }

  /** Runs that are done and that no document has told the figures of yet, with the stage that a cell asks for. */
  unmeasured(): { run: BenchmarkRun; stage: string | null }[] {
    const settings = this.#ledger.setup.tables.flatMap(({ cells }) =>
      cells.flatMap(({ source, baseline }) => [
        ...('setting' in source ? [source.setting] : []),
        ...(baseline === undefined ? [] : [baseline]),
      ]),
    );
    return settings.flatMap((setting) =>
      this.#ledger.setup.seeds.flatMap((seed) => {
        const resolved = this.#ledger.resolve(setting, seed);
        if (!('run' in resolved)) return [];
        const seen = this.#ledger.seeHere(resolved.run);
        if (seen.state !== 'done' || seen.run === null) return [];
        const isKnown = this.#figures.has(figureKey(seen.run, setting.stage));
        return isKnown ? [] : [{ run: resolved.run, stage: setting.stage }];
      }),
    );
  }

  /** What this workspace has measured of a run, after each of its stages; null before it is done. */
  resultOf(run: BenchmarkRun): KeptResult | null {
    const here = this.#ledger.seeHere(run);
    const data = this.#ledger.hashOf(run);
    if (here.state !== 'done' || here.run === null || data === null) return null;
    const id = here.run;
    const stages =
      run.inversion === null
        ? [
            END,
            ...this.#ledger.setup.runs
              .results(id)
              .document()
              .stages.map(({ name }) => name),
          ]
        : [INVERTED_STAGE];
    return {
      of: this.#ledger.identityOf(run),
      data,
      figures: Object.fromEntries(
        stages.map((stage) => [stage, this.#measureHere(id, stage === END ? null : stage)]),
      ),
      measuredAt: new Date().toISOString(),
    };
  }

  /** Datasets whose results were measured on other data than the workspace has, and so do not count. */
  strangers(): DatasetId[] {
    const { kept } = this.#ledger.setup;
    if (kept === null) return [];
    const strange = this.#ledger.runs().filter((run) => {
      const data = this.#ledger.hashOf(run);
      if (data === null || this.#ledger.see(run).state === 'done') return false;
      return kept.hasOnOtherData(this.#ledger.identityOf(run), data);
    });
    return [...new Set(strange.map(({ dataset }) => dataset))];
  }

  /** Datasets whose kept results count although the workspace does not have the data, which may be another. */
  unchecked(): DatasetId[] {
    const taken = this.#ledger
      .runs()
      .filter((run) => this.#ledger.hashOf(run) === null && this.#ledger.keptOf(run) !== null);
    return [...new Set(taken.map(({ dataset }) => dataset))];
  }
}

function figureKey(run: number, stage: string | null): string {
  return `${run} ${stage ?? ''}`;
}
