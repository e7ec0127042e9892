/** How much memory a run takes on a CPU, from above: how many go on at once hangs on it, and whether one can at all. */
import type { ArchitectureEntry } from '../../src-shared/domain/catalog.ts';
import type { DatasetVersion } from '../../src-shared/domain/dataset.ts';
import { bytesOfSample } from '../../src-shared/domain/sample-values.ts';
import type { AuditSpec } from '../../src-shared/domain/run.ts';
import type { LackOfMemory } from '../../src-shared/rpc/contract.ts';
import type { OptionValue } from '../../src-shared/schema/fields.ts';
import { bytes } from './phrases.ts';

const MIB = 2 ** 20;
/** Pixels or time steps of the samples that the memory of networks was measured with. */
const MEASURED_AT = { image: 32 * 32, series: 128 } as const;
/** Samples of an update of that measurement. */
const MEASURED_BATCH = 128;
/**
 * Of what was measured, what does not grow with the samples of an update: TensorFlow, and about eight times the weights.
 * With one sample an update WRN-16-1, ResNet-34 and DenseNet-121 take 473, 1096 and 1023 MiB.
 */
const FIXED_MIB = 450;
const FIXED_BYTES_OF_A_WEIGHT = 30;
/** A repair has a second network, and a run more than its training: so many times what training takes. */
const OF_TRAINING = 2;
/** Samples that are scored at once, fewer of large ones, and the share of the memory of training that each of them takes. */
const SCORED_AT_ONCE = 500;
const OF_SCORING = 0.25;
/**
 * By how much fewer pixels what comes after a stem of large images works on, the stem's own memory counted in: ResNet-18
 * and ResNet-34 take 2167 and 2893 MiB for images of 128 pixels a side, 1571 and 2204 for those of 32.
 */
const SMALL_STEM = 10;

export type SizedNetwork = Pick<
  ArchitectureEntry,
  'id' | 'modality' | 'parameters' | 'trainingMiB' | 'smallStemFrom'
>;

/** Memory for work on the CPU; asking for a GPU may take a moment. */
export interface MemoryFacts {
  memoryBytes: () => number;
  computesOnGpu: (device: 'auto' | 'cpu' | 'cuda') => boolean;
}

/** Of samples [H,W,C] or [T,1,V] and of the training split. */
export type SizedData = Pick<DatasetVersion, 'shape' | 'splits'>;

/** `options`: all of the run's. Bytes. */
export function memoryOf(
  arch: string,
  options: Readonly<Record<string, OptionValue>>,
  { shape, splits }: SizedData,
  architectures: readonly SizedNetwork[],
): number {
  const network = architectures.find(({ id }) => id === arch);
  if (network === undefined) throw new TypeError(`the network ${arch} of a run is unknown`);
  const [height, width] = shape;
  const isReduced = Math.min(height, width) >= (network.smallStemFrom ?? Infinity);
  const larger = (height * width) / MEASURED_AT[network.modality] / (isReduced ? SMALL_STEM : 1);
  const measured = network.trainingMiB * MIB;
  const fixed = Math.min(measured, FIXED_MIB * MIB + FIXED_BYTES_OF_A_WEIGHT * network.parameters);
  const trained = (batch: number): number =>
    fixed + ((measured - fixed) * Math.max(1, larger) * Math.min(batch, splits.train)) / MEASURED_BATCH;
  const samples = bytesOfSample(shape, network.modality) * (splits.train + splits.test);
  const training = Math.max(
    OF_TRAINING * trained(Number(options['batch'] ?? 0)),
    trained(tuningBatch(options)),
  );
  const scoring =
    fixed + ((measured - fixed) * OF_SCORING * Math.min(SCORED_AT_ONCE, splits.train)) / MEASURED_BATCH;
  return samples + Math.max(training, scoring);
}

/** What `run` lacks on this machine; null: nothing, or a GPU trains it, whose memory is not known. */
export function lackOfMemory(
  { arch, options, device }: Pick<AuditSpec, 'arch' | 'options' | 'device'>,
  data: SizedData,
  architectures: readonly SizedNetwork[],
  { memoryBytes, computesOnGpu }: MemoryFacts,
): LackOfMemory | null {
  const needed = memoryOf(arch, options, data, architectures);
  const has = memoryBytes();
  return needed <= has || computesOnGpu(device) ? null : { neededBytes: needed, machineBytes: has };
}

/** Fine-tuning of DLP has labelled samples and several times as many others in an update. */
function tuningBatch(options: Readonly<Record<string, OptionValue>>): number {
  return Number(options['assftBatch'] ?? 0) * (1 + Number(options['assftRatio'] ?? 0));
}

/** For a person who is about to wait for it. */
export function describeLack({ neededBytes, machineBytes }: LackOfMemory): string {
  return (
    `This run may take up to ${bytes(neededBytes)} of memory, and this machine has ${bytes(machineBytes)}: ` +
    'it may end before it is done. Smaller batches take less, and so does a smaller network where one can be chosen.'
  );
}
