/**
 * Frames as bytes, the same on every transport: length of the JSON text (uint32, little-endian), the JSON in UTF-8, then
 * the typed arrays, each at a multiple of 8. In the JSON an array stands as `{"$array": [type, offset, length]}`, its
 * offset counted from the first array. JSON carries finite numbers only.
 */
import { AssayError } from '../errors/assay-error.ts';

const TYPES = {
  u8: Uint8Array,
  u16: Uint16Array,
  u32: Uint32Array,
  i32: Int32Array,
  f32: Float32Array,
} as const;
type TypeName = keyof typeof TYPES;
type Numbers = InstanceType<(typeof TYPES)[TypeName]>;

const ALIGNMENT = 8;
const HEADER_BYTES = 4;

function aligned(length: number): number {
  return Math.ceil(length / ALIGNMENT) * ALIGNMENT;
}

function typeNameOf(value: ArrayBufferView): TypeName | null {
  for (const [name, type] of Object.entries(TYPES)) if (value instanceof type) return name as TypeName;
  return null;
}

/** Throws `internal` for a number that is not finite or an array of a type that frames do not carry. */
export function encodeFrame(frame: unknown): Uint8Array {
  const arrays: Numbers[] = [];
  let offset = 0;
  const text = JSON.stringify(frame, (key, value: unknown) => {
    if (typeof value === 'number' && !Number.isFinite(value)) {
      throw new AssayError('internal', `"${key}" is ${value}; a frame carries finite numbers only.`);
    }
    if (!ArrayBuffer.isView(value)) return value;
    const type = typeNameOf(value);
    if (type === null) throw new AssayError('internal', `"${key}" is an array that frames do not carry.`);
    const array = value as Numbers;
    arrays.push(array);
    const at = offset;
    offset += aligned(array.byteLength);
    return { $array: [type, at, array.length] };
  });
  const json = new TextEncoder().encode(text);
  const start = aligned(HEADER_BYTES + json.byteLength);
  const bytes = new Uint8Array(start + offset);
  new DataView(bytes.buffer).setUint32(0, json.byteLength, true);
  bytes.set(json, HEADER_BYTES);
  let at = start;
  for (const array of arrays) {
    bytes.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), at);
    at += aligned(array.byteLength);
  }
  return bytes;
}

/** Arrays of the result share no memory with `bytes`. Throws `input.invalid` for bytes that are no frame. */
export function decodeFrame(bytes: Uint8Array): unknown {
  try {
    const length = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(0, true);
    if (HEADER_BYTES + length > bytes.byteLength) throw new RangeError('the text is cut off');
    const text = new TextDecoder('utf-8', { fatal: true }).decode(
      bytes.subarray(HEADER_BYTES, HEADER_BYTES + length),
    );
    const start = aligned(HEADER_BYTES + length);
    return JSON.parse(text, (_key, value: unknown) => {
      const reference = referenceIn(value);
      return reference === null ? value : readArray(bytes, start, reference);
    });
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new AssayError('input.invalid', `The bytes received are no frame: ${why}.`, {}, { cause });
  }
}

type Reference = readonly [type: TypeName, offset: number, length: number];

function referenceIn(value: unknown): Reference | null {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, '$array')) return null;
  const reference = (value as { $array: unknown }).$array;
  if (!Array.isArray(reference) || reference.length !== 3)
    throw new TypeError('an array is described wrongly');
  const [type, offset, length] = reference as unknown[];
  const isNatural = (number: unknown): boolean => Number.isSafeInteger(number) && (number as number) >= 0;
  if (typeof type !== 'string' || !Object.hasOwn(TYPES, type) || !isNatural(offset) || !isNatural(length)) {
    throw new TypeError('an array is described wrongly');
  }
  return [type as TypeName, offset as number, length as number];
}

function readArray(bytes: Uint8Array, start: number, [type, offset, length]: Reference): Numbers {
  const Type = TYPES[type];
  const from = start + offset;
  const to = from + length * Type.BYTES_PER_ELEMENT;
  if (to > bytes.byteLength) throw new RangeError('an array is cut off');
  // A copy at the start of a buffer of its own: a view may be unaligned, or lie in a pool.
  return new Type(new Uint8Array(bytes.subarray(from, to)).buffer);
}
