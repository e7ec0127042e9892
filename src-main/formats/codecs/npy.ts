/**
 * Own reader and writer of NPY headers: magic, version, a Python dictionary as text, then the raw elements. The
 * dictionary is read as the few literals it may hold, never evaluated; arrays of objects are pickles and are refused.
 */
import { AssayError } from '../../../src-shared/errors/assay-error.ts';
import type { Elements, ElementType } from './elements.ts';
import { viewOf } from './elements.ts';

export interface NpyHeader extends Elements {
  shape: number[];
  isFortranOrder: boolean;
  /** Where the elements begin. */
  position: number;
}

/** Long enough for the header of any plain array. */
export const NPY_HEAD_BYTES = 4096;

const MAGIC = '934e554d5059';
const TYPES: readonly ElementType[] = [
  'u1',
  'i1',
  'b1',
  'u2',
  'i2',
  'u4',
  'i4',
  'u8',
  'i8',
  'f2',
  'f4',
  'f8',
];

export function isNpy(head: Uint8Array): boolean {
  return Buffer.from(head.subarray(0, 6)).toString('hex') === MAGIC;
}

/** What the header of any array says, whatever its elements are. */
interface NpyFrame {
  /** As NumPy writes it, e.g. `<f4`. */
  descr: string;
  shape: number[];
  isFortranOrder: boolean;
  position: number;
}

/**
 * `head` is the beginning of the file called `name`. Throws `import.unsafe` for an array of objects and
 * `import.unreadable` for a header that is damaged or of a type that is no number.
 */
export function readNpyHeader(head: Uint8Array, name: string): NpyHeader {
  const { descr, shape, isFortranOrder, position } = readFrame(head, name);
  return { ...elementsOf(descr, name), shape, isFortranOrder, position };
}

/**
 * The header of an array of texts of one length, as an array of their characters with one axis more: `u4` code points
 * (`<U3`) or bytes (`|S3`). Null for an array of anything else. Throws as `readNpyHeader` does.
 */
export function readNpyTextHeader(head: Uint8Array, name: string): NpyHeader | null {
  const { descr, shape, isFortranOrder, position } = readFrame(head, name);
  const text = /^([<>|=])([US])(\d{1,6})$/.exec(descr);
  const length = Number(text?.[3] ?? 0);
  if (text === null || length === 0) return null;
  const type = text[2] === 'U' ? 'u4' : 'u1';
  return { type, isLittleEndian: text[1] !== '>', shape: [...shape, length], isFortranOrder, position };
}

function readFrame(head: Uint8Array, name: string): NpyFrame {
  const version = head[6] ?? 0;
  if (!isNpy(head) || version < 1 || version > 3 || head.byteLength < 12)
    throw damaged(name, 'it does not begin like one');
  const view = viewOf(head);
  const start = version === 1 ? 10 : 12;
  const length = version === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  if (start + length > head.byteLength) throw damaged(name, 'its header is cut off or too long');
  const text = Buffer.from(head.subarray(start, start + length)).toString('utf8');
  if (/'descr'\s*:\s*\[/.test(text))
    throw damaged(name, 'it is an array of records, where plain numbers are needed');
  const descr = /'descr'\s*:\s*'([^']*)'/.exec(text)?.[1];
  const order = /'fortran_order'\s*:\s*(True|False)/.exec(text)?.[1];
  const shape = /'shape'\s*:\s*\(([\d\s,L]*)\)/.exec(text)?.[1];
  if (descr === undefined || order === undefined || shape === undefined)
    throw damaged(name, 'its header lacks a part');
  const sizes = shape
    .split(',')
    .map((size) => size.trim().replace(/L$/, ''))
    .filter((size) => size !== '')
    .map(Number);
  if (!sizes.every((size) => Number.isSafeInteger(size)))
    throw damaged(name, 'its shape is no list of whole numbers');
  return { descr, shape: sizes, isFortranOrder: order === 'True', position: start + length };
}

function elementsOf(descr: string, name: string): Elements {
  if (descr.includes('O')) {
    throw new AssayError(
      'import.unsafe',
      `${name} is an array of Python objects, a pickle: reading it could run any code hidden in it, so it is never opened. Save the array as numbers, for example with .astype("uint8").`,
      { entry: name, type: descr },
    );
  }
  const type = TYPES.find((one) => one === descr.slice(1));
  if (type === undefined || !/^[<>|=]/.test(descr)) {
    throw damaged(name, `its elements are of the type "${descr}", where numbers are needed`);
  }
  return { type, isLittleEndian: !descr.startsWith('>') };
}

function damaged(name: string, why: string): AssayError {
  return new AssayError(
    'import.unreadable',
    `${name} cannot be read as a NumPy array: ${why}. Save it again.`,
    {
      entry: name,
    },
  );
}

/** The header of a version 1 file in C order; the elements of `descr`, e.g. `|u1` or `<i8`, follow it. */
export function npyHeader(descr: string, shape: readonly number[]): Buffer {
  const sizes = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const text = `{'descr': '${descr}', 'fortran_order': False, 'shape': (${sizes}), }`;
  // NumPy aligns the elements to 64 bytes and ends the text with a new line.
  const length = Math.ceil((10 + text.length + 1) / 64) * 64 - 10;
  const header = Buffer.alloc(10 + length, 0x20);
  header.write(MAGIC, 0, 'hex');
  header.writeUInt16LE(1, 6);
  header.writeUInt16LE(length, 8);
  header.write(text, 10, 'latin1');
  header[header.byteLength - 1] = 0x0a;
  return header;
}
