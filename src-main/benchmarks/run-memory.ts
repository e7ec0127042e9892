/** How much memory a run takes on a CPU, from above: how many go on at once hangs on it. */
import type { OptionValue } from '../../src-shared/schema/fields.ts';
import type { BenchmarkOffers } from './runs.ts';

const MIB = 2 ** 20;
/** Pixels or time steps of the samples that the memory of networks was measured with. */
const MEASURED_AT = { image: 32 * 32, series: 128 } as const;
/** Samples of an update of that measurement. */
const MEASURED_BATCH = 128;
/** Of such updates, what repairs with a teacher, or with a perturbed network beside the other, take. */
const USUAL_UPDATES = 2;

/** `options`: all of the run's. `shape`: of the samples, [H,W,C] or [T,1,V]. Bytes. */
export function memoryOf(
  arch: string,
  options: Readonly<Record<string, OptionValue>>,
  [height, width]: readonly [number, number, number],
  architectures: BenchmarkOffers['architectures'],
): number {
  const network = architectures.find(({ id }) => id === arch);
  if (network === undefined) throw new TypeError(`the network ${arch} of a run is unknown`);
  const larger = (height * width) / MEASURED_AT[network.modality];
  const updates = Math.max(USUAL_UPDATES, largestBatch(options) / MEASURED_BATCH);
  return network.trainingMiB * MIB * updates * Math.max(1, larger);
}

/** Fine-tuning of DLP has labelled samples and several times as many others in an update. */
function largestBatch(options: Readonly<Record<string, OptionValue>>): number {
  const batch = Number(options['batch'] ?? 0);
  return Math.max(batch, Number(options['assftBatch'] ?? 0) * (1 + Number(options['assftRatio'] ?? 0)));
}
