/**
 * The container of checkpoints: the published safetensors layout (8 bytes little-endian header length, a JSON header
 * with dtype, shape and offsets of each array, then the bytes), so that stock tools can look into a checkpoint too.
 * Text metadata carries the position of the run.
 */
import { AssayError } from '../../../src-shared/errors/assay-error.ts';

export type StoredArray = Float32Array | Float64Array | Int32Array;

const DTYPES = {
  F32: { bytes: 4, make: (buffer: ArrayBuffer) => new Float32Array(buffer) },
  F64: { bytes: 8, make: (buffer: ArrayBuffer) => new Float64Array(buffer) },
  I32: { bytes: 4, make: (buffer: ArrayBuffer) => new Int32Array(buffer) },
} as const;
type Dtype = keyof typeof DTYPES;

interface Entry {
  dtype: Dtype;
  shape: number[];
  data_offsets: [number, number];
}

function dtypeOf(array: StoredArray): Dtype {
  if (array instanceof Float32Array) return 'F32';
  return array instanceof Float64Array ? 'F64' : 'I32';
}

/** Arrays by name plus one JSON document -> bytes. The result depends on nothing but its arguments. */
export function encodeCheckpoint(arrays: ReadonlyMap<string, StoredArray>, state: unknown): Uint8Array {
  const header: Record<string, Entry | Record<string, string>> = {
    __metadata__: { state: JSON.stringify(state) },
  };
  let offset = 0;
  for (const [name, array] of arrays) {
    const end = offset + array.byteLength;
    header[name] = { dtype: dtypeOf(array), shape: [array.length], data_offsets: [offset, end] };
    offset = end;
  }
  const json = new TextEncoder().encode(JSON.stringify(header));
  const bytes = new Uint8Array(8 + json.length + offset);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(json.length), true);
  bytes.set(json, 8);
  let position = 8 + json.length;
  for (const array of arrays.values()) {
    bytes.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), position);
    position += array.byteLength;
  }
  return bytes;
}

/** The reverse of `encodeCheckpoint`. Throws `storage.corrupt` for bytes that are not such a container. */
export function decodeCheckpoint(bytes: Uint8Array): { arrays: Map<string, StoredArray>; state: unknown } {
  try {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const headerLength = Number(view.getBigUint64(0, true));
    const { __metadata__: metadata, ...entries } = JSON.parse(
      new TextDecoder().decode(bytes.subarray(8, 8 + headerLength)),
    ) as { __metadata__: { state: string } };
    const arrays = new Map<string, StoredArray>();
    for (const [name, entry] of Object.entries(entries as unknown as Record<string, Entry>)) {
      const [begin, end] = entry.data_offsets;
      const slice = bytes.slice(8 + headerLength + begin, 8 + headerLength + end);
      if (slice.byteLength !== end - begin) throw new RangeError(`array ${name} is cut short`);
      arrays.set(name, DTYPES[entry.dtype].make(slice.buffer));
    }
    return { arrays, state: JSON.parse(metadata.state) as unknown };
  } catch (cause) {
    throw new AssayError(
      'storage.corrupt',
      'The checkpoint cannot be read. Resume from an older one, or start the run again.',
      { reason: cause instanceof Error ? cause.message : String(cause) },
      { cause },
    );
  }
}
