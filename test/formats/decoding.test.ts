/** Pixels out of image files and arrays: orientation, transparency, depth, order and scale. */
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { decodeImage, probeImage } from '../../src-main/formats/codecs/decode-image.ts';
import { convertChannels, fitPixels } from '../../src-main/formats/codecs/fit-pixels.ts';
import { npyHeader } from '../../src-main/formats/codecs/npy.ts';
import {
  AS_IT_COMES,
  importFrom,
  pixelsOf,
  pngOf,
  samplesOf,
  writeFolder,
  writeZip,
} from './support/sources.ts';

/** A BMP of 2 x 2 pixels: red, green in the upper row, blue, white in the lower. */
function bmp(bits: 24 | 32, isTopDown: boolean): Buffer {
  const rows = [
    [0, 0, 255, 0, 255, 0],
    [255, 0, 0, 255, 255, 255],
  ];
  if (!isTopDown) rows.reverse();
  const pad = (row: number[]): number[] =>
    bits === 24 ? [...row, 0, 0] : [...row.slice(0, 3), 9, ...row.slice(3), 9];
  const data = Buffer.from(rows.flatMap(pad));
  const header = Buffer.alloc(54);
  header.write('BM');
  header.writeUInt32LE(54, 10);
  header.writeUInt32LE(40, 14);
  header.writeInt32LE(2, 18);
  header.writeInt32LE(isTopDown ? -2 : 2, 22);
  header.writeUInt16LE(1, 26);
  header.writeUInt16LE(bits, 28);
  return Buffer.concat([header, data]);
}

const RGBW = [255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255];

async function decoded(bytes: Uint8Array): Promise<{ size: number[]; pixels: number[] }> {
  const { height, width, channels, pixels } = await decodeImage(bytes);
  const probe = await probeImage(bytes);
  expect([probe.height, probe.width, probe.isGrey]).toEqual([height, width, channels === 1]);
  return { size: [height, width, channels], pixels: [...pixels] };
}

describe('image files', () => {
  test.each([
    [24, true],
    [24, false],
    [32, true],
    [32, false],
  ] as const)('BMP with %i bits, top row first: %s', async (bits, isTopDown) => {
    expect(await decoded(bmp(bits, isTopDown))).toEqual({ size: [2, 2, 3], pixels: RGBW });
    await expect(decodeImage(bmp(bits, isTopDown).subarray(0, -3))).rejects.toThrow('cut off');
  });

  test('PPM and PGM: comments, plain text, other largest values, 16 bit, Windows line ends', async () => {
    const file = (header: string, ...bytes: number[]): Buffer =>
      Buffer.concat([Buffer.from(header), Buffer.from(bytes)]);
    const grey = { size: [1, 2, 1], pixels: [10, 200] };
    expect(await decoded(file('P5\n# made by hand\n2 1\n255\n', 10, 200))).toEqual(grey);
    expect(await decoded(file('P5\r\n2 1\r\n255\r\n', 10, 200))).toEqual(grey);
    expect(await decoded(file('P2 2 1 255 10\n200\n'))).toEqual(grey);
    expect(await decoded(file('P5 2 1 65535\n', 10, 255, 200, 1))).toEqual(grey);
    expect((await decoded(file('P5 2 1 15\n', 0, 15))).pixels).toEqual([0, 255]);
    expect(await decoded(file('P6 1 1 255\n', 1, 2, 3))).toEqual({ size: [1, 1, 3], pixels: [1, 2, 3] });
    await expect(decodeImage(file('P6 2 2 255\n', 1, 2, 3))).rejects.toThrow('3 of 12 bytes');
    await expect(decodeImage(file('P5 2 1 15\n', 0, 16))).rejects.toThrow('above its largest value');
  });

  test('transparency lies over black', async () => {
    const pixels = Buffer.of(200, 100, 50, 128, 10, 20, 30, 255);
    const png = await sharp(pixels, { raw: { width: 2, height: 1, channels: 4 } })
      .png()
      .toBuffer();
    expect((await decoded(png)).pixels).toEqual([100, 50, 25, 10, 20, 30]);
  });

  test('16-bit values keep their upper byte', async () => {
    const values = [0x00ff, 0x10ff, 0x8000, 0xffff];
    const raw = { width: 4, height: 1, channels: 1 } as const;
    const png = await sharp(Uint16Array.from(values), { raw }).toColourspace('grey16').png().toBuffer();
    expect(await decoded(png)).toEqual({ size: [1, 4, 1], pixels: [0, 0x10, 0x80, 0xff] });
  });

  test('the orientation in the file is applied', async () => {
    const raw = { width: 2, height: 3, channels: 3 } as const;
    const png = await sharp(pixelsOf(1, 3, 2), { raw })
      .withMetadata({ orientation: 6 })
      .png()
      .toBuffer();
    const turned = await sharp(pixelsOf(1, 3, 2), { raw })
      .rotate(90)
      .raw()
      .toBuffer();
    expect(await decoded(png)).toEqual({ size: [2, 3, 3], pixels: [...turned] });
  });

  test('CMYK becomes RGB, lossless WebP keeps every pixel', async () => {
    const raw = { width: 16, height: 16, channels: 3 } as const;
    const red = Buffer.from(Array.from({ length: 768 }, (_, i) => (i % 3 === 0 ? 220 : 20)));
    const cmyk = await sharp(red, { raw }).toColourspace('cmyk').jpeg().toBuffer();
    const [r = 0, g = 255, b = 255] = (await decoded(cmyk)).pixels;
    expect(r).toBeGreaterThan(150);
    expect(Math.max(g, b)).toBeLessThan(100);
    const webp = await sharp(pixelsOf(3, 16, 16), { raw })
      .webp({ lossless: true })
      .toBuffer();
    expect((await decoded(webp)).pixels).toEqual([...pixelsOf(3, 16, 16)]);
  });

  test.each(['png', 'jpeg', 'webp'] as const)('a cut-off %s fails, wherever it is cut', async (format) => {
    const raw = { width: 40, height: 40, channels: 3 } as const;
    const whole = await sharp(pixelsOf(5, 40, 40), { raw })
      .toFormat(format)
      .toBuffer();
    await decodeImage(whole);
    for (const share of [0.1, 0.5, 0.9, 0.99]) {
      const cut = whole.subarray(0, Math.floor(whole.byteLength * share));
      await expect(decodeImage(cut), `cut at ${share}`).rejects.toThrow();
    }
  });
});

