/** Reading numbers of the element types that IDX and NPY files have. */

export type ElementType = 'u1' | 'i1' | 'u2' | 'i2' | 'u4' | 'i4' | 'u8' | 'i8' | 'f2' | 'f4' | 'f8' | 'b1';

export interface Elements {
  type: ElementType;
  isLittleEndian: boolean;
}

/** Bytes of one element. */
export function elementBytes(type: ElementType): number {
  return Number(type[1]);
}

export function isFloat(type: ElementType): boolean {
  return type.startsWith('f');
}

/** 64-bit integers come as the nearest number. */
export function elementReader({
  type,
  isLittleEndian: le,
}: Elements): (view: DataView, at: number) => number {
  switch (type) {
    case 'u1':
    case 'b1':
      return (view, at) => view.getUint8(at);
    case 'i1':
      return (view, at) => view.getInt8(at);
    case 'u2':
      return (view, at) => view.getUint16(at, le);
    case 'i2':
      return (view, at) => view.getInt16(at, le);
    case 'u4':
      return (view, at) => view.getUint32(at, le);
    case 'i4':
      return (view, at) => view.getInt32(at, le);
    case 'u8':
      return (view, at) => Number(view.getBigUint64(at, le));
    case 'i8':
      return (view, at) => Number(view.getBigInt64(at, le));
    case 'f2':
      return (view, at) => halfToNumber(view.getUint16(at, le));
    case 'f4':
      return (view, at) => view.getFloat32(at, le);
    case 'f8':
      return (view, at) => view.getFloat64(at, le);
  }
}

/** IEEE 754 half precision: 1 bit sign, 5 bits exponent, 10 bits fraction. */
function halfToNumber(bits: number): number {
  const sign = (bits & 0x8000) === 0 ? 1 : -1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** A view of bytes that may lie anywhere in their buffer. */
export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
