/** How much memory a run takes on a CPU, from above: how many go on at once hangs on it. */
import type { BenchmarkOffers, BenchmarkRun } from './runs.ts';

const MIB = 2 ** 20;
/** Pixels or time steps of the samples that the memory of networks was measured with. */
const MEASURED_AT = { image: 32 * 32, series: 128 } as const;
/** Batches of that measurement that an update takes at most: fine-tuning of DLP has 64 labelled samples and 192 others. */
const LARGEST_BATCH = 2;

/** `shape`: of the samples, [H,W,C] or [T,1,V]. Bytes. */
export function memoryOf(
  { arch }: Pick<BenchmarkRun, 'arch'>,
  [height, width]: readonly [number, number, number],
  architectures: BenchmarkOffers['architectures'],
): number {
  const network = architectures.find(({ id }) => id === arch);
  if (network === undefined) throw new TypeError(`the network ${arch} of a run is unknown`);
  const larger = (height * width) / MEASURED_AT[network.modality];
  return network.trainingMiB * MIB * LARGEST_BATCH * Math.max(1, larger);
}
