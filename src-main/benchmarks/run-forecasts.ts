/** How long the runs of a benchmark would take on this machine. */
import { DEFAULT_EXECUTION, type AuditSpec } from '../../src-shared/domain/run.ts';
import { datasetFacts } from './datasets.ts';
import { inversionCost } from './inversion.ts';
import type { BenchmarkLedger } from './ledger.ts';
import { completeOptions, type BenchmarkRun } from './runs.ts';
import { TRUSTED_SHARE } from './scales.ts';

export class RunForecasts {
  readonly #ledger: BenchmarkLedger;
  /** How much longer runs take than forecast when several share the machine. */
  #slowdown = 1;

  constructor(ledger: BenchmarkLedger) {
    this.#ledger = ledger;
  }

  /** From above, until runs have told: of `runs` that share what one would have, each takes so many times as long. */
  share(runs: number): void {
    this.#slowdown = runs;
  }

  /** Learns from a run that shared the machine with others and would have taken `alone` seconds. */
  noteSharing(seconds: number, alone: number): void {
    this.#slowdown = (this.#slowdown + seconds / alone) / 2;
  }

  /** Seconds, beside those that go on with it, of a run that would take `alone` seconds. */
  beside(alone: number | null): number | null {
    return alone === null ? null : alone * this.#slowdown;
  }

  /** Seconds of a run that has the machine; null while the speed of this machine with such a network is not known. */
  forecast(run: BenchmarkRun): number | null {
    const { speeds, offers } = this.#ledger.setup;
    if (run.inversion !== null) {
      const size = this.sizeOf(run);
      const images = inversionCost(run.inversion, size.classes.length);
      return speeds.forecastImages(images, run, size);
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
    return speeds.forecast(defense?.kind === 'repair' ? { ...spec, trusted } : spec, this.sizeOf(run));
  }

  sizeOf(run: BenchmarkRun): {
    shape: readonly [number, number, number];
    classes: readonly string[];
    splits: { train: number; test: number };
  } {
    const planned = this.#ledger.planned(run.dataset);
    const { shape, classes } = planned ?? datasetFacts(run.dataset);
    return {
      shape,
      classes: Array.from({ length: classes }, (_, i) => String(i)),
      splits: { train: run.samples, test: 0 },
    };
  }
}
