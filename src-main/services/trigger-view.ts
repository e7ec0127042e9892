/**
 * What suspected samples of one class have in common that the class's others have not: mean and deviation of both, from
 * which a screen draws their difference. A patch that is always there stands out; the samples beneath it average away.
 */
import type { Modality } from '../../src-shared/domain/dataset.ts';
import { valuesOfBytes } from '../../src-shared/domain/sample-values.ts';
import type { TriggerView } from '../../src-shared/rpc/contract.ts';
import { readBytesOf, readVersion, yieldToEvents, type Connection } from '../storage/index.ts';

/** More samples change a mean no more; the draw is even over the list. */
const MEASURED_AT_MOST = 4000;
const AT_ONCE = 48;

export async function viewTrigger(
  db: Connection,
  versionId: number,
  suspected: Int32Array,
  others: Int32Array,
  signal: AbortSignal,
): Promise<TriggerView> {
  const { modality, shape } = readVersion(db, versionId);
  const [height, width, channels] = shape;
  const version = { id: versionId, modality, size: height * width * channels };
  const first = await measure(db, version, suspected, signal);
  const second = await measure(db, version, others, signal);
  return {
    modality,
    height,
    width,
    channels,
    suspectedCount: first.count,
    othersCount: second.count,
    suspectedMean: first.mean,
    othersMean: second.mean,
    suspectedDeviation: first.deviation,
    othersDeviation: second.deviation,
  };
}

interface Moments {
  count: number;
  mean: Float32Array;
  deviation: Float32Array;
}

async function measure(
  db: Connection,
  { id, modality, size }: { id: number; modality: Modality; size: number },
  all: Int32Array,
  signal: AbortSignal,
): Promise<Moments> {
  const step = Math.max(1, all.length / MEASURED_AT_MOST);
  const count = Math.min(all.length, MEASURED_AT_MOST);
  const indices = Int32Array.from({ length: count }, (_, i) => all[Math.floor(i * step)]!).sort();
  const sum = new Float64Array(size);
  const squares = new Float64Array(size);
  for (let start = 0; start < count; start += AT_ONCE) {
    signal.throwIfAborted();
    const values = valuesOfBytes(readBytesOf(db, id, indices.subarray(start, start + AT_ONCE)), modality);
    for (let i = 0; i < values.length; i++) {
      const value = values[i]!;
      sum[i % size]! += value;
      squares[i % size]! += value * value;
    }
    await yieldToEvents();
  }
  const divisor = Math.max(1, count);
  const mean = Float32Array.from(sum, (value) => value / divisor);
  // From the sums in double precision: a series may lie far from zero.
  const deviation = Float32Array.from(squares, (value, i) =>
    Math.sqrt(Math.max(0, value / divisor - (sum[i]! / divisor) ** 2)),
  );
  return { count, mean, deviation };
}
