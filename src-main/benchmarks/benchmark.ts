/** One benchmark: its document at any moment, and running what is left of it. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { BenchmarkDocument } from '../../src-shared/domain/benchmark.ts';
import type { ProgressNews } from '../../src-shared/domain/job.ts';
import { AssayError, toAssayError } from '../../src-shared/errors/assay-error.ts';
import type { InversionOptions } from '../../src-shared/domain/inversion.ts';
import { mostAtOnce, placesFor, sharersOf, type Machine } from '../jobs/worker-place.ts';
import { memoryOf } from '../services/run-memory.ts';
import type { Work } from '../services/work.ts';
import { BenchmarkDescription } from './document.ts';
import { BenchmarkLedger, ENDS_ALL, type BenchmarkSetup, type Seen } from './ledger.ts';
import { RunFigures } from './run-figures.ts';
import { RunForecasts } from './run-forecasts.ts';
import { completeOptions, type BenchmarkRun } from './runs.ts';
import { mostTogether, runSchedule, type Task } from './schedule.ts';
import { SharedProgress } from './shared-progress.ts';

export interface BenchmarkLimits {
  /** Seconds for everything; null: no limit. */
  budget: number | null;
  /** Runs at once; null: as many as the machine allows. */
  parallel: number | null;
  /** Whether cells that failed earlier are tried again. */
  retriesFailed: boolean;
}

/** Who looks on while it runs. */
export interface BenchmarkWatch {
  onBegin(run: number): void;
  onProgress(run: number, news: ProgressNews): void;
  /** Null for what failed before it was a run. */
  onEnd(run: number | null): void;
}

const nothing = (): void => undefined;
const NOBODY: BenchmarkWatch = { onBegin: nothing, onProgress: nothing, onEnd: nothing };

interface RunTask extends Task {
  run: BenchmarkRun;
  /** Seconds it takes when it has the machine; null where that is not known. */
  alone: number | null;
}

/** Shorter runs say little of a machine's speed. */
const TELLING_SECONDS = 30;

export class Benchmark {
  readonly #ledger: BenchmarkLedger;
  readonly #figures: RunFigures;
  readonly #forecasts: RunForecasts;

  constructor(setup: BenchmarkSetup) {
    this.#ledger = new BenchmarkLedger(setup);
    this.#figures = new RunFigures(this.#ledger);
    this.#forecasts = new RunForecasts(this.#ledger);
  }

