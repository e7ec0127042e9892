/** How long a run will take on this machine: its cost by the method's own count, times a speed measured once. */
import { executionOf, type AuditSpec } from '../../src-shared/domain/run.ts';
import type { DatasetVersion } from '../../src-shared/domain/dataset.ts';
import { AssayError } from '../../src-shared/errors/assay-error.ts';
import { runWorker } from '../jobs/worker-handle.ts';
import type { LaunchWorker } from '../jobs/worker-process.ts';
import type { SettingsService } from './settings.ts';

/** Work of a run in images trained once. */
export type CostOf = (spec: AuditSpec, samples: number) => number;

type Measured = Pick<DatasetVersion, 'shape' | 'classes'>;
type Sized = Pick<DatasetVersion, 'shape' | 'splits'>;

export class SpeedService {
  readonly #launch: LaunchWorker;
  readonly #settings: SettingsService;
  readonly #costOf: CostOf;

  constructor(launch: LaunchWorker, settings: SettingsService, costOf: CostOf) {
    this.#launch = launch;
    this.#settings = settings;
    this.#costOf = costOf;
  }

  /** Seconds; null while this machine's speed with such a network is not known. */
  forecast(spec: AuditSpec, version: Sized): number | null {
    const images = this.#costOf(spec, version.splits.train);
    const secondsPerImage = this.#settings.speed(keyOfRun(spec, version));
    return secondsPerImage === null ? this.forecastImages(images, spec, version) : secondsPerImage * images;
  }

  /** Seconds for work in images trained once; null as `forecast`. */
  forecastImages(
    images: number,
    { arch, device }: Pick<AuditSpec, 'arch' | 'device'>,
    version: Pick<Sized, 'shape'>,
  ): number | null {
    const secondsPerImage = this.#settings.speed(keyOf(arch, version, device));
    return secondsPerImage === null ? null : secondsPerImage * images;
  }

  /** Learns from a run that took `seconds` from start to end. */
  async note(spec: AuditSpec, version: Sized, seconds: number): Promise<void> {
    const cost = this.#costOf(spec, version.splits.train);
    if (seconds > 0 && cost > 0) await this.#settings.noteSpeed(keyOfRun(spec, version), seconds / cost);
  }

  /** Trains a network for a moment. Throws as any worker that needs TensorFlow. */
  async measure(
    arch: string,
    version: Measured,
    device: AuditSpec['device'],
    signal: AbortSignal,
  ): Promise<number> {
    const { shape, classes } = version;
    const { outcome, result } = await runWorker({
      launch: this.#launch,
      job: { kind: 'calibrate', arch, shape, classes: classes.length, device },
      signal,
      onFrame: () => undefined,
    });
    if (outcome === 'cancelled') throw new AssayError('run.cancelled', 'Measuring was cancelled.');
    // What the calibrate job returns.
    const secondsPerImage = result as number;
    await this.#settings.noteSpeed(keyOf(arch, version, device), secondsPerImage);
    return secondsPerImage;
  }
}

/** What steps as single operations take is no forecast for graphs. */
function keyOfRun(spec: AuditSpec, version: Pick<Sized, 'shape'>): string {
  const key = keyOf(spec.arch, version, spec.device);
  return executionOf(spec) === 'eager' ? `${key} eager` : key;
}

function keyOf(arch: string, { shape }: Pick<DatasetVersion, 'shape'>, device: string): string {
  return `${arch} ${shape.join('x')} ${device}`;
}