describe('shape of a dataset', () => {
  test('images of mixed size are scaled, and the rule says how', async () => {
    const files = {
      'a/1.png': await pngOf(1, 10, 20),
      'a/2.png': await pngOf(2, 40, 30),
      'b/1.png': await pngOf(3),
      'b/2.png': await pngOf(4),
    };
    const { plan } = await importFrom(writeFolder(files));
    expect(plan.shape).toEqual([32, 32, 3]);
    expect(plan.resizeRule).toBe(
      'images of mixed size (height 8 to 40, width 8 to 30) scaled to 32 x 32 pixels (height x width), bilinear with antialiasing, proportions not kept',
    );
    const smaller = await importFrom(writeFolder(files), null, { ...AS_IT_COMES, size: [6, 5], channels: 1 });
    expect(smaller.plan.shape).toEqual([6, 5, 1]);
    for (const { bytes } of samplesOf(smaller)) expect(bytes).toHaveLength(30);
  });

  test('large images of one size are scaled, grey ones have one channel', async () => {
    const files: Record<string, Buffer> = {};
    for (const [i, name] of ['a/1.png', 'a/2.png', 'b/1.png', 'b/2.png'].entries())
      files[name] = await pngOf(i, 100, 100, 1);
    const { plan } = await importFrom(writeFolder(files));
    expect(plan.shape).toEqual([32, 32, 1]);
    files['b/3.png'] = await pngOf(9, 100, 100, 3);
    expect((await importFrom(writeFolder(files))).plan.shape).toEqual([32, 32, 3]);
  });

  test('scaling averages the area that becomes one pixel, and keeps the value of an even one', async () => {
    const stripes = Uint8Array.from({ length: 64 * 64 }, (_, i) => (i % 2 === 0 ? 0 : 200));
    const scaled = await fitPixels({ height: 64, width: 64, channels: 1, pixels: stripes }, [8, 8, 1]);
    for (const value of scaled) expect(Math.abs(value - 100)).toBeLessThan(12);
    const even = await fitPixels(
      { height: 9, width: 7, channels: 3, pixels: new Uint8Array(189).fill(77) },
      [32, 32, 3],
    );
    expect(new Set(even)).toEqual(new Set([77]));
  });

  test('grey is the luma', () => {
    const pixels = Uint8Array.of(255, 0, 0, 0, 255, 0, 0, 0, 255, 90, 90, 90);
    expect([...convertChannels({ height: 1, width: 4, channels: 3, pixels }, 1)]).toEqual([76, 150, 29, 90]);
    expect([
      ...convertChannels({ height: 1, width: 2, channels: 1, pixels: Uint8Array.of(3, 9) }, 3),
    ]).toEqual([3, 3, 3, 9, 9, 9]);
  });
});