  /** What there is now; complete while runs are going on. */
  document(): BenchmarkDocument {
    return new BenchmarkDescription(this.#ledger, this.#figures, this.#forecasts).document();
  }

  /** The same, but others get their turn between two runs that are measured: hundreds take seconds. */
  async read(signal: AbortSignal): Promise<BenchmarkDocument> {
    for (const { run, stage } of this.#ledger.atOnce(() => this.#figures.unmeasured())) {
      signal.throwIfAborted();
      this.#figures.measure(run, stage);
      await nextTurn();
    }
    return this.document();
  }

  /** Networks of runs to come whose speed on this machine is not known, each once. */
  unmeasured(): string[] {
    const unknown = this.#ledger.atOnce(() =>
      this.#ledger
        .runs()
        .filter((run) => this.#ledger.see(run).state === 'to-do' && this.#forecasts.forecast(run) === null),
    );
    return [...new Set(unknown.map(({ arch }) => arch))];
  }

  /** Trains each network that is to come for a moment, where this machine's speed with it is not known. */
  async measureSpeeds(work: Work): Promise<void> {
    const { speeds, choices } = this.#ledger.setup;
    for (const run of this.#ledger.runs()) {
      if (this.#ledger.see(run).state !== 'to-do' || this.#forecasts.forecast(run) !== null) continue;
      work.onNote(`Measuring how fast this machine trains ${run.arch}.`);
      const { shape, classes } = this.#forecasts.sizeOf(run);
      await speeds.measure(run.arch, { shape, classes }, choices.device, work.signal);
    }
  }

  /**
   * Runs what is left, seed by seed. A cell that fails does not stop the others. Throws `run.cancelled`, after which the
   * same benchmark goes on where it stopped, what preparing the data throws, and errors that no cell could escape, such
   * as a full disk. Resolves with the run the budget did not allow, null where there was none.
   */
  async run(
    limits: BenchmarkLimits,
    work: Work,
    watch: BenchmarkWatch = NOBODY,
  ): Promise<{ stoppedBefore: string | null }> {
    for (const id of this.#ledger.datasetIds()) await this.#ledger.setup.data.prepare(id, work);
    const all = this.#ledger.runs();
    await this.#keep(all);
    const wanted = this.#ledger.atOnce(() => this.#wanted(limits));
    const machine = this.#ledger.setup.machine(this.#ledger.setup.choices.device);
    const most = this.#ledger.atOnce(() => this.#mostAtOnce(wanted, limits, machine));
    // Several at once teach nothing about the speed of one, without which there is no time left to tell.
    if (limits.budget !== null || most > 1) await this.measureSpeeds(work);
    const tasks = this.#ledger.atOnce(() => wanted.map((run) => this.#taskOf(run)));
    const parallel = atOnceWithin(limits, most, tasks[0]?.alone ?? 0, machine);
    const places = placesFor(parallel, machine);
    this.#forecasts.share(sharersOf(parallel, machine));
    const waiting = new Set(tasks);
    const progress = new SharedProgress({
      ...{ total: all.length, done: all.length - tasks.length, parallel, now },
      waiting: () => sumOf([...waiting].map((task) => task.forecast())),
      onProgress: (news) => work.onProgress(news),
    });
    const { stoppedBefore } = await runSchedule({
      ...{ tasks, parallel, now },
      budget: limits.budget,
      signal: work.signal,
      work: async (task, index) => {
        const { key, run, alone } = task;
        waiting.delete(task);
        const order = `${all.length - waiting.size} of ${all.length}`;
        const place = places[index]!;
        if (parallel === 1) {
          await this.#tryRun(task, parallel, { ...newsOf(work, run, order), place }, watch);
        } else {
          progress.begin(key, this.#forecasts.beside(alone));
          await this.#tryRun(task, parallel, { ...sharedNews(work, run, order, progress), place }, watch);
          if (!work.signal.aborted) progress.end(key);
        }
        await this.#keep([run]);
      },
    });
    if (work.signal.aborted) throw this.#cancelled();
    return { stoppedBefore: stoppedBefore === null ? null : nameOf(stoppedBefore.run) };
  }

  #taskOf(run: BenchmarkRun): RunTask {
    const alone = this.#forecasts.forecast(run);
    const { key, base } = run;
    return { key, after: base?.key ?? null, forecast: () => this.#forecasts.beside(alone), run, alone };
  }

  /** How many of these runs go on at once, as a person wants it or as the machine allows. */
  #mostAtOnce(runs: readonly BenchmarkRun[], { parallel }: BenchmarkLimits, machine: Machine): number {
    const { architectures, defenses } = this.#ledger.setup.offers;
    const bytes = runs.map((run) =>
      memoryOf(run.arch, completeOptions(run, defenses), this.#forecasts.sizeOf(run), architectures),
    );
    const together = mostTogether(runs.map(({ key, base }) => ({ key, after: base?.key ?? null })));
    return Math.max(1, Math.min(parallel ?? mostAtOnce(machine, Math.max(1, ...bytes)), together));
  }

  /** What is to do, and models that repairs to do need: of those measured elsewhere only the figures are there. */
  #wanted({ retriesFailed }: BenchmarkLimits): BenchmarkRun[] {
    const all = this.#ledger.runs();
    const isLeft = ({ state }: Seen): boolean => state === 'to-do' || (state === 'failed' && retriesFailed);
    const wanted = new Set(all.filter((run) => isLeft(this.#ledger.see(run))).map(({ key }) => key));
    const bases = all.flatMap(({ key, base }) =>
      base !== null && wanted.has(key) && isLeft(this.#ledger.seeHere(base)) ? [base.key] : [],
    );
    const needed = new Set([...wanted, ...bases]);
    return all.filter(({ key }) => needed.has(key));
  }

  /** Adds what this workspace has measured to the file of results, where it is not there yet. */
  async #keep(runs: readonly BenchmarkRun[]): Promise<void> {
    const { kept } = this.#ledger.setup;
    if (kept === null) return;
    const fresh = this.#ledger.atOnce(() => runs.filter((run) => this.#ledger.keptOf(run) === null));
    await kept.add(fresh.flatMap((run) => this.#figures.resultOf(run) ?? []));
  }

  #cancelled(): AssayError {
    const { counts } = this.document();
    return new AssayError(
      'run.cancelled',
      `The benchmark was stopped: ${counts.done} of ${counts.runs} runs are done.`,
      { done: counts.done, runs: counts.runs },
    );
  }

  /** One run to its end, whatever that is. Throws only what ends the whole benchmark. */
  async #tryRun({ run, alone }: RunTask, parallel: number, work: Work, watch: BenchmarkWatch): Promise<void> {
    const { runs, speeds } = this.#ledger.setup;
    this.#ledger.forgive(run);
    let id: number | null = null;
    try {
      if (run.inversion !== null) {
        await this.#invert(run, run.inversion, work);
        return;
      }
      await this.#ledger.setup.data.poison(run, work);
      const plan = this.#ledger.plan(run);
      const earlier = runs.findRunOf(plan);
      const isResumed = earlier !== null && ['cancelled', 'interrupted'].includes(earlier.state);
      const own = (id = isResumed ? earlier.id : runs.create(plan));
      const watched: Work = {
        ...work,
        onProgress(news) {
          work.onProgress(news);
          watch.onProgress(own, news);
        },
      };
      watch.onBegin(own);
      const document = isResumed ? await runs.resume(own, watched) : await runs.start(own, watched);
      // What a resumed run took before it stopped may have been measured on a busier machine.
      if (isResumed) return;
      // Of a short run most is the start of its process.
      const isTelling = document.seconds >= TELLING_SECONDS;
      if (parallel === 1 && isTelling) await speeds.note(plan.spec, plan.version, document.seconds);
      if (parallel > 1 && isTelling && alone !== null && alone > 0) {
        this.#forecasts.noteSharing(document.seconds, alone);
      }
    } catch (thrown) {
      const error = toAssayError(thrown);
      // What the whole benchmark then says is said at its end.
      if (work.signal.aborted) return;
      if (ENDS_ALL.test(error.code)) throw error;
      this.#ledger.fail(run, error.message);
      work.onNote(`Failed: ${error.message}`);
    } finally {
      watch.onEnd(id);
    }
  }

  /** Seeks the triggers of a model that has been trained. Throws `conflict` where that model is not there. */
  async #invert(run: BenchmarkRun, options: InversionOptions, work: Work): Promise<void> {
    const { inversions } = this.#ledger.setup;
    const base = run.base === null ? null : this.#ledger.seeHere(run.base);
    if (base === null || base.state !== 'done' || base.run === null) {
      throw new AssayError(
        'conflict',
        'The model whose triggers are sought is not there: its run is not done.',
      );
    }
    await inversions.run(inversions.plan(base.run, options, null), work);
  }
}

function nameOf({ drill, defense, seed, inversion }: BenchmarkRun): string {
  return `${drill}, ${defense}, seed ${seed}${inversion === null ? '' : ', triggers'}`;
}

/** News with the run's name before them. */
function newsOf(work: Work, run: BenchmarkRun, order: string): Work {
  const name = `${order}: ${nameOf(run)}`;
  return {
    ...work,
    onProgress: (news) => work.onProgress({ ...news, stage: `${name}: ${news.stage}` }),
  };
}

/** Of one of several at once: its sentences under its name, its progress as a part of theirs. */
function sharedNews(work: Work, run: BenchmarkRun, order: string, progress: SharedProgress): Work {
  const name = `${order}: ${nameOf(run)}`;
  work.onNote(`${name} begins.`);
  return {
    ...work,
    onProgress: (news) => progress.update(run.key, news),
    onNote: (text) => work.onNote(`${name}: ${text}`),
  };
}

/**
 * Fewer than `most` where a budget would not hold the first run, which takes `seconds` alone, beside so many others. Who
 * names a number gets it.
 */
export function atOnceWithin(
  { budget, parallel }: Pick<BenchmarkLimits, 'budget' | 'parallel'>,
  most: number,
  seconds: number,
  machine: Machine,
): number {
  if (budget === null || parallel !== null) return most;
  let count = most;
  while (count > 1 && seconds * sharersOf(count, machine) > budget) count--;
  return count;
}

/** Null where one is. */
function sumOf(values: readonly (number | null)[]): number | null {
  return values.reduce<number | null>(
    (sum, value) => (sum === null || value === null ? null : sum + value),
    0,
  );
}

/** Seconds since any fixed time. */
function now(): number {
  return performance.now() / 1000;
}
