/** Frames as bytes: what goes in comes out, and what is damaged is told as such. */
import { describe, expect, it } from 'vitest';
import { AssayError } from '../../src-shared/errors/assay-error.ts';
import { decodeFrame, encodeFrame } from '../../src-shared/rpc/codec.ts';

function refusalOf(work: () => unknown): AssayError {
  try {
    work();
  } catch (thrown) {
    if (thrown instanceof AssayError) return thrown;
    throw thrown;
  }
  throw new Error('it was accepted');
}

/** A frame written by hand: any text, any bytes after it. */
function frameOf(text: string, data: Uint8Array = new Uint8Array(0)): Uint8Array {
  const json = new TextEncoder().encode(text);
  const start = Math.ceil((4 + json.byteLength) / 8) * 8;
  const bytes = new Uint8Array(start + data.byteLength);
  new DataView(bytes.buffer).setUint32(0, json.byteLength, true);
  bytes.set(json, 4);
  bytes.set(data, start);
  return bytes;
}

describe('a round trip', () => {
  it.each([
    null,
    true,
    -0.1,
    '',
    'äöü 文 \u{1f9ea} \u0000 "',
    [],
    {},
    { a: [1, { b: null }], ключ: 'значение' },
    [[], [[]]],
    { $array: 'not a reference, were it not for the name' }.$array,
  ])('keeps %j', (value) => {
    expect(decodeFrame(encodeFrame(value))).toEqual(value);
  });

  it.each([
    Uint8Array.of(0, 1, 255),
    Uint16Array.of(0, 1, 65_535),
    Uint32Array.of(0, 1, 4_294_967_295),
    Int32Array.of(-2_147_483_648, 0, 2_147_483_647),
    Float32Array.of(0, -1.5, Number.NaN, Number.POSITIVE_INFINITY, 3.4e38),
  ])('keeps arrays of their type: %o', (array) => {
    const got = decodeFrame(encodeFrame({ before: 1, array, after: [array, array.subarray(1)] })) as {
      array: typeof array;
      after: (typeof array)[];
    };
    expect(got.array.constructor).toBe(array.constructor);
    expect(got.array).toEqual(array);
    expect(got.after[1]).toEqual(array.subarray(1));
  });

  it('keeps empty arrays and lengths that are no multiple of eight', () => {
    const value = Array.from({ length: 20 }, (_, length) =>
      Uint8Array.from({ length }, (_none, i) => i + length),
    );
    expect(decodeFrame(encodeFrame(value))).toEqual(value);
  });

  it('reads and writes arrays that lie anywhere in memory', () => {
    const source = new Float32Array(8).map((_, i) => i).subarray(3, 6);
    const bytes = encodeFrame({ source });
    for (let shift = 0; shift < 8; shift++) {
      const moved = new Uint8Array(bytes.byteLength + 16);
      moved.set(bytes, shift);
      const view = moved.subarray(shift, shift + bytes.byteLength);
      expect(decodeFrame(view)).toEqual({ source: Float32Array.of(3, 4, 5) });
    }
  });

  it('gives arrays that share no memory with the frame', () => {
    const bytes = encodeFrame({ a: Uint8Array.of(1, 2) });
    const { a } = decodeFrame(bytes) as { a: Uint8Array };
    bytes.fill(0);
    expect(Array.from(a)).toEqual([1, 2]);
    expect(a.buffer.byteLength).toBe(2);
  });
});

describe('what a frame does not carry', () => {
  it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])(
    '%d outside of an array',
    (value) => {
      const error = refusalOf(() => encodeFrame({ deep: [{ value }] }));
      expect(error.code).toBe('internal');
      expect(error.message).toContain('"value"');
    },
  );

  it.each([new Float64Array(1), new BigInt64Array(1), new Int8Array(1), new DataView(new ArrayBuffer(1))])(
    'an array of another type: %o',
    (value) => expect(refusalOf(() => encodeFrame({ value })).code).toBe('internal'),
  );
});

describe('a damaged frame', () => {
  const good = encodeFrame({ type: 'call', id: 1, list: Int32Array.of(1, 2, 3) });

  it('is refused wherever it is cut off', () => {
    // The last array ends where its numbers do; what follows only fills up to a multiple of eight.
    for (let length = 0; length < good.byteLength - 4; length++) {
      expect(refusalOf(() => decodeFrame(good.subarray(0, length))).code, `${length} bytes`).toBe(
        'input.invalid',
      );
    }
  });

  it.each([
    ['a length beyond the end', Uint8Array.of(255, 255, 255, 255, 1)],
    ['no JSON', frameOf('{"a":')],
    ['bytes that are no UTF-8', frameOf('"ab"').fill(0xff, 5, 6)],
    ['an array beyond the end', frameOf('{"$array":["i32",0,3]}', new Uint8Array(8))],
    ['an offset beyond the end', frameOf('{"$array":["u8",9,1]}', new Uint8Array(8))],
    ['a negative offset', frameOf('{"$array":["u8",-8,8]}', new Uint8Array(8))],
    ['a negative length', frameOf('{"$array":["u8",0,-1]}', new Uint8Array(8))],
    ['a length that is no whole number', frameOf('{"$array":["u8",0,1.5]}', new Uint8Array(8))],
    ['a length beyond all numbers', frameOf('{"$array":["f32",0,9007199254740991]}', new Uint8Array(8))],
    ['a type that is not carried', frameOf('{"$array":["f64",0,1]}', new Uint8Array(8))],
    ['a type that every object has', frameOf('{"$array":["constructor",0,1]}', new Uint8Array(8))],
    ['a reference without its parts', frameOf('{"$array":["u8",0]}')],
    ['a reference that is no list', frameOf('{"$array":{"0":"u8"}}')],
  ])('is refused: %s', (_what, bytes) => {
    expect(refusalOf(() => decodeFrame(bytes)).code).toBe('input.invalid');
  });

  it('never does anything but be read or be refused, whatever byte is changed', () => {
    for (let at = 0; at < good.byteLength; at++) {
      for (const value of [0, 1, 0x22, 0x7f, 0xff]) {
        const damaged = good.slice();
        damaged[at] = value;
        try {
          decodeFrame(damaged);
        } catch (thrown) {
          expect(thrown).toBeInstanceOf(AssayError);
        }
      }
    }
  });
});