describe('arrays of .npz', () => {
  const LABELS = Buffer.concat([npyHeader('|i1', [4]), Buffer.of(0, 1, 0, 1)]);

  async function pixelsFrom(x: Buffer, y = LABELS): Promise<number[][]> {
    const imported = await importFrom(await writeZip({ 'X.npy': x, 'y.npy': y }, 'd.npz'));
    return samplesOf(imported).map(({ bytes, label }) => [label, ...bytes]);
  }

  /** Four images of 2 x 1 pixels; with an axis for the channel, as few floats on three axes would be series. */
  const EXPECTED = [0, 1, 2, 3].map((n) => [n % 2, 60 * n, 60 * n + 15]);
  const values = EXPECTED.flatMap((row) => row.slice(1));

  test.each([
    ['|u1', (v: number[]) => Buffer.from(v)],
    ['<u2', (v: number[]) => Buffer.from(Uint16Array.from(v).buffer)],
    ['>u2', (v: number[]) => Buffer.from(Uint16Array.from(v).buffer).swap16()],
    ['<i4', (v: number[]) => Buffer.from(Int32Array.from(v).buffer)],
    ['<i8', (v: number[]) => Buffer.from(BigInt64Array.from(v, BigInt).buffer)],
    ['<f4', (v: number[]) => Buffer.from(Float32Array.from(v).buffer)],
    ['<f8', (v: number[]) => Buffer.from(Float64Array.from(v, (x) => x / 255).buffer)],
  ] as const)('type %s', async (descr, encode) => {
    const data = encode(values);
    expect(await pixelsFrom(Buffer.concat([npyHeader(descr, [4, 2, 1, 1]), data]))).toEqual(EXPECTED);
  });

  test('half precision', async () => {
    // 0, 1, 0.5 and 0.25 by their bits.
    const halves = Buffer.from(Uint16Array.of(0x0000, 0x3c00, 0x3800, 0x3400, 0, 0, 0, 0).buffer);
    const [first, second] = await pixelsFrom(Buffer.concat([npyHeader('<f2', [4, 2, 1, 1]), halves]));
    expect([first, second]).toEqual([
      [0, 0, 255],
      [1, 128, 64],
    ]);
  });

  test('Fortran order is turned, channels in front are moved behind', async () => {
    const shape = [4, 3, 2, 5];
    const at = (n: number, c: number, y: number, x: number): number => n * 30 + c * 10 + y * 5 + x;
    const fortran: number[] = [];
    for (let x = 0; x < 5; x++)
      for (let y = 0; y < 2; y++)
        for (let c = 0; c < 3; c++) for (let n = 0; n < 4; n++) fortran.push(at(n, c, y, x));
    const header = Buffer.from(
      npyHeader('|u1', shape).toString('latin1').replace('False,', 'True ,'),
      'latin1',
    );
    const plain = Buffer.concat([
      npyHeader('|u1', shape),
      Buffer.from(Array.from({ length: 120 }, (_, i) => i)),
    ]);
    const expected = [0, 1, 2, 3].map((n) => {
      const pixels = [];
      for (let y = 0; y < 2; y++)
        for (let x = 0; x < 5; x++) for (let c = 0; c < 3; c++) pixels.push(at(n, c, y, x));
      return [n % 2, ...pixels];
    });
    expect(await pixelsFrom(plain)).toEqual(expected);
    expect(await pixelsFrom(Buffer.concat([header, Buffer.from(fortran)]))).toEqual(expected);
  });

  test('one-hot labels', async () => {
    const hot = Buffer.concat([
      npyHeader('<f4', [4, 2]),
      Buffer.from(Float32Array.of(1, 0, 0, 1, 1, 0, 0, 1).buffer),
    ]);
    const x = Buffer.concat([npyHeader('|u1', [4, 2, 1]), Buffer.from(values)]);
    expect(await pixelsFrom(x, hot)).toEqual(EXPECTED);
  });
});
